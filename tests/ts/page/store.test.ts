import apiFetch from '@wordpress/api-fetch';
import { createRegistry } from '@wordpress/data';
import { setupServer } from 'msw/node';

import { api } from '../../../assets-src/api/client';
import type { Run } from '../../../assets-src/api/types';
import { createPageStore } from '../../../assets-src/store';
import { isAbandoned } from '../../../assets-src/store/run';
import { FakeSite, wpError } from '../support/fake-site';
import { makeRow, makeRun } from '../support/make';

const NOW = Date.parse( '2026-01-31T12:00:00Z' );
const ALL = { create: true, update: true, delete: true };
const server = setupServer();

beforeAll( () => {
	apiFetch.use(
		apiFetch.createRootURLMiddleware( 'http://site.test/wp-json/' )
	);
	server.listen( { onUnhandledRequest: 'error' } );
} );
afterEach( () => server.resetHandlers() );
afterAll( () => server.close() );

/** Makes a store in a registry of its own, against a fake site. */
function setUp( options: ConstructorParameters< typeof FakeSite >[ 0 ] = {} ) {
	const site = new FakeSite( { now: () => new Date( NOW ), ...options } );
	server.use( ...site.handlers );
	const slept: number[] = [];
	const store = createPageStore( {
		api,
		now: () => NOW,
		sleep: ( milliseconds ) => {
			slept.push( milliseconds );
			return Promise.resolve();
		},
	} );
	const registry = createRegistry();
	registry.register( store );
	return {
		site,
		slept,
		registry,
		actions: registry.dispatch( store ),
		selectors: registry.select( store ),
		resolve: registry.resolveSelect( store ),
		/** Waits until the store says so. */
		until: ( isReady: () => boolean ) =>
			new Promise< void >( ( resolve ) => {
				const look = () => {
					if ( isReady() ) {
						stop();
						resolve();
					}
				};
				const stop = registry.subscribe( look );
				look();
			} ),
	};
}

describe( 'the run', () => {
	it( 'is undefined until asked for, and null where none ever ran', async () => {
		const { selectors, resolve } = setUp();

		expect( selectors.getRun() ).toBeUndefined();
		expect( await resolve.getRun() ).toBeNull();
	} );

	it( 'is started, driven to its end, and then driven no more', async () => {
		const { actions, selectors, until } = setUp();

		expect( await actions.startRun( ALL ) ).toBe( true );
		await until( () => selectors.getRun()?.status === 'completed' );
		await until( () => selectors.getDriving().type === 'idle' );
		expect( selectors.getRun()?.counts.received ).toBe( 60 );
	} );

	it( 'does not start where the server refuses, and says why', async () => {
		const { site, actions, selectors } = setUp();
		site.answers.push( () =>
			wpError( 409, 'not_configured', 'Set it up.' )
		);

		expect( await actions.startRun( ALL ) ).toBe( false );
		expect( selectors.getCommandError() ).toMatchObject( {
			code: 'not_configured',
			message: 'Set it up.',
		} );
		await actions.dismissCommandError();
		expect( selectors.getCommandError() ).toBeNull();
	} );

	it( 'shows the run that another tab started where starting is refused for it', async () => {
		const { site, actions, selectors } = setUp();
		site.runs = [
			makeRun( { id: 5, status: 'paused', phase: 'listing' } ),
		];
		site.answers.push( () => wpError( 409, 'run_active' ) );

		await actions.startRun( ALL );
		expect( selectors.getRun()?.id ).toBe( 5 );
	} );

	it( 'is held, approved with the number, and goes on', async () => {
		const { site, actions, selectors, until } = setUp( { hold: 12 } );

		await actions.startRun( ALL );
		await until( () => selectors.getRun()?.status === 'held' );
		expect( selectors.getRun()?.held ).toEqual( {
			action: 'delete',
			count: 12,
		} );
		await actions.decideHeld( 'approve', 12 );
		await until( () => selectors.getRun()?.status === 'completed' );
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs/1/approve',
			body: { action: 'approve', count: 12 },
		} );
	} );

	it( 'is driven by one driver, however often it is asked for', async () => {
		const { site, actions, selectors, until } = setUp();
		site.runs = [
			makeRun( {
				status: 'running',
				phase: 'listing',
				expected: 60,
				updated_at: '2026-01-31T12:00:00Z',
			} ),
		];

		await Promise.all( [ actions.refreshRun(), actions.refreshRun() ] );
		await until( () => selectors.getRun()?.status === 'completed' );
		const sent = site.requests
			.filter( ( { path } ) => path === '/runs/1/step' )
			.map( ( { body } ) => ( body as { sequence: number } ).sequence );
		expect( sent ).toEqual( [ 0, 1, 2, 3, 4 ] );
	} );

	it( 'tells that it tries again after a broken connection', async () => {
		const { site, actions, selectors, until, slept, registry } = setUp();
		const seen = new Set< string >();
		registry.subscribe( () => seen.add( selectors.getDriving().type ) );
		site.stepAnswers.push( () => wpError( 502, 'bad_gateway' ) );

		await actions.startRun( ALL );
		await until( () => selectors.getRun()?.status === 'completed' );
		expect( slept ).toEqual( [ 1_000 ] );
		expect( [ ...seen ] ).toEqual(
			expect.arrayContaining( [ 'retrying', 'stepping' ] )
		);
	} );

	it( 'says why its driver gave up, and goes on when resumed', async () => {
		const { site, actions, selectors, until } = setUp();
		site.stepAnswers.push( () => wpError( 403, 'rest_forbidden' ) );

		await actions.startRun( ALL );
		await until( () => selectors.getDriving().type === 'stopped' );
		expect( selectors.getDriving() ).toMatchObject( {
			error: { code: 'rest_forbidden' },
		} );
		await actions.resumeRun();
		await until( () => selectors.getDriving().type === 'idle' );
		expect( selectors.getRun()?.status ).toBe( 'completed' );
	} );

	describe( 'that somebody else drives', () => {
		const going = ( change: Partial< Run > = {} ) =>
			makeRun( {
				id: 4,
				status: 'running',
				phase: 'listing',
				origin: 'cron',
				expected: 60,
				sequence: 3,
				updated_at: '2026-01-31T12:00:00Z',
				...change,
			} );
		const forbid = () => wpError( 403, 'rest_forbidden' );

		it( 'is joined as soon as it is seen: its lock is waited for, its sequence taken', async () => {
			const { site, actions, selectors, until, slept } = setUp();
			await actions.refreshRun();
			site.runs = [ going() ];
			site.stepAnswers.push( () => {
				// The tick that holds the lock ends its step meanwhile.
				site.patch( { sequence: 5 } );
				return wpError( 409, 'step_in_progress', '', {
					retry_after: 3,
				} );
			} );

			await actions.refreshRun();
			await until( () => selectors.getRun()?.status === 'completed' );
			const sent = site.requests
				.filter( ( { path } ) => path === '/runs/4/step' )
				.map(
					( { body } ) => ( body as { sequence: number } ).sequence
				);
			expect( sent.slice( 0, 2 ) ).toEqual( [ 3, 5 ] );
			expect( slept ).toEqual( [ 3_000 ] );
		} );

		it( 'is watched without an error by an account that may not step it', async () => {
			const { site, actions, selectors, until } = setUp();
			site.runs = [ going() ];
			site.stepAnswers.push( forbid );

			await actions.refreshRun();
			await until( () => selectors.getDriving().type === 'watching' );

			site.patch( { sequence: 4 } );
			await actions.refreshRun();
			expect( selectors.getRun()?.sequence ).toBe( 4 );
			expect( site.count( 'POST /runs/4/step' ) ).toBe( 1 );

			site.patch( { status: 'completed', sequence: 5 } );
			await actions.refreshRun();
			expect( selectors.getDriving().type ).toBe( 'idle' );
		} );

		it( 'is watched where the own driver gave up and it goes on all the same', async () => {
			const { site, actions, selectors, until } = setUp();
			site.stepAnswers.push( forbid );
			await actions.startRun( ALL );
			await until( () => selectors.getDriving().type === 'stopped' );

			await actions.refreshRun();
			expect( selectors.getDriving().type ).toBe( 'stopped' );
			site.patch( { sequence: 1 } );
			await actions.refreshRun();
			expect( selectors.getDriving().type ).toBe( 'watching' );
		} );

		it( 'is joined once a tick has gone on with it after a long stop', async () => {
			const { site, actions, selectors, until } = setUp();
			site.runs = [ going( { updated_at: '2026-01-31T11:50:00Z' } ) ];
			await actions.refreshRun();
			expect( site.count( 'POST /runs/4/step' ) ).toBe( 0 );

			site.patch( { sequence: 4 } );
			await actions.refreshRun();
			await until( () => selectors.getRun()?.status === 'completed' );
			expect( site.count( 'POST /runs/4/step' ) ).toBeGreaterThan( 0 );
		} );
	} );

	it( 'is not overwritten by an answer that was overtaken', async () => {
		const { site, actions, selectors } = setUp();
		const late = makeRun( { id: 2, status: 'paused', sequence: 4 } );
		site.runs = [ late ];
		await actions.refreshRun();

		site.runs = [ makeRun( { id: 2, status: 'paused', sequence: 3 } ) ];
		await actions.refreshRun();
		expect( selectors.getRun()?.sequence ).toBe( 4 );

		site.runs = [ makeRun( { id: 1, sequence: 99 } ) ];
		await actions.refreshRun();
		expect( selectors.getRun()?.id ).toBe( 2 );
	} );
} );

describe( 'isAbandoned', () => {
	it.each< [ string, Partial< Run >, boolean ] >( [
		[ 'running, stepped just now', { status: 'running' }, false ],
		[
			'running, not stepped for two minutes',
			{ status: 'running', updated_at: '2026-01-31T11:58:00Z' },
			true,
		],
		[
			'waiting for a time to come',
			{
				status: 'waiting',
				updated_at: '2026-01-31T11:00:00Z',
				resume_at: '2026-01-31T12:10:00Z',
			} as Partial< Run >,
			false,
		],
		[
			'waiting for a time long gone',
			{
				status: 'waiting',
				updated_at: '2026-01-31T11:00:00Z',
				resume_at: '2026-01-31T11:10:00Z',
			} as Partial< Run >,
			true,
		],
		[
			'paused for days',
			{ status: 'paused', updated_at: '2026-01-01T11:00:00Z' },
			false,
		],
	] )( '%s', ( _name, change, expected ) => {
		expect( isAbandoned( makeRun( change ), NOW ) ).toBe( expected );
	} );
} );

describe( 'results', () => {
	const QUERY = {
		table: 'directory_only',
		page: 1,
		per_page: 10,
		search: '',
		orderby: 'id',
		order: 'asc',
		status: [],
	} as const;

	it( 'are null until they are loaded, then empty or not', async () => {
		const { site, selectors, resolve } = setUp();

		expect( selectors.getResults( QUERY ) ).toBeNull();
		expect( await resolve.getResults( QUERY ) ).toEqual( {
			rows: [],
			total: 0,
			pages: 0,
		} );
		expect( selectors.getTotals() ).toBeNull();
		site.rows = [ makeRow() ];
		expect( await resolve.getTotals() ).toEqual( {
			directory_only: 1,
			wordpress_only: 0,
			matched: 0,
		} );
	} );

	it( 'are asked for once, and again after an action', async () => {
		const { site, actions, resolve, selectors } = setUp();
		site.rows = [ makeRow() ];
		await resolve.getResults( QUERY );
		await resolve.getResults( { ...QUERY } );
		expect( site.queries ).toHaveLength( 1 );

		await actions.actOnRows( 'create', [ makeRow() ] );
		const page = await resolve.getResults( QUERY );
		expect( page?.rows[ 0 ]?.status ).toBe( 'created' );
		expect( selectors.getReport()?.entries ).toMatchObject( [
			{ row: { id: 1 }, result: { status: 'created' } },
		] );
	} );

	it( 'are read again when a run ends', async () => {
		const rows = [ makeRow(), makeRow( { id: 2 } ) ];
		const { actions, resolve, selectors, until } = setUp( { rows } );
		await resolve.getRun();
		await resolve.getTotals();

		await actions.startRun( {
			create: false,
			update: false,
			delete: false,
		} );
		await until( () => selectors.getRun()?.status === 'completed' );
		expect( ( await resolve.getTotals() )?.directory_only ).toBe( 2 );
	} );

	it( 'are read again after an action whose answer got lost', async () => {
		const { site, actions, selectors, resolve } = setUp();
		site.rows = [ makeRow() ];
		await resolve.getResults( QUERY );
		site.answers.push( () => wpError( 502, 'bad_gateway', 'Lost.' ) );

		expect( await actions.actOnRows( 'create', [ makeRow() ] ) ).toBe(
			false
		);
		expect( selectors.getResultsError()?.message ).toBe( 'Lost.' );
		expect( selectors.getActing() ).toBeNull();
		await resolve.getResults( QUERY );
		expect( site.queries ).toHaveLength( 2 );
	} );
} );

describe( 'past runs', () => {
	it( 'come with the names of who started them, once each', async () => {
		const { site, resolve, selectors, until } = setUp();
		site.runs = [ makeRun( { id: 2 } ), makeRun( { id: 1 } ) ];

		expect( ( await resolve.getRuns( 10 ) )?.runs ).toHaveLength( 2 );
		await until( () => 1 in selectors.getNames() );
		expect( selectors.getNames() ).toEqual( { 1: 'Ada Admin' } );
	} );
} );
