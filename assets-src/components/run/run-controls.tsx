import { Button } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';

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
	const { pauseRun, resumeRun } = useDispatch( store );
	const command = useSelect( ( select ) => select( store ).getCommand(), [] );

	const isMoving =
		( run.status === 'running' || run.status === 'waiting' ) &&
		! isInterrupted;
	const isResumable =
		isInterrupted || run.status === 'paused' || run.status === 'failed';
	if ( ! isMoving && ! isResumable ) {
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
			<CancelButton />
		</div>
	);
}

/** Ends the run; what it has done is kept. */
export function CancelButton() {
	const { cancelRun } = useDispatch( store );
	const command = useSelect( ( select ) => select( store ).getCommand(), [] );

	return (
		<Button
			__next40pxDefaultSize
			variant="tertiary"
			isDestructive
			isBusy={ command === 'cancel' }
			disabled={ command !== null }
			accessibleWhenDisabled
			onClick={ () => void cancelRun() }
		>
			{ __( 'Cancel', 'wpo365-user-sync' ) }
		</Button>
	);
}
