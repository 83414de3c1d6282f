import type { Run } from '../api/types';

export interface Sample {
	/** Milliseconds since 1970. */
	at: number;
	received: number;
}

/** Older samples say too little about the pace of now, in milliseconds. */
const WINDOW = 60_000;

/** Below this the pace is a guess, in milliseconds. */
const MIN_SPAN = 4_000;

/**
 * Adds how far a run is now to the samples, and drops those that are too old.
 *
 * @param samples Earlier samples, oldest first.
 * @param run     The run.
 * @param at      Milliseconds since 1970.
 */
export function addSample(
	samples: readonly Sample[],
	run: Run,
	at: number
): Sample[] {
	const received = run.counts.received;
	const last = samples.at( -1 );
	// A listing that starts again counts from the beginning, and so does its pace.
	const kept = last && received < last.received ? [] : samples;
	return [
		...kept.filter( ( sample ) => at - sample.at <= WINDOW ),
		{ at, received },
	];
}

/**
 * Estimates how long the listing still takes, from its pace in the last minute.
 *
 * @param samples Samples, oldest first.
 * @param run     The run.
 * @return Seconds, or null where it can't be told.
 */
export function secondsLeft(
	samples: readonly Sample[],
	run: Run
): number | null {
	const first = samples[ 0 ];
	const last = samples.at( -1 );
	if (
		run.status !== 'running' ||
		run.phase !== 'listing' ||
		run.expected === null ||
		! first ||
		! last
	) {
		return null;
	}
	const done = last.received - first.received;
	const span = last.at - first.at;
	if ( done <= 0 || span < MIN_SPAN ) {
		return null;
	}
	const left = Math.max( run.expected - last.received, 0 );
	return Math.round( ( ( left / done ) * span ) / 1_000 );
}
