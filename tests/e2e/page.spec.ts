import { expect, test } from './support/fixtures';

test( 'the page is found under Users and offers a synchronization @mariadb', async ( {
	admin,
} ) => {
	await admin.goto( '/wp-admin/users.php' );
	await admin
		.getByRole( 'link', { name: 'WPO365 User Sync' } )
		.first()
		.click();
	// The embedded WordPress runs outside of wp-admin, where WordPress links to admin.php.
	await expect( admin ).toHaveURL(
		/\/wp-admin\/(users|admin)\.php\?page=wpo365-user-sync$/
	);
	for ( const box of [ 'Create users', 'Update users', 'Delete users' ] ) {
		await expect(
			admin.getByRole( 'checkbox', { name: box } )
		).not.toBeChecked();
	}
	await expect(
		admin.getByRole( 'button', { name: 'Start synchronization' } )
	).toBeEnabled();
} );
