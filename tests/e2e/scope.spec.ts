/**
 * The scope: the filter and its test, and what becomes of people outside.
 */
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test, type Site } from './support/fixtures';
import type { SyncPage } from './support/sync-page';
import { linkedTo, logins } from './support/users';

const SECTION = 'Scope';
const UNTESTED = 'Test the filter under “Scope” before it is saved.';

async function storedFilter( site: Site ): Promise< string > {
	const { data } = await site.must< {
		settings: { scope: { filter: string } };
	} >( 'GET', '/wpo365-user-sync/v1/settings' );
	return data.settings.scope.filter;
}

/** Chooses in the form that only the members of a group are synchronized. */
async function onlyMembersOf( sync: SyncPage, name: string ): Promise< void > {
	await sync.openSettings( SECTION );
	const section = sync.section( SECTION );
	await section.getByRole( 'button', { name: 'Add a group' } ).click();
	const group = section.getByRole( 'combobox', {
		name: 'Group',
		exact: true,
	} );
	await group.pressSequentially( name );
	await section.getByRole( 'option', { name } ).first().click();
	await expect( group ).toHaveValue( new RegExp( `^${ name } \\(` ) );
	await sync.save();
}

/** Ticks Delete users, starts, and says Delete. */
async function startDeleting( sync: SyncPage ): Promise< void > {
	await sync.start( 'Delete users' );
	await sync
		.dialog( /Delete users/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
}

test( 'a filter is saved only after its test, which shows whom it lists; a run reads only those', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = await tenant.people();
	const chemists = people.slice( 4, 11 );
	for ( const { id } of chemists ) {
		await tenant.change( id, { department: 'Chemistry' } );
	}
	await sync.open();
	await sync.openSettings( SECTION );
	const section = sync.section( SECTION );
	const filter = section.getByRole( 'textbox', { name: 'Filter' } );
	const trial = section.getByRole( 'button', { name: 'Test filter' } );
	const outcome = section.getByRole( 'status' );
	const save = sync.button( 'Save settings' );

	await filter.fill( "department eq 'Chemistry'" );
	await expect( save ).toBeDisabled();
	await expect( sync.page.getByText( UNTESTED ) ).toBeVisible();
	await filter.press( 'Enter' );
	await trial.click();
	await expect( outcome ).toContainText(
		'The filter lists 7 users; the first of them:'
	);
	await expect( outcome.getByRole( 'listitem' ) ).toHaveText(
		chemists
			.slice( 0, 5 )
			.map(
				( { displayName, userPrincipalName } ) =>
					`${ displayName } — ${ userPrincipalName }`
			)
	);
	await expect( save ).toBeEnabled();
	expect( await storedFilter( site ) ).toBe( '' );

	// Another filter is another test.
	await filter.fill( "departmen eq 'Chemistry'" );
	await expect( save ).toBeDisabled();
	await expect( outcome ).toBeEmpty();
	await trial.click();
	await expect( outcome ).toHaveText(
		"Filter was not accepted by Microsoft Graph: Could not find a property named 'departmen' on type 'microsoft.graph.user'."
	);
	await expect( save ).toBeDisabled();
	await filter.fill( "department eq 'Alchemy'" );
	await trial.click();
	await expect( outcome ).toHaveText(
		'The filter lists no user: every directory user would be outside the scope.'
	);

	await filter.fill( "department eq 'Chemistry'" );
	await expect( save ).toBeDisabled();
	await trial.click();
	await expect( outcome ).toContainText( 'The filter lists 7 users' );
	await sync.save();
	expect( await storedFilter( site ) ).toBe( "department eq 'Chemistry'" );

	await sync.start( 'Create users' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'7 users were read from the directory.'
	);
	expect( await logins( site ) ).toEqual(
		[
			'admin',
			...chemists.map( ( { userPrincipalName } ) => userPrincipalName ),
		].sort()
	);
} );

test( 'after a change of the scope, a run that deletes waits for a look; who is outside stays, and the row says why', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = await tenant.people();
	const [ inside, outside, leaver ] = [ 0, 1, 2 ].map(
		( at ) => people[ at ]?.userPrincipalName ?? ''
	) as [ string, string, string ];
	await site.reset( { users: people.slice( 0, 25 ).map( linkedTo ) } );
	await tenant.remove( leaver );
	await driveRun( site, {} );
	const everybody = await logins( site );

	await sync.open();
	await onlyMembersOf( sync, 'Teachers' );
	await startDeleting( sync );
	await expect(
		sync.page
			.locator( '#wpo365-user-sync' )
			.getByText(
				'The scope was changed since the last completed synchronization. Synchronize once with no box ticked and look at the tables first; then “Delete users” can be ticked again.'
			)
			.first()
	).toBeVisible();
	expect( await logins( site ) ).toEqual( everybody );

	await sync.box( 'Delete users' ).uncheck();
	await sync.start();
	await expect( sync.run ).toContainText( 'With a WordPress user: 3.' );
	let table = await sync.openTable( 'wordpress_only' );
	await table.search.fill( outside );
	await expect( table.rows ).toHaveCount( 1 );
	await expect( table.row( outside ) ).toContainText(
		'Still in the directory: out of the scope of this synchronization, or missed by the listing. Not removed.'
	);
	await table.search.fill( inside );
	await expect( table.region ).toContainText( 'No row matches the search.' );

	await sync.open();
	await startDeleting( sync );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText( '1 WordPress user was deleted.' );
	expect( await logins( site ) ).toEqual(
		everybody.filter( ( login ) => login !== leaver )
	);
	table = await sync.openTable( 'wordpress_only' );
	await table.search.fill( outside );
	await expect( table.rows ).toHaveCount( 1 );
	await expect( table.row( outside ) ).toContainText( 'Skipped' );
	await expect( table.row( outside ) ).toContainText(
		'Still in the directory: out of the scope'
	);
} );
