/**
 * People who left are deactivated: by a run, by hand, and how they come back.
 */
import type { Page } from '@playwright/test';
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test, type Site } from './support/fixtures';
import type { Person, Tenant } from './support/tenant';
import { linkedTo, userOf } from './support/users';

const SENTENCE =
	'This account is deactivated. Ask the administrator of this site if you need it again.';

/** Gives the first people of the directory accounts that are linked, as editors. */
async function editors( site: Site, tenant: Tenant ): Promise< Person[] > {
	const people = ( await tenant.people() ).slice( 0, 12 );
	await site.reset( {
		users: people.map( ( person ) => ( {
			...linkedTo( person ),
			role: 'editor',
		} ) ),
	} );
	return people;
}

/** Has somebody leave, and be deactivated by a run. */
async function deactivate( site: Site, tenant: Tenant, person?: Person ) {
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		removal: { mode: 'deactivate' },
	} );
	await tenant.remove( person?.id ?? '' );
	await driveRun( site, { delete: true } );
}

/** Sends the sign-in form. */
async function signIn( visitor: Page, login: string ): Promise< void > {
	await visitor.goto( '/wp-login.php' );
	await visitor.getByLabel( 'Username or Email Address' ).fill( login );
	await visitor.getByLabel( 'Password', { exact: true } ).fill( 'password' );
	await visitor.getByRole( 'button', { name: 'Log In' } ).click();
}

/** Sees that somebody is signed in, and may write posts. */
async function expectEditor( visitor: Page ): Promise< void > {
	await visitor.goto( '/wp-admin/edit.php' );
	await expect(
		visitor.getByRole( 'heading', { name: 'Posts', exact: true } )
	).toBeVisible();
}

test( 'people who left are deactivated once the number is typed: they are signed out, can’t sign in, and are marked in Users', async ( {
	sync,
	site,
	tenant,
	visitor,
} ) => {
	const people = await editors( site, tenant );
	const leavers = people.slice( 0, 6 );
	const logins = leavers.map( ( person ) => person.userPrincipalName );
	const [ login = '' ] = logins;
	await signIn( visitor, login );
	await expectEditor( visitor );
	for ( const { id } of leavers ) {
		await tenant.remove( id );
	}

	await sync.open();
	await sync.openSettings( 'Deleting users' );
	await sync.page
		.getByLabel( 'Users who left' )
		.selectOption( { label: 'Are deactivated' } );
	await sync.save();
	await sync.start( 'Delete users' );
	const question = sync.dialog(
		'Deactivate users who are not in the directory?'
	);
	await expect( question ).toContainText( 'their content stays' );
	await question
		.getByRole( 'button', { name: 'Deactivate', exact: true } )
		.click();
	await sync.runIs( 'Waiting for your approval' );
	await expect( sync.run ).toContainText(
		'The synchronization is about to deactivate 6 WordPress users.'
	);
	await expectEditor( visitor );

	await sync.run.getByRole( 'link', { name: 'Show the list' } ).click();
	const table = await sync.table( 'wordpress_only' );
	await expect( table.rows ).toHaveCount( 6 );
	await sync.run.getByRole( 'button', { name: 'Approve' } ).click();
	const dialog = sync.dialog( 'Deactivate 6 WordPress users?' );
	await dialog.getByLabel( 'Number of users' ).fill( '6' );
	await dialog.getByRole( 'button', { name: 'Approve' } ).click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'6 WordPress users were deactivated.'
	);
	const rows = await sync.openTable( 'wordpress_only' );
	await rows.filter( 'Deactivated' );
	await expect( rows.rows ).toHaveCount( 6 );
	await expect( rows.row( login ) ).toContainText( 'Deactivated' );

	// Whoever was signed in is led to the sign-in form, which says why; the password does not help.
	await visitor.goto( '/wp-admin/edit.php' );
	await expect( visitor ).toHaveURL( /wp-login\.php/ );
	await expect( visitor.getByText( SENTENCE ) ).toBeVisible();
	await signIn( visitor, login );
	await expect( visitor ).toHaveURL( /wp-login\.php/ );
	await expect( visitor.getByText( SENTENCE ) ).toBeVisible();

	await sync.page.goto( '/wp-admin/users.php' );
	await sync.page.getByRole( 'link', { name: 'Deactivated (6)' } ).click();
	await expect(
		sync.page.locator( '#the-list tr .username strong' )
	).toHaveText( logins.map( ( name ) => `${ name } — Deactivated` ).sort() );
} );

test( 'somebody who is back in the directory can sign in again, with the role of before', async ( {
	sync,
	site,
	tenant,
	visitor,
} ) => {
	const [ person ] = await editors( site, tenant );
	await deactivate( site, tenant, person );
	const login = person?.userPrincipalName ?? '';
	expect( ( await userOf( site, login ) ).roles ).toEqual( [] );

	await tenant.restore( person?.id ?? '' );
	await sync.open();
	await sync.start( 'Update users' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'1 WordPress user was reactivated.'
	);
	const table = await sync.openTable( 'matched' );
	await expect( table.row( login ) ).toContainText( 'Reactivated' );
	await signIn( visitor, login );
	await expectEditor( visitor );
	expect( ( await userOf( site, login ) ).roles ).toEqual( [ 'editor' ] );
} );

test( 'Reactivate selected lets somebody in again who is still not in the directory', async ( {
	sync,
	site,
	tenant,
	visitor,
} ) => {
	const [ person ] = await editors( site, tenant );
	await deactivate( site, tenant, person );
	const login = person?.userPrincipalName ?? '';

	await sync.open( '&table=wordpress_only' );
	const table = await sync.table( 'wordpress_only' );
	await expect( table.row( login ) ).toContainText( 'Deactivated' );
	await table.select( login );
	await table.button( 'Reactivate selected' ).click();
	const dialog = sync.dialog( 'Reactivate 1 WordPress user?' );
	await expect( dialog ).toContainText( login );
	await dialog
		.getByRole( 'button', { name: 'Reactivate', exact: true } )
		.click();
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	await expect( table.row( login ) ).toContainText( 'Reactivated' );
	await signIn( visitor, login );
	await expectEditor( visitor );
} );
