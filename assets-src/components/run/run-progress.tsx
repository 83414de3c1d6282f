import { ProgressBar } from '@wordpress/components';
import { useSelect } from '@wordpress/data';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { secondsLeft } from '../../sync/time-left';
import { formatNumber, roughDuration } from '../../words/format';
import { phaseLabel } from '../../words/labels';

interface Props {
	run: Run;
	isMoving: boolean;
}

/**
 * Returns how much of the directory has been read, or how many accounts an undo has done, 0 to 100; null where that says nothing.
 *
 * @param run The run.
 */
export function percentRead( run: Run ): number | null {
	const isCounted = run.phase === 'listing' || run.kind === 'undo';
	if ( ! isCounted || ! run.expected ) {
		return null;
	}
	return Math.min( 100, ( run.counts.received / run.expected ) * 100 );
}

/**
 * Shows how far a run is.
 *
 * @param props Properties.
 */
export function RunProgress( { run, isMoving }: Props ) {
	const samples = useSelect( ( select ) => select( store ).getSamples(), [] );
	const percent = percentRead( run );
	const left = isMoving ? secondsLeft( samples, run ) : null;
	const isIndeterminate =
		percent === null && isMoving && run.status === 'running';

	return (
		<div className="wpo365-progress">
			<p className="wpo365-progress__text">
				<strong>{ phaseLabel( run ) }</strong>
				{ run.phase !== 'groups' && (
					<span>{ receivedText( run ) }</span>
				) }
				{ left !== null && (
					<span>
						{ sprintf(
							/* translators: %s: a duration such as "about 3 minutes". */
							__( '%s left', 'wpo365-user-sync' ),
							roughDuration( left )
						) }
					</span>
				) }
			</p>
			<ProgressBar
				className="wpo365-progress__bar"
				aria-label={ __(
					'Progress of the synchronization',
					'wpo365-user-sync'
				) }
				{ ...( ! isIndeterminate && {
					value: Math.round( percent ?? 0 ),
				} ) }
			/>
		</div>
	);
}

/**
 * Says how many users were read, and of how many where that is known; of an undo how many are done.
 *
 * @param run The run.
 */
export function receivedText( { kind, counts, expected }: Run ): string {
	if ( kind === 'undo' ) {
		return sprintf(
			/* translators: 1: number of users who are done, 2: number of all of them. */
			_n(
				'%1$s of %2$s user done',
				'%1$s of %2$s users done',
				expected ?? counts.received,
				'wpo365-user-sync'
			),
			formatNumber( counts.received ),
			formatNumber( expected ?? counts.received )
		);
	}
	return expected === null
		? sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s user read',
					'%s users read',
					counts.received,
					'wpo365-user-sync'
				),
				formatNumber( counts.received )
			)
		: sprintf(
				/* translators: 1: number of users read, 2: number of users expected. */
				_n(
					'%1$s of %2$s user read',
					'%1$s of %2$s users read',
					expected,
					'wpo365-user-sync'
				),
				formatNumber( counts.received ),
				formatNumber( expected )
			);
}
