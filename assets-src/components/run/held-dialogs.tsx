import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { Held, HeldSummary } from '../../api/types';
import { formatNumber } from '../../words/format';
import { heldWords } from '../../words/held';
import { ConfirmDialog } from '../common/confirm-dialog';
import { FateInWords } from '../common/content-fate';
import { TypedNumber } from '../common/typed-number';

interface DialogProps {
	held: Held;
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks for the number of users before what is held is done.
 *
 * @param props           Properties.
 * @param props.held      What is held.
 * @param props.content   What becomes of content, fixed with the list; null while that is not known.
 * @param props.onConfirm Called once the number was typed and confirmed.
 * @param props.onCancel  Called when the dialog is closed.
 */
export function ApproveDialog( {
	held,
	content,
	onConfirm,
	onCancel,
}: DialogProps & { content: HeldSummary[ 'content' ] | null } ) {
	const [ typed, setTyped ] = useState( '' );
	const { question, text } = heldWords( held ).approve;
	const isRight = typed.trim() === String( held.count );

	return (
		<ConfirmDialog
			title={ question }
			confirm={ __( 'Approve', 'wpo365-user-sync' ) }
			isDestructive
			isReady={ isRight }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>{ text }</p>
			{ held.action === 'delete' && content && (
				<FateInWords
					mode={ content.deleted ? 'delete' : 'reassign' }
					heir={ content.heir ?? __( 'nobody', 'wpo365-user-sync' ) }
				/>
			) }
			{ held.action === 'delete' && !! content?.managers && (
				<p>
					{ sprintf(
						/* translators: %s: number of users. */
						_n(
							'The content of %s of them goes to the manager; the row says to whom.',
							'The content of %s of them goes to their managers; each row says to whom.',
							content.managers,
							'wpo365-user-sync'
						),
						formatNumber( content.managers )
					) }
				</p>
			) }
			{ held.action === 'delete' && ! content && (
				<p>
					{ __(
						'What becomes of their content was fixed when the list was made: each row of the list says it.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			<TypedNumber
				help={ sprintf(
					/* translators: %d: number of users, to be typed as it is. */
					__( 'Type %d to approve.', 'wpo365-user-sync' ),
					held.count
				) }
				value={ typed }
				onChange={ setTyped }
			/>
		</ConfirmDialog>
	);
}

/**
 * Asks before a held list is given up.
 *
 * @param props Properties.
 */
export function RejectDialog( { held, onConfirm, onCancel }: DialogProps ) {
	const { question, text } = heldWords( held ).reject;
	return (
		<ConfirmDialog
			title={ question }
			confirm={ __( 'Reject', 'wpo365-user-sync' ) }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>{ text }</p>
		</ConfirmDialog>
	);
}
