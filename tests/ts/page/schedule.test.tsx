import { getSettings, setSettings } from '@wordpress/date';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';

import type { Schedule } from '../../../assets-src/api/types';
import { keptSchedule } from '../support/answers';
import { makeRun, makeSchedule } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const button = ( name: string ) => screen.findByRole( 'button', { name } );

const DAILY = {
	...keptSchedule.daily(),
	next_full: '2126-02-01T02:00:00Z',
	run_as: 5,
};

/** A site with a daily schedule that creates and updates. */
function makeScheduledSite( change: Partial< Schedule > = {}, boxes = {} ) {
	const site = makeSite();
	site.schedule = { ...DAILY, ...change };
	site.settings.settings.schedule = {
		...( site.settings.settings.schedule as object ),
		full: 'daily',
		create: true,
		update: true,
		delete: false,
		...boxes,
	};
	return site;
}

describe( 'the schedule', () => {
	const settings = getSettings();
	afterEach( () => setSettings( settings ) );

	it( 'says when the next run is, in the site’s time zone, and in whose name', async () => {
		setSettings( {
			...settings,
			formats: { ...settings.formats, datetime: 'Y-m-d H:i' },
			timezone: {
				string: 'Asia/Kathmandu',
				offset: 5.75,
				offsetFormatted: '5:45',
				abbr: '+0545',
			},
		} );
		makeScheduledSite( { next_changes: '2126-01-31T23:00:00Z' } );
		openPage();

		expect(
			await screen.findByText( /Next run: 2126-02-01 07:45\./ )
		).toHaveTextContent( 'Next run of changes: 2126-02-01 04:45.' );
		expect(
			await screen.findByText( /act in the name of Eve Editor\./ )
		).toBeVisible();
	} );

	it( 'is said not to be there, and leads to its settings', async () => {
		makeSite();
		const { user } = openPage();

		expect( await screen.findByText( /^No schedule\./ ) ).toBeVisible();
		expect(
			screen.queryByRole( 'button', { name: 'Run now' } )
		).toBeNull();
		const link = screen.getByRole( 'link', { name: 'Set up a schedule' } );
		expect( link ).toHaveAttribute(
			'href',
			expect.stringContaining( 'tab=settings' )
		);
		await user.click( link );
		const section = await button( 'Schedule' );
		await waitFor( () => expect( section ).toHaveFocus() );
		expect( section ).toHaveAttribute( 'aria-expanded', 'true' );
	} );

	it( 'is carried out now with its own boxes', async () => {
		const site = makeScheduledSite();
		const { user } = openPage();

		await user.click( await button( 'Run now' ) );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs',
			body: { create: true, update: true, delete: false },
		} );
	} );

	it( 'is carried out now only after the question where it deletes', async () => {
		const site = makeScheduledSite( {}, { delete: true } );
		const { user } = openPage();

		await user.click( await button( 'Run now' ) );
		const dialog = await screen.findByRole( 'dialog', {
			name: 'Delete users who are not in the directory?',
		} );
		expect( site.count( 'POST /runs' ) ).toBe( 0 );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Delete' } )
		);
		await waitFor( () => expect( site.run?.options.delete ).toBe( true ) );
	} );

	it( 'is not carried out beside a run, nor by an account that may not do it', async () => {
		const site = makeScheduledSite( {}, { delete: true } );
		site.runs = [ makeRun( { status: 'paused', phase: 'listing' } ) ];
		const view = openPage();
		await screen.findByText( /Next run:/ );
		await button( 'Resume' );
		expect(
			screen.queryByRole( 'button', { name: 'Run now' } )
		).toBeNull();
		view.unmount();

		site.runs = [];
		openPage( {
			user: {
				id: 2,
				name: 'Max',
				can: { create: true, update: true, delete: false },
			},
		} );
		const now = await button( 'Run now' );
		expect( now ).toHaveAttribute( 'aria-disabled', 'true' );
		expect( now ).toHaveAccessibleDescription(
			'Your account may not do what the schedule does.'
		);
	} );

	it( 'warns that it is late, that it failed, and why', async () => {
		makeScheduledSite( {
			late: true,
			failures: 3,
			ticks: 'late',
			reason: 'WP-Cron is not called on this site.',
		} );
		openPage();

		const notice = (
			await screen.findByText( /is late/, { selector: 'p' } )
		).closest( '.components-notice' );
		expect( notice ).toHaveClass( 'is-warning' );
		expect( notice ).toHaveTextContent(
			'Scheduled synchronizations that failed one after the other: 3.'
		);
		expect( notice ).toHaveTextContent(
			'WP-Cron is not called on this site.'
		);
	} );

	it( 'says since when a run is due that has not begun', async () => {
		makeScheduledSite( { next_full: '2026-01-31T12:00:00Z' } );
		openPage();

		expect(
			await screen.findByText( /^A run has been due since .*2026/ )
		).toBeVisible();
		expect( screen.queryByText( /Next run/ ) ).toBeNull();
	} );

	it.each( [
		[ 'warns of', 'a schedule that is refused', DAILY, true ],
		[
			'warns of',
			'ticks that stay away',
			{ ...DAILY, ticks: 'late' as const },
			true,
		],
		[
			'is silent about',
			'a site that was just set up',
			{ ...DAILY, ticks: 'unknown' as const },
			false,
		],
		[
			'is silent about',
			'a site without a schedule',
			makeSchedule( { ticks: 'late' } ),
			false,
		],
	] )( '%s %s', async ( _verb, _what, schedule, isTold ) => {
		const site = makeScheduledSite();
		site.schedule = { ...schedule, reason: 'Why it does not start.' };
		openPage();

		await screen.findByRole( 'link', { name: /schedule$/ } );
		expect(
			screen.queryAllByText( 'Why it does not start.', {
				selector: '.components-notice p',
			} )
		).toHaveLength( isTold ? 1 : 0 );
	} );
} );

describe( 'the settings of the schedule', () => {
	it( 'ask for the time of a schedule, for the day only of a weekly one, and save what the server takes', async () => {
		const site = makeSite();
		const { user } = openPage( {}, '&tab=settings' );
		await user.click( await button( 'Schedule' ) );
		const full = await screen.findByLabelText( 'Synchronize' );
		expect( screen.queryByLabelText( 'Day of the week' ) ).toBeNull();
		expect( screen.queryByLabelText( 'Time' ) ).toBeNull();

		await user.selectOptions( full, 'daily' );
		expect( screen.queryByLabelText( 'Day of the week' ) ).toBeNull();
		await user.selectOptions( full, 'weekly' );
		await user.selectOptions(
			screen.getByLabelText( 'Day of the week' ),
			'Friday'
		);
		const time = screen.getByLabelText( 'Time' );
		expect( time ).toHaveValue( '03:00' );
		fireEvent.change( time, { target: { value: '04:30' } } );
		await user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/settings',
			body: {
				schedule: { full: 'weekly', weekday: 5, time: '04:30' },
			},
		} );
	} );

	it( 'are read back into the line above the run once they are saved', async () => {
		const site = makeSite();
		const { user } = openPage( {}, '&tab=settings' );
		await screen.findByText( /^No schedule\./ );
		await user.click( await button( 'Schedule' ) );
		await user.selectOptions(
			await screen.findByLabelText( 'Synchronize' ),
			'daily'
		);
		site.schedule = DAILY;
		await user.click( await button( 'Save settings' ) );

		expect( await screen.findByText( /^Next run:/ ) ).toBeVisible();
	} );
} );
