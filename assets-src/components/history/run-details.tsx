import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Run, RunReport } from '../../api/types';
import { isActive } from '../../store/run';
import {
	NOTHING,
	exactDuration,
	formatNumber,
	formatTime,
} from '../../words/format';
import { describeTask, kindLabels, phaseLabels } from '../../words/labels';
import { summarize } from '../../words/summary';
import { RunRecord } from '../journal/run-record';

type Entry = [ label: string, value: ReactNode ];

/**
 * Shows all that is known about a run of the past.
 *
 * @param props     Properties.
 * @param props.run The run.
 */
export function RunDetails( { run }: { run: Run } ) {
	const isByHand = run.kind === 'action';
	const entries: Entry[] = [
		[ __( 'Kind', 'wpo365-user-sync' ), kindLabels[ run.kind ]() ],
		[ __( 'Options', 'wpo365-user-sync' ), describeTask( run ) ],
		[ __( 'Ended', 'wpo365-user-sync' ), formatTime( run.finished_at ) ],
		[ __( 'Duration', 'wpo365-user-sync' ), durationOf( run ) ],
		...( isByHand || isActive( run ) ? [] : [ outcomeOf( run ) ] ),
		// What was never asked of Microsoft Graph has cost nothing.
		...( run.report.requests > 0 ? costsOf( run.report ) : [] ),
	];
	return (
		<>
			<dl className="wpo365-details">
				{ entries.map( ( [ label, value ] ) => (
					<div key={ label } className="wpo365-details__entry">
						<dt>{ label }</dt>
						<dd>{ value }</dd>
					</div>
				) ) }
			</dl>
			<RunRecord run={ run } />
		</>
	);
}

function durationOf( { started_at: from, finished_at: to }: Run ): string {
	return to === null
		? NOTHING
		: exactDuration( ( Date.parse( to ) - Date.parse( from ) ) / 1_000 );
}

function outcomeOf( run: Run ): Entry {
	return [
		__( 'What it came to', 'wpo365-user-sync' ),
		<ul key="outcome">
			{ summarize( run ).map( ( sentence ) => (
				<li key={ sentence }>{ sentence }</li>
			) ) }
		</ul>,
	];
}

function costsOf( report: RunReport ): Entry[] {
	const phases = [ 'groups', 'listing', 'matching', 'absent' ] as const;
	return [
		[
			__( 'Requests to Microsoft Graph', 'wpo365-user-sync' ),
			formatNumber( report.requests ),
		],
		[
			__( 'Pages read', 'wpo365-user-sync' ),
			formatNumber( report.pages ),
		],
		[
			__( 'Pauses that Microsoft Graph asked for', 'wpo365-user-sync' ),
			exactDuration( report.throttled_seconds ),
		],
		[ __( 'Latency', 'wpo365-user-sync' ), latencyOf( report ) ],
		[
			__( 'Time worked', 'wpo365-user-sync' ),
			<ul key="phases">
				{ phases.map( ( phase ) => (
					<li key={ phase }>
						{ sprintf(
							/* translators: 1: what was done, 2: a duration. */
							__( '%1$s: %2$s', 'wpo365-user-sync' ),
							phaseLabels[ phase ](),
							exactDuration( report.seconds[ phase ] )
						) }
					</li>
				) ) }
			</ul>,
		],
		[
			__( 'People per second', 'wpo365-user-sync' ),
			formatNumber( report.people_per_second ),
		],
	];
}

function latencyOf( { latency_ms: { median, p95 } }: RunReport ): string {
	if ( median === null || p95 === null ) {
		return NOTHING;
	}
	return sprintf(
		/* translators: 1 and 2: numbers of milliseconds. */
		__(
			'Half of the requests took at most %1$s ms, 95 of 100 at most %2$s ms.',
			'wpo365-user-sync'
		),
		formatNumber( median ),
		formatNumber( p95 )
	);
}
