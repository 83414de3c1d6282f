import { Button, CheckboxControl } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { RunOptions } from '../../api/types';
import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';
import { useRemoval, type RemovalSettings } from '../common/use-removal';
import { DeleteUsersDialog } from './delete-users-dialog';

interface Box {
	name: keyof RunOptions;
	label: string;
	help: string;
}

function boxes( mode: RemovalSettings[ 'mode' ] ): Box[] {
	const { user, isMultisite } = getConfig();
	const forbidden = __(
		'Your account may not do this on this site.',
		'wpo365-user-sync'
	);
	return [
		{
			name: 'create',
			label: __( 'Create users', 'wpo365-user-sync' ),
			help: user.can.create
				? __(
						'Creates a WordPress user for every directory user without one. No e-mail is sent, unless the settings say so.',
						'wpo365-user-sync'
					)
				: forbidden,
		},
		{
			name: 'update',
			label: __( 'Update users', 'wpo365-user-sync' ),
			help: user.can.update
				? __(
						'Brings names, e-mail address, roles and extra fields of existing WordPress users up to date, as the settings say.',
						'wpo365-user-sync'
					)
				: forbidden,
		},
		{
			name: 'delete',
			label: __( 'Delete users', 'wpo365-user-sync' ),
			help: deleteHelp( isMultisite, user.can.delete, forbidden, mode ),
		},
	];
}

function deleteHelp(
	isMultisite: boolean,
	isAllowed: boolean,
	forbidden: string,
	mode: RemovalSettings[ 'mode' ]
): string {
	if ( isMultisite ) {
		return __(
			'Not available on a multisite network: a user who is deleted disappears from all its sites.',
			'wpo365-user-sync'
		);
	}
	if ( ! isAllowed ) {
		return forbidden;
	}
	return mode === 'deactivate'
		? __(
				'As the settings say, WordPress users who are not in the directory are deactivated instead of deleted: they can’t sign in, and their content stays. Administrators are never deactivated, and you are asked before it begins.',
				'wpo365-user-sync'
			)
		: __(
				'Deletes WordPress users who are not in the directory. Administrators are never deleted, and you are asked before it begins.',
				'wpo365-user-sync'
			);
}

const LOOK_ONLY: RunOptions = { create: false, update: false, delete: false };

/** Lets choose what a run may do, and starts it. */
export function OptionsForm() {
	const { user, isMultisite } = getConfig();
	const [ options, setOptions ] = useState( LOOK_ONLY );
	const [ isAsking, setIsAsking ] = useState( false );
	const mode = useRemoval()?.mode ?? 'delete';
	const { startRun } = useDispatch( store );
	const isBusy = useSelect(
		( select ) => select( store ).getCommand() === 'start',
		[]
	);
	const isLookOnly = ! options.create && ! options.update && ! options.delete;

	const start = () => {
		setIsAsking( false );
		void startRun( options );
	};

	return (
		<div>
			<fieldset className="wpo365-options">
				<legend>
					{ __(
						'What may the synchronization do?',
						'wpo365-user-sync'
					) }
				</legend>
				{ boxes( mode ).map( ( { name, label, help } ) => (
					<CheckboxControl
						__nextHasNoMarginBottom
						key={ name }
						label={ label }
						help={ help }
						checked={ options[ name ] }
						disabled={
							! user.can[ name ] ||
							( name === 'delete' && isMultisite )
						}
						onChange={ ( checked ) =>
							setOptions( { ...options, [ name ]: checked } )
						}
					/>
				) ) }
			</fieldset>
			<div className="wpo365-buttons">
				<Button
					__next40pxDefaultSize
					variant="primary"
					isBusy={ isBusy }
					disabled={ isBusy }
					accessibleWhenDisabled
					onClick={ () =>
						options.delete ? setIsAsking( true ) : start()
					}
				>
					{ __( 'Start synchronization', 'wpo365-user-sync' ) }
				</Button>
				<p className="wpo365-hint">
					{ isLookOnly
						? __(
								'With no box ticked the synchronization only looks: it fills the three tables and changes no WordPress user.',
								'wpo365-user-sync'
							)
						: __(
								'Starting a synchronization empties the tables of the last one.',
								'wpo365-user-sync'
							) }
				</p>
			</div>
			{ isAsking && (
				<DeleteUsersDialog
					onConfirm={ start }
					onCancel={ () => setIsAsking( false ) }
				/>
			) }
		</div>
	);
}
