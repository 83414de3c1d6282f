import { act, screen, waitFor } from '@testing-library/react';

import { wpError } from '../support/fake-site';
import { makeRow, makeRun, makeSchedule } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const button = ( name: string ) => screen.findByRole( 'button', { name } );
const start = () => button( 'Start synchronization' );
const now = () => new Date().toISOString().replace( /\.\d+Z$/, 'Z' );

/** Tells whether the browser would ask before the page is left. */
function asksBeforeLeaving(): boolean {
	const event = new Event( 'beforeunload', { cancelable: true } );
	window.dispatchEvent( event );
	return event.defaultPrevented;
}

/** Lets the page's own beats pass without waiting for them. Returns a function that makes one pass. */
function controlBeats() {
	const beats = new Map< unknown, [ () => void, number ] >();
	const { setInterval, clearInterval } = window;
	jest.spyOn( window, 'setInterval' ).mockImplementation( ( (
		call: () => void,
		ms?: number
	) => {
		const timer = setInterval( call, ms );
		beats.set( timer, [ call, ms ?? 0 ] );
		return timer;
	} ) as typeof setInterval );
	jest.spyOn( window, 'clearInterval' ).mockImplementation( ( ( timer ) => {
		beats.delete( timer );
		clearInterval( timer );
	} ) as typeof clearInterval );
	return ( interval: number ) =>
		act( async () => {
			[ ...beats.values() ]
				.filter( ( [ , ms ] ) => ms === interval )
				.forEach( ( [ call ] ) => call() );
			await Promise.resolve();
		} );
}

/** A site that goes on by itself, and whose ticks were seen to work. */
function makeWorkingSite(
	options: Parameters< typeof makeSite >[ 0 ] = {}
): ReturnType< typeof makeSite > {
	const site = makeSite( options );
	site.settings.settings.background = true;
	site.schedule = makeSchedule( { ticks: 'working', last_tick: now() } );
	return site;
}

const abandoned = () =>
	makeRun( {
		status: 'running',
		phase: 'listing',
		expected: 60,
		updated_at: '2026-01-31T12:00:00Z',
	} );

describe( 'a run that was started elsewhere', () => {
	it( 'is seen by an open page, and gone on with', async () => {
		const beat = controlBeats();
		const site = makeSite( { rows: [ makeRow() ] } );
		openPage();
		await start();

		site.runs = [
			makeRun( {
				id: 8,
				status: 'running',
				phase: 'listing',
				origin: 'cron',
				expected: 60,
				updated_at: now(),
			} ),
		];
		await beat( 20_000 );

		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.count( 'POST /runs/8/step' ) ).toBeGreaterThan( 0 );
	} );

	it( 'is not looked for while the tab is in the background', async () => {
		const beat = controlBeats();
		const site = makeSite();
		openPage();
		await start();
		const asked = site.count( 'GET /runs/current' );

		jest.spyOn( document, 'visibilityState', 'get' ).mockReturnValue(
			'hidden'
		);
		await beat( 20_000 );
		expect( site.count( 'GET /runs/current' ) ).toBe( asked );
	} );

	it( 'is followed closely, without an error, where the account may not step it', async () => {
		const beat = controlBeats();
		const site = makeSite();
		site.runs = [ { ...abandoned(), updated_at: now() } ];
		site.stepAnswers.push( () =>
			wpError( 403, 'rest_forbidden', 'You may not do this.' )
		);
		openPage();
		await waitFor( () =>
			expect( site.count( 'POST /runs/1/step' ) ).toBe( 1 )
		);

		site.patch( {
			sequence: 1,
			counts: { ...abandoned().counts, received: 25 },
		} );
		await beat( 5_000 );
		expect(
			await screen.findByText( '25 of 60 users read' )
		).toBeVisible();
		expect( screen.queryByText( 'You may not do this.' ) ).toBeNull();
		expect( screen.queryByRole( 'button', { name: 'Resume' } ) ).toBeNull();
		// Whoever drives it is not this page.
		expect( screen.getByText( 'You may close this page.' ) ).toBeVisible();
		expect( asksBeforeLeaving() ).toBe( false );
	} );
} );

describe( 'a run that nobody steps', () => {
	it( 'waits for the site where that goes on by itself, and can be resumed at once', async () => {
		const site = makeWorkingSite();
		site.runs = [ abandoned() ];
		const { user } = openPage();

		expect(
			await screen.findByText( /This site goes on with it by itself/, {
				selector: 'section *',
			} )
		).toBeVisible();
		expect( screen.getByText( 'Waiting' ) ).toBeVisible();
		expect( screen.queryByText( 'Interrupted' ) ).toBeNull();
		expect( site.count( 'POST /runs/1/step' ) ).toBe( 0 );

		await user.click( await button( 'Resume' ) );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
	} );

	it.each( [
		[ 'was not seen to go on by itself', true, 'unknown' as const ],
		[ 'no longer goes on by itself', true, 'late' as const ],
		[ 'may not go on by itself', false, 'working' as const ],
	] )(
		'is interrupted where the site %s',
		async ( _what, background, ticks ) => {
			const site = makeWorkingSite();
			site.settings.settings.background = background;
			site.schedule = makeSchedule( { ticks } );
			site.runs = [ abandoned() ];
			openPage();

			expect(
				await screen.findByText( 'Interrupted', {
					selector: 'section *',
				} )
			).toBeVisible();
			expect( screen.queryByText( /by itself/ ) ).toBeNull();
		}
	);

	it( 'is gone on with once a tick was seen at it', async () => {
		const beat = controlBeats();
		const site = makeWorkingSite( { rows: [ makeRow() ] } );
		site.runs = [ abandoned() ];
		openPage();
		await button( 'Resume' );

		site.patch( { sequence: 1 } );
		await beat( 20_000 );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.count( 'POST /runs/1/resume' ) ).toBe( 0 );
	} );
} );

describe( 'whether the page may be closed', () => {
	const SLOW = { expected: 1_000, perStep: 1, stepTime: 25 };

	it( 'is a yes, without a question, where the site goes on by itself', async () => {
		makeWorkingSite( SLOW );
		const { user } = openPage();
		expect( screen.queryByText( 'You may close this page.' ) ).toBeNull();
		await user.click( await start() );

		expect(
			await screen.findByText( 'You may close this page.' )
		).toBeVisible();
		expect( screen.queryByText( 'Keep this page open.' ) ).toBeNull();
		expect( asksBeforeLeaving() ).toBe( false );
	} );

	it( 'is a no with the server’s reason where it does not', async () => {
		const site = makeWorkingSite( SLOW );
		site.schedule = makeSchedule( {
			ticks: 'late',
			reason: 'WP-Cron is switched off on this site.',
		} );
		const { user } = openPage();
		await user.click( await start() );

		const hint = await screen.findByText( 'Keep this page open.' );
		expect( hint.parentElement ).toHaveTextContent(
			'Keep this page open. If it is closed, the synchronization waits and can be resumed here. WP-Cron is switched off on this site.'
		);
		expect( asksBeforeLeaving() ).toBe( true );
	} );

	it( 'is a no where ticks come but must not go on with it', async () => {
		const site = makeWorkingSite( SLOW );
		site.schedule.reason = 'The user is gone in whose name it works.';
		const { user } = openPage();
		await user.click( await start() );

		const hint = await screen.findByText( 'Keep this page open.' );
		expect( hint.parentElement ).toHaveTextContent(
			'The user is gone in whose name it works.'
		);
	} );

	it( 'is a yes in any case for a run that the schedule began', async () => {
		const site = makeWorkingSite( SLOW );
		site.settings.settings.background = false;
		site.runs = [
			{
				...abandoned(),
				origin: 'cron',
				expected: 1_000,
				updated_at: now(),
			},
		];
		openPage();

		expect(
			await screen.findByText( 'You may close this page.' )
		).toBeVisible();
	} );

	it( 'is a no where the settings say so', async () => {
		const site = makeWorkingSite( SLOW );
		site.settings.settings.background = false;
		const { user } = openPage();
		await user.click( await start() );

		const hint = await screen.findByText( 'Keep this page open.' );
		expect( hint.parentElement ).toHaveTextContent(
			'switched off in the settings'
		);
		expect( asksBeforeLeaving() ).toBe( true );
	} );

	it( 'is asked again while the page stays open', async () => {
		const beat = controlBeats();
		const site = makeWorkingSite( SLOW );
		site.schedule = makeSchedule();
		const { user } = openPage();
		await user.click( await start() );
		await screen.findByText( 'Keep this page open.' );

		site.schedule = makeSchedule( { ticks: 'working' } );
		await beat( 60_000 );
		expect(
			await screen.findByText( 'You may close this page.' )
		).toBeVisible();
	} );
} );
