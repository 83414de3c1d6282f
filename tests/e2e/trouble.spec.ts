/**
 * What the server has against a run: pauses that Microsoft asks for, missing permissions,
 * lost rights, other runs.
 */
import { SiteClient } from '../bin/lib/site/site-client';
import { driveRun } from '../bin/lib/site/drive-run';
import { CONNECTION, expect, test } from './support/fixtures';
import { SyncPage } from './support/sync-page';
import { alone, logins } from './support/users';

test( 'Microsoft asks for a pause: the run waits, says until when, and goes on by itself', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.fault( {
		kind: 'throttle',
		retry_after: 12,
		on: 'users',
		nth: 2,
	} );
	await sync.open();
	await sync.start( 'Create users' );
	await sync.runIs( 'Waiting' );
	await expect( sync.run ).toContainText(
		/The synchronization goes on by itself in [1-9]\d? seconds?\./
	);
	await expect( sync.button( 'Pause' ) ).toBeEnabled();
	await sync.runIs( 'Completed' );
	expect( await logins( site ) ).toHaveLength( 31 );
} );

test( 'Microsoft refuses the list of users: the run says which permission is missing, and resumes once it is granted', async ( {
	sync,
	tenant,
} ) => {
	await tenant.app( { roles: [ 'GroupMember.Read.All' ] } );
	await sync.open();
	await sync.start( 'Create users' );
	await sync.runIs( 'Failed' );
	await expect( sync.run ).toContainText(
		'Microsoft Graph refused: the application lacks a permission'
	);
	await sync.run.getByText( 'Details for support' ).click();
	await expect( sync.run.getByText( 'forbidden' ) ).toBeVisible();

	await tenant.app( { roles: [ 'User.Read.All' ] } );
	await sync.button( 'Test connection' ).click();
	await expect( sync.button( 'Test connection' ) ).toBeEnabled();
	await sync.button( 'Resume' ).click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'30 WordPress users were created.'
	);
} );

test( 'somebody who lost the right to delete is told so, and nothing begins', async ( {
	site,
	browser,
	baseURL,
	tenant,
} ) => {
	void tenant;
	const [ deputy ] = await site.reset( {
		users: [ { ...alone( 'deputy' ), role: 'administrator' } ],
	} );
	const client = new SiteClient( baseURL ?? '' );
	await client.login( 'deputy' );
	const context = await browser.newContext();
	await context.addCookies( client.cookies() );
	const sync = new SyncPage( await context.newPage() );
	await sync.open();

	await site.must( 'POST', `/wp/v2/users/${ deputy }`, {
		roles: [ 'editor' ],
	} );
	await sync.start();
	await expect(
		sync.page
			.getByText( 'Your account may not use WPO365 User Sync.' )
			.first()
	).toBeVisible();
	expect(
		( await site.must( 'GET', '/wpo365-user-sync/v1/runs/current' ) ).data
	).toBeNull();
	await context.close();
} );

test( 'a run that another administrator started meanwhile is shown instead of a second one', async ( {
	sync,
	site,
} ) => {
	await sync.open();
	await site.must( 'POST', '/wpo365-user-sync/v1/runs', {} );
	await sync.start();
	await expect( sync.page.locator( '#wpo365-user-sync' ) ).toContainText(
		'A synchronization, or an action on selected users, is under way.'
	);
	await sync.runIs( 'Completed' );
} );

test( 'without a connection the page says what is missing and where to set it', async ( {
	sync,
	site,
} ) => {
	await driveRun( site, {} );
	const { WPO_USER_SYNC_TENANT_ID } = CONNECTION;
	await site.reset( { constants: { WPO_USER_SYNC_TENANT_ID } } );
	await sync.open();
	const page = sync.page.locator( '#wpo365-user-sync' );
	await expect( page ).toContainText(
		'The connection to Microsoft 365 is not set up yet.'
	);
	await expect( page ).toContainText(
		"define( 'WPO_USER_SYNC_CLIENT_ID', '…' );"
	);
	await expect( page ).not.toContainText(
		"define( 'WPO_USER_SYNC_TENANT_ID'"
	);

	await sync.button( 'Open the settings' ).click();
	await expect( sync.page.getByLabel( 'Client secret' ) ).toBeVisible();
	await sync.start();
	await expect( page ).toContainText(
		'The connection with Microsoft is not set up yet. Enter tenant, application and secret in the settings.'
	);
	await expect(
		sync.page.getByText( 'No synchronization yet.' )
	).toBeVisible();
} );
