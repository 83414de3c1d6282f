/**
 * Extra user fields: the form, its preview, and what a run writes.
 */
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test, type Site } from './support/fixtures';
import type { SyncPage } from './support/sync-page';
import { linkedTo, userOf } from './support/users';

const HOUSE = 'onPremisesExtensionAttributes.extensionAttribute1';

async function storedFields(
	site: Site
): Promise< Array< Record< string, string > > > {
	const { data } = await site.must< {
		settings: { fields: Array< Record< string, string > > };
	} >( 'GET', '/wpo365-user-sync/v1/settings' );
	return data.settings.fields;
}

/** Opens the form, and adds a field. */
async function addField( sync: SyncPage, property: string ) {
	await sync.openSettings( 'User fields' );
	const section = sync.section( 'User fields' );
	await section.getByRole( 'button', { name: 'Add a field' } ).click();
	const entry = section
		.locator( '.wpo365-list-entry' )
		.filter( { has: sync.page.getByLabel( 'User meta key' ) } )
		.last();
	await entry.getByLabel( 'Property in Microsoft Graph' ).fill( property );
	return {
		section,
		entry,
		label: entry.getByLabel( 'Label', { exact: true } ),
		key: entry.getByLabel( 'User meta key' ),
		problem: entry.getByRole( 'alert' ),
	};
}

test( 'usual properties and any other are mapped, previewed, and filled by a run', async ( {
	sync,
	site,
	tenant,
} ) => {
	const [ person ] = ( await tenant.people( 1 ) ) as [
		Awaited< ReturnType< typeof tenant.person > >,
	];
	await tenant.change( person.id, {
		department: 'Physics 物理 🚀',
		onPremisesExtensionAttributes: { extensionAttribute1: 'House Otter' },
	} );
	await site.reset( { users: [ linkedTo( person ) ] } );
	await sync.open();

	const usual = await addField( sync, 'department' );
	const offered = await usual.entry
		.getByLabel( 'Property in Microsoft Graph' )
		.evaluate( ( field: HTMLInputElement ) =>
			[ ...( field.list?.options ?? [] ) ].map(
				( { value, label } ) => `${ value }: ${ label }`
			)
		);
	expect( offered ).toContain( 'department: Department' );
	expect( offered ).toContain( 'manager.displayName: Manager' );
	await expect( usual.label ).toHaveValue( 'Department' );

	const own = await addField( sync, HOUSE );
	await own.label.fill( 'House' );
	await own.key.fill( 'house' );

	const { section } = own;
	await section
		.getByLabel( 'Show the values of' )
		.fill( person.userPrincipalName );
	await section.getByRole( 'button', { name: 'Preview' } ).click();
	const preview = section.getByRole( 'status' );
	await expect( preview ).toContainText( person.displayName );
	await expect( preview.locator( 'dt' ) ).toHaveText( [
		'Department',
		'House',
	] );
	await expect( preview.locator( 'dd' ) ).toHaveText( [
		'Physics 物理 🚀',
		'House Otter',
	] );
	expect( await storedFields( site ) ).toEqual( [] );
	await section.getByLabel( 'Show the values of' ).fill( 'nobody' );
	await section.getByRole( 'button', { name: 'Preview' } ).click();
	await expect( preview ).toContainText( 'No directory user has that name.' );

	await sync.save();
	expect( await storedFields( site ) ).toMatchObject( [
		{ property: 'department', meta_key: 'department', label: 'Department' },
		{ property: HOUSE, meta_key: 'house', label: 'House' },
	] );
	await sync.start( 'Update users' );
	await sync.runIs( 'Completed' );
	expect(
		( await userOf( site, person.userPrincipalName ) ).meta
	).toMatchObject( { department: 'Physics 物理 🚀', house: 'House Otter' } );

	const table = await sync.openTable( 'matched' );
	await expect( table.row( person.displayName ) ).toContainText( 'Updated' );
	await expect( table.row( person.displayName ) ).toContainText(
		'Department: (empty) → Physics 物理 🚀'
	);
	await expect( table.row( person.displayName ) ).toContainText(
		'House: (empty) → House Otter'
	);
} );

test( 'a property that Microsoft Graph does not know is named by the preview and by the run', async ( {
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	await site.reset( { users: [ linkedTo( person ) ] } );
	await sync.open();
	await addField( sync, 'jobTitle' );
	const { section } = await addField( sync, 'favouriteColour' );
	await section.getByRole( 'button', { name: 'Preview' } ).click();
	await expect( section.getByRole( 'status' ) ).toContainText(
		'Microsoft Graph does not give these properties: favouriteColour. Check their spelling.'
	);
	await sync.save();

	await sync.start( 'Update users' );
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'Microsoft Graph refused these extra fields, so they were left as they are: favouriteColour.'
	);
	const { meta } = await userOf( site, person.userPrincipalName );
	expect( meta.jobTitle ).toEqual( expect.stringMatching( /./ ) );
} );

test( 'a reserved meta key is refused at its field, and nothing is saved', async ( {
	sync,
	site,
} ) => {
	await sync.open();
	const first = await addField( sync, 'jobTitle' );
	const { key, entry, problem, section } = await addField(
		sync,
		'department'
	);
	await key.fill( 'wp_capabilities' );
	await sync.button( 'Save settings' ).click();
	await expect( problem ).toHaveText(
		'User meta key: “wp_capabilities” is reserved for WordPress or this plugin. Choose another key.'
	);
	await expect( entry.locator( '.wpo365-setting--wrong' ) ).toContainText(
		'User meta key'
	);
	await expect( section.getByRole( 'alert' ) ).toHaveCount( 1 );
	expect( await storedFields( site ) ).toEqual( [] );

	// The same key twice is refused, too, and at the second of them.
	await key.fill( 'jobTitle' );
	await sync.button( 'Save settings' ).click();
	await expect( problem ).toContainText( 'already stored as “jobTitle”' );
	await expect( first.key ).toBeVisible();
	expect( await storedFields( site ) ).toEqual( [] );

	await key.fill( 'team' );
	await sync.save();
	await expect( section.getByRole( 'alert' ) ).toHaveCount( 0 );
	expect( await storedFields( site ) ).toMatchObject( [
		{ meta_key: 'jobTitle' },
		{ meta_key: 'team' },
	] );
} );

test( 'a look shows what would change, and Update selected does exactly that', async ( {
	sync,
	site,
	tenant,
} ) => {
	const people = ( await tenant.people( 2 ) ) as Array<
		Awaited< ReturnType< typeof tenant.person > >
	>;
	const [ chosen, left ] = people as [
		( typeof people )[ 0 ],
		( typeof people )[ 0 ],
	];
	await tenant.change( chosen.id, { department: 'Chemistry' } );
	await tenant.change( left.id, { department: 'Music' } );
	await site.reset( {
		users: people.map( ( person ) => {
			const account = linkedTo( person );
			return {
				...account,
				meta: { ...account.meta, department: 'Physics' },
			};
		} ),
	} );
	await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
		fields: [ { property: 'department', label: 'Team' } ],
	} );
	await driveRun( site, {} );

	await sync.open( '&table=matched' );
	const table = await sync.table( 'matched' );
	const row = table.row( chosen.userPrincipalName );
	await expect( row ).toContainText( 'Logged' );
	await expect( row.locator( '.wpo365-changes li' ) ).toHaveText( [
		'Team: Physics → Chemistry',
	] );
	for ( const { userPrincipalName } of people ) {
		expect(
			( await userOf( site, userPrincipalName ) ).meta.department
		).toBe( 'Physics' );
	}

	await table.select( chosen.userPrincipalName );
	await table.button( 'Update selected' ).click();
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	await expect( row ).toContainText( 'Updated' );
	await expect( row.locator( '.wpo365-changes li' ) ).toHaveText( [
		'Team: Physics → Chemistry',
	] );
	await expect( table.row( left.userPrincipalName ) ).toContainText(
		'Logged'
	);
	expect(
		( await userOf( site, chosen.userPrincipalName ) ).meta.department
	).toBe( 'Chemistry' );
	expect(
		( await userOf( site, left.userPrincipalName ) ).meta.department
	).toBe( 'Physics' );
} );
