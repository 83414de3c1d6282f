import { __, _n, sprintf } from '@wordpress/i18n';

import { formatNumber } from '../../words/format';
import { ConfirmDialog } from '../common/confirm-dialog';
import { ContentFate } from '../common/content-fate';
import { useRemoval } from '../common/use-removal';

interface Props {
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks before a run that deletes or deactivates users is started.
 *
 * @param props Properties.
 */
export function DeleteUsersDialog( { onConfirm, onCancel }: Props ) {
	const removal = useRemoval();
	const isDeactivating = removal?.mode === 'deactivate';
	const days = isDeactivating ? removal.delete_after_days : null;

	return (
		<ConfirmDialog
			title={
				isDeactivating
					? __(
							'Deactivate users who are not in the directory?',
							'wpo365-user-sync'
						)
					: __(
							'Delete users who are not in the directory?',
							'wpo365-user-sync'
						)
			}
			confirm={
				isDeactivating
					? __( 'Deactivate', 'wpo365-user-sync' )
					: __( 'Delete', 'wpo365-user-sync' )
			}
			isDestructive
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>
				{ isDeactivating
					? __(
							'Once the whole directory has been read, the synchronization deactivates the WordPress users who are not in it: they can’t sign in any more, and their content stays. If there are unusually many of them, it stops and asks you first.',
							'wpo365-user-sync'
						)
					: __(
							'Once the whole directory has been read, the synchronization deletes the WordPress users who are not in it. If there are unusually many of them, it stops and asks you first.',
							'wpo365-user-sync'
						) }
			</p>
			{ removal?.disabled === 'deactivate' && (
				<p>
					{ __(
						'Users who are disabled in the directory are deactivated.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			{ days !== null && <p>{ deletedAfter( days ) }</p> }
			{ ( ! isDeactivating || days !== null ) && <ContentFate /> }
			<p>
				{ __(
					'To see beforehand who they are, press “Cancel” and start a synchronization with no box ticked.',
					'wpo365-user-sync'
				) }
			</p>
		</ConfirmDialog>
	);
}

/**
 * Says that deactivated users are deleted in the end.
 *
 * @param days Days from deactivation to deletion.
 */
function deletedAfter( days: number ): string {
	return sprintf(
		/* translators: %s: number of days. */
		_n(
			'Users who left and were deactivated more than %s day ago are deleted.',
			'Users who left and were deactivated more than %s days ago are deleted.',
			days,
			'wpo365-user-sync'
		),
		formatNumber( days )
	);
}
