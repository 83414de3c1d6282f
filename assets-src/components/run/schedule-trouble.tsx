import { Notice } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

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
				__(
					'Scheduled synchronizations that failed one after the other: %s. “Past synchronizations” says why; with each further one the wait until the next try grows.',
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
