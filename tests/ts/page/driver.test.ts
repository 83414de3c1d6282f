import { ApiError } from '../../../assets-src/api/error';
import type { Run } from '../../../assets-src/api/types';
import {
	drive,
	type DriverApi,
	type Retry,
} from '../../../assets-src/sync/driver';
import { makeRun } from '../support/make';

type Answer = Run | null | Error;

function error(
	code: string,
	status: number | null,
	retryAfter: number | null = null
) {
	return new ApiError( {
		code,
		message: code,
		status,
		retryAfter,
		details: {},
	} );
}

const NETWORK = () => error( 'fetch_error', null );
const running = ( sequence: number, more: object = {} ) =>
	makeRun( { status: 'running', phase: 'listing', sequence, ...more } );
const done = ( sequence: number ) => makeRun( { sequence } );

/**
 * Drives a run against scripted answers. Waiting takes no time, but is written down.
 *
 * @param first   The run to begin with.
 * @param script  Answers.
 * @param script.steps   To the steps, in order.
 * @param script.current To `GET /runs/current`, in order.
 * @param script.now     The clock.
 */
async function rehearse(
	first: Run,
	script: { steps: Answer[]; current?: Answer[]; now?: string }
) {
	const controller = new AbortController();
	const asked: string[] = [];
	const slept: number[] = [];
	const seen: Run[] = [];
	const retries: Array< Retry | null > = [];
	const next = (
		answers: Answer[],
		request: string
	): Promise< Run | null > => {
		asked.push( request );
		const answer = answers.shift();
		if ( answer === undefined ) {
			controller.abort();
			return Promise.reject(
				new DOMException( 'Aborted', 'AbortError' )
			);
		}
		return answer instanceof Error
			? Promise.reject( answer )
			: Promise.resolve( answer );
	};
	const api: DriverApi = {
		step: ( id, sequence ) =>
			next(
				script.steps,
				`step ${ id } ${ sequence }`
			) as Promise< Run >,
		currentRun: () => next( script.current ?? [], 'current' ),
	};
	const outcome = await drive( first, {
		api,
		signal: controller.signal,
		sleep: ( milliseconds ) => {
			slept.push( milliseconds );
			return Promise.resolve();
		},
		now: () => Date.parse( script.now ?? '2026-01-31T12:00:00Z' ),
		onRun: ( run ) => seen.push( run ),
		onRetry: ( retry ) => retries.push( retry ),
	} );
	return { outcome, asked, slept, seen, retries };
}

describe( 'drive', () => {
	it( 'steps with the sequence of the last answer until the run is completed', async () => {
		const { outcome, asked, slept, seen } = await rehearse( running( 0 ), {
			steps: [ running( 1 ), running( 2 ), done( 3 ) ],
		} );

		expect( asked ).toEqual( [ 'step 1 0', 'step 1 1', 'step 1 2' ] );
		expect( slept ).toEqual( [] );
		expect( seen.map( ( { sequence } ) => sequence ) ).toEqual( [
			1, 2, 3,
		] );
		expect( outcome ).toEqual( { type: 'settled', run: done( 3 ) } );
	} );

	it( 'waits until resume_at, then steps', async () => {
		const waiting = running( 3, {
			status: 'waiting',
			resume_at: '2026-01-31T12:00:07Z',
		} );
		const { slept, asked } = await rehearse( waiting, {
			steps: [ done( 4 ) ],
		} );

		expect( slept ).toEqual( [ 7_000 ] );
		expect( asked ).toEqual( [ 'step 1 3' ] );
	} );

	it( 'looks again now and then during a long wait', async () => {
		const waiting = running( 3, {
			status: 'waiting',
			resume_at: '2026-01-31T12:10:00Z',
		} );
		const cancelled = makeRun( { status: 'cancelled' } as object );
		const { slept, outcome } = await rehearse( waiting, {
			steps: [ waiting, cancelled ],
		} );

		expect( slept ).toEqual( [ 10_000, 10_000 ] );
		expect( outcome.type ).toBe( 'settled' );
	} );

	it( 'waits as long as asked and reads the run where another driver has the lock', async () => {
		const { slept, asked } = await rehearse( running( 3 ), {
			steps: [ error( 'step_in_progress', 409, 2 ), done( 6 ) ],
			current: [ running( 5 ) ],
		} );

		expect( asked ).toEqual( [ 'step 1 3', 'current', 'step 1 5' ] );
		expect( slept ).toEqual( [ 2_000 ] );
	} );

	it( 'goes over to the newer run where its own was superseded', async () => {
		const newer = { ...running( 0 ), id: 2 };
		const { asked } = await rehearse( running( 3 ), {
			steps: [ error( 'run_superseded', 409 ), { ...done( 1 ), id: 2 } ],
			current: [ newer ],
		} );

		expect( asked ).toEqual( [ 'step 1 3', 'current', 'step 2 0' ] );
	} );

	it( 'tries the same step again after network errors, slower each time', async () => {
		const { outcome, asked, slept, retries } = await rehearse(
			running( 3 ),
			{
				steps: [ NETWORK(), NETWORK(), done( 4 ) ],
			}
		);

		expect( asked ).toEqual( [ 'step 1 3', 'step 1 3', 'step 1 3' ] );
		expect( slept ).toEqual( [ 1_000, 2_000 ] );
		expect( retries.map( ( retry ) => retry?.attempt ?? null ) ).toEqual( [
			1,
			2,
			null,
		] );
		expect( outcome.type ).toBe( 'settled' );
	} );

	it( 'counts failures anew after a success', async () => {
		const { slept } = await rehearse( running( 3 ), {
			steps: [ NETWORK(), NETWORK(), running( 4 ), NETWORK(), done( 5 ) ],
		} );

		expect( slept ).toEqual( [ 1_000, 2_000, 1_000 ] );
	} );

	it( 'gives up after two minutes without an answer, with the reason', async () => {
		const { outcome, slept } = await rehearse( running( 3 ), {
			steps: Array.from( { length: 20 }, NETWORK ),
		} );

		expect( slept.reduce( ( sum, wait ) => sum + wait, 0 ) ).toBe(
			120_000
		);
		expect( outcome ).toMatchObject( {
			type: 'stopped',
			error: { code: 'fetch_error' },
		} );
	} );
} );
