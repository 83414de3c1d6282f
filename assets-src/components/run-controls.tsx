import { Button } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import type { Run } from '../api/types';
import { store } from '../store/page-store';

interface Props {
	run: Run;
	isInterrupted: boolean;
}

/**
 * Offers what can be done with a run as it is.
 *
 * @param props Properties.
 */
export function RunControls( { run, isInterrupted }: Props ) {
	const { pauseRun, resumeRun, cancelRun } = useDispatch( store );
	const command = useSelect(
		( select ) => select( store ).getCommand(),
		[]
	);

	const isMoving =
		( run.status === 'running' || run.status === 'waiting' ) &&
		! isInterrupted;
	const isResumable =
		isInterrupted || run.status === 'paused' || run.status === 'failed';
	if ( ! isMoving && ! isResumable && run.status !== 'held' ) {
		return null;
	}

	const common = {
		__next40pxDefaultSize: true,
		disabled: command !== null,
		accessibleWhenDisabled: true,
	};
	return (
		<div className="wpo365-buttons">
			{ isMoving && (
				<Button
					{ ...common }
					variant="secondary"
					isBusy={ command === 'pause' }
					onClick={ () => void pauseRun() }
				>
					{ __( 'Pause', 'wpo365-user-sync' ) }
				</Button>
			) }
			{ isResumable && (
				<Button
					{ ...common }
					variant="primary"
					isBusy={ command === 'resume' }
					onClick={ () => void resumeRun() }
				>
					{ __( 'Resume', 'wpo365-user-sync' ) }
				</Button>
			) }
			<Button
				{ ...common }
				variant="tertiary"
				isDestructive
				isBusy={ command === 'cancel' }
				onClick={ () => void cancelRun() }
			>
				{ __( 'Cancel', 'wpo365-user-sync' ) }
			</Button>
		</div>
	);
}
