/**
 * The settings on the page: what is saved, what is refused and why, and what nobody gets to see.
 */
import { expect, test, type Site } from './support/fixtures';
import { accountOf } from './support/users';

interface Document {
	settings: {
		connection: Record< string, unknown >;
		removal: Record< string, unknown >;
		roles: Record< string, unknown >;
	};
}

async function stored( site: Site ): Promise< Document[ 'settings' ] > {
	return (
		await site.must< Document >( 'GET', '/wpo365-user-sync/v1/settings' )
	).data.settings;
}

test( 'settings are saved, and are still there after a reload', async ( {
	sync,
	site,
} ) => {
	await sync.open();
	await sync.openSettings( 'Deleting users' );
	const limit = sync.page.getByLabel(
		'Ask before more than this number of users is deleted or deactivated'
	);
	await expect( limit ).toHaveValue( '100' );
	await expect( sync.button( 'Save settings' ) ).toBeDisabled();
	await limit.fill( '7' );
	await sync.page
		.getByLabel( 'Content of deleted users' )
		.selectOption( { label: 'Is deleted' } );
	await sync.save();

	await sync.open();
	await sync.openSettings( 'Deleting users' );
	await expect( limit ).toHaveValue( '7' );
	expect( ( await stored( site ) ).removal ).toMatchObject( {
		limit_count: 7,
		content: 'delete',
	} );

	// The question before a run that deletes says what the settings say now.
	await sync.start( 'Delete users' );
	await expect(
		sync.dialog( 'Delete users who are not in the directory?' )
	).toContainText(
		'Their posts, pages and media are deleted with them, as the settings say.'
	);
} );

test( 'wrong input is named at its field, and nothing is saved', async ( {
	sync,
	site,
} ) => {
	const before = await stored( site );
	await sync.open();
	await sync.openSettings( 'Roles' );
	await sync.page
		.getByRole( 'combobox', { name: 'Default role' } )
		.selectOption( { label: 'Editor' } );
	await sync.openSettings( 'Deleting users' );
	const percent = sync.page.getByLabel(
		'Ask before more than this share of the users is deleted or deactivated (percent)'
	);
	await percent.fill( '101' );
	// The browser's own check of a number field would stand in the way.
	await percent.evaluate( ( field ) =>
		field.closest( 'form' )?.setAttribute( 'novalidate', '' )
	);
	await sync.button( 'Save settings' ).click();

	await expect(
		sync.page.locator( '.wpo365-setting--wrong' ).filter( { has: percent } )
	).toContainText( /100/ );
	await expect( sync.page.locator( '.wpo365-setting--wrong' ) ).toHaveCount(
		1
	);
	expect( await stored( site ) ).toEqual( before );

	await percent.fill( '50' );
	await sync.save();
	expect( ( await stored( site ) ).roles.default_role ).toBe( 'editor' );
	expect( ( await stored( site ) ).removal.limit_percent ).toBe( 50 );
} );

test( 'what wp-config.php decides is shown as set there and can’t be changed', async ( {
	sync,
} ) => {
	await sync.open();
	await sync.openSettings();
	for ( const label of [
		'Directory (tenant) ID',
		'Application (client) ID',
		'Client secret',
	] ) {
		const field = sync.page.getByLabel( label, { exact: true } );
		await expect( field ).toBeDisabled();
		await expect( field ).toHaveAccessibleDescription(
			/Set in wp-config\.php\./
		);
	}
	await expect( sync.page.getByLabel( 'Cloud' ) ).toBeEnabled();
} );

test( 'a secret is taken, used, and never shown again', async ( {
	sync,
	site,
	tenant,
} ) => {
	void tenant;
	const { CLIENT_ID, CLIENT_SECRET, TENANT_ID } =
		await import( '../graph/defaults' );
	await site.reset( { constants: {} } );
	await sync.open();
	await sync.button( 'Open the settings' ).click();
	const secret = sync.page.getByLabel( 'Client secret', { exact: true } );
	await sync.page.getByLabel( 'Directory (tenant) ID' ).fill( TENANT_ID );
	await sync.page.getByLabel( 'Application (client) ID' ).fill( CLIENT_ID );
	await secret.fill( CLIENT_SECRET );
	await expect( secret ).toHaveAttribute( 'type', 'password' );
	await sync.save();
	await expect(
		sync.page.getByText(
			'The connection to Microsoft 365 is not set up yet.'
		)
	).toBeHidden();

	const { data } = await site.must( 'GET', '/wpo365-user-sync/v1/settings' );
	expect( JSON.stringify( data ) ).not.toContain( 'Secret_+value' );
	await sync.open();
	await sync.openSettings();
	await expect( secret ).toHaveValue( '' );
	expect( await sync.page.content() ).not.toContain( 'Secret_+value' );

	await sync.start();
	await sync.runIs( 'Completed' );
} );

test( 'created users are mailed once the settings say so, and nobody else is', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 3 } );
	const people = await tenant.people();
	const [ first ] = people;
	const mailed = async () =>
		(
			await site.must< string[] >( 'GET', '/wpo365-test/v1/mails' )
		).data.sort();
	await sync.open();
	await sync.start( 'Create users', 'Update users' );
	await sync.runIs( 'Completed' );
	expect( await mailed() ).toEqual( [] );

	await site.reset( { users: [ accountOf( first! ) ] } );
	await sync.open();
	await sync.openSettings( 'Notifications' );
	await sync.page
		.getByRole( 'checkbox', {
			name: 'Send created users WordPress’ welcome e-mail',
		} )
		.check();
	await sync.save();
	await sync.start( 'Create users', 'Update users' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText( '2 WordPress users were created.' );
	expect( await mailed() ).toEqual(
		people
			.slice( 1 )
			.map( ( { mail } ) => mail )
			.sort()
	);
} );
