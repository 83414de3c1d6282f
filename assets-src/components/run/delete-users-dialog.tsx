import { __ } from '@wordpress/i18n';

import { ConfirmDialog } from '../common/confirm-dialog';
import { ContentFate } from '../common/content-fate';

interface Props {
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks before a run that deletes is started.
 *
 * @param props Properties.
 */
export function DeleteUsersDialog( { onConfirm, onCancel }: Props ) {
	return (
		<ConfirmDialog
			title={ __(
				'Delete users who are not in the directory?',
				'wpo365-user-sync'
			) }
			confirm={ __( 'Delete', 'wpo365-user-sync' ) }
			isDestructive
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>
				{ __(
					'Once the whole directory has been read, the synchronization deletes the WordPress users who are not in it. If there are unusually many of them, it stops and asks you first.',
					'wpo365-user-sync'
				) }
			</p>
			<ContentFate />
			<p>
				{ __(
					'To see beforehand who they are, press “Cancel” and start a synchronization with no box ticked.',
					'wpo365-user-sync'
				) }
			</p>
		</ConfirmDialog>
	);
}
