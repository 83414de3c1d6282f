/**
 * What a run did to accounts: looked up, and undone.
 */
import type { Page } from '@playwright/test';
import { driveRun } from '../bin/lib/site/drive-run';
import { CONNECTION, expect, test, type Site } from './support/fixtures';
import type { Person, Tenant } from './support/tenant';
import { linkedTo, logins, userOf } from './support/users';

interface Scene {
	/** Whose account is outdated. */
	outdated: Person[];
	/** Who has left. */
	leaver: Person;
	/** Who has no account. */
	newcomers: Person[];
}

/** Lays out a site that a run has something of every kind to do on. */
async function scene( site: Site, tenant: Tenant ): Promise< Scene > {
	await tenant.restart( { users: 8 } );
	const people = await tenant.people();
	const leaver = people[ 7 ] as Person;
	const outdated = people.slice( 0, 2 );
	await site.reset( {
		users: [
			...outdated.map( ( person ) => ( {
				...linkedTo( person ),
				first_name: 'Outdated',
			} ) ),
			{ ...linkedTo( leaver ), role: 'editor' },
		],
	} );
	await tenant.remove( leaver.id );
	return { outdated, leaver, newcomers: people.slice( 2, 7 ) };
}

const upn = ( person?: Person ) => person?.userPrincipalName ?? '';

/** A past run in the history, the newest first. */
const past = ( page: Page, position: number ) =>
	page
		.getByRole( 'table', { name: 'Past synchronizations' } )
		.getByRole( 'row' )
		.nth( position );

test( 'a run that created, updated and deleted is undone once the number is typed: all accounts are what they were', async ( {
	sync,
	site,
	tenant,
} ) => {
	const { outdated, leaver, newcomers } = await scene( site, tenant );
	const before = await Promise.all(
		[ ...outdated, leaver ].map( ( person ) =>
			userOf( site, upn( person ) )
		)
	);
	await driveRun( site, { create: true, update: true, delete: true } );
	expect( await logins( site ) ).toEqual(
		[ 'admin', ...[ ...outdated, ...newcomers ].map( upn ) ].sort()
	);

	await sync.open();
	await sync.run.getByRole( 'button', { name: 'Undo this run' } ).click();
	const dialog = sync.dialog( 'Undo this run?' );
	await expect( dialog ).toContainText( '8 accounts would be changed.' );
	const list = dialog.getByRole( 'list', { name: 'What would happen' } );
	const entry = ( person?: Person ) =>
		list
			.getByRole( 'listitem' )
			.filter( { hasText: upn( person ) } )
			.first();
	await expect( entry( outdated[ 0 ] ) ).toContainText(
		'Will be changed back'
	);
	await expect( entry( leaver ) ).toContainText( 'Will be restored' );
	await expect( entry( newcomers[ 0 ] ) ).toContainText( 'Will be deleted' );
	const undo = dialog.getByRole( 'button', { name: 'Undo', exact: true } );
	await expect( undo ).toBeDisabled();
	await dialog.getByLabel( 'Number of users' ).fill( '7' );
	await expect( undo ).toBeDisabled();
	await dialog.getByLabel( 'Number of users' ).fill( '8' );
	await undo.click();

	await expect( sync.run ).toHaveAccessibleName( 'Last undo', {
		timeout: 60_000,
	} );
	await sync.runIs( 'Completed' );
	for ( const sentence of [
		'2 WordPress users were changed back.',
		'1 deleted WordPress user was restored.',
		'5 WordPress users were deleted.',
	] ) {
		await expect( sync.run ).toContainText( sentence );
	}
	await expect( past( sync.page, 1 ) ).toContainText( '1 restored' );
	const table = await sync.openTable( 'wordpress_only' );
	await expect( table.rows ).toHaveCount( 5 );
	await expect( table.row( upn( newcomers[ 0 ] ) ) ).toContainText(
		'Deleted: this account did not exist before the run that was undone.'
	);

	expect( await logins( site ) ).toEqual(
		[ 'admin', ...[ ...outdated, leaver ].map( upn ) ].sort()
	);
	expect(
		await Promise.all(
			[ ...outdated, leaver ].map( ( person ) =>
				userOf( site, upn( person ) )
			)
		)
	).toEqual( before );
	await sync.page.goto( '/wp-admin/users.php' );
	await expect(
		sync.page
			.locator( '#the-list' )
			.getByRole( 'row' )
			.filter( { hasText: upn( leaver ) } )
	).toContainText( 'Editor' );
} );

test( 'the journal of an older run is searched, and the run undone; what a later one did stays', async ( {
	sync,
	site,
	tenant,
} ) => {
	const { outdated, newcomers, leaver } = await scene( site, tenant );
	await driveRun( site, { update: true } );
	await driveRun( site, { create: true } );

	await sync.open();
	await past( sync.page, 2 ).getByRole( 'button' ).click();
	await sync.button( 'Show what was changed' ).last().click();
	const journal = sync.page.locator( '.wpo365-journal' );
	await expect( journal.getByRole( 'status' ) ).toHaveText( '2 changes' );
	await journal.getByRole( 'searchbox' ).fill( upn( outdated[ 1 ] ) );
	await expect( journal ).not.toContainText( upn( outdated[ 0 ] ) );
	const group = journal.locator( '.wpo365-journal__group' ).first();
	await expect( group ).toContainText( upn( outdated[ 1 ] ) );
	await expect( group ).toContainText( 'by admin' );
	await expect( group ).toContainText(
		`First name: Outdated → ${ outdated[ 1 ]?.givenName }`
	);

	await group
		.getByRole( 'button', {
			name: `Undo for this user: ${ upn( outdated[ 1 ] ) }`,
		} )
		.click();
	const one = sync.dialog(
		`Undo what this run did to ${ upn( outdated[ 1 ] ) }?`
	);
	await expect( one ).toContainText( '1 account would be changed.' );
	await one.getByRole( 'button', { name: 'Cancel' } ).click();
	await sync.button( 'Undo this run' ).last().click();
	const dialog = sync.dialog( 'Undo this run?' );
	await dialog.getByLabel( 'Number of users' ).fill( '2' );
	await dialog.getByLabel( 'Number of users' ).press( 'Enter' );
	await expect( sync.run ).toHaveAccessibleName( 'Last undo' );
	await sync.runIs( 'Completed' );
	for ( const person of outdated ) {
		expect( ( await userOf( site, upn( person ) ) ).first_name ).toBe(
			'Outdated'
		);
	}
	expect( await logins( site ) ).toEqual(
		[ 'admin', ...[ ...outdated, ...newcomers, leaver ].map( upn ) ].sort()
	);
} );

test( 'what a run did to one account is undone alone', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 30 } );
	const people = await tenant.people();
	await driveRun( site, { create: true } );
	await sync.open();
	await sync.run
		.getByRole( 'button', { name: 'Show what was changed' } )
		.click();
	const journal = sync.run.locator( '.wpo365-journal' );
	await expect( journal ).toContainText( 'Page 1 of' );
	const first =
		( await journal.locator( 'strong' ).first().textContent() ) ?? '';
	await journal.getByRole( 'button', { name: 'Next' } ).click();
	await expect( journal ).toContainText( 'Page 2 of' );
	await expect( journal.getByText( first ) ).toHaveCount( 0 );
	const second =
		( await journal.locator( 'strong' ).first().textContent() ) ?? '';
	await journal
		.getByRole( 'button', { name: `Undo for this user: ${ second }` } )
		.click();
	const dialog = sync.dialog( `Undo what this run did to ${ second }?` );
	await dialog.getByLabel( 'Number of users' ).fill( '1' );
	await dialog.getByLabel( 'Number of users' ).press( 'Enter' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText( '1 WordPress user was deleted.' );
	expect( await logins( site ) ).toEqual(
		[
			'admin',
			...people.map( upn ).filter( ( login ) => login !== second ),
		].sort()
	);
} );

test( 'the question before Delete users says that nobody can be restored where nothing can be encrypted', async ( {
	sync,
	site,
} ) => {
	await site.reset( {
		constants: { ...CONNECTION, WPO_USER_SYNC_ENCRYPTION_KEY: 'short' },
	} );
	await sync.open();
	await sync.start( 'Delete users' );
	const dialog = sync.dialog( /Delete users/ );
	await expect( dialog ).toContainText( 'Deleted users can’t be restored.' );
	await expect( dialog ).not.toContainText( 'can be undone' );
} );
