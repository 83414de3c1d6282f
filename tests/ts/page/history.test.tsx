import { screen, waitFor, within } from '@testing-library/react';

import type { Run } from '../../../assets-src/api/types';
import { keptHistory } from '../support/answers';
import { makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const NAME = 'What the last 3 synchronizations did';

/** Three runs and an action by hand, newest first. */
const RUNS = [
	makeRun( {
		id: 4,
		status: 'failed',
		started_at: '2026-01-04T12:00:00Z',
		counts: { failed: 2 },
	} ),
	makeRun( {
		id: 3,
		kind: 'action',
		started_at: '2026-01-03T12:00:00Z',
		counts: { created: 1_000, deleted: 1_000 },
	} ),
	makeRun( {
		id: 2,
		started_at: '2026-01-02T12:00:00Z',
		counts: { created: 50, updated: 7 },
	} ),
	makeRun( {
		id: 1,
		started_at: '2026-01-01T12:00:00Z',
		counts: { created: 200, deleted: 4 },
	} ),
];

/** Runs of one kind, newest first, each of which created as many as its number says. */
const manyRuns = ( count: number, change: Partial< Run > = {} ) =>
	Array.from( { length: count }, ( _, index ) =>
		makeRun( {
			...change,
			id: count - index,
			counts: { created: count - index },
		} )
	);

const texts = ( rows: HTMLElement[] ) =>
	rows.map( ( row ) =>
		within( row )
			.getAllByRole( 'cell', { hidden: true } )
			.slice( 1 )
			.map( ( { textContent } ) => textContent )
	);

describe( 'the chart above the past runs', () => {
	it( 'is a real table as well: oldest first, without actions by hand', async () => {
		const site = makeSite();
		site.runs = RUNS;
		const { user } = openPage();

		const figure = await screen.findByRole( 'figure', { name: NAME } );
		await user.click(
			within( figure ).getByText( 'Show these numbers as a table' )
		);
		const table = within( figure ).getByRole( 'table', { name: NAME } );
		expect( table ).toBeVisible();
		const [ head, ...rows ] = within( table ).getAllByRole( 'row' );
		expect(
			within( head as HTMLElement )
				.getAllByRole( 'columnheader' )
				.map( ( { textContent } ) => textContent )
		).toEqual( [
			'Started',
			'Created',
			'Updated',
			'Removed',
			'Failed',
			'Status',
		] );
		expect( texts( rows ) ).toEqual( [
			[ '200', '0', '4', '0', 'Completed' ],
			[ '50', '7', '0', '0', 'Completed' ],
			[ '0', '0', '0', '2', 'Failed' ],
		] );
	} );

	it( 'draws a bar a run, as long as its share of the most, and marks a run that failed', async () => {
		const site = makeSite();
		site.runs = RUNS;
		openPage();

		const figure = await screen.findByRole( 'figure', { name: NAME } );
		const line = ( name: string ) =>
			figure.querySelector( `.is-${ name }` ) as HTMLElement;
		const shares = ( name: string ) =>
			[ ...line( name ).querySelectorAll( '.wpo365-chart__bar' ) ].map(
				( bar ) =>
					( bar as HTMLElement ).style.getPropertyValue( '--share' )
			);
		expect( shares( 'created' ) ).toEqual( [ '1', '0.25', '0' ] );
		expect( shares( 'removed' ) ).toEqual( [ '1', '0', '0' ] );
		expect( line( 'created' ) ).toHaveTextContent( /^Created200$/ );
		expect(
			figure.querySelector( '.wpo365-chart__marks' )
		).toHaveTextContent( '✓✓✕' );
		// It says nothing to a screen reader that the table does not say.
		expect( line( 'created' ).closest( '[aria-hidden]' ) ).not.toBeNull();
	} );

	it( 'shows the last twenty runs, also where the list shows ten, until more are asked for', async () => {
		const site = makeSite();
		site.runs = manyRuns( 24 );
		const { user } = openPage();

		const figure = await screen.findByRole( 'figure', {
			name: 'What the last 20 synchronizations did',
		} );
		const rows = within( figure ).getAllByRole( 'row', { hidden: true } );
		expect(
			texts( rows.slice( 1 ) ).map( ( [ created ] ) => created )
		).toEqual(
			Array.from( { length: 20 }, ( _, index ) => String( index + 5 ) )
		);
		const list = screen.getByRole( 'table', {
			name: 'Past synchronizations',
		} );
		const count = () => list.querySelectorAll( 'tbody > tr' ).length;
		expect( count() ).toBe( 10 );
		await user.click( screen.getByRole( 'button', { name: 'Show more' } ) );
		await waitFor( () => expect( count() ).toBe( 24 ) );
		expect(
			screen.queryByRole( 'button', { name: 'Show more' } )
		).toBeNull();
	} );

	it.each( [
		[ 'one run', [ makeRun() ] ],
		[ 'actions by hand alone', manyRuns( 3, { kind: 'action' } ) ],
	] )( 'is not there for %s', async ( _what, runs ) => {
		const site = makeSite();
		site.runs = runs;
		openPage();

		await screen.findByRole( 'table', { name: 'Past synchronizations' } );
		expect( screen.queryByRole( 'figure' ) ).toBeNull();
	} );
} );

describe( 'a past run', () => {
	/** Opens the first row. Returns what each entry of it says, by its label. */
	async function openFirst( user: ReturnType< typeof openPage >[ 'user' ] ) {
		const list = await screen.findByRole( 'table', {
			name: 'Past synchronizations',
		} );
		const [ row ] = within( list ).getAllByRole( 'button' );
		await user.click( row as HTMLElement );
		expect( row ).toHaveAttribute( 'aria-expanded', 'true' );
		return Object.fromEntries(
			within( list )
				.getAllByRole( 'term' )
				.map( ( { textContent, nextSibling } ) => [
					textContent,
					nextSibling?.textContent,
				] )
		);
	}

	it( 'opens to what it was to do, what it came to, how long it took, and what it has cost', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				options: { create: true, update: false, delete: false },
				counts: { received: 40, created: 12 },
				started_at: '2026-01-31T12:00:00Z',
				finished_at: '2026-01-31T12:02:05Z',
				report: {
					requests: 12,
					pages: 9,
					throttled_seconds: 75,
					latency_ms: { median: 120, p95: 1_400 },
					seconds: {
						groups: 0.5,
						listing: 40,
						matching: 3,
						absent: 0,
					},
					people_per_second: 3.5,
				},
			} ),
		];
		const { user } = openPage();

		expect( await openFirst( user ) ).toEqual( {
			Kind: 'Full synchronization',
			Options: 'create',
			Ended: expect.stringContaining( '2026' ),
			Duration: '2 min 5 s',
			'What it came to': expect.stringContaining(
				'12 WordPress users were created.'
			),
			'Requests to Microsoft Graph': '12',
			'Pages read': '9',
			'Pauses that Microsoft Graph asked for': '1 min 15 s',
			Latency:
				'Half of the requests took at most 120 ms, 95 of 100 at most 1,400 ms.',
			'Time worked': expect.stringContaining(
				'Reading groups: 0.5 sReading users from the directory: 40 s'
			),
			'People per second': '3.5',
		} );
	} );

	it( 'claims no outcome and no cost of an action by hand', async () => {
		const site = makeSite();
		const [ action ] = keptHistory().filter(
			( { kind } ) => kind === 'action'
		);
		site.runs = [
			{
				...( action ?? makeRun( { kind: 'action' } ) ),
				report: { ...makeRun().report, requests: 0 },
			},
		];
		const { user } = openPage();

		expect( Object.keys( await openFirst( user ) ) ).toEqual( [
			'Kind',
			'Options',
			'Ended',
			'Duration',
		] );
	} );

	it( 'tells what is not known from zero', async () => {
		const site = makeSite();
		const { report } = makeRun();
		site.runs = [
			makeRun( {
				status: 'paused',
				finished_at: null,
				report: {
					...report,
					requests: 1,
					latency_ms: { median: null, p95: null },
					people_per_second: null,
				},
			} ),
		];
		const { user } = openPage();

		expect( await openFirst( user ) ).toMatchObject( {
			Ended: '—',
			Duration: '—',
			Latency: '—',
			'People per second': '—',
		} );
	} );

	it( 'closes again', async () => {
		const site = makeSite();
		site.runs = [ makeRun() ];
		const { user } = openPage();
		await openFirst( user );

		await user.click( screen.getByRole( 'button', { expanded: true } ) );
		expect( screen.queryByRole( 'term' ) ).toBeNull();
	} );
} );
