/**
 * One person: from the list of users to what was written, and why somebody does not come over.
 */
import { expect, test } from './support/fixtures';
import { linkedTo, userOf } from './support/users';

test( 'a person is looked up from Users, shows what would change, and is synchronized alone', async ( {
	admin,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 3 } );
	const [ first, second ] = await tenant.people();
	await site.reset( { users: [ linkedTo( first! ), linkedTo( second! ) ] } );
	await tenant.change( first!.id, { givenName: 'Newly' } );
	await tenant.change( second!.id, { givenName: 'Newly' } );

	await admin.goto( '/wp-admin/users.php' );
	const row = admin
		.locator( '#the-list tr' )
		.filter( { hasText: first!.userPrincipalName } );
	await row.hover();
	await row
		.getByRole( 'link', { name: 'Synchronize with Microsoft 365' } )
		.click();
	await expect( admin.getByLabel( 'Person', { exact: true } ) ).toHaveValue(
		/^\d+$/
	);
	const steps = admin.locator( '.wpo365-steps > li' );
	await expect( steps ).toHaveCount( 5 );
	await expect( steps.nth( 3 ) ).toContainText( 'first_name' );
	await expect(
		admin.getByText( `${ first!.givenName } → Newly` )
	).toBeVisible();
	expect(
		( await userOf( site, first!.userPrincipalName ) ).first_name
	).toBe( first!.givenName );

	await admin
		.getByRole( 'button', { name: 'Synchronize this person' } )
		.click();
	await expect( steps.nth( 4 ) ).toContainText( 'was updated' );
	await expect(
		admin.getByRole( 'button', { name: 'Synchronize this person' } )
	).toHaveCount( 0 );
	expect(
		( await userOf( site, first!.userPrincipalName ) ).first_name
	).toBe( 'Newly' );
	expect(
		( await userOf( site, second!.userPrincipalName ) ).first_name
	).toBe( second!.givenName );

	// Nobody by that name; the field says so itself.
	await admin.getByLabel( 'Person', { exact: true } ).fill( 'nobody' );
	await admin.getByRole( 'button', { name: 'Look up' } ).click();
	await expect(
		admin.getByLabel( 'Person', { exact: true } )
	).toHaveAccessibleDescription( /Enter an object ID/ );
} );
