/**
 * Roles from groups: the form that maps them, and what a run makes of it.
 */
import { expect, test, type Site } from './support/fixtures';
import type { SyncPage } from './support/sync-page';
import { linkedTo, userOf } from './support/users';

interface Mapping {
	group_id: string;
	role: string;
}

async function storedMappings( site: Site ): Promise< Mapping[] > {
	const { data } = await site.must< {
		settings: { roles: { mappings: Mapping[] } };
	} >( 'GET', '/wpo365-user-sync/v1/settings' );
	return data.settings.roles.mappings;
}

function form( sync: SyncPage ) {
	const section = sync.section( 'Roles' );
	return {
		section,
		add: section.getByRole( 'button', { name: 'Add a group' } ),
		group: section.getByRole( 'combobox', { name: 'Group', exact: true } ),
		role: section.getByRole( 'combobox', { name: 'Role', exact: true } ),
		/** What is offered while somebody types. */
		found: section.getByRole( 'listbox' ).getByRole( 'option' ),
	};
}

/** Adds a mapping, up to the search for its group. */
async function searchGroup( sync: SyncPage, typed: string ) {
	await sync.openSettings( 'Roles' );
	const fields = form( sync );
	await fields.add.click();
	await fields.group.last().pressSequentially( typed );
	return fields;
}

test( 'a group is found while typing, shown with its size and object id, and mapped to a role', async ( {
	sync,
	site,
	tenant,
} ) => {
	const id = await tenant.group( 'teachers' );
	await sync.open();
	const { section, group, role, found } = await searchGroup( sync, 'teach' );
	await expect( found ).toHaveText( [
		'Teachers (3 members)',
		'Teachers of Music (1 member)',
	] );
	await found.first().click();
	await expect( group ).toHaveValue( 'Teachers (3 members)' );
	await expect( section ).toContainText( `Object ID: ${ id }` );
	await role.selectOption( { label: 'Editor' } );
	await sync.save();
	expect( await storedMappings( site ) ).toEqual( [
		{ group_id: id, role: 'editor' },
	] );

	await sync.open();
	await sync.openSettings( 'Roles' );
	await expect( group ).toHaveValue( 'Teachers (3 members)' );
	await expect( role ).toHaveValue( 'editor' );
	await section.getByRole( 'button', { name: 'Remove group' } ).click();
	await sync.save();
	expect( await storedMappings( site ) ).toEqual( [] );
} );

test( 'a pasted object id finds its group', async ( {
	sync,
	site,
	tenant,
} ) => {
	const id = await tenant.group( 'nested' );
	await sync.open();
	const { group, found, role } = await searchGroup( sync, '' );
	await group.fill( id.toUpperCase() );
	// Members of nested groups are counted, each once.
	await expect( found ).toHaveText( [
		`Staff (with nested groups) (9 members), ${ id }`,
	] );
	await group.press( 'Enter' );
	await role.selectOption( { label: 'Author' } );
	await expect( group ).toHaveValue(
		'Staff (with nested groups) (9 members)'
	);
	await sync.save();
	expect( await storedMappings( site ) ).toEqual( [
		{ group_id: id, role: 'author' },
	] );
} );

test( 'a role that may manage the site is refused at its field until it is confirmed', async ( {
	sync,
	site,
} ) => {
	await sync.open();
	const { section, group, role, found } = await searchGroup( sync, 'board' );
	await found.first().click();
	await expect( group ).toHaveValue( 'Board (3 members)' );
	await role.selectOption( { label: 'Administrator' } );
	await sync.button( 'Save settings' ).click();

	const problem = section
		.locator( '.wpo365-list-entry' )
		.getByRole( 'alert' );
	await expect( problem ).toHaveText(
		'Role: this role may manage options or users, so people who manage the directory could take over this site. If that is what you want, confirm it under “I want the directory to give roles that may manage this site”.'
	);
	expect( await storedMappings( site ) ).toEqual( [] );

	await section
		.getByRole( 'checkbox', {
			name: 'I want the directory to give roles that may manage this site',
		} )
		.check();
	await sync.save();
	await expect( problem ).toBeHidden();
	expect( await storedMappings( site ) ).toMatchObject( [
		{ role: 'administrator' },
	] );
} );

test( 'a group and a role that are gone are warned about', async ( {
	sync,
	site,
	tenant,
} ) => {
	const teachers = await tenant.group( 'teachers' );
	await site.change( { roles: { house_teacher: 'House teacher' } } );
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		roles: {
			mappings: [
				{ group_id: await tenant.group( 'board' ), role: 'editor' },
				{ group_id: teachers, role: 'house_teacher' },
			],
		},
	} );
	await sync.open();
	await sync.openSettings( 'Roles' );
	const { section, role } = form( sync );
	const [ first, second ] = [ 0, 1 ].map( ( place ) =>
		section.locator( '.wpo365-list-entry' ).nth( place )
	);
	await expect( role.nth( 1 ).locator( ':checked' ) ).toHaveText(
		'House teacher'
	);
	await expect( section ).not.toContainText( 'gives no user a role' );

	await tenant.removeGroup( 'board' );
	await site.change( { roles: {} } );
	await sync.open();
	await sync.openSettings( 'Roles' );
	await expect( first! ).toContainText(
		'This group is not in the directory: it was deleted, or belongs to another tenant. It gives no user a role.'
	);
	await expect( second! ).toContainText(
		'This role no longer exists on this site, so the group gives no user a role. Choose another role.'
	);
	await expect( role.nth( 1 ).locator( ':checked' ) ).toHaveText(
		'house_teacher'
	);
	await expect( section.getByText( 'gives no user a role' ) ).toHaveCount(
		2
	);
} );

test( 'members get the role, the row names the group, and who leaves loses the role', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = await tenant.people();
	const [ teacher, other, newTeacher ] = [ 0, 1, 10 ].map(
		( at ) => people[ at ]?.userPrincipalName ?? ''
	) as [ string, string, string ];
	const id = await tenant.group( 'teachers' );
	await site.reset( { users: people.slice( 0, 2 ).map( linkedTo ) } );
	await sync.open();
	const { group, role, found } = await searchGroup( sync, 'teachers' );
	await found.first().click();
	await expect( group ).toHaveValue( 'Teachers (3 members)' );
	await role.selectOption( { label: 'Editor' } );
	await sync.save();

	await sync.start( 'Create users', 'Update users' );
	await sync.runIs( 'Completed' );
	expect( ( await userOf( site, teacher ) ).roles.sort() ).toEqual( [
		'editor',
		'subscriber',
	] );
	expect( ( await userOf( site, newTeacher ) ).roles.sort() ).toEqual( [
		'editor',
		'subscriber',
	] );
	expect( ( await userOf( site, other ) ).roles ).toEqual( [ 'subscriber' ] );

	let table = await sync.openTable( 'matched' );
	await expect( table.row( teacher ) ).toContainText(
		'Role editor from group Teachers.'
	);
	await expect( table.row( other ) ).not.toContainText( 'Teachers' );
	let details = await table.details( teacher );
	await expect( details ).toContainText(
		`Role editor from group Teachers (${ id }).`
	);
	await expect( details ).toContainText(
		'Roles: Subscriber → Subscriber, Editor'
	);
	await details.getByRole( 'button', { name: 'Close' } ).click();
	table = await sync.openTable( 'directory_only' );
	await table.search.fill( newTeacher );
	await expect( table.rows ).toHaveCount( 1 );
	details = await table.details( newTeacher );
	await expect( details ).toContainText(
		`Role editor from group Teachers (${ id }).`
	);
	await expect( details ).toContainText(
		'Roles: (empty) → Editor, Subscriber'
	);

	await tenant.changeGroup( 'teachers', { remove: [ teacher ] } );
	await sync.open();
	await sync.start( 'Update users' );
	await sync.runIs( 'Completed' );
	table = await sync.openTable( 'matched' );
	await expect( table.row( teacher ) ).toContainText(
		'Roles: Subscriber, Editor → Subscriber'
	);
	await expect( table.row( teacher ) ).toContainText(
		'Role editor taken back: no mapped group gives it any longer.'
	);
	expect( ( await userOf( site, teacher ) ).roles ).toEqual( [
		'subscriber',
	] );
	expect( ( await userOf( site, newTeacher ) ).roles ).toContain( 'editor' );
} );

test( 'many people who would lose roles wait for the typed number, and lose them then', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = ( await tenant.people() ).slice( 0, 9 );
	const names = people.map( ( person ) => person.userPrincipalName );
	await tenant.changeGroup( 'teachers', { add: names } );
	await site.reset( { users: people.map( linkedTo ) } );
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		roles: {
			mappings: [
				{ group_id: await tenant.group( 'teachers' ), role: 'editor' },
			],
		},
	} );
	await sync.open();
	await sync.start( 'Update users' );
	await sync.runIs( 'Completed' );
	expect( ( await userOf( site, names[ 3 ]! ) ).roles ).toContain( 'editor' );

	await tenant.changeGroup( 'teachers', { remove: names.slice( 1 ) } );
	await sync.open();
	await sync.start( 'Update users' );
	await sync.runIs( 'Waiting for your approval' );
	await expect( sync.run ).toContainText(
		'8 WordPress users would lose roles'
	);
	await sync.run.getByRole( 'link', { name: 'Show the list' } ).click();
	await expect( sync.page.getByText( 'Held' ).first() ).toBeVisible();
	expect( ( await userOf( site, names[ 3 ]! ) ).roles ).toContain( 'editor' );

	await sync.run.getByRole( 'button', { name: 'Approve' } ).click();
	const dialog = sync.dialog( 'Take roles from 8 WordPress users?' );
	await dialog.getByLabel( 'Number of users' ).fill( '8' );
	await dialog.getByRole( 'button', { name: 'Approve' } ).click();
	await sync.runIs( 'Completed' );
	expect( ( await userOf( site, names[ 3 ]! ) ).roles ).toEqual( [
		'subscriber',
	] );
	expect( ( await userOf( site, names[ 0 ]! ) ).roles ).toContain( 'editor' );
} );
