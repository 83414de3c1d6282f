/**
 * @jest-environment node
 */
import { EXTENSION } from '../../graph/awkward';
import { errorOf, type Row, rowsOf, tenant } from './support';

describe( 'properties', () => {
	test( 'without $select the default ones come back', async () => {
		const t = tenant();
		const [ row ] = rowsOf( await t.get( '/users?$top=1' ) );
		expect( Object.keys( row ?? {} ).sort() ).toEqual( [
			'businessPhones',
			'displayName',
			'givenName',
			'id',
			'jobTitle',
			'mail',
			'mobilePhone',
			'officeLocation',
			'preferredLanguage',
			'surname',
			'userPrincipalName',
		] );
	} );

	test( '$select picks, in any case, and id only when it is asked for', async () => {
		const t = tenant();
		const answer = await t.get(
			'/users?$top=1&$select=MAIL,accountenabled'
		);
		expect( Object.keys( rowsOf( answer )[ 0 ] ?? {} ) ).toEqual( [
			'mail',
			'accountEnabled',
		] );
		expect( answer.json[ '@odata.context' ] ).toContain(
			'$metadata#users(mail,accountEnabled)'
		);
	} );

	test( 'what was never set is null, an empty list, or absent for extensions', async () => {
		const t = tenant();
		const person = t.simulator.directory.find( 'nothing_set' );
		const { json } = await t.get(
			`/users/${ person?.id }?$select=department,businessPhones,employeeType,onPremisesExtensionAttributes,${ EXTENSION }`
		);
		expect( json ).toMatchObject( {
			department: null,
			businessPhones: [],
			employeeType: null,
		} );
		expect( json ).not.toHaveProperty( EXTENSION );
		expect(
			Object.values( json.onPremisesExtensionAttributes ?? {} )
		).toEqual( Array( 15 ).fill( null ) );
	} );

	test( 'a property of another service is 501, one that does not exist 400, each for the whole listing', async () => {
		const t = tenant();
		expect( errorOf( await t.get( '/users?$select=id,skills' ) ) ).toBe(
			'501 NotImplemented: This operation target is not yet supported.'
		);
		expect( errorOf( await t.get( '/users?$select=id,shoeSize' ) ) ).toBe(
			"400 Request_UnsupportedQuery: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'."
		);
	} );

	test( 'signInActivity needs a licence, then a permission', async () => {
		const poor = tenant();
		expect(
			errorOf( await poor.get( '/users?$select=signInActivity' ) )
		).toContain(
			'403 Authentication_RequestFromNonPremiumTenantOrB2CTenant'
		);
		const rich = tenant( { premium: true } );
		expect(
			errorOf( await rich.get( '/users?$select=signInActivity' ) )
		).toContain( '403 Authorization_RequestDenied' );
	} );

	test( '$expand=manager brings the manager, and nothing where there is none', async () => {
		const t = tenant( { users: 80 } );
		const { rows } = await t.all(
			'/users?$select=id&$expand=manager($select=id,displayName)'
		);
		const withManager = rows.filter( ( row ) => 'manager' in row );
		expect( withManager.length ).toBeGreaterThan( 10 );
		expect( rows.length ).toBeGreaterThan( withManager.length );
		const [ one ] = withManager;
		const manager = await t.get( `/users/${ one?.id }/manager?$select=id` );
		expect( manager.json.id ).toBe( ( one?.manager as Row ).id );
		const none = rows.find( ( row ) => ! ( 'manager' in row ) );
		expect( ( await t.get( `/users/${ none?.id }/manager` ) ).status ).toBe(
			404
		);
	} );

	test( "$skip is refused in the service's words", async () => {
		const t = tenant();
		expect( errorOf( await t.get( '/users?$skip=10' ) ) ).toBe(
			"400 Request_BadRequest: '$skip' is not supported by the service."
		);
	} );
} );

describe( 'one user', () => {
	test( 'is found by object id, UPN with %23, and in quotes', async () => {
		const t = tenant();
		const guest = t.simulator.directory.find( 'guest' );
		const upn = encodeURIComponent( guest?.userPrincipalName ?? '' );
		for ( const url of [
			`/users/${ guest?.id }?$select=id`,
			`/users/${ upn }?$select=id`,
			`/users('${ upn }')?$select=id`,
		] ) {
			expect( ( await t.get( url ) ).json.id ).toBe( guest?.id );
		}
	} );

	test( 'is a 404 when removed, stands in the bin under a mangled name, and comes back', async () => {
		const t = tenant();
		const { id = '', userPrincipalName = '' } =
			t.simulator.directory.find( 'odd_upn' ) ?? {};
		t.simulator.directory.remove( id, 'bin' );
		expect( errorOf( await t.get( `/users/${ id }` ) ) ).toBe(
			`404 Request_ResourceNotFound: Resource '${ id }' does not exist or one of its queried reference-property objects are not present.`
		);
		const bin = rowsOf(
			await t.get( '/directory/deletedItems/microsoft.graph.user' )
		);
		expect( bin.map( ( row ) => row.userPrincipalName ) ).toEqual( [
			id.replaceAll( '-', '' ) + userPrincipalName,
		] );
		t.simulator.directory.restore( id );
		expect(
			( await t.get( `/users/${ id }` ) ).json.userPrincipalName
		).toBe( userPrincipalName );
	} );

	test( 'stands in the bin with the time of its deletion, for 30 days', async () => {
		const t = tenant( { awkward: false, token_lifetime: 1e9 } );
		const { directory, clock } = t.simulator;
		const id = directory.at( 4 )?.id ?? '';
		const read = () =>
			t.get(
				`/directory/deletedItems/microsoft.graph.user/${ id }?$select=id,deletedDateTime`
			);
		expect( ( await read() ).status ).toBe( 404 );

		clock.set( Date.UTC( 2027, 0, 31, 12 ) );
		directory.remove( id, 'bin' );
		expect( ( await read() ).json ).toMatchObject( {
			id,
			deletedDateTime: '2027-01-31T12:00:00Z',
		} );

		clock.set( Date.UTC( 2027, 2, 2, 13 ) );
		expect( ( await read() ).status ).toBe( 404 );
		expect( directory.bin() ).toEqual( [] );
		expect( directory.restore( id ) ).toBeUndefined();
	} );

	test( 'is not in the bin when removed for good, or restored', async () => {
		const t = tenant( { awkward: false } );
		const { directory } = t.simulator;
		const [ one = '', other = '' ] = [ 4, 5 ].map(
			( at ) => directory.at( at )?.id
		);
		directory.remove( one, 'purged' );
		directory.remove( other, 'bin' );
		directory.restore( other );
		for ( const id of [ one, other ] ) {
			expect(
				errorOf(
					await t.get(
						`/directory/deletedItems/microsoft.graph.user/${ id }`
					)
				)
			).toMatch( /^404 Request_ResourceNotFound/ );
		}
		expect( directory.at( 5 )?.deletedDateTime ).toBeUndefined();
	} );

	test( 'in the bin is read with a permission for whole profiles only', async () => {
		const t = tenant( { awkward: false } );
		const id = t.simulator.directory.at( 4 )?.id ?? '';
		t.simulator.directory.remove( id, 'bin' );
		t.simulator.options.app.roles = [ 'User.ReadBasic.All' ];
		expect(
			errorOf(
				await t.get(
					`/directory/deletedItems/microsoft.graph.user/${ id }`
				)
			)
		).toMatch( /^403 Authorization_RequestDenied/ );
	} );

	test( 'tells the day of leaving only to an application that may read it', async () => {
		const t = tenant( { awkward: false } );
		const id = t.simulator.directory.at( 4 )?.id ?? '';
		t.simulator.directory.update( id, {
			employeeLeaveDateTime: '2027-01-31T22:59:59Z',
		} );
		const url = `/users/${ id }?$select=id,employeeLeaveDateTime`;
		expect( ( await t.get( url ) ).json.employeeLeaveDateTime ).toBeNull();

		const may = tenant( { awkward: false } );
		may.simulator.options.app.roles.push( 'User-LifeCycleInfo.Read.All' );
		may.simulator.directory.update( id, {
			employeeLeaveDateTime: '2027-01-31T22:59:59Z',
		} );
		expect( ( await may.get( url ) ).json.employeeLeaveDateTime ).toBe(
			'2027-01-31T22:59:59Z'
		);
	} );

	test( 'keeps the object id through a new name, and the old name goes to somebody else', async () => {
		const t = tenant( { users: 80, awkward: false } );
		const { id, userPrincipalName } = t.simulator.directory.at( 7 ) ?? {
			id: '',
			userPrincipalName: '',
		};
		t.simulator.directory.update( id, {
			userPrincipalName: 'renamed@lakeside.example',
		} );
		expect(
			( await t.get( `/users/${ userPrincipalName }` ) ).status
		).toBe( 404 );
		const heir = t.simulator.directory.add( { userPrincipalName } );
		expect(
			( await t.get( '/users/renamed@lakeside.example?$select=id' ) ).json
				.id
		).toBe( id );
		expect(
			( await t.get( `/users/${ userPrincipalName }?$select=id` ) ).json
				.id
		).toBe( heir.id );
	} );
} );

test( 'an object id that is nearly right is nobody', async () => {
	const t = tenant();
	const id = t.simulator.directory.find( 'guest' )?.id ?? '';
	const near = id.slice( 0, -1 ) + ( id.endsWith( '0' ) ? '1' : '0' );
	expect( ( await t.get( `/users/${ near }` ) ).status ).toBe( 404 );
	expect( ( await t.get( `/users/${ id.toUpperCase() }` ) ).status ).toBe(
		200
	);
} );

describe( 'awkward people', () => {
	test( 'each can be looked up by key, and the ids depend on the seed alone', () => {
		const [ one, two, other ] = [
			tenant(),
			tenant( { users: 5000 } ),
			tenant( { seed: 'other' } ),
		];
		const ids = ( t: ReturnType< typeof tenant > ) =>
			t.simulator.directory.awkwardOnes().map( ( { awkward, id } ) => {
				expect( t.simulator.directory.find( awkward.key )?.id ).toBe(
					id
				);
				return id;
			} );
		expect( ids( one ).length ).toBeGreaterThanOrEqual( 50 );
		expect( ids( one ) ).toEqual( ids( two ) );
		expect(
			ids( other ).filter( ( id ) => ids( one ).includes( id ) )
		).toEqual( [] );
	} );

	test( 'are as awkward as they say', () => {
		const { directory } = tenant().simulator;
		const person = ( key: string ) =>
			directory.find( key ) ?? { id: '', userPrincipalName: '' };
		const upn = ( key: string ) => person( key ).userPrincipalName;
		expect( upn( 'upn_of_60' ) ).toHaveLength( 60 );
		expect( upn( 'long_upn' ).length ).toBeGreaterThan( 60 );
		expect( String( person( 'long_mail' ).mail ).length ).toBeGreaterThan(
			100
		);
		const name = String( person( 'long_display_name' ).displayName );
		expect( name.length ).toBeGreaterThan( 250 );
		// What the directory itself allows.
		expect( name.length ).toBeLessThanOrEqual( 256 );
		for ( const key of [
			'guest',
			'guest_without_mail',
			'guest_without_mail_two',
			'external_member',
		] ) {
			expect( upn( key ) ).toContain( '#EXT#' );
			// Their logins fit: no other reason than the name of the group shall speak.
			expect(
				upn( key ).replaceAll( '#', '' ).length
			).toBeLessThanOrEqual( 60 );
		}
		expect( upn( 'apostrophe' ).replace( "'", '' ) ).toBe(
			upn( 'apostrophe_twin' )
		);
		expect( person( 'shared_mail_one' ).mail ).toBe(
			person( 'shared_mail_two' ).mail
		);
		expect( person( 'mail_of_other_upn' ).mail ).toBe(
			upn( 'upn_of_other_mail' )
		);
		expect(
			[ ...String( person( 'four_byte' ).displayName ) ].some(
				( sign ) => ( sign.codePointAt( 0 ) ?? 0 ) > 0xffff
			)
		).toBe( true );
	} );

	test( 'stay away when they are not wanted', async () => {
		const t = tenant( { users: 300, awkward: false } );
		const { rows } = await t.all(
			'/users?$select=id,userPrincipalName,mail,givenName,surname,accountEnabled,userType'
		);
		expect( rows ).toHaveLength( 300 );
		expect(
			new Set( rows.map( ( row ) => row.userPrincipalName ) ).size
		).toBe( 300 );
		for ( const row of rows ) {
			expect( row ).toMatchObject( {
				mail: row.userPrincipalName,
				accountEnabled: true,
				userType: 'Member',
			} );
			expect( row.givenName ).toBeTruthy();
			expect( row.surname ).toBeTruthy();
		}
	} );
} );
