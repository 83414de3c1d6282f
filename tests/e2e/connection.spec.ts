/**
 * The connection: the checklist, and signing in with Microsoft.
 */
import { driveRun } from '../bin/lib/site/drive-run';
import { EXPIRED_SECRET, SECRET_ID } from '../graph/defaults';
import { CONNECTION, expect, test, type Site } from './support/fixtures';
import type { SyncPage } from './support/sync-page';
import { logins } from './support/users';

/** Sets the site up for delegated permissions. */
async function delegated( site: Site ): Promise< void > {
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		connection: { permission_type: 'delegated' },
	} );
}

/** Goes through Microsoft's pages as an ordinary member, back to the page. */
async function connect( sync: SyncPage ): Promise< void > {
	await sync.button( 'Connect with Microsoft' ).click();
	await sync.page
		.getByRole( 'button', { name: /^Sign in as / } )
		.first()
		.click();
	await expect( sync.page ).toHaveURL(
		/users\.php\?page=wpo365-user-sync&tab=settings$/
	);
}

test( 'the checklist says that nothing was tested, and then that all works', async ( {
	sync,
} ) => {
	await sync.open();
	const section = sync.connection;
	await expect( section ).toContainText( 'Not tested yet' );
	await sync.button( 'Test connection' ).click();
	// A test site has no certificate: that is the one warning.
	await expect( section ).toContainText( 'Works, with warnings' );
	await section.getByText( 'All other checks' ).click();
	for ( const line of [
		'The tenant was found in the chosen cloud.',
		'The secret was accepted.',
		'The users of the tenant can be listed.',
		'All fields of a profile can be read.',
		'Groups and their members can be read.',
	] ) {
		await expect( sync.check( line ) ).toContainText( 'OK' );
	}
} );

const CAUSES = [
	{
		name: 'a secret that has expired',
		constants: { WPO_USER_SYNC_CLIENT_SECRET: EXPIRED_SECRET },
		line: 'The client secret has expired.',
	},
	{
		name: 'the ID of a secret instead of its value',
		constants: { WPO_USER_SYNC_CLIENT_SECRET: SECRET_ID },
		line: 'The secret looks like a Secret ID.',
	},
	{
		name: 'an application that the tenant does not know',
		constants: {
			WPO_USER_SYNC_CLIENT_ID: '11111111-2222-4333-8444-555555555555',
		},
		line: 'The application was not found in this tenant.',
	},
	{
		name: 'no permission to list users',
		app: { roles: [] },
		line: 'The application may not list users.',
	},
];

for ( const { name, constants = {}, app, line } of CAUSES ) {
	test( `the checklist names ${ name }`, async ( { sync, site, tenant } ) => {
		await site.reset( { constants: { ...CONNECTION, ...constants } } );
		if ( app ) {
			await tenant.app( app );
		}
		await sync.open();
		await sync.button( 'Test connection' ).click();
		await expect( sync.check( line ) ).toContainText( 'Error' );
		await expect( sync.connection ).toContainText( /to put right/ );
	} );
}

test( 'an administrator connects, synchronizes with the sign-in, disconnects and connects again', async ( {
	sync,
	site,
	tenant,
} ) => {
	await delegated( site );
	await sync.open();
	await expect( sync.connection ).toContainText( 'You are not connected.' );
	await expect(
		sync.connection.getByRole( 'button', { name: 'Copy address' } )
	).toBeHidden();

	await connect( sync );
	await expect( sync.connection ).toContainText(
		/Connected as .+ since \w+ \d+, \d{4}/
	);
	await expect( sync.connection ).toContainText( 'User.Read.All' );
	await sync.start( 'Create users' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'30 WordPress users were created.'
	);

	await sync.button( 'Delete all tokens' ).click();
	await expect( sync.connection ).toContainText( 'You are not connected.' );
	await sync.start( 'Create users' );
	await expect( sync.page.locator( '#wpo365-user-sync' ) ).toContainText(
		/You have not connected this site with Microsoft yet\.|The connection with Microsoft has ended\./
	);

	await connect( sync );
	await expect( sync.connection ).toContainText( /Connected as / );
	await sync.start( 'Create users' );
	await expect( sync.run ).toContainText( '0 WordPress users were created.' );
	expect( await logins( site ) ).toHaveLength( 31 );
	void tenant;
} );

test( 'a sign-in that dies in the middle of a run is renewed by hand, and the run goes on', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 40 } );
	await site.reset( {
		constants: { ...CONNECTION, WPO_USER_SYNC_BATCH_SIZE: 10 },
	} );
	await delegated( site );
	await sync.open();
	await connect( sync );
	await tenant.signIn( { refresh: 'revoked' } );
	await tenant.fault( {
		kind: 'expired_token',
		on: 'users',
		nth: 3,
		times: null,
	} );

	await sync.start( 'Create users' );
	await sync.runIs( 'Failed' );
	await expect( sync.run ).toContainText(
		/Press “Connect with Microsoft” to sign in again\./
	);
	expect( await logins( site ) ).toHaveLength( 21 );

	await tenant.recover();
	await tenant.signIn( { refresh: 'ok' } );
	await connect( sync );
	await sync.button( 'Resume' ).click();
	await sync.runIs( 'Completed' );
	expect( await logins( site ) ).toHaveLength( 41 );
} );

test( 'a sign-in that is cancelled or declined says so, and nothing is connected', async ( {
	sync,
	site,
	tenant,
} ) => {
	await delegated( site );
	await sync.open();
	await sync.button( 'Connect with Microsoft' ).click();
	await sync.page.getByRole( 'button', { name: 'Cancel' } ).click();
	await expect( sync.connection ).toContainText(
		'The sign-in was cancelled.'
	);
	await expect( sync.page ).toHaveURL( /&tab=settings$/ );

	await tenant.signIn( { consent: 'ask' } );
	await sync.button( 'Connect with Microsoft' ).click();
	await sync.page
		.getByRole( 'button', { name: /^Sign in as / } )
		.first()
		.click();
	await sync.page
		.getByRole( 'heading', { name: 'Permissions requested' } )
		.waitFor();
	await sync.page.getByRole( 'button', { name: 'Cancel' } ).click();
	await expect( sync.connection ).toContainText( 'You are not connected.' );
	await expect( sync.check( 'The consent was declined.' ) ).toContainText(
		'Error'
	);
} );

test( 'deleting the tokens ends what was stored, and a run asks Microsoft anew', async ( {
	sync,
	site,
	tenant,
} ) => {
	await driveRun( site, {} );
	await driveRun( site, {} );
	expect( await tenant.requests( 'token' ) ).toBe( 1 );
	await sync.open();
	await sync.button( 'Delete all tokens' ).click();
	await expect( sync.button( 'Delete all tokens' ) ).toBeEnabled();
	await sync.start();
	await sync.runIs( 'Completed' );
	await expect.poll( () => tenant.requests( 'token' ) ).toBe( 2 );
} );
