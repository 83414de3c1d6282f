import { Notice } from '@wordpress/components';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { Schedule } from '../../api/types';
import { formatNumber } from '../../words/format';

function troublesOf( { failures, late, reason }: Schedule ): string[] {
	return [
		late &&
			__(
				'The scheduled synchronization is late: none has completed since it was due. Resume it, or decide about it, where one waits below; otherwise press “Run now”.',
				'wpo365-user-sync'
			),
		failures > 0 &&
			sprintf(
				/* translators: %s: number of synchronizations. */
				_n(
					'The last scheduled synchronization failed. “Past synchronizations” says why; each further failure makes the wait until the next try longer.',
					'The last %s scheduled synchronizations failed. “Past synchronizations” says why; each further failure makes the wait until the next try longer.',
					failures,
					'wpo365-user-sync'
				),
				formatNumber( failures )
			),
		( late || failures > 0 ) && reason,
	].filter( ( sentence ) => !! sentence ) as string[];
}

/**
 * Says what is wrong with the schedule, and what to do.
 *
 * @param props          Properties.
 * @param props.schedule What the server says.
 */
export function ScheduleTrouble( { schedule }: { schedule: Schedule } ) {
	const troubles = troublesOf( schedule );
	return troubles.length === 0 ? null : (
		<Notice
			status="warning"
			isDismissible={ false }
			politeness="polite"
			className="wpo365-notice"
		>
			{ troubles.map( ( sentence ) => (
				<p key={ sentence }>{ sentence }</p>
			) ) }
		</Notice>
	);
}
