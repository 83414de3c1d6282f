import { Button } from '@wordpress/components';
import { useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { isActive } from '../../store/run';
import { store } from '../../store/page-store';
import { UndoDialog, type UndoAccount } from './undo-dialog';

/** Moves the focus to the run that begins, once the dialog is gone: it stands at the top of the page. */
function focusRun(): void {
	setTimeout( () => document.getElementById( 'wpo365-run-title' )?.focus() );
}

/**
 * Offers to undo a run, or what it did to one account.
 *
 * @param props         Properties.
 * @param props.run     The run, no longer under way.
 * @param props.account The one account; null for all.
 */
export function UndoButton( {
	run,
	account,
}: {
	run: Run;
	account: UndoAccount | null;
} ) {
	const [ isAsking, setIsAsking ] = useState( false );
	const isBusy = useSelect( ( select ) => {
		const { getRun, getActing, getCommand } = select( store );
		return (
			isActive( getRun() ) ||
			getActing() !== null ||
			getCommand() !== null
		);
	}, [] );
	const close = () => setIsAsking( false );

	return (
		<>
			<Button
				{ ...( account
					? {
							variant: 'link',
							'aria-label': sprintf(
								/* translators: %s: username. */
								__(
									'Undo for this user: %s',
									'wpo365-user-sync'
								),
								account.login
							),
						}
					: { __next40pxDefaultSize: true, variant: 'secondary' } ) }
				disabled={ isBusy && ! isAsking }
				accessibleWhenDisabled
				onClick={ () => setIsAsking( true ) }
			>
				{ account
					? __( 'Undo for this user', 'wpo365-user-sync' )
					: __( 'Undo this run', 'wpo365-user-sync' ) }
			</Button>
			{ isAsking && (
				<UndoDialog
					run={ run }
					account={ account }
					onStarted={ () => {
						close();
						focusRun();
					} }
					onCancel={ close }
				/>
			) }
		</>
	);
}
