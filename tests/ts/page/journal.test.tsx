import { screen, waitFor, within } from '@testing-library/react';

import type { JournalEntry } from '../../../assets-src/api/types';
import { keptJournal } from '../support/answers';
import { wpError } from '../support/fake-site';
import { makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

let ids = 0;

const entry = ( change: Partial< JournalEntry > = {} ): JournalEntry => ( {
	id: ++ids,
	run_id: 1,
	user_id: 7,
	login: 'anna',
	object_id: '00000000-0000-4000-8000-000000000007',
	kind: 'meta',
	field: 'first_name',
	before: 'Ann',
	after: 'Anna',
	hidden: false,
	at: '2026-01-31T12:00:00Z',
	by: 5,
	...change,
} );

/** Makes a site with an old run that did this, and a newer one that only looked. */
function siteWith( journal: JournalEntry[] ) {
	const site = makeSite();
	site.runs = [
		makeRun( { id: 2 } ),
		makeRun( {
			id: 1,
			options: { create: true, update: true, delete: true },
		} ),
	];
	site.journal = journal;
	return site;
}

type User = ReturnType< typeof openPage >[ 'user' ];

/** Opens the journal of the older run. */
async function openJournal( user: User ) {
	const history = await screen.findByRole( 'table', {
		name: 'Past synchronizations',
	} );
	const rows = within( history ).getAllByRole( 'button', {
		expanded: false,
	} );
	await user.click( rows[ 1 ] as HTMLElement );
	await user.click(
		within( history ).getByRole( 'button', {
			name: 'Show what was changed',
		} )
	);
	return history;
}

const groups = ( history: HTMLElement ) =>
	[ ...history.querySelectorAll( '.wpo365-journal__group' ) ].map(
		( group ) => group as HTMLElement
	);

const linesOf = ( group: HTMLElement | undefined ) =>
	[ ...( group?.querySelectorAll( 'li' ) ?? [] ) ].map(
		( { textContent } ) => textContent
	);

describe( 'the journal of a run', () => {
	it( 'is read only when it is asked for, also of an older run', async () => {
		const site = siteWith( [ entry() ] );
		const { user } = openPage();
		await screen.findByRole( 'table', { name: 'Past synchronizations' } );
		expect( site.count( 'GET /runs/1/journal' ) ).toBe( 0 );

		const history = await openJournal( user );
		expect( await within( history ).findByText( 'anna' ) ).toBeVisible();
		expect( site.count( 'GET /runs/1/journal' ) ).toBe( 1 );
		expect( site.count( 'GET /runs/2/journal' ) ).toBe( 0 );
	} );

	it( 'is there in the summary of the newest run, and not of one that only looked', async () => {
		const site = siteWith( [ entry( { run_id: 2 } ) ] );
		site.runs[ 0 ] = makeRun( {
			id: 2,
			options: { create: false, update: true, delete: false },
		} );
		const { user } = openPage();
		const run = await screen.findByRole( 'region', {
			name: 'Last synchronization',
		} );
		await user.click(
			within( run ).getByRole( 'button', {
				name: 'Show what was changed',
			} )
		);
		expect( await within( run ).findByText( 'anna' ) ).toBeVisible();

		await user.click(
			within( run ).getByRole( 'button', {
				name: 'Hide what was changed',
			} )
		);
		expect( within( run ).queryByText( 'anna' ) ).toBeNull();
	} );

	it( 'says who was changed, what, from what to what, when, and in whose name', async () => {
		const site = siteWith( [
			entry(),
			entry( {
				kind: 'role',
				field: 'wp_capabilities',
				before: [ 'Editor' ],
				after: [ 'Subscriber', 'Shop manager' ],
			} ),
			entry( {
				kind: 'link',
				field: 'aadObjectId',
				before: null,
				after: '00000000-0000-4000-8000-000000000007',
			} ),
			entry( {
				kind: 'core',
				field: 'user_pass',
				before: null,
				after: null,
				hidden: true,
			} ),
			entry( {
				user_id: 8,
				login: 'gone',
				kind: 'deleted',
				field: 'user_login',
				before: null,
				after: null,
				hidden: true,
				by: 0,
			} ),
		] );
		site.runs[ 1 ] = { ...site.runs[ 1 ]!, origin: 'cron' };
		const { user } = openPage();
		const history = await openJournal( user );

		expect(
			await within( history ).findByText( '5 changes' )
		).toBeVisible();
		const [ anna, gone ] = groups( history );
		expect( linesOf( anna ) ).toEqual( [
			'First name: Ann → Anna',
			'Roles: Editor → Subscriber, Shop manager',
			'Link to the directory: (empty) → 00000000-0000-4000-8000-000000000007',
			'Password: Not shown',
		] );
		await waitFor( () =>
			expect( anna ).toHaveTextContent( /2026.* by Eve Editor/ )
		);
		expect(
			within( anna as HTMLElement ).getByRole( 'link', { name: 'anna' } )
		).toHaveAttribute(
			'href',
			'http://site.test/wp-admin/user-edit.php?user_id=7'
		);
		expect( linesOf( gone ) ).toEqual( [ 'Deleted' ] );
		expect( gone ).toHaveTextContent( /by the schedule/ );
		expect(
			within( gone as HTMLElement ).queryByRole( 'link' )
		).toBeNull();
	} );

	it( 'has words for what the server keeps under names of its own', async () => {
		siteWith( keptJournal() );
		const { user } = openPage();
		const history = await openJournal( user );

		await within( history ).findByText( 'married' );
		expect( groups( history ).map( linesOf ) ).toEqual( [
			[ 'Created' ],
			[
				'E-mail: married@site.example → yusuf.arnold1@lakeside.example',
				'Display name: Other → Yusuf Arnold',
				'First name: Other → Yusuf',
				'Last name: (empty) → Arnold',
				'Roles: Subscriber → Subscriber, Editor',
				'User level: 0 → 7',
				'User principal name: maiden@lakeside.example → yusuf.arnold1@lakeside.example',
				'Roles given by groups: (empty) → Editor',
				'token_of_others: Not shown',
			],
			[ 'Deleted' ],
		] );
	} );

	it( 'is searched and paged by the server', async () => {
		siteWith(
			Array.from( { length: 30 }, ( _, index ) =>
				entry( { user_id: 100 + index, login: `person${ index }` } )
			)
		);
		const { user } = openPage();
		const history = await openJournal( user );

		await within( history ).findByText( 'Page 1 of 2' );
		expect( groups( history ) ).toHaveLength( 25 );
		await user.click(
			within( history ).getByRole( 'button', { name: 'Next' } )
		);
		await within( history ).findByText( 'Page 2 of 2' );
		await within( history ).findByText( 'person29' );
		expect( groups( history ) ).toHaveLength( 5 );

		await user.type(
			within( history ).getByRole( 'searchbox', {
				name: 'Search what was changed',
			} ),
			'person17'
		);
		await within( history ).findByText( '1 change' );
		expect( linesOf( groups( history )[ 0 ] ) ).toHaveLength( 1 );
		expect( within( history ).queryByText( /^Page \d/ ) ).toBeNull();
	} );

	it( 'says whether there is nothing, or nothing that matches', async () => {
		siteWith( [] );
		const { user } = openPage();
		const history = await openJournal( user );
		expect(
			await within( history ).findByText( /^There is nothing to show:/ )
		).toBeVisible();

		await user.type( within( history ).getByRole( 'searchbox' ), 'x' );
		expect(
			await within( history ).findByText(
				'No change matches the search.'
			)
		).toBeVisible();
	} );

	it( 'shows why it could not be read, and tries again', async () => {
		const site = siteWith( [ entry() ] );
		const { user } = openPage();
		await screen.findByRole( 'table', { name: 'Past synchronizations' } );
		await screen.findByRole( 'region', { name: 'Last synchronization' } );
		site.answers.push( () => wpError( 500, 'broken', 'It broke.' ) );
		const history = await openJournal( user );

		expect(
			await within( history ).findByText( 'It broke.' )
		).toBeVisible();
		await user.click(
			within( history ).getByRole( 'button', { name: 'Try again' } )
		);
		expect( await within( history ).findByText( 'anna' ) ).toBeVisible();
	} );

	it( 'offers to undo what the run did to one user, once for each', async () => {
		const site = siteWith( [
			entry(),
			entry( { at: '2026-01-31T12:00:09Z', field: 'last_name' } ),
			entry( { user_id: 8, login: 'ben' } ),
		] );
		site.undo = { count: 1, skipped: 0, entries: [] };
		const { user } = openPage();
		const history = await openJournal( user );
		await within( history ).findByText( 'ben' );

		expect(
			within( history )
				.getAllByRole( 'button', { name: /^Undo for this user/ } )
				.map( ( button ) => button.getAttribute( 'aria-label' ) )
		).toEqual( [ 'Undo for this user: anna', 'Undo for this user: ben' ] );
		await user.click(
			within( history ).getByRole( 'button', {
				name: 'Undo for this user: ben',
			} )
		);
		const dialog = await screen.findByRole( 'dialog', {
			name: 'Undo what this run did to ben?',
		} );
		await user.type(
			await within( dialog ).findByRole( 'textbox', {
				name: 'Number of users',
			} ),
			'1{Enter}'
		);

		await screen.findByRole( 'region', { name: 'Last undo' } );
		// The list is far below what goes on now.
		await waitFor( () =>
			expect(
				screen.getByRole( 'heading', { name: 'Last undo' } )
			).toHaveFocus()
		);
		expect(
			site.requests
				.filter( ( { path } ) => path === '/runs/1/undo' )
				.map( ( { body } ) => body )
		).toEqual( [
			{ preview: true, user_id: 8 },
			{ count: 1, user_id: 8 },
		] );
	} );
} );
