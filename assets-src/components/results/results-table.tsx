import { Button, Spinner } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { Suspense, lazy, useEffect, useRef } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { RowStatus, Table } from '../../api/types';
import { isActive } from '../../store/run';
import { store } from '../../store/page-store';
import { tableLabels } from '../../words/labels';
import { ActionReport } from './action-report';
import { AskDialog } from './ask-dialog';
import { BulkBar } from './bulk-bar';
import { LoadError } from '../common/load-error';
import { fieldsOf } from './table-fields';
import { useRowActions } from './use-row-actions';
import { useTableView } from './use-table-view';

const DataTable = lazy(
	() => import( /* webpackChunkName: "data-views" */ './data-views' )
);

interface Props {
	table: Table;
	/** The status that the link to the table narrows it to. */
	status: RowStatus | null;
	onClose: () => void;
}

/**
 * Shows a table of results: the server pages, searches, sorts and filters.
 *
 * @param props Properties.
 */
export function ResultsTable( { table, status, onClose }: Props ) {
	const heading = useRef< HTMLHeadingElement >( null );
	const { view, setView, query, pageSizes } = useTableView( table, status );
	const { page, isLoading, error, isLocked } = useSelect(
		( select ) => {
			const { getResults, getResolutionError, getRun, getActing } =
				select( store );
			return {
				page: getResults( query ),
				isLoading: select( store ).isResolving( 'getResults', [
					query,
				] ),
				error: getResolutionError( 'getResults', [ query ] ),
				isLocked: isActive( getRun() ) || getActing() !== null,
			};
		},
		[ query ]
	);
	const actions = useRowActions( table, page?.rows ?? [], isLocked );

	const { invalidateResolution, dismissReport } = useDispatch( store );

	useEffect( () => {
		heading.current?.focus();
		// The next table has nothing to do with what was done in this one.
		return () => void dismissReport();
	}, [ dismissReport ] );

	return (
		<section className="wpo365-table" aria-labelledby="wpo365-table-title">
			<header className="wpo365-table__header">
				<h3 id="wpo365-table-title" ref={ heading } tabIndex={ -1 }>
					{ tableLabels[ table ]() }
				</h3>
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					onClick={ onClose }
				>
					{ __( 'Close table', 'wpo365-user-sync' ) }
				</Button>
			</header>
			<ActionReport />
			{ error ? (
				<LoadError
					error={ error }
					onRetry={ () =>
						void invalidateResolution( 'getResults', [ query ] )
					}
				/>
			) : (
				<Suspense fallback={ <Spinner /> }>
					<DataTable
						rows={ page?.rows ?? [] }
						total={ page?.total ?? 0 }
						pages={ page?.pages ?? 0 }
						isLoading={ isLoading || page === null }
						fields={ fieldsOf( table ) }
						actions={ actions.menu }
						view={ view }
						onChangeView={ setView }
						selection={ actions.selection }
						onChangeSelection={ actions.setSelection }
						pageSizes={ pageSizes }
						searchLabel={ __( 'Search users', 'wpo365-user-sync' ) }
						toolbar={
							<BulkBar
								table={ table }
								selected={ actions.selected }
								total={ page?.total ?? null }
								isLocked={ isLocked }
								onAct={ actions.request }
							/>
						}
						empty={ <p>{ emptyText( view.search ?? '' ) }</p> }
					/>
				</Suspense>
			) }
			{ actions.asked && (
				<AskDialog
					{ ...actions.asked }
					onConfirm={ actions.confirm }
					onCancel={ actions.cancel }
				/>
			) }
		</section>
	);
}

function emptyText( search: string ): string {
	return search === ''
		? __( 'No rows.', 'wpo365-user-sync' )
		: __( 'No row matches the search.', 'wpo365-user-sync' );
}
