/**
 * What is seen of the directory on WordPress' own screens: a user's profile, the list of users.
 */
import type { Locator, Page } from '@playwright/test';
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test } from './support/fixtures';
import { alone, userOf } from './support/users';

/** The section of a profile, by its heading. */
function section( page: Page ): Locator {
	return page.getByRole( 'table', {
		name: 'Office 365 Profile Information',
	} );
}

/** The cell beside a label. */
function value( page: Page, label: string ): Locator {
	return section( page )
		.getByRole( 'row' )
		.filter( {
			has: page.getByRole( 'rowheader', { name: label, exact: true } ),
		} )
		.getByRole( 'cell' );
}

test( 'a profile shows what the directory says, whose account it is and which group gave which role; nothing of it can be changed', async ( {
	admin,
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	const teachers = await tenant.group( 'teachers' );
	await tenant.change( person.id, {
		department: '<b>Physics</b> & more',
		city: null,
	} );
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		fields: [
			{ property: 'department', label: 'Team' },
			{ property: 'city', label: 'City' },
			{ property: 'accountEnabled', label: 'Active', type: 'boolean' },
		],
		roles: { mappings: [ { group_id: teachers, role: 'editor' } ] },
	} );
	// Names of groups are learnt where they are shown.
	await sync.open();
	await sync.openSettings( 'Roles' );
	await expect(
		sync.section( 'Roles' ).getByText( `Object ID: ${ teachers }` )
	).toBeVisible();
	await driveRun( site, { create: true, update: true } );

	await admin.goto( '/wp-admin/users.php?role=editor' );
	await admin
		.getByRole( 'link', { name: person.userPrincipalName, exact: true } )
		.first()
		.click();
	await expect(
		admin.getByRole( 'heading', { name: 'Office 365 Profile Information' } )
	).toBeVisible();
	await expect( value( admin, 'Team' ) ).toHaveText( 'Physics & more' );
	await expect( value( admin, 'City' ) ).toHaveText( '—No value' );
	await expect( value( admin, 'Active' ) ).toHaveText( 'Yes' );
	await expect( value( admin, 'Object ID' ) ).toHaveText( person.id );
	await expect( value( admin, 'User principal name' ) ).toHaveText(
		person.userPrincipalName
	);
	const seen = await value( admin, 'Last seen in the directory' )
		.locator( 'time' )
		.getAttribute( 'datetime' );
	expect(
		Math.abs( Date.now() - Date.parse( seen ?? '' ) ),
		'seen a moment ago'
	).toBeLessThan( 120_000 );
	await expect( value( admin, 'Roles from groups' ) ).toContainText(
		`Editor, from group Teachers ${ teachers }`
	);
	await expect( value( admin, 'Roles from groups' ) ).toContainText(
		'A synchronization that updates users takes these roles back when the person leaves the group.'
	);
	await expect(
		section( admin ).locator( 'input, select, textarea, button' )
	).toHaveCount( 0 );

	// Saving the profile leaves all of it alone.
	const before = await userOf( site, person.userPrincipalName );
	await admin.getByLabel( 'First Name' ).fill( 'Renamed' );
	await admin.getByRole( 'button', { name: 'Update User' } ).click();
	await expect( admin.getByText( 'User updated.' ) ).toBeVisible();
	await expect( value( admin, 'Team' ) ).toHaveText( 'Physics & more' );
	const after = await userOf( site, person.userPrincipalName );
	expect( after.first_name ).toBe( 'Renamed' );
	expect( after.meta ).toEqual( before.meta );
	await expect( value( admin, 'Object ID' ) ).toHaveText( person.id );
} );

test( 'a profile of nobody in the directory says so', async ( {
	admin,
	site,
} ) => {
	const [ petra ] = await site.reset( { users: [ alone( 'petra' ) ] } );
	await admin.goto( `/wp-admin/user-edit.php?user_id=${ petra }` );
	await expect( value( admin, 'Directory user' ) ).toHaveText(
		'This account is not linked to a directory user.'
	);
	await expect( section( admin ).getByText( 'Object ID' ) ).toHaveCount( 0 );
} );

test( 'the list of users tells who is linked to whom, and is narrowed by it', async ( {
	admin,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 3 } );
	const people = await tenant.people();
	await site.reset( { users: [ alone( 'petra' ) ] } );
	await driveRun( site, { create: true } );
	const upns = people.map( ( { userPrincipalName } ) => userPrincipalName );
	const names = admin.locator( '#the-list tr .username strong' );
	const filter = admin.getByLabel( 'Filter by link to the directory' );
	const narrow = async ( to: string ) => {
		await filter.selectOption( { label: to } );
		await admin
			.getByRole( 'button', { name: 'Filter', exact: true } )
			.click();
	};
	const row = ( name: string ) =>
		admin.locator( '#the-list tr' ).filter( { hasText: name } );

	await admin.goto( '/wp-admin/users.php' );
	await expect( names ).toHaveText( [ 'admin', 'petra', ...upns ].sort() );
	await expect(
		admin.getByRole( 'columnheader', { name: 'Directory user' } ).first()
	).toBeVisible();
	await expect(
		row( 'petra' ).locator( '[data-colname="Directory user"]' )
	).toHaveText( 'Not linked' );
	await expect(
		row( upns[ 0 ] ?? '' ).locator( '[data-colname="Directory user"]' )
	).toHaveText( upns[ 0 ] ?? '' );

	await narrow( 'Directory: linked' );
	await expect( names ).toHaveText( [ ...upns ].sort() );
	await expect( filter ).toHaveValue( 'linked' );
	await narrow( 'Directory: not linked' );
	await expect( names ).toHaveText( [ 'admin', 'petra' ] );
	await narrow( 'Directory: all' );
	await expect( names ).toHaveCount( 5 );

	// The object ids are there for whoever asks for them.
	const ids = admin.locator( '#the-list [data-colname="Object ID"]' );
	await expect( ids.first() ).toBeHidden();
	await admin.getByRole( 'button', { name: 'Screen Options' } ).click();
	await admin.getByRole( 'checkbox', { name: 'Object ID' } ).check();
	await expect( ids.first() ).toBeVisible();
	await expect( ids.getByText( people[ 0 ]?.id ?? '' ) ).toBeVisible();
} );

test( 'on a phone, too, deactivated accounts are marked at their names and have a view of their own', async ( {
	admin,
	site,
} ) => {
	await site.reset( {
		users: [
			{ ...alone( 'petra' ), meta: { wpo365_active: 'deactivated' } },
			alone( 'quentin' ),
		],
	} );
	await admin.setViewportSize( { width: 360, height: 740 } );
	const names = admin.locator( '#the-list tr .username strong' );

	await admin.goto( '/wp-admin/users.php' );
	await expect( names ).toHaveText( [
		'admin',
		'petra — Deactivated',
		'quentin',
	] );
	await expect( names.nth( 1 ) ).toBeVisible();

	await admin.getByRole( 'link', { name: 'Deactivated (1)' } ).click();
	await expect( names ).toHaveText( [ 'petra — Deactivated' ] );
	await expect(
		admin.getByRole( 'link', { name: 'Deactivated (1)' } )
	).toHaveAttribute( 'aria-current', 'page' );
	expect(
		await admin.evaluate(
			() => document.documentElement.scrollWidth <= window.innerWidth
		),
		'nothing stands beside the screen'
	).toBe( true );
} );
