/**
 * Runs that delete: the question before, what is held, and what stays.
 */
import { expect, test } from './support/fixtures';
import { alone, linkedTo, logins } from './support/users';

test( 'Delete users asks before it starts, and Cancel starts nothing', async ( {
	sync,
	site,
} ) => {
	await site.reset( { users: [ alone( 'petra' ) ] } );
	await sync.open();
	await sync.start( 'Delete users' );
	const dialog = sync.dialog( 'Delete users who are not in the directory?' );
	await expect( dialog ).toContainText(
		'Their posts, pages and media are reassigned to admin.'
	);
	await expect( dialog ).toContainText(
		'WordPress does not reassign comments'
	);
	await dialog.getByRole( 'button', { name: 'Cancel' } ).click();
	await expect( dialog ).toBeHidden();
	await expect( sync.button( 'Start synchronization' ) ).toBeFocused();
	await expect(
		sync.page.getByText( 'No synchronization yet.' )
	).toBeVisible();
	expect( await logins( site ) ).toEqual( [ 'admin', 'petra' ] );
} );

test( 'a few linked users who left the directory are deleted without a question; the others stay', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = await tenant.people();
	const [ leaver, ...others ] = people;
	await site.reset( {
		users: people.slice( 0, 25 ).map( linkedTo ),
	} );
	await tenant.remove( leaver?.id ?? '' );

	await sync.open();
	await sync.start( 'Delete users' );
	await sync
		.dialog( /Delete users/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText( '1 WordPress user was deleted.' );
	const table = await sync.openTable( 'wordpress_only' );
	await expect( table.row( leaver?.userPrincipalName ?? '' ) ).toContainText(
		'Deleted; the content went to WordPress user 1.'
	);
	await expect( table.row( 'admin' ) ).toContainText(
		'This is the account that runs the synchronization.'
	);
	expect( await logins( site ) ).toEqual(
		[
			'admin',
			...others
				.slice( 0, 24 )
				.map( ( person ) => person.userPrincipalName ),
		].sort()
	);
} );

test( 'a held list is found again after a reload, and Reject deletes nobody', async ( {
	sync,
	site,
} ) => {
	await site.reset( { users: [ alone( 'petra' ), alone( 'milo' ) ] } );
	await sync.open();
	await sync.start( 'Delete users' );
	await sync
		.dialog( /Delete users/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
	await sync.runIs( 'Waiting for your approval' );
	await sync.open();
	await sync.runIs( 'Waiting for your approval' );
	await expect( sync.button( 'Start synchronization' ) ).toBeHidden();
	await expect( sync.button( 'Truncate results' ) ).toBeDisabled();

	await sync.run.getByRole( 'button', { name: 'Reject' } ).click();
	const dialog = sync.dialog( 'Delete nobody?' );
	await dialog.getByRole( 'button', { name: 'Cancel' } ).click();
	await sync.runIs( 'Waiting for your approval' );
	await sync.run.getByRole( 'button', { name: 'Reject' } ).click();
	await dialog.getByRole( 'button', { name: 'Reject' } ).click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText( '0 WordPress users were deleted.' );
	expect( await logins( site ) ).toEqual( [ 'admin', 'milo', 'petra' ] );

	// Those who were held can still be picked by hand.
	const table = await sync.openTable( 'wordpress_only' );
	await expect( table.row( 'petra' ) ).toContainText( 'Logged' );
	await table.select( 'petra' );
	await expect( table.button( 'Delete selected' ) ).toBeEnabled();
} );

test( 'an empty directory deletes nobody', async ( { sync, site, tenant } ) => {
	await tenant.restart( { users: 0 } );
	await site.reset( { users: [ alone( 'petra' ) ] } );
	await sync.open();
	await sync.start( 'Delete users' );
	await sync
		.dialog( /Delete users/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
	await sync.runIs( 'Failed' );
	await sync.run.getByText( 'Details for support' ).click();
	await expect( sync.run.getByText( 'listing_empty' ) ).toBeVisible();
	expect( await logins( site ) ).toEqual( [ 'admin', 'petra' ] );
} );
