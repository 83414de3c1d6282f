import { __, _n, sprintf } from '@wordpress/i18n';

import type { Row, RowAction } from '../../api/types';
import { formatNumber } from '../../words/format';
import { rowName } from '../../words/labels';
import { ConfirmDialog } from '../common/confirm-dialog';
import { DeleteRowsDialog } from './delete-rows-dialog';
import { LinkRowsDialog } from './link-rows-dialog';
import type { AskedAction } from './row-actions';

interface Props {
	rows: readonly Row[];
	onConfirm: () => void;
	onCancel: () => void;
}

interface Words {
	question: ( count: number ) => string;
	confirm: () => string;
	/** What it means, a paragraph each. */
	texts: () => string[];
}

const words: Record<
	Extract< RowAction, 'deactivate' | 'reactivate' | 'unlink' >,
	Words
> = {
	deactivate: {
		question: ( count ) =>
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'Deactivate %s WordPress user?',
					'Deactivate %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
		confirm: () => __( 'Deactivate', 'wpo365-user-sync' ),
		texts: () => [
			__(
				'Deactivated users can’t sign in, whichever way. Their sessions end at once, their application passwords are deleted, and their roles are taken away. Their accounts and their content stay.',
				'wpo365-user-sync'
			),
			__(
				'“Reactivate selected” lets them sign in again, with the roles they had.',
				'wpo365-user-sync'
			),
		],
	},
	reactivate: {
		question: ( count ) =>
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'Reactivate %s WordPress user?',
					'Reactivate %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
		confirm: () => __( 'Reactivate', 'wpo365-user-sync' ),
		texts: () => [
			__(
				'They can sign in again and get back the roles they had; roles that may manage the site or its users, such as administrator, are not given back. Application passwords have to be made anew.',
				'wpo365-user-sync'
			),
		],
	},
	unlink: {
		question: ( count ) =>
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'Unlink %s WordPress user from the directory?',
					'Unlink %s WordPress users from the directory?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
		confirm: () => __( 'Unlink', 'wpo365-user-sync' ),
		texts: () => [
			__(
				'The directory users can no longer sign in to these accounts with Microsoft, and synchronizations no longer update them. Nothing else about the accounts is changed.',
				'wpo365-user-sync'
			),
			__(
				'The accounts are not linked by name again until you link them with “Link selected”.',
				'wpo365-user-sync'
			),
		],
	},
};

/**
 * Asks before something is done to the users of selected rows.
 *
 * @param props        Properties.
 * @param props.action What would be done.
 */
export function AskDialog( {
	action,
	...props
}: Props & { action: AskedAction } ) {
	switch ( action ) {
		case 'delete':
			return <DeleteRowsDialog { ...props } />;
		case 'link':
			return <LinkRowsDialog { ...props } />;
		default:
			return (
				<WordsDialog
					words={ words[ action ] }
					isDestructive={ action === 'deactivate' }
					{ ...props }
				/>
			);
	}
}

function WordsDialog( {
	words: { question, confirm, texts },
	rows,
	onConfirm,
	isDestructive,
	onCancel,
}: Props & { words: Words; isDestructive: boolean } ) {
	return (
		<ConfirmDialog
			title={ question( rows.length ) }
			confirm={ confirm() }
			isDestructive={ isDestructive }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p className="wpo365-names">
				{ rows.map( ( row ) => rowName( row ) ).join( ', ' ) }
			</p>
			{ texts().map( ( text ) => (
				<p key={ text }>{ text }</p>
			) ) }
		</ConfirmDialog>
	);
}
