import { useSelect } from '@wordpress/data';
import { forwardRef } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { formatTime } from '../../words/format';
import { describeTask, runStatuses, type Tone } from '../../words/labels';
import { Badge } from '../common/badge';
import { HeldPanel } from './held-panel';
import { RunControls } from './run-controls';
import { RunCounts } from './run-counts';
import { RunProgress } from './run-progress';
import { RunSummary } from './run-summary';
import { RunTrouble } from './run-trouble';
import type { Place } from '../common/use-place';
import type { Standing } from './use-standing';

interface Props {
	run: Run;
	standing: Standing;
	onOpen: ( place: Place ) => void;
}

/** Shows the newest run: how far it is, what it came to, and what can be done with it. */
export const RunPanel = forwardRef< HTMLHeadingElement, Props >(
	function RunPanelWithRef( { run, standing, onOpen }, headingRef ) {
		const { isInterrupted } = standing;
		const names = useSelect( ( select ) => select( store ).getNames(), [] );
		const isUnderWay = [ 'running', 'waiting', 'paused' ].includes(
			run.status
		);
		const { label, tone } = isInterrupted
			? lull( standing )
			: runStatuses[ run.status ];

		return (
			<section className="wpo365-run" aria-labelledby="wpo365-run-title">
				<header className="wpo365-run__header">
					<h2
						id="wpo365-run-title"
						className="wpo365-run__title"
						ref={ headingRef }
						tabIndex={ -1 }
					>
						{ titleOf( run, isUnderWay || run.status === 'held' ) }
					</h2>
					<Badge tone={ tone }>{ label() }</Badge>
					<p className="wpo365-run__about">
						{ aboutRun( run, names ) }
					</p>
				</header>
				<RunTrouble run={ run } standing={ standing } />
				{ run.status === 'held' && (
					<HeldPanel run={ run } onOpen={ onOpen } />
				) }
				{ isUnderWay && (
					<>
						<RunProgress run={ run } isMoving={ ! isInterrupted } />
						<RunCounts run={ run } />
					</>
				) }
				{ ( run.status === 'completed' ||
					run.status === 'cancelled' ||
					run.status === 'failed' ) && <RunSummary run={ run } /> }
				<RunControls run={ run } isInterrupted={ isInterrupted } />
			</section>
		);
	}
);

function titleOf( { kind }: Run, isOpen: boolean ): string {
	if ( kind === 'undo' ) {
		return isOpen
			? __( 'This undo', 'wpo365-user-sync' )
			: __( 'Last undo', 'wpo365-user-sync' );
	}
	return isOpen
		? __( 'This synchronization', 'wpo365-user-sync' )
		: __( 'Last synchronization', 'wpo365-user-sync' );
}

/**
 * Names the state of a run that should go on and that nobody steps.
 *
 * @param standing Who goes on with it.
 */
function lull( { mayClose }: Standing ): {
	label: () => string;
	tone: Tone;
} {
	return mayClose
		? runStatuses.waiting
		: {
				label: () => __( 'Interrupted', 'wpo365-user-sync' ),
				tone: 'warning',
			};
}

function aboutRun( run: Run, names: Record< number, string > ): string {
	const name = run.started_by ? names[ run.started_by ] : undefined;
	if ( name === undefined ) {
		return sprintf(
			/* translators: 1: what the run may do, 2: date and time. */
			__( '%1$s; started %2$s', 'wpo365-user-sync' ),
			describeTask( run ),
			formatTime( run.started_at )
		);
	}
	return sprintf(
		/* translators: 1: what the run may do, 2: date and time, 3: name of a user. */
		__( '%1$s; started %2$s by %3$s', 'wpo365-user-sync' ),
		describeTask( run ),
		formatTime( run.started_at ),
		name
	);
}
