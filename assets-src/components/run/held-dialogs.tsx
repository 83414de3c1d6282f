import { TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { HeldSummary } from '../../api/types';
import { formatNumber } from '../../words/format';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { FateInWords } from '../shared/content-fate';

interface DialogProps {
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks for the number of users before they are deleted: typing it takes the
 * attention that a click does not.
 *
 * @param props           Properties.
 * @param props.count     How many are held.
 * @param props.content   What becomes of content, fixed with the list; null while that is not known.
 * @param props.onConfirm Called once the number was typed and confirmed.
 * @param props.onCancel  Called when the dialog is closed.
 */
export function ApproveDialog( {
	count,
	content,
	onConfirm,
	onCancel,
}: DialogProps & {
	count: number;
	content: HeldSummary[ 'content' ] | null;
} ) {
	const [ typed, setTyped ] = useState( '' );
	const isRight = typed.trim() === String( count );

	return (
		<ConfirmDialog
			title={ sprintf(
				/* translators: %s: number of users. */
				_n(
					'Delete %s WordPress user?',
					'Delete %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			) }
			confirm={ __( 'Approve', 'wpo365-user-sync' ) }
			isDestructive
			isReady={ isRight }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>
				{ __(
					'Exactly the users on the list are deleted. Whoever was linked, protected or made an administrator meanwhile stays.',
					'wpo365-user-sync'
				) }
			</p>
			{ content ? (
				<FateInWords
					isDeleted={ content.deleted }
					heir={ content.heir ?? __( 'nobody', 'wpo365-user-sync' ) }
				/>
			) : (
				<p>
					{ __(
						'What becomes of their content was fixed when the list was made: each row of the list says it.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Number of users', 'wpo365-user-sync' ) }
				help={ sprintf(
					/* translators: %d: number of users, to be typed as it is. */
					__( 'Type %d to approve.', 'wpo365-user-sync' ),
					count
				) }
				value={ typed }
				onChange={ setTyped }
				inputMode="numeric"
				autoComplete="off"
			/>
		</ConfirmDialog>
	);
}

/**
 * Asks before a held list is given up.
 *
 * @param props Properties.
 */
export function RejectDialog( { onConfirm, onCancel }: DialogProps ) {
	return (
		<ConfirmDialog
			title={ __( 'Delete nobody?', 'wpo365-user-sync' ) }
			confirm={ __( 'Reject', 'wpo365-user-sync' ) }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>
				{ __(
					'The run ends without deleting anybody. The users stay in the table, where you can still select and delete some of them by hand.',
					'wpo365-user-sync'
				) }
			</p>
		</ConfirmDialog>
	);
}
