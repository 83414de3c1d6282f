import { screen, waitFor, within } from '@testing-library/react';

import type { JsonObject } from '../../../assets-src/api/settings-types';
import { wpError } from '../support/fake-site';
import { makeRow, makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const ROWS = [
	makeRow( { id: 1 } ),
	makeRow( { id: 2 } ),
	makeRow( { id: 3, table: 'wordpress_only', login: 'old' } ),
	makeRow( { id: 4, table: 'matched' } ),
];

const button = ( name: string ) => screen.findByRole( 'button', { name } );
const start = () => button( 'Start synchronization' );

describe( 'starting a run', () => {
	it( 'looks only, where no box is ticked, and says what came of it', async () => {
		const site = makeSite( { rows: ROWS } );
		const { user } = openPage();

		await user.click( await start() );

		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs',
			body: { create: false, update: false, delete: false },
		} );
		expect(
			screen.getByText( '60 users were read from the directory.' )
		).toBeVisible();
		expect(
			screen.getByText(
				'This synchronization only looked: no WordPress user was changed.'
			)
		).toBeVisible();
	} );

	it( 'sends the ticked boxes', async () => {
		const site = makeSite();
		const { user } = openPage();

		await user.click( await screen.findByLabelText( 'Create users' ) );
		await user.click( screen.getByLabelText( 'Update users' ) );
		await user.click( await start() );

		await waitFor( () =>
			expect( site.requests ).toContainEqual( {
				method: 'POST',
				path: '/runs',
				body: { create: true, update: true, delete: false },
			} )
		);
	} );

	it( 'asks before a run that deletes, says what happens to content, and starts nothing on Cancel', async () => {
		const site = makeSite();
		( site.settings.settings.removal as JsonObject ).reassign_to = 5;
		const { user } = openPage();

		await user.click( await screen.findByLabelText( 'Delete users' ) );
		await user.click( await start() );

		const dialog = await screen.findByRole( 'dialog' );
		await waitFor( () =>
			expect( dialog ).toHaveTextContent(
				'are reassigned to Eve Editor.'
			)
		);
		expect( dialog ).toHaveTextContent( 'does not reassign comments' );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Cancel' } )
		);
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( site.count( 'POST /runs' ) ).toBe( 0 );

		await user.click( await start() );
		await user.click( await button( 'Delete' ) );
		await waitFor( () => expect( site.run?.options.delete ).toBe( true ) );
	} );

	it( 'says that content is deleted where the settings say so', async () => {
		const site = makeSite();
		( site.settings.settings.removal as JsonObject ).content = 'delete';
		const { user } = openPage();

		await user.click( await screen.findByLabelText( 'Delete users' ) );
		await user.click( await start() );

		expect( await screen.findByRole( 'dialog' ) ).toHaveTextContent(
			'deleted with them'
		);
	} );

	it( 'offers no box that the account may not tick', async () => {
		makeSite();
		openPage( {
			user: {
				id: 2,
				name: 'Max',
				can: { create: true, update: false, delete: false },
			},
		} );

		expect( await screen.findByLabelText( 'Create users' ) ).toBeEnabled();
		expect( screen.getByLabelText( 'Update users' ) ).toBeDisabled();
		expect( screen.getByLabelText( 'Delete users' ) ).toBeDisabled();
	} );

	it( 'does not offer to delete on a multisite network', async () => {
		makeSite();
		openPage( { isMultisite: true } );

		expect( await screen.findByLabelText( 'Delete users' ) ).toBeDisabled();
		expect( screen.getByLabelText( 'Create users' ) ).toBeEnabled();
	} );

	it( 'shows the server’s sentence where the run can’t start', async () => {
		const site = makeSite();
		const { user } = openPage();
		await start();

		site.answers.push( () =>
			wpError( 409, 'not_configured', 'Set up the connection first.' )
		);
		await user.click( await start() );

		expect(
			await screen.findByText( 'Set up the connection first.', {
				selector: 'p',
			} )
		).toBeVisible();
		expect( await start() ).toBeEnabled();
	} );
} );

describe( 'a run under way', () => {
	it( 'shows phase, received of expected and counts', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				status: 'paused',
				phase: 'listing',
				expected: 1200,
				options: { create: true, update: false, delete: false },
				counts: { received: 300, directory_only: 20, created: 0 },
			} ),
		];
		openPage();

		const run = await screen.findByRole( 'region', {
			name: 'This synchronization',
		} );
		expect( run ).toHaveTextContent( 'Reading users from the directory' );
		expect( run ).toHaveTextContent( '300 of 1,200 users read' );
		expect( screen.getByRole( 'progressbar' ) ).toHaveAttribute(
			'value',
			'25'
		);
		expect(
			within( run ).getByText( 'Created' ).nextSibling
		).toHaveTextContent( '0' );
		expect( within( run ).queryByText( 'Deleted' ) ).toBeNull();
	} );

	it( 'tells zero from unknown where the directory did not say how many it has', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				status: 'paused',
				phase: 'listing',
				counts: { received: 0 },
			} ),
		];
		openPage();

		expect( await screen.findByText( '0 users read' ) ).toBeVisible();
	} );

	it( 'is found as it is after a reload, and goes on', async () => {
		const site = makeSite( { rows: ROWS } );
		site.runs = [
			makeRun( {
				status: 'running',
				phase: 'listing',
				expected: 60,
				sequence: 7,
				counts: { received: 50 },
				updated_at: new Date().toISOString(),
			} ),
		];
		openPage();

		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs/1/step',
			body: { sequence: 7 },
		} );
		expect( site.count( 'POST /runs' ) ).toBe( 0 );
	} );

	it( 'is shown as interrupted where nobody drives it, until it is resumed', async () => {
		const site = makeSite( { rows: ROWS } );
		site.runs = [
			makeRun( {
				status: 'running',
				phase: 'matching',
				updated_at: '2026-01-31T12:00:00Z',
			} ),
		];
		const { user } = openPage();

		expect(
			await screen.findByText( 'Interrupted', { selector: 'section *' } )
		).toBeVisible();
		expect( screen.queryByRole( 'button', { name: 'Pause' } ) ).toBeNull();
		expect( site.count( 'POST /runs/1/step' ) ).toBe( 0 );

		await user.click( await button( 'Resume' ) );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.count( 'POST /runs/1/resume' ) ).toBe( 1 );
	} );

	it( 'pauses, resumes and cancels', async () => {
		const site = makeSite( { expected: 1_000, perStep: 1, stepTime: 25 } );
		const { user } = openPage();
		await user.click( await start() );

		await user.click( await button( 'Pause' ) );
		await button( 'Resume' );
		const steps = site.count( 'POST /runs/1/step' );
		expect( site.run?.status ).toBe( 'paused' );

		await user.click( await button( 'Resume' ) );
		await waitFor( () =>
			expect( site.count( 'POST /runs/1/step' ) ).toBeGreaterThan( steps )
		);

		await user.click( await button( 'Cancel' ) );
		expect( await start() ).toBeVisible();
		expect( site.run?.status ).toBe( 'cancelled' );
	} );

	it( 'warns before the page is left, and only then', async () => {
		makeSite( { expected: 1_000, perStep: 1, stepTime: 25 } );
		const { user } = openPage();
		const leave = () => {
			const event = new Event( 'beforeunload', { cancelable: true } );
			window.dispatchEvent( event );
			return event.defaultPrevented;
		};
		await start();
		expect( leave() ).toBe( false );

		await user.click( await start() );
		await button( 'Pause' );
		expect( leave() ).toBe( true );

		await user.click( await button( 'Pause' ) );
		await button( 'Resume' );
		expect( leave() ).toBe( false );
	} );

	it( 'says until when it waits', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				status: 'waiting',
				phase: 'listing',
				resume_at: new Date( Date.now() + 3_600_000 ).toISOString(),
				updated_at: new Date().toISOString(),
			} ),
		];
		openPage();

		expect(
			await screen.findByText( /asked for a pause/, {
				selector: 'section *',
			} )
		).toBeVisible();
		expect( await button( 'Pause' ) ).toBeEnabled();
	} );

	it( 'stops where the account may not go on, says so, and can be resumed', async () => {
		const site = makeSite( { rows: ROWS } );
		site.stepAnswers.push( () =>
			wpError( 403, 'rest_forbidden', 'You may not do this.' )
		);
		const { user } = openPage();
		await user.click( await start() );

		expect(
			await screen.findByText( 'You may not do this.', { selector: 'p' } )
		).toBeVisible();
		await user.click( await button( 'Resume' ) );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
	} );

	it( 'speaks politely of phases and the end, and not of every step', async () => {
		makeSite( { rows: ROWS, expected: 400, perStep: 20 } );
		const { user } = openPage();
		const said: string[] = [];
		const region = document.getElementById(
			'a11y-speak-polite'
		) as HTMLElement;
		new MutationObserver( () => {
			if ( region.textContent ) {
				said.push( region.textContent );
			}
		} ).observe( region, { childList: true, characterData: true } );

		await user.click( await start() );
		await screen.findByText(
			'Completed',
			{ selector: 'section *' },
			{ timeout: 4_000 }
		);

		expect( said.length ).toBeGreaterThanOrEqual( 4 );
		expect( said.length ).toBeLessThanOrEqual( 9 );
		expect( said.at( -1 ) ).toMatch( /^Completed/ );
		expect( region ).toHaveAttribute( 'aria-live', 'polite' );
	} );

	it( 'keeps the focus in the run when a button gives way to another', async () => {
		makeSite( { expected: 1_000, perStep: 1, stepTime: 25 } );
		const { user } = openPage();
		await user.click( await start() );
		await button( 'Pause' );

		expect(
			screen.getByRole( 'heading', { name: 'This synchronization' } )
		).toHaveFocus();
	} );
} );

describe( 'a held run', () => {
	const hold = () => {
		const site = makeSite( { rows: ROWS, hold: 12 } );
		site.runs = [
			makeRun( {
				status: 'held',
				phase: 'absent',
				options: { create: false, update: false, delete: true },
				held: { action: 'delete', count: 12 },
			} ),
		];
		return site;
	};

	it( 'says how many, leads to the list, and deletes only after the number was typed', async () => {
		const site = hold();
		const { user } = openPage();

		expect(
			await screen.findByText(
				'The synchronization is about to delete 12 WordPress users.'
			)
		).toBeVisible();
		expect(
			screen.getByRole( 'link', { name: 'Show the list' } )
		).toHaveAttribute(
			'href',
			expect.stringContaining( 'table=wordpress_only&status=held' )
		);

		await user.click( await button( 'Approve' ) );
		const dialog = await screen.findByRole( 'dialog' );
		const approve = within( dialog ).getByRole( 'button', {
			name: 'Approve',
		} );
		const field = within( dialog ).getByLabelText( 'Number of users' );
		expect( approve ).toHaveAttribute( 'aria-disabled', 'true' );
		await user.type( field, '11{Enter}' );
		await user.click( approve );
		expect( site.count( 'POST /runs/1/approve' ) ).toBe( 0 );

		await user.clear( field );
		await user.type( field, '12' );
		await user.click( approve );

		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs/1/approve',
			body: { action: 'approve', count: 12 },
		} );
		expect(
			screen.getByText( '12 WordPress users were deleted.' )
		).toBeVisible();
	} );

	it( 'says who would lose roles, without a word about deleting', async () => {
		const site = hold();
		site.runs = [
			makeRun( {
				status: 'held',
				phase: 'matching',
				options: { create: false, update: true, delete: false },
				held: { action: 'roles', count: 12 },
			} ),
		];
		const { user } = openPage();

		expect(
			await screen.findByText(
				'12 WordPress users would lose roles that groups no longer give.'
			)
		).toBeVisible();
		expect(
			screen.getByRole( 'link', { name: 'Show the list' } )
		).toHaveAttribute(
			'href',
			expect.stringContaining( 'table=matched&status=held' )
		);

		await user.click( await button( 'Reject' ) );
		let dialog = await screen.findByRole( 'dialog', {
			name: 'Take roles from nobody?',
		} );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Cancel' } )
		);

		await user.click( await button( 'Approve' ) );
		dialog = await screen.findByRole( 'dialog', {
			name: 'Take roles from 12 WordPress users?',
		} );
		expect( dialog ).not.toHaveTextContent( /delete|reassign/i );
		await user.type(
			within( dialog ).getByLabelText( 'Number of users' ),
			'12'
		);
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Approve' } )
		);
		expect( await start() ).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs/1/approve',
			body: { action: 'approve', count: 12 },
		} );
	} );

	it( 'sums up what the list stands for, and says who receives the content', async () => {
		hold();
		const { user } = openPage();

		for ( const line of [
			'The list is held because these are many.',
			'Why they are absent: no longer in the directory: 10, never linked to the directory: 2.',
			'Roles: subscriber: 11, no role: 1.',
			'3 of them own posts, comments or orders.',
			'What they own, by role: subscriber (12 × post, 1 × page, 2 comments).',
		] ) {
			expect( await screen.findByText( line ) ).toBeVisible();
		}
		expect( screen.queryByText( /have orders/ ) ).toBeNull();

		await user.click( await button( 'Approve' ) );

		// The settings may name somebody else by now.
		expect(
			within( await screen.findByRole( 'dialog' ) ).getByText(
				'Ada Archive'
			)
		).toBeVisible();
	} );

	it( 'is rejected after a question', async () => {
		const site = hold();
		const { user } = openPage();

		await user.click( await button( 'Reject' ) );
		const dialog = await screen.findByRole( 'dialog' );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Reject' } )
		);

		expect( await start() ).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/runs/1/approve',
			body: { action: 'reject', count: 12 },
		} );
	} );

	it( 'shows why where the number has changed meanwhile', async () => {
		const site = hold();
		const { user } = openPage();
		await user.click( await button( 'Approve' ) );
		await user.type(
			await screen.findByLabelText( 'Number of users' ),
			'12'
		);

		site.answers.push( () =>
			wpError( 409, 'held_count_differs', 'The list has changed.' )
		);
		const dialog = screen.getByRole( 'dialog' );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Approve' } )
		);

		expect(
			await screen.findByText( 'The list has changed.', {
				selector: 'p',
			} )
		).toBeVisible();
	} );
} );

describe( 'a failed run', () => {
	it( 'says what happened, keeps details for support, and can be resumed or cancelled', async () => {
		const site = makeSite( { rows: ROWS } );
		site.runs = [
			makeRun( {
				status: 'failed',
				phase: 'listing',
				error: {
					code: 'listing_incomplete',
					message:
						'The directory answered with fewer users than it has.',
					details: { received: 10 },
				},
			} ),
		];
		const { user } = openPage();

		expect(
			await screen.findByText(
				'The directory answered with fewer users than it has.',
				{ selector: '.components-notice *' }
			)
		).toBeVisible();
		expect( screen.getByText( 'listing_incomplete' ) ).toBeInTheDocument();
		expect( await button( 'Cancel' ) ).toBeEnabled();
		expect( await start() ).toBeEnabled();

		await user.click( await button( 'Resume' ) );
		expect(
			await screen.findByText( 'Completed', { selector: 'section *' } )
		).toBeVisible();
	} );
} );

describe( 'a page that can’t load', () => {
	it( 'says so and tries again', async () => {
		const site = makeSite();
		const broken = () =>
			wpError( 500, 'internal_server_error', '<p>Fatal</p>' );
		site.answers.push( broken, broken, broken, broken, broken );
		const { user } = openPage();

		const again = await screen.findAllByRole( 'button', {
			name: 'Try again',
		} );
		expect( screen.queryByText( '<p>Fatal</p>' ) ).toBeNull();
		await user.click( again[ 0 ] as HTMLElement );

		expect( await start() ).toBeVisible();
	} );
} );

describe( 'what is missing', () => {
	it( 'names the constants where the connection is not set up', async () => {
		const site = makeSite();
		const connection = site.settings.settings.connection as JsonObject;
		connection.tenant = '';
		connection.client_secret = { set: false };
		openPage();

		expect(
			await screen.findByText( /define\( 'WPO_USER_SYNC_TENANT_ID'/, {
				selector: 'pre',
			} )
		).toHaveTextContent( 'WPO_USER_SYNC_CLIENT_SECRET' );
	} );

	it( 'offers the repair where a table is missing', async () => {
		makeSite();
		openPage( {
			repair: {
				isNeeded: true,
				url: 'http://site.test/repair?_wpnonce=1',
			},
		} );

		expect(
			await screen.findByRole( 'link', { name: 'Repair' } )
		).toHaveAttribute( 'href', 'http://site.test/repair?_wpnonce=1' );
	} );
} );

describe( 'past runs', () => {
	it( 'lists who did what with which outcome', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				id: 3,
				options: { create: true, update: false, delete: false },
				counts: { received: 40, created: 12 },
				started_by: 99,
			} ),
			makeRun( {
				id: 2,
				status: 'cancelled',
				origin: 'cli',
				started_by: 0,
			} ),
		];
		openPage();

		const table = await screen.findByRole( 'table', {
			name: 'Past synchronizations',
		} );
		const rows = within( table ).getAllByRole( 'row' );
		expect( rows[ 1 ] ).toHaveTextContent( 'User 99' );
		expect( rows[ 1 ] ).toHaveTextContent( 'create' );
		expect( rows[ 1 ] ).toHaveTextContent( '40 read · 12 created' );
		expect( rows[ 2 ] ).toHaveTextContent( 'WP-CLI' );
		expect( rows[ 2 ] ).toHaveTextContent( 'look only' );
		expect( rows[ 2 ] ).toHaveTextContent( 'Cancelled' );
	} );
} );
