import { isAbort, toApiError, type ApiError } from '../api/error';
import type { Run } from '../api/types';

/** Bounds of a wait for `resume_at`: clocks differ, and another tab may cancel. */
const WAIT_MIN = 1_000;
const WAIT_MAX = 10_000;

/** Pause after an answer that shows no progress, so that nothing spins. */
const IDLE = 1_000;

/** Waits between tries when no answer arrives: in all about two minutes. */
const BACK_OFF = [ 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000 ];

/** The server's ways to say that somebody else has the run, or had it meanwhile. */
const OUT_OF_STEP = [ 'step_in_progress', 'sequence_ahead', 'run_superseded' ];

export interface DriverApi {
	step: (
		id: number,
		sequence: number,
		signal?: AbortSignal
	) => Promise< Run >;
	currentRun: ( signal?: AbortSignal ) => Promise< Run | null >;
}

export interface Retry {
	/** 1 for the first try after a failure. */
	attempt: number;
	/** Milliseconds until the next try. */
	delay: number;
	error: ApiError;
}

export interface DriverDeps {
	api: DriverApi;
	sleep: ( milliseconds: number, signal: AbortSignal ) => Promise< void >;
	signal: AbortSignal;
	/** Milliseconds since 1970 by the server's clock. */
	now: () => number;
	/** Told of each state of the run that the server answers with. */
	onRun: ( run: Run ) => void;
	/** Told when a request failed and will be tried again, and null once one works. */
	onRetry: ( retry: Retry | null ) => void;
}

/** Why the driver came to an end. */
export type Outcome =
	| { type: 'settled'; run: Run }
	| { type: 'aborted' }
	| { type: 'gone' }
	| { type: 'stopped'; error: ApiError };

/**
 * Steps a run until it needs no more steps.
 *
 * It holds no truth of its own: whatever the server answers is the run, so it may be
 * started on any run at any time, and beside other drivers.
 *
 * @param first The run as last seen.
 * @param deps  Everything it needs from outside.
 */
export async function drive(
	first: Run,
	deps: DriverDeps
): Promise< Outcome > {
	const { sleep, signal, now, onRun, onRetry } = deps;
	let run = first;
	let failures = 0;

	while ( ! signal.aborted ) {
		if ( run.status !== 'running' && run.status !== 'waiting' ) {
			return { type: 'settled', run };
		}
		if ( run.status === 'waiting' ) {
			await sleep( waitFor( run.resume_at, now() ), signal );
			if ( signal.aborted ) {
				break;
			}
		}

		try {
			const next = await turn( run, deps );
			if ( failures > 0 ) {
				failures = 0;
				onRetry( null );
			}
			if ( ! next ) {
				return { type: 'gone' };
			}
			onRun( next );
			if ( next.status === 'running' && isStill( run, next ) ) {
				await sleep( IDLE, signal );
			}
			run = next;
		} catch ( thrown ) {
			if ( isAbort( thrown ) ) {
				break;
			}
			const error = toApiError( thrown );
			const backOff = BACK_OFF[ failures ];
			if ( ! error.isTransient || backOff === undefined ) {
				return { type: 'stopped', error };
			}
			failures++;
			const delay = Math.max(
				backOff,
				( error.retryAfter ?? 0 ) * 1_000
			);
			onRetry( { attempt: failures, delay, error } );
			await sleep( delay, signal );
		}
	}

	return { type: 'aborted' };
}

/**
 * Takes one step, or, where another driver is at it or has gone further, reads the run.
 *
 * @param run  The run as last seen.
 * @param deps The driver's dependencies.
 * @return The run as it is now; null where there is none any more.
 */
async function turn(
	run: Run,
	{ api, sleep, signal }: DriverDeps
): Promise< Run | null > {
	try {
		return await api.step( run.id, run.sequence, signal );
	} catch ( thrown ) {
		if ( isAbort( thrown ) ) {
			throw thrown;
		}
		const error = toApiError( thrown );
		if ( ! OUT_OF_STEP.includes( error.code ) && error.status !== 404 ) {
			throw error;
		}
		await sleep( ( error.retryAfter ?? 1 ) * 1_000, signal );
		signal.throwIfAborted();
		return api.currentRun( signal );
	}
}

/**
 * Returns how long to wait before looking at a waiting run again, in milliseconds.
 *
 * @param resumeAt When the server wants to go on.
 * @param now      Milliseconds since 1970.
 */
function waitFor( resumeAt: string, now: number ): number {
	const left = Date.parse( resumeAt ) - now;
	return Math.min( Math.max( left, WAIT_MIN ), WAIT_MAX );
}

function isStill( before: Run, after: Run ): boolean {
	return before.id === after.id && before.sequence === after.sequence;
}
