/**
 * The main path, on the embedded WordPress too: look, create, delete by hand, decide
 * about a held run.
 */
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test } from './support/fixtures';
import { LINKS, type Table } from './support/sync-page';
import { accountOf, alone, linkedTo, logins, userOf } from './support/users';

test.describe( 'main path', { tag: '@embedded' }, () => {
	test( 'the page is found under Users and offers a synchronization', async ( {
		admin,
		sync,
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
		for ( const name of [
			'Create users',
			'Update users',
			'Delete users',
		] as const ) {
			await expect( sync.box( name ) ).not.toBeChecked();
		}
		await expect( sync.button( 'Start synchronization' ) ).toBeEnabled();
		await expect(
			admin.getByText( 'No synchronization yet.' )
		).toBeVisible();
	} );

	test( 'a fresh page has nothing to complain about, and its guide can be read', async ( {
		admin,
		sync,
	} ) => {
		const complaints: string[] = [];
		admin.on( 'console', ( message ) => {
			if ( message.type() === 'error' ) {
				complaints.push( message.text() );
			}
		} );
		admin.on( 'response', ( response ) => {
			if ( response.status() >= 400 ) {
				complaints.push( `${ response.status() } ${ response.url() }` );
			}
		} );
		await sync.open();
		await expect(
			admin.getByText( 'No synchronization yet.' )
		).toBeVisible();
		// Once more without the answers that came with the page.
		await admin.evaluate( () =>
			document.dispatchEvent( new Event( 'visibilitychange' ) )
		);
		await admin.waitForLoadState( 'networkidle' );
		expect( complaints ).toEqual( [] );

		await admin
			.getByText( 'How to register the application in Microsoft Entra' )
			.click();
		const [ guide ] = await Promise.all( [
			admin.waitForEvent( 'popup' ),
			admin
				.getByRole( 'link', { name: /Read the whole setup guide/ } )
				.click(),
		] );
		await expect(
			guide.getByRole( 'heading', { name: 'Firewall and proxy' } )
		).toBeVisible();
	} );

	test( 'a run without a ticked box looks, and changes nobody', async ( {
		sync,
		site,
		tenant,
	} ) => {
		const people = await tenant.people();
		await site.reset( {
			users: [
				...people.slice( 0, 3 ).map( accountOf ),
				alone( 'petra' ),
			],
		} );
		const before = await logins( site );

		await sync.open();
		await sync.start();
		await sync.runIs( 'Completed' );

		await expect( sync.run ).toContainText(
			'30 users were read from the directory.'
		);
		await expect( sync.run ).toContainText(
			'This synchronization only looked: no WordPress user was changed.'
		);
		// The administrator stands beside Petra: nobody in the directory is either of them.
		await sync.counts( {
			directory_only: 27,
			wordpress_only: 2,
			matched: 3,
		} );
		expect( await logins( site ) ).toEqual( before );

		const shown: Record< Table, string[] > = {
			directory_only: people
				.slice( 3, 13 )
				.map( ( person ) => person.userPrincipalName ),
			wordpress_only: [ 'admin', 'petra' ],
			matched: people
				.slice( 0, 3 )
				.map( ( person ) => person.userPrincipalName ),
		};
		for ( const [ name, expected ] of Object.entries( shown ) ) {
			const table = await sync.openTable( name as Table );
			await expect( table.rows ).toHaveCount( expected.length );
			for ( const user of expected ) {
				await expect( table.row( user ) ).toContainText( 'Logged' );
			}
		}
	} );

	test( 'a run with Create users gives everybody an account, once', async ( {
		sync,
		site,
		tenant,
	} ) => {
		const people = await tenant.people();

		await sync.open();
		await sync.start( 'Create users' );
		await sync.runIs( 'Completed' );
		await expect( sync.run ).toContainText(
			'30 WordPress users were created.'
		);
		await sync.counts( {
			directory_only: 30,
			wordpress_only: 1,
			matched: 0,
		} );
		const created = await sync.openTable( 'directory_only' );
		await expect( created.rows ).toHaveCount( 10 );
		await expect(
			created.row( people[ 0 ]?.userPrincipalName ?? '' )
		).toContainText( 'Created' );
		// What a ticked box did is a log: there is nothing to select.
		await expect( created.rows.getByRole( 'checkbox' ) ).toHaveCount( 0 );
		expect( await logins( site ) ).toEqual(
			[
				'admin',
				...people.map( ( person ) => person.userPrincipalName ),
			].sort()
		);

		await sync.start( 'Create users' );
		await expect( sync.run ).toContainText(
			'0 WordPress users were created.'
		);
		await sync.counts( {
			directory_only: 0,
			wordpress_only: 1,
			matched: 30,
		} );
		expect( await logins( site ) ).toHaveLength( 31 );
	} );

	test( 'a selected user is deleted only after Delete in the dialog', async ( {
		sync,
		site,
	} ) => {
		await site.reset( { users: [ alone( 'petra' ), alone( 'milo' ) ] } );
		await driveRun( site, {} );

		await sync.open( '&table=wordpress_only' );
		const table = await sync.table( 'wordpress_only' );
		await expect( table.button( 'Delete selected' ) ).toBeDisabled();
		await table.select( 'petra' );
		await table.button( 'Delete selected' ).click();

		const dialog = sync.dialog( 'Delete 1 WordPress user?' );
		await expect( dialog ).toContainText( 'petra' );
		await expect( dialog ).toContainText(
			'Their posts, pages and media are reassigned to admin.'
		);
		await dialog.getByRole( 'button', { name: 'Cancel' } ).click();
		await expect( dialog ).toBeHidden();
		expect( await logins( site ) ).toEqual( [ 'admin', 'milo', 'petra' ] );

		await table.button( 'Delete selected' ).click();
		await dialog
			.getByRole( 'button', { name: 'Delete', exact: true } )
			.click();
		await expect( table.region ).toContainText(
			'Done for 1 of 1 selected user.'
		);
		await expect( table.row( 'petra' ) ).toContainText( 'Deleted' );
		expect( await logins( site ) ).toEqual( [ 'admin', 'milo' ] );
	} );

	test( 'a held run deletes its list once the number is typed', async ( {
		sync,
		site,
	} ) => {
		await site.reset( {
			users: [ alone( 'petra' ), alone( 'milo' ), alone( 'ines' ) ],
		} );

		await sync.open();
		await sync.start( 'Delete users' );
		await sync
			.dialog( 'Delete users who are not in the directory?' )
			.getByRole( 'button', { name: 'Delete', exact: true } )
			.click();
		await sync.runIs( 'Waiting for your approval' );
		await expect( sync.run ).toContainText(
			'The synchronization is about to delete 3 WordPress users.'
		);
		expect( await logins( site ) ).toEqual( [
			'admin',
			'ines',
			'milo',
			'petra',
		] );

		await sync.run.getByRole( 'link', { name: 'Show the list' } ).click();
		const list = await sync.table( 'wordpress_only' );
		await expect( list.rows ).toHaveCount( 3 );
		await expect( sync.page ).toHaveURL(
			/table=wordpress_only&status=held/
		);
		// Nobody can be picked out of a list that waits for a decision.
		await expect( list.rows.getByRole( 'checkbox' ) ).toHaveCount( 0 );

		await sync.run.getByRole( 'button', { name: 'Approve' } ).click();
		const dialog = sync.dialog( 'Delete 3 WordPress users?' );
		const approve = dialog.getByRole( 'button', { name: 'Approve' } );
		await expect( approve ).toBeDisabled();
		await dialog.getByLabel( 'Number of users' ).fill( '4' );
		await expect( approve ).toBeDisabled();
		await dialog.getByLabel( 'Number of users' ).press( 'Enter' );
		await expect( dialog ).toBeVisible();
		await dialog.getByLabel( 'Number of users' ).fill( '3' );
		await approve.click();

		await sync.runIs( 'Completed' );
		await expect( sync.run ).toContainText(
			'3 WordPress users were deleted.'
		);
		await expect(
			sync.page.getByRole( 'heading', { name: LINKS.wordpress_only } )
		).toBeVisible();
		expect( await logins( site ) ).toEqual( [ 'admin' ] );
	} );

	test( 'somebody who left is deactivated, and the undo gives back the role', async ( {
		sync,
		site,
		tenant,
	} ) => {
		const person = await tenant.person( 0 );
		await site.reset( {
			users: [ { ...linkedTo( person ), role: 'editor' } ],
		} );
		await tenant.remove( person.id );
		await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
			removal: { mode: 'deactivate' },
		} );

		await sync.open();
		await sync.start( 'Delete users' );
		await sync
			.dialog( 'Deactivate users who are not in the directory?' )
			.getByRole( 'button', { name: 'Deactivate', exact: true } )
			.click();
		await sync.runIs( 'Completed' );
		await expect( sync.run ).toContainText(
			'1 WordPress user was deactivated.'
		);
		const login = person.userPrincipalName;
		expect( ( await userOf( site, login ) ).roles ).toEqual( [] );

		await sync.run.getByRole( 'button', { name: 'Undo this run' } ).click();
		const dialog = sync.dialog( 'Undo this run?' );
		await dialog.getByLabel( 'Number of users' ).fill( '1' );
		await dialog
			.getByRole( 'button', { name: 'Undo', exact: true } )
			.click();
		await expect( sync.run ).toContainText(
			'1 WordPress user was reactivated.'
		);
		expect( ( await userOf( site, login ) ).roles ).toEqual( [ 'editor' ] );
	} );
} );
