import { Notice, Spinner } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { toApiError, type ApiError } from '../../api/error';
import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { undoSentences } from '../../words/journal';
import { ConfirmDialog } from '../common/confirm-dialog';
import { ErrorNotice } from '../common/error-notice';
import { LoadError } from '../common/load-error';
import { TypedNumber } from '../common/typed-number';
import { UndoList } from './undo-list';
import { useUndoPreview } from './use-undo-preview';

/** The one account that something is undone for. */
export interface UndoAccount {
	id: number;
	login: string;
}

interface Props {
	run: Run;
	/** Null for all accounts. */
	account: UndoAccount | null;
	/** Called once the run that undoes has begun. */
	onStarted: () => void;
	onCancel: () => void;
}

/** The server's ways to say that the list is no longer what it was. */
const OUTDATED = [ 'undo_count_differs', 'nothing_to_undo' ];

/**
 * Shows what undoing a run would do, and asks for the number of users before it begins.
 *
 * @param props Properties.
 */
export function UndoDialog( { run, account, onStarted, onCancel }: Props ) {
	const userId = account?.id ?? null;
	const { preview, error, reload } = useUndoPreview( run.id, userId );
	const { undoRun } = useDispatch( store );
	const [ typed, setTyped ] = useState( '' );
	const [ isBusy, setIsBusy ] = useState( false );
	const [ isOutdated, setIsOutdated ] = useState( false );
	const [ refusal, setRefusal ] = useState< ApiError | null >( null );
	const count = preview?.count ?? 0;
	// The list may be too short to show it.
	const mayDelete =
		( account === null && run.counts.created > 0 ) ||
		preview?.entries.some( ( { action } ) => action === 'remove' );

	const start = async () => {
		setIsBusy( true );
		setIsOutdated( false );
		setRefusal( null );
		try {
			await undoRun( run.id, userId, count );
			onStarted();
		} catch ( thrown ) {
			const why = toApiError( thrown );
			setIsBusy( false );
			setTyped( '' );
			if ( OUTDATED.includes( why.code ) ) {
				setIsOutdated( true );
				reload();
			} else {
				setRefusal( why );
			}
		}
	};

	return (
		<ConfirmDialog
			title={ titleOf( account ) }
			confirm={ __( 'Undo', 'wpo365-user-sync' ) }
			isDestructive
			isBusy={ isBusy }
			isReady={ count > 0 && typed.trim() === String( count ) }
			onConfirm={ () => void start() }
			onCancel={ onCancel }
		>
			{ isOutdated && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="wpo365-notice"
				>
					{ __(
						'Nothing was undone: what can be undone has changed meanwhile. Look at it again.',
						'wpo365-user-sync'
					) }
				</Notice>
			) }
			{ refusal && (
				<ErrorNotice
					message={ refusal.message }
					code={ refusal.code }
					details={ refusal.details }
				/>
			) }
			{ error && <LoadError error={ error } onRetry={ reload } /> }
			<div role="status">
				{ ! preview && ! error && <Spinner /> }
				{ preview &&
					undoSentences( preview ).map( ( sentence ) => (
						<p key={ sentence }>{ sentence }</p>
					) ) }
			</div>
			{ preview && <UndoList preview={ preview } /> }
			{ count > 0 && (
				<>
					<p>
						{ __(
							'Only what still is as this run left it is changed back; what was changed since stays.',
							'wpo365-user-sync'
						) }
					</p>
					{ mayDelete && (
						<p>
							{ __(
								'Accounts that this run created are deleted, unless they have been used or changed since.',
								'wpo365-user-sync'
							) }
						</p>
					) }
					<TypedNumber
						help={ sprintf(
							/* translators: %d: number of users, to be typed as it is. */
							__( 'Type %d to undo.', 'wpo365-user-sync' ),
							count
						) }
						value={ typed }
						onChange={ setTyped }
					/>
				</>
			) }
		</ConfirmDialog>
	);
}

function titleOf( account: UndoAccount | null ): string {
	return account
		? sprintf(
				/* translators: %s: username. */
				__( 'Undo what this run did to %s?', 'wpo365-user-sync' ),
				account.login
			)
		: __( 'Undo this run?', 'wpo365-user-sync' );
}
