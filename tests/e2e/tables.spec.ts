/**
 * The three tables: pages, search, order, filter, address, and what can be done by hand.
 */
import { driveRun } from '../bin/lib/site/drive-run';
import { CONNECTION, expect, test } from './support/fixtures';
import { SyncPage } from './support/sync-page';
import { accountOf, alone, linkedTo, logins, userOf } from './support/users';

test( 'a table shows ten rows a page, and all of them page by page', async ( {
	sync,
	site,
	tenant,
} ) => {
	await driveRun( site, {} );
	const upns = ( await tenant.people() ).map(
		( person ) => person.userPrincipalName
	);
	await sync.open();
	const table = await sync.openTable( 'directory_only' );
	const seen: string[] = [];
	for ( const page of [ 1, 2, 3 ] ) {
		await expect(
			table.region.getByRole( 'combobox', { name: 'Current page' } )
		).toHaveValue( String( page ) );
		await expect(
			table.row( upns[ ( page - 1 ) * 10 ] ?? '' )
		).toBeVisible();
		await expect( table.rows ).toHaveCount( 10 );
		seen.push( ...( await table.titles() ) );
		if ( page < 3 ) {
			await table.button( 'Next page' ).click();
		}
	}
	expect( seen ).toEqual( upns );
	await expect( table.button( 'Next page' ) ).toBeDisabled();
	await table.button( 'Previous page' ).click();
	await expect( table.row( upns[ 10 ] ?? '' ) ).toBeVisible();
} );

test( 'wp-config.php decides how many rows a page has', async ( {
	sync,
	site,
} ) => {
	await site.reset( {
		constants: { ...CONNECTION, WPO_USER_SYNC_PAGE_SIZE: 4 },
	} );
	await driveRun( site, {} );
	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	await expect( table.rows ).toHaveCount( 4 );
	await expect( table.region ).toContainText( '30 users' );
} );

test( 'search, order and filter are the server’s, over all pages', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 60, awkward: true } );
	await driveRun( site, { create: true } );
	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	const people = await tenant.people();
	const last = people.at( -1 );

	await table.search.fill( last?.userPrincipalName ?? '' );
	await expect( table.rows ).toHaveCount( 1 );
	await expect( table.row( last?.displayName ?? '' ) ).toBeVisible();
	await table.search.fill( 'nobody has this name' );
	await expect( table.region ).toContainText( 'No row matches the search.' );
	await table.search.fill( '' );
	await expect( table.rows ).toHaveCount( 10 );

	await table.region
		.getByRole( 'button', { name: 'E-mail', exact: true } )
		.click();
	await sync.page
		.getByRole( 'menuitemradio', { name: 'Sort descending' } )
		.click();
	const highest = people
		.map( ( { mail } ) => mail?.toLowerCase() ?? '' )
		.sort()
		.at( -1 );
	await expect( table.rows.first() ).toContainText( highest ?? '', {
		ignoreCase: true,
	} );

	await sync.page.keyboard.press( 'Escape' );
	await table.filter( 'Skipped' );
	await expect( table.rows.first() ).toContainText( 'Skipped' );
	await expect(
		table.rows.getByText( 'Created', { exact: true } )
	).toHaveCount( 0 );
	const { data: run } = await site.must< {
		counts: Record< string, number >;
	} >( 'GET', '/wpo365-user-sync/v1/runs/current' );
	await expect( table.region ).toContainText(
		`${ run.counts.skipped } users`
	);
	await table.region.getByText( 'Reset', { exact: true } ).click();
	await expect( table.rows.first() ).not.toContainText( 'Skipped' );
} );

test( 'the items per page can be chosen at once, up to a hundred', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 120 } );
	await driveRun( site, {} );
	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	await expect( table.rows ).toHaveCount( 10 );

	await table.region.getByRole( 'button', { name: 'View options' } ).click();
	await sync.page.getByRole( 'radio', { name: '100' } ).click();
	await expect( table.rows ).toHaveCount( 100 );
} );

test( 'the open table stands in the address, and the back button closes it', async ( {
	sync,
	site,
	admin,
} ) => {
	await driveRun( site, {} );
	await sync.open();
	await sync.openTable( 'matched' );
	await expect( admin ).toHaveURL( /&table=matched$/ );
	await sync.openTable( 'directory_only' );
	await expect( admin ).toHaveURL( /&table=directory_only$/ );

	await admin.goBack();
	await sync.table( 'matched' );
	await admin.goBack();
	await expect( sync.button( 'Close table' ) ).toBeHidden();
	await admin.goForward();
	await sync.table( 'matched' );
	await admin.reload();
	await sync.table( 'matched' );
	await sync.button( 'Close table' ).click();
	await expect( admin ).not.toHaveURL( /table=/ );

	// A click that asks for a new tab gets one.
	const [ second ] = await Promise.all( [
		admin.context().waitForEvent( 'page' ),
		sync.link( 'wordpress_only' ).click( { modifiers: [ 'Control' ] } ),
	] );
	await new SyncPage( second ).table( 'wordpress_only' );
	await expect( sync.button( 'Close table' ) ).toBeHidden();
} );

test( 'selected users are created, the others are not', async ( {
	sync,
	site,
	tenant,
} ) => {
	await driveRun( site, {} );
	const [ one, , three ] = await tenant.people( 3 );
	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	await table.select(
		one?.userPrincipalName ?? '',
		three?.userPrincipalName ?? ''
	);
	await expect( table.region ).toContainText( '2 users selected' );
	await table.button( 'Create selected' ).click();
	await expect( table.region ).toContainText(
		'Done for 2 of 2 selected users.'
	);
	await expect(
		table.row( one?.userPrincipalName ?? '' ).last()
	).toContainText( 'Created' );
	await sync.counts( {
		directory_only: 30,
		wordpress_only: 1,
		matched: 0,
	} );
	expect( await logins( site ) ).toEqual(
		[
			'admin',
			one?.userPrincipalName ?? '',
			three?.userPrincipalName ?? '',
		].sort()
	);
	// The action is kept among the past runs.
	await expect(
		sync.page.getByRole( 'table', { name: 'Past synchronizations' } )
	).toContainText( '2 created' );
} );

test( 'a selected user is updated as the row said', async ( {
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	const [ id ] = await site.reset( { users: [ accountOf( person ) ] } );
	await driveRun( site, {} );
	await sync.open( '&table=matched' );
	const table = await sync.table( 'matched' );
	await expect( table.row( person.userPrincipalName ) ).toContainText(
		`First name: Outdated → ${ person.givenName }`
	);

	const details = await table.details( person.userPrincipalName );
	await expect( details ).toContainText( person.id );
	await details.getByRole( 'button', { name: 'Close' } ).click();

	await table.select( person.userPrincipalName );
	await table.button( 'Update selected' ).click();
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	const { data: user } = await site.must< { first_name: string } >(
		'GET',
		`/wp/v2/users/${ id }?context=edit`
	);
	expect( user.first_name ).toBe( person.givenName );
} );

test( 'a conflict with one candidate is linked by hand', async ( {
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	// Somebody may have registered that name: the e-mail address is another one.
	await site.reset( {
		users: [
			{ ...accountOf( person ), user_email: 'somebody@example.net' },
		],
	} );
	await driveRun( site, { create: true } );

	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	const row = table.row( person.userPrincipalName );
	await expect( row ).toContainText( 'Conflict' );
	await expect( row ).toContainText(
		'Only the username matches, the e-mail address is another one'
	);
	await expect( table.rows.getByRole( 'checkbox' ) ).toHaveCount( 1 );

	await table.select( person.userPrincipalName );
	await expect( table.button( 'Create selected' ) ).toBeDisabled();
	await table.button( 'Link selected' ).click();
	const dialog = sync.dialog( 'Link 1 directory user to a WordPress user?' );
	for ( const text of [
		person.displayName,
		person.userPrincipalName,
		accountOf( person ).user_login,
		'somebody@example.net',
		'Subscriber',
		'Only the username matches, the e-mail address is another one',
	] ) {
		await expect( dialog ).toContainText( text );
	}
	await dialog.getByRole( 'button', { name: 'Cancel' } ).click();
	await expect( table.row( person.userPrincipalName ) ).toContainText(
		'Conflict'
	);
	await table.button( 'Link selected' ).click();
	await dialog.getByRole( 'button', { name: 'Link', exact: true } ).click();
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	await sync.counts( {
		directory_only: 29,
		wordpress_only: 1,
		matched: 1,
	} );
	const matched = await sync.openTable( 'matched' );
	await expect( matched.row( person.userPrincipalName ) ).toContainText(
		'Linked by hand.'
	);
} );

test( 'an account that is unlinked by hand is not linked by name again, and is linked again by hand', async ( {
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	const upn = person.userPrincipalName;
	await site.reset( { users: [ linkedTo( person ) ] } );
	await driveRun( site, { update: true } );

	await sync.open( '&table=matched' );
	const table = await sync.table( 'matched' );
	await table.select( upn );
	await table.button( 'Unlink selected' ).click();
	await sync
		.dialog( 'Unlink 1 WordPress user from the directory?' )
		.getByRole( 'button', { name: 'Unlink', exact: true } )
		.click();
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	expect( ( await userOf( site, upn ) ).roles ).toEqual( [ 'subscriber' ] );

	await sync.start( 'Update users' );
	await expect( sync.run ).toContainText( '1 user is a conflict' );
	const apart = await sync.openTable( 'directory_only' );
	await expect( apart.row( upn ) ).toContainText( 'Conflict' );
	await expect( apart.row( upn ) ).toContainText( 'were unlinked by hand' );
	await apart.select( upn );
	await apart.button( 'Link selected' ).click();
	await sync
		.dialog( 'Link 1 directory user to a WordPress user?' )
		.getByRole( 'button', { name: 'Link', exact: true } )
		.click();
	await expect( apart.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	await sync.counts( {
		directory_only: 29,
		wordpress_only: 1,
		matched: 1,
	} );
	await driveRun( site, { update: true } );
	await sync.open( '&table=matched' );
	await expect( ( await sync.table( 'matched' ) ).row( upn ) ).toContainText(
		'Linked by object ID.'
	);
} );

test( 'what changed since the run is not acted on, and the row says why', async ( {
	sync,
	site,
	tenant,
} ) => {
	const [ milo ] = await site.reset( { users: [ alone( 'milo' ) ] } );
	await driveRun( site, {} );
	await sync.open( '&table=wordpress_only' );
	const table = await sync.table( 'wordpress_only' );
	await table.select( 'milo' );
	await site.must( 'POST', `/wp/v2/users/${ milo }`, {
		roles: [ 'administrator' ],
	} );

	await table.button( 'Delete selected' ).click();
	await sync
		.dialog( /Delete 1 WordPress user/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
	await expect( table.region ).toContainText(
		'Done for 0 of 1 selected user.'
	);
	await expect( table.region.getByRole( 'list' ).first() ).toContainText(
		'This account is protected'
	);
	expect( await logins( site ) ).toEqual( [ 'admin', 'milo' ] );
	void tenant;
} );

test( 'truncating asks, empties the tables, and keeps users and past runs', async ( {
	sync,
	site,
} ) => {
	await driveRun( site, { create: true } );
	await sync.open();
	await sync.openTable( 'directory_only' );
	await sync.button( 'Truncate results' ).click();
	const dialog = sync.dialog( 'Empty the three tables?' );
	await dialog.getByRole( 'button', { name: 'Cancel' } ).click();
	await sync.counts( {
		directory_only: 30,
		wordpress_only: 1,
		matched: 0,
	} );

	await sync.button( 'Truncate results' ).click();
	await dialog.getByRole( 'button', { name: 'Truncate' } ).click();
	await sync.counts( { directory_only: 0, wordpress_only: 0, matched: 0 } );
	await expect( sync.page.getByText( 'No rows.' ) ).toBeVisible();
	await expect(
		sync.page.getByRole( 'table', { name: 'Past synchronizations' } )
	).toContainText( '30 created' );
	expect( await logins( site ) ).toHaveLength( 31 );
} );

test( 'names with HTML in them are shown as they are', async ( {
	sync,
	site,
	tenant,
} ) => {
	await tenant.restart( { users: 0 } );
	await tenant.add( {
		displayName: '<img src=x onerror="document.title=\'broken\'">&amp;',
		userPrincipalName: 'html@lakeside.example',
	} );
	await driveRun( site, { create: true } );
	await sync.open( '&table=directory_only' );
	const table = await sync.table( 'directory_only' );
	await expect( table.rows ).toContainText( '<img src=x onerror=' );
	await expect( table.rows ).toContainText( '&amp;' );
	await expect( sync.page ).toHaveTitle( /WPO365 User Sync/ );
} );
