/**
 * What holds for the driver whatever the server does.
 *
 * @jest-environment node
 */
import { ApiError } from '../../../assets-src/api/error';
import type { Run, RunStatus } from '../../../assets-src/api/types';
import { drive, type Outcome } from '../../../assets-src/sync/driver';
import { makeRun } from '../support/make';
import fc from '../support/properties';

const NOW = Date.parse( '2026-01-31T12:00:00Z' );

/** What the server does about one request. */
type Turn =
	/** Works for a slice, or waits on, and the run has this status then. */
	| { does: 'work' | 'nothing'; status: RunStatus; wait: number }
	/** Works for a slice, and the answer is lost on its way. */
	| { does: 'lost' }
	/** Somebody else starts another run. */
	| { does: 'supersede' }
	/** Has no run any more. */
	| { does: 'forget' }
	| {
			does: 'refuse';
			code: string;
			status: number | null;
			after: number | null;
	  };

const status = fc.constantFrom< RunStatus >(
	...( [ 'running', 'running', 'running', 'waiting', 'waiting' ] as const ),
	...( [ 'paused', 'held', 'completed', 'failed', 'cancelled' ] as const )
);

const seconds = fc.integer( { min: -100, max: 1_000 } );

const after = fc.option( fc.integer( { min: 0, max: 600 } ) );

const turn: fc.Arbitrary< Turn > = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record( {
			does: fc.constantFrom( 'work' as const, 'nothing' as const ),
			status,
			wait: seconds,
		} ),
	},
	fc.record( { does: fc.constant( 'lost' as const ) } ),
	fc.record( { does: fc.constant( 'supersede' as const ) } ),
	fc.record( { does: fc.constant( 'forget' as const ) } ),
	{
		weight: 3,
		arbitrary: fc
			.constantFrom< [ string, number | null ] >(
				[ 'fetch_error', null ],
				[ 'invalid_json', null ],
				[ 'internal_server_error', 500 ],
				[ 'bad_gateway', 502 ],
				[ 'throttled', 429 ],
				[ 'step_in_progress', 409 ],
				[ 'run_active', 409 ],
				[ 'rest_forbidden', 403 ],
				[ 'rest_not_logged_in', 401 ],
				[ 'rest_invalid_param', 400 ]
			)
			.chain( ( [ code, http ] ) =>
				fc.record( {
					does: fc.constant( 'refuse' as const ),
					code: fc.constant( code ),
					status: fc.constant( http ),
					after,
				} )
			),
	}
);

/** Failures come in series, too. */
const series = fc
	.array( fc.tuple( turn, fc.constantFrom( 1, 1, 1, 3, 8, 9 ) ), {
		maxLength: 15,
	} )
	.map( ( all ) =>
		all.flatMap( ( [ one, times ] ) => Array< Turn >( times ).fill( one ) )
	);

const failure = (
	code: string,
	http: number | null,
	wait: number | null = null
) =>
	new ApiError( {
		code,
		message: code,
		status: http,
		retryAfter: wait,
		details: {},
	} );

const isSteppable = ( run: Run ) =>
	run.status === 'running' || run.status === 'waiting';

const stateOf = ( to: RunStatus, wait: number ) =>
	( {
		...makeRun( { status: to } ),
		resume_at:
			to === 'waiting'
				? new Date( NOW + wait * 1_000 ).toISOString()
				: null,
	} ) as Run;

/** One thing that happened, in order. */
type Event =
	| { type: 'step'; id: number; sequence: number }
	| { type: 'current' }
	| { type: 'answer'; run: Run | null }
	| { type: 'error'; error: ApiError }
	| { type: 'sleep'; ms: number }
	| { type: 'abort' };

/**
 * A server with one run at a time, that keeps the contract and is otherwise as unruly as the turns say.
 *
 * @param first     The run as the driver sees it first.
 * @param turns     What the server does about each request; then it completes the run.
 * @param abortedAt Number of the request or wait during which the driver is aborted.
 */
async function watched(
	first: Run,
	turns: readonly Turn[],
	abortedAt: number
) {
	const left = [ ...turns ];
	const controller = new AbortController();
	const events: Event[] = [];
	const most = 2 * turns.length + 20;
	let server: Run | null = first;
	let moments = 0;

	const moment = () => {
		if ( moments++ === abortedAt ) {
			events.push( { type: 'abort' } );
			controller.abort();
		}
		if ( moments > 3 * most ) {
			throw new Error( 'The driver does not end.' );
		}
	};
	const act = ( isStep: boolean ): Run | null => {
		const next = left.shift();
		const run = server;
		switch ( next?.does ) {
			case 'refuse':
				throw failure( next.code, next.status, next.after );
			case 'forget':
				server = null;
				return null;
			case 'supersede':
				server = {
					...stateOf( 'running', 0 ),
					id: ( run?.id ?? 0 ) + 1,
				};
				break;
			case 'lost':
			case 'work':
			case undefined:
				if ( run && isStep && isSteppable( run ) ) {
					server = {
						...stateOf(
							...( next?.does === 'work'
								? ( [ next.status, next.wait ] as const )
								: ( [
										next ? 'running' : 'completed',
										0,
									] as const ) )
						),
						id: run.id,
						sequence: run.sequence + 1,
					};
				} else if ( run && ! next ) {
					server = {
						...stateOf( 'completed', 0 ),
						id: run.id,
						sequence: run.sequence,
					};
				}
				if ( next?.does === 'lost' ) {
					throw failure( 'fetch_error', null );
				}
				break;
			case 'nothing':
				if ( run && isSteppable( run ) ) {
					server = {
						...stateOf( next.status, next.wait ),
						id: run.id,
						sequence: run.sequence,
					};
				}
		}
		return server;
	};
	const answered = async ( event: Event, work: () => Run | null ) => {
		events.push( event );
		moment();
		// As fetch does: what is called off has no answer.
		if ( controller.signal.aborted ) {
			throw new DOMException( 'Aborted', 'AbortError' );
		}
		try {
			const run = work();
			events.push( { type: 'answer', run } );
			return run;
		} catch ( error ) {
			events.push( { type: 'error', error: error as ApiError } );
			throw error;
		}
	};
	const outcome = await drive( first, {
		api: {
			step: async ( id, sequence ) =>
				( await answered( { type: 'step', id, sequence }, () => {
					if ( ! server ) {
						throw failure( 'unknown_run', 404 );
					}
					if ( id !== server.id ) {
						throw failure( 'run_superseded', 409 );
					}
					if ( sequence > server.sequence ) {
						throw failure( 'sequence_ahead', 409 );
					}
					if ( sequence < server.sequence ) {
						return server;
					}
					const run = act( true );
					if ( ! run ) {
						throw failure( 'unknown_run', 404 );
					}
					if ( run.id !== id ) {
						throw failure( 'run_superseded', 409 );
					}
					return run;
				} ) ) as Run,
			currentRun: () =>
				answered( { type: 'current' }, () => act( false ) ),
		},
		signal: controller.signal,
		sleep: async ( ms ) => {
			events.push( { type: 'sleep', ms } );
			moment();
		},
		now: () => NOW,
		onRun: () => undefined,
		onRetry: () => undefined,
	} );
	return { outcome, events, isAborted: controller.signal.aborted };
}

/**
 * Checks something about every course that a run may take.
 *
 * @param check Gets the course.
 */
function always(
	check: ( course: {
		first: Run;
		outcome: Outcome;
		events: Event[];
		isAborted: boolean;
	} ) => void
) {
	return fc.assert(
		fc.asyncProperty(
			fc.record( { to: status, wait: seconds, sequence: fc.nat( 9 ) } ),
			series,
			fc.oneof( fc.constant( Infinity ), fc.nat( 40 ) ),
			async ( { to, wait, sequence }, some, abortedAt ) => {
				const first = { ...stateOf( to, wait ), sequence };
				const course = await watched( first, some, abortedAt );
				check( { first, ...course } );
			}
		),
		{ numRuns: 200 }
	);
}

/** The run as the driver knew it before an event. */
function knownBefore( first: Run, events: Event[], index: number ): Run {
	const answer = events
		.slice( 0, index )
		.findLast( ( { type } ) => type === 'answer' );
	return answer?.type === 'answer' && answer.run ? answer.run : first;
}

describe( 'whatever the server does, the driver', () => {
	it( 'ends, and tells truly why', () =>
		always( ( { first, outcome, events, isAborted } ) => {
			const last = events.at( -1 );
			const known = knownBefore( first, events, events.length );
			switch ( outcome.type ) {
				case 'settled':
					expect( isSteppable( outcome.run ) ).toBe( false );
					expect( outcome.run ).toBe( known );
					break;
				case 'aborted':
					expect( isAborted ).toBe( true );
					break;
				case 'gone':
					expect( last ).toEqual( { type: 'answer', run: null } );
					break;
				case 'stopped':
					expect( last ).toEqual( {
						type: 'error',
						error: outcome.error,
					} );
					expect( isAborted ).toBe( false );
			}
		} ) );

	it( 'steps only a run that can be stepped, by the id and sequence last heard', () =>
		always( ( { first, events } ) => {
			for ( const [ index, event ] of events.entries() ) {
				if ( event.type === 'step' ) {
					const known = knownBefore( first, events, index );
					expect( isSteppable( known ) ).toBe( true );
					expect( event ).toMatchObject( {
						id: known.id,
						sequence: known.sequence,
					} );
				}
			}
		} ) );

	it( 'never sends a sequence again once it has heard of a later one', () =>
		always( ( { events } ) => {
			const heard = new Map< number, number >();
			for ( const event of events ) {
				if ( event.type === 'answer' && event.run ) {
					heard.set( event.run.id, event.run.sequence );
				}
				if ( event.type === 'step' ) {
					expect( event.sequence ).toBeGreaterThanOrEqual(
						heard.get( event.id ) ?? 0
					);
				}
			}
		} ) );

	it( 'asks nothing after it was aborted', () =>
		always( ( { events, outcome } ) => {
			const abort = events.findIndex( ( { type } ) => type === 'abort' );
			if ( abort >= 0 ) {
				expect(
					events
						.slice( abort )
						.filter(
							( { type } ) =>
								type === 'step' || type === 'current'
						)
				).toEqual( [] );
				expect( outcome ).toEqual( { type: 'aborted' } );
			}
		} ) );

	it( 'does not spin: it waits before it asks the same again, and as long as it was asked to', () =>
		always( ( { first, events } ) => {
			let asked = '';
			let slept = 0;
			let wanted = 0;
			for ( const [ index, event ] of events.entries() ) {
				if ( event.type === 'sleep' ) {
					slept += event.ms;
				}
				if ( event.type === 'error' ) {
					wanted = ( event.error.retryAfter ?? 0 ) * 1_000;
				}
				if ( event.type === 'step' || event.type === 'current' ) {
					const { status: now } = knownBefore( first, events, index );
					const isSame = JSON.stringify( event ) === asked;
					expect( slept ).toBeGreaterThanOrEqual(
						Math.max(
							wanted,
							isSame || now === 'waiting' ? 1_000 : 0
						)
					);
					asked = JSON.stringify( event );
					slept = 0;
					wanted = 0;
				}
			}
		} ) );

	it( 'reads the run where it is out of step, stops at what waiting does not mend, and else gives up after nine failures in a row', () =>
		always( ( { outcome, events } ) => {
			let failures = 0;
			for ( const [ index, event ] of events.entries() ) {
				failures = event.type === 'answer' ? 0 : failures;
				if ( event.type !== 'error' ) {
					continue;
				}
				const rest = events.slice( index + 1 );
				const next = rest.find( ( { type } ) => type !== 'sleep' );
				const isOutOfStep =
					[
						'step_in_progress',
						'sequence_ahead',
						'run_superseded',
					].includes( event.error.code ) ||
					event.error.status === 404;
				if ( isOutOfStep && events[ index - 1 ]?.type === 'step' ) {
					expect( [ 'current', 'abort' ] ).toContain( next?.type );
					continue;
				}
				failures++;
				if ( ! event.error.isTransient || failures === 9 ) {
					expect( rest ).toEqual( [] );
					expect( outcome ).toEqual( {
						type: 'stopped',
						error: event.error,
					} );
				} else {
					expect( [ 'step', 'abort' ] ).toContain( next?.type );
				}
			}
		} ) );
} );
