import { screen, waitFor, within } from '@testing-library/react';

import type { Run } from '../../../assets-src/api/types';
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
