import { Notice } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import type { Schedule } from '../../api/types';
import { formatNumber } from '../../words/format';

/**
 * Tells whether anything is ever due by itself.
 *
 * @param schedule What the server says.
 */
export function isOn( schedule: Schedule ): boolean {
	return schedule.next_full !== null || schedule.next_changes !== null;
}

function troublesOf( schedule: Schedule ): string[] {
	const { failures, late, reason, ticks } = schedule;
	return [
		late &&
			__(
				'The scheduled synchronization is late: none has completed since it was due. Resume it, or decide about it, where one waits below; otherwise press “Run now”.',
				'wpo365-user-sync'
			),
		failures > 0 &&
			sprintf(
				/* translators: %s: number of synchronizations. */
				__(
					'Scheduled synchronizations that failed one after the other: %s. “Past synchronizations” says why; with each further one the wait until the next try grows.',
					'wpo365-user-sync'
				),
				formatNumber( failures )
			),
		// A site that has just been set up has had no time to show that it works.
		( late ||
			failures > 0 ||
			( isOn( schedule ) && ticks !== 'unknown' ) ) &&
			reason,
	].filter( ( sentence ) => typeof sentence === 'string' );
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
