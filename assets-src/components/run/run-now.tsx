import { Button } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import type { RunOptions } from '../../api/types';
import { isActive } from '../../store/run';
import { store } from '../../store/page-store';
import { DeleteUsersDialog } from './delete-users-dialog';

/** Starts the full run that the schedule would start, with its boxes. */
export function RunNow() {
	const { can } = getConfig().user;
	const [ isAsking, setIsAsking ] = useState( false );
	const { startRun } = useDispatch( store );
	const { run, boxes, command } = useSelect( ( select ) => {
		const { getRun, getSettings, getCommand } = select( store );
		return {
			run: getRun(),
			boxes: getSettings()?.settings.schedule as RunOptions | undefined,
			command: getCommand(),
		};
	}, [] );
	if ( ! boxes || run === undefined || isActive( run ) ) {
		return null;
	}
	const options = {
		create: boxes.create,
		update: boxes.update,
		delete: boxes.delete,
	};
	const isForbidden = ( [ 'create', 'update', 'delete' ] as const ).some(
		( box ) => options[ box ] && ! can[ box ]
	);
	const start = () => {
		setIsAsking( false );
		void startRun( options );
	};

	return (
		<>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				isBusy={ command === 'start' }
				disabled={ isForbidden || command !== null }
				accessibleWhenDisabled
				{ ...( isForbidden && {
					description: __(
						'Your account may not do what the schedule does.',
						'wpo365-user-sync'
					),
				} ) }
				onClick={ () => {
					if ( options.delete ) {
						setIsAsking( true );
					} else {
						start();
					}
				} }
			>
				{ __( 'Run now', 'wpo365-user-sync' ) }
			</Button>
			{ isAsking && (
				<DeleteUsersDialog
					onConfirm={ start }
					onCancel={ () => setIsAsking( false ) }
				/>
			) }
		</>
	);
}
