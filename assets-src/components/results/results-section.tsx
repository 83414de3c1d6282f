import { Button, Card, CardBody, CardHeader } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { TABLES, type Table } from '../../api/types';
import { isActive } from '../../store/run';
import { store } from '../../store/page-store';
import { formatNumber } from '../../words/format';
import { tableLabels } from '../../words/labels';
import { ConfirmDialog } from '../common/confirm-dialog';
import { ErrorNotice } from '../common/error-notice';
import { PlaceLink } from '../common/place-link';
import { ResultsTable } from './results-table';
import type { Place } from '../common/use-place';

interface Props {
	place: Place;
	onOpen: ( place: Place ) => void;
}

/**
 * Shows the three links with their counts, and the table that is open.
 *
 * @param props Properties.
 */
export function ResultsSection( { place, onOpen }: Props ) {
	const counts = useCounts();
	const error = useSelect(
		( select ) => select( store ).getResultsError(),
		[]
	);
	const { dismissReport } = useDispatch( store );

	return (
		<Card className="wpo365-card">
			<CardHeader>
				<h2>{ __( 'Results', 'wpo365-user-sync' ) }</h2>
				<TruncateButton />
			</CardHeader>
			<CardBody>
				{ error && (
					<ErrorNotice
						message={ error.message }
						code={ error.code }
						details={ error.details }
						onDismiss={ () => void dismissReport() }
					/>
				) }
				<ul className="wpo365-tables">
					{ TABLES.map( ( table ) => (
						<li key={ table }>
							<PlaceLink
								place={ { table, status: null } }
								isCurrent={ place.table === table }
								onOpen={ onOpen }
							>
								{ tableLabels[ table ]() }
							</PlaceLink>{ ' ' }
							<span className="wpo365-tables__count">
								({ formatNumber( counts?.[ table ] ?? null ) })
							</span>
						</li>
					) ) }
				</ul>
				{ place.table && (
					<ResultsTable
						key={ `${ place.table } ${ place.status ?? '' }` }
						table={ place.table }
						status={ place.status }
						onClose={ () =>
							onOpen( { table: null, status: null } )
						}
					/>
				) }
			</CardBody>
		</Card>
	);
}

/**
 * Returns how many rows each table has: as the run counts while there is one, and as the
 * tables say afterwards, since they may have been truncated.
 */
function useCounts(): Record< Table, number > | null {
	return useSelect( ( select ) => {
		const { getRun, getTotals } = select( store );
		const run = getRun();
		const totals = getTotals();
		return run && isActive( run ) && run.status !== 'held'
			? run.counts
			: totals;
	}, [] );
}

function TruncateButton() {
	const [ isAsking, setIsAsking ] = useState( false );
	const { truncateResults } = useDispatch( store );
	const { isBusy, isRunActive } = useSelect( ( select ) => {
		const { getActing, getRun } = select( store );
		return {
			isBusy: getActing() === 'truncate',
			isRunActive: isActive( getRun() ),
		};
	}, [] );
	const close = () => setIsAsking( false );

	return (
		<>
			<Button
				__next40pxDefaultSize
				variant="tertiary"
				isDestructive
				isBusy={ isBusy }
				disabled={ isBusy || isRunActive }
				accessibleWhenDisabled
				onClick={ () => setIsAsking( true ) }
			>
				{ __( 'Truncate results', 'wpo365-user-sync' ) }
			</Button>
			{ isAsking && (
				<ConfirmDialog
					title={ __(
						'Empty the three tables?',
						'wpo365-user-sync'
					) }
					confirm={ __( 'Truncate', 'wpo365-user-sync' ) }
					isDestructive
					onCancel={ close }
					onConfirm={ () => {
						close();
						void truncateResults();
					} }
				>
					<p>
						{ __(
							'The rows of the last synchronization are removed. No WordPress user is changed, and the list of past synchronizations is kept. A synchronization that failed can’t be resumed afterwards.',
							'wpo365-user-sync'
						) }
					</p>
				</ConfirmDialog>
			) }
		</>
	);
}
