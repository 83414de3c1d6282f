import { __, _n, sprintf } from '@wordpress/i18n';

import type { Row } from '../../api/types';
import { rowName } from '../../words/labels';
import { ConfirmDialog } from '../common/confirm-dialog';
import { ContentFate } from '../common/content-fate';

interface Props {
	rows: readonly Row[];
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks before the users of selected rows are deleted.
 *
 * @param props Properties.
 */
export function DeleteRowsDialog( { rows, onConfirm, onCancel }: Props ) {
	return (
		<ConfirmDialog
			title={ sprintf(
				/* translators: %d: number of users. */
				_n(
					'Delete %d WordPress user?',
					'Delete %d WordPress users?',
					rows.length,
					'wpo365-user-sync'
				),
				rows.length
			) }
			confirm={ __( 'Delete', 'wpo365-user-sync' ) }
			isDestructive
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p className="wpo365-names">
				{ rows.map( ( row ) => rowName( row ) ).join( ', ' ) }
			</p>
			<ContentFate />
		</ConfirmDialog>
	);
}
