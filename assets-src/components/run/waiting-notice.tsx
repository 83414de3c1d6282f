import { Notice } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { WaitingRun } from '../../api/types';
import { serverNow } from '../../api/config';
import { roughDuration } from '../../words/format';

/**
 * Says why a run waits, and counts down until it goes on.
 *
 * @param props     Properties.
 * @param props.run The run.
 */
export function WaitingNotice( { run }: { run: WaitingRun } ) {
	const left = useSecondsUntil( run.resume_at );
	const reason =
		run.error?.message ??
		__(
			'Microsoft Graph asked for a pause, or could not be reached.',
			'wpo365-user-sync'
		);

	return (
		<Notice
			status="info"
			isDismissible={ false }
			politeness="polite"
			// Said once: a countdown would interrupt everything else.
			spokenMessage={ reason }
		>
			{ reason } { goesOnText( left ) }
		</Notice>
	);
}

/**
 * Returns how many whole seconds are left until a time, anew every second.
 *
 * @param time UTC time of the API.
 */
function useSecondsUntil( time: string ): number {
	const secondsLeft = () =>
		Math.max(
			0,
			Math.ceil( ( Date.parse( time ) - serverNow() ) / 1_000 )
		);
	const [ , setTick ] = useState( 0 );

	useEffect( () => {
		const timer = setInterval(
			() => setTick( ( tick ) => tick + 1 ),
			1_000
		);
		return () => clearInterval( timer );
	}, [] );

	return secondsLeft();
}

function goesOnText( seconds: number ): string {
	if ( seconds === 0 ) {
		return __( 'The synchronization goes on now.', 'wpo365-user-sync' );
	}
	if ( seconds >= 60 ) {
		return sprintf(
			/* translators: %s: a duration such as "about 3 minutes". */
			__(
				'The synchronization goes on by itself in %s.',
				'wpo365-user-sync'
			),
			roughDuration( seconds )
		);
	}
	return sprintf(
		/* translators: %d: number of seconds. */
		_n(
			'The synchronization goes on by itself in %d second.',
			'The synchronization goes on by itself in %d seconds.',
			seconds,
			'wpo365-user-sync'
		),
		seconds
	);
}
