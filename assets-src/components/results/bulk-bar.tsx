import { Button } from '@wordpress/components';
import { useSelect } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import type { Row, RowAction, Table } from '../../api/types';
import { store } from '../../store/page-store';
import { actionLabels, selectedLabel, usersLabel } from '../../words/labels';
import { BUTTONS } from './row-actions';

interface Props {
	table: Table;
	selected: readonly Row[];
	/** Rows on all pages; null until they are counted. */
	total: number | null;
	/** Whether nothing may be acted on just now. */
	isLocked: boolean;
	onAct: ( action: RowAction, rows: readonly Row[] ) => void;
}

/**
 * Offers what can be done with the selected rows.
 *
 * @param props Properties.
 */
export function BulkBar( { table, selected, total, isLocked, onAct }: Props ) {
	const acting = useSelect( ( select ) => select( store ).getActing(), [] );

	return (
		<div className="wpo365-bulk">
			<div
				className="wpo365-bulk__actions"
				role="group"
				aria-label={ __(
					'With the selected users',
					'wpo365-user-sync'
				) }
			>
				{ BUTTONS[ table ].map( ( action ) => (
					<Button
						__next40pxDefaultSize
						key={ action }
						variant="secondary"
						isDestructive={
							action === 'delete' || action === 'deactivate'
						}
						isBusy={ acting === action }
						disabled={
							isLocked ||
							! selected.some( ( row ) =>
								row.actions.includes( action )
							)
						}
						accessibleWhenDisabled
						onClick={ () => onAct( action, selected ) }
					>
						{ actionLabels[ action ]() }
					</Button>
				) ) }
			</div>
			<span className="wpo365-hint" aria-live="polite">
				{ selected.length > 0
					? selectedLabel( selected.length )
					: total !== null && usersLabel( total ) }
			</span>
		</div>
	);
}
