import { __ } from '@wordpress/i18n';

import type { CancelledRun, CompletedRun, FailedRun } from '../../api/types';
import { summarize } from '../../words/summary';
import { RunRecord } from '../journal/run-record';

/**
 * Says in words what a run came to, and lets look at it more closely or undo it.
 *
 * @param props     Properties.
 * @param props.run The run, no longer under way.
 */
export function RunSummary( {
	run,
}: {
	run: CancelledRun | CompletedRun | FailedRun;
} ) {
	const sentences = summarize( run );
	if ( run.status !== 'completed' ) {
		sentences.unshift(
			run.kind === 'undo'
				? __(
						'The undo did not finish; what it had done until then is kept.',
						'wpo365-user-sync'
					)
				: __(
						'The synchronization did not finish; what it had done until then is kept.',
						'wpo365-user-sync'
					)
		);
	}

	return (
		<>
			<ul className="wpo365-summary">
				{ sentences.map( ( sentence ) => (
					<li key={ sentence }>{ sentence }</li>
				) ) }
			</ul>
			<RunRecord key={ run.id } run={ run } />
		</>
	);
}
