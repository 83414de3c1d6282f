import { Button } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { Row, RowAction, Table } from '../api/types';
import { store } from '../store/page-store';
import { actionLabels, selectedLabel } from '../words/labels';
import { ConfirmDialog } from './confirm-dialog';
import { ContentFate } from './content-fate';
import { ACTIONS, allows } from './row-actions';

interface Props {
	table: Table;
	selected: readonly Row[];
	/** Whether nothing may be acted on just now. */
	isLocked: boolean;
	onDone: () => void;
}

/**
 * Offers what can be done with the selected rows.
 *
 * @param props Properties.
 */
export function BulkBar( { table, selected, isLocked, onDone }: Props ) {
	const [ isAsking, setIsAsking ] = useState( false );
	const { actOnRows } = useDispatch( store );
	const acting = useSelect(
		( select ) => select( store ).getActing(),
		[]
	);

	const rowsFor = ( action: RowAction ) =>
		selected.filter( ( row ) => allows( row, action ) );
	const act = async ( action: RowAction ) => {
		setIsAsking( false );
		if ( await actOnRows( action, rowsFor( action ) ) ) {
			onDone();
		}
	};

	return (
		<div
			className="wpo365-bulk"
			role="group"
			aria-label={ __( 'With the selected users', 'wpo365-user-sync' ) }
		>
			{ ACTIONS[ table ].map( ( action ) => (
				<Button
					__next40pxDefaultSize
					key={ action }
					variant="secondary"
					isDestructive={ action === 'delete' }
					isBusy={ acting === action }
					disabled={ isLocked || rowsFor( action ).length === 0 }
					accessibleWhenDisabled
					onClick={ () =>
						action === 'delete'
							? setIsAsking( true )
							: void act( action )
					}
				>
					{ actionLabels[ action ]() }
				</Button>
			) ) }
			<span className="wpo365-hint" aria-live="polite">
				{ selected.length > 0 && selectedLabel( selected.length ) }
			</span>
			{ isAsking && (
				<ConfirmDialog
					title={ sprintf(
						/* translators: %d: number of users. */
						_n(
							'Delete %d selected user?',
							'Delete %d selected users?',
							selected.length,
							'wpo365-user-sync'
						),
						selected.length
					) }
					confirm={ __( 'Delete', 'wpo365-user-sync' ) }
					isDestructive
					onConfirm={ () => void act( 'delete' ) }
					onCancel={ () => setIsAsking( false ) }
				>
					<ContentFate />
				</ConfirmDialog>
			) }
		</div>
	);
}
