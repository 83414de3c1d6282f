/**
 * @jest-environment node
 */
import { errorOf, rowsOf, tenant } from './support';

const USERS = 'transitiveMembers/microsoft.graph.user?$select=id&$top=999';

function withGroups( options: Parameters< typeof tenant >[ 0 ] = {} ) {
	const t = tenant( { users: 200, ...options } );
	const id = ( key: string ) => t.simulator.groups.find( key )?.id ?? '';
	return { ...t, id };
}

describe( 'groups', () => {
	test( 'are searched by the beginning of the name', async () => {
		const t = withGroups();
		const names = async ( text: string ) =>
			rowsOf(
				await t.get(
					`/groups?$select=id,displayName&$filter=${ encodeURIComponent(
						`startswith(displayName,'${ text }')`
					) }`
				)
			).map( ( row ) => row.displayName );
		expect( await names( 'teach' ) ).toEqual( [
			'Teachers',
			'Teachers of Music',
		] );
		expect( await names( "Parents''" ) ).toEqual( [ "Parents' Council" ] );
	} );

	test( 'one is read by id; unknown is 404, malformed 400', async () => {
		const t = withGroups();
		expect(
			( await t.get( `/groups/${ t.id( 'board' ) }` ) ).json.displayName
		).toBe( 'Board' );
		expect(
			( await t.get( '/groups/11111111-2222-4333-8444-555555555555' ) )
				.status
		).toBe( 404 );
		expect( ( await t.get( '/groups/board' ) ).status ).toBe( 400 );
	} );

	test( 'nested members are listed once each, users alone through the cast', async () => {
		const t = withGroups();
		const { rows } = await t.all(
			`/groups/${ t.id( 'nested' ) }/${ USERS }`
		);
		const people = ( key: string ) =>
			t.simulator.groups
				.members( t.id( key ) )
				.filter( ( { kind } ) => kind === 'user' )
				.map( ( { id } ) => id );
		const wanted = new Set(
			[ 'nested', 'teachers', 'board' ].flatMap( people )
		);
		expect( rows.map( ( { id } ) => id ).sort() ).toEqual(
			[ ...wanted ].sort()
		);
		expect( wanted.size ).toBeLessThan(
			[ 'nested', 'teachers', 'board' ].flatMap( people ).length
		);
		expect( Object.keys( rows[ 0 ] ?? {} ) ).toEqual( [ 'id' ] );
	} );

	test( 'of a person are listed with those above them, and without those that hide their members', async () => {
		const t = withGroups();
		const teacher = t.simulator.groups.members( t.id( 'teachers' ) )[ 0 ];
		const { rows } = await t.all(
			`/users/${ teacher?.id }/transitiveMemberOf?$select=id&$top=999`
		);
		const ids = rows.map( ( { id } ) => id );
		expect( ids ).toEqual(
			expect.arrayContaining( [ t.id( 'teachers' ), t.id( 'nested' ) ] )
		);
		expect( rows[ 0 ]?.[ '@odata.type' ] ).toBe( '#microsoft.graph.group' );
		const counselled = t.simulator.groups.members( t.id( 'hidden' ) )[ 0 ];
		const { rows: others } = await t.all(
			`/users/${ counselled?.id }/transitiveMemberOf?$select=id`
		);
		expect( others.map( ( { id } ) => id ) ).not.toContain(
			t.id( 'hidden' )
		);
		const cast = `/users/${ teacher?.id }/transitiveMemberOf/microsoft.graph.group`;
		expect( ( await t.get( cast ) ).status ).toBe( 400 );
	} );

	test( 'without the cast every kind stands there with its type', async () => {
		const t = withGroups();
		const { rows } = await t.all(
			`/groups/${ t.id( 'nested' ) }/transitiveMembers?$select=id`
		);
		expect(
			[ ...new Set( rows.map( ( row ) => row[ '@odata.type' ] ) ) ].sort()
		).toEqual( [
			'#microsoft.graph.device',
			'#microsoft.graph.group',
			'#microsoft.graph.orgContact',
			'#microsoft.graph.servicePrincipal',
			'#microsoft.graph.user',
		] );
	} );

	test( 'the cast to groups fails without the header and works with it', async () => {
		const t = withGroups();
		const url = `/groups/${ t.id(
			'nested'
		) }/transitiveMembers/microsoft.graph.group?$count=true&$select=displayName`;
		expect( errorOf( await t.get( url ) ) ).toBe(
			'400 Request_UnsupportedQuery: Invalid search request.'
		);
		expect( rowsOf( await t.advanced( url ) ) ).toEqual( [
			{ displayName: 'Teachers' },
			{ displayName: 'Board' },
		] );
	} );

	test( 'groups that hold each other end', async () => {
		const t = withGroups();
		for ( const key of [ 'cycle_one', 'cycle_two' ] ) {
			const { rows } = await t.all(
				`/groups/${ t.id( key ) }/${ USERS }`
			);
			expect( rows ).toHaveLength( 2 );
		}
	} );

	test( 'members page like users, and who is gone is not listed', async () => {
		const t = withGroups( { users: 2500 } );
		const url = `/groups/${ t.id( 'everyone' ) }/${ USERS }`;
		t.simulator.directory.remove(
			t.simulator.directory.find( 'guest' )?.id ?? '',
			'bin'
		);
		const { rows, pages } = await t.all( url );
		expect( [ rows.length, pages ] ).toEqual( [ 2499, 3 ] );
		expect(
			(
				await t.advanced(
					url.replace( '?$select=id&$top=999', '/$count' )
				)
			).text
		).toBe( '2499' );
	} );

	test( 'an empty group is a list without rows', async () => {
		const t = withGroups();
		const answer = await t.get( `/groups/${ t.id( 'empty' ) }/${ USERS }` );
		expect( [ answer.status, rowsOf( answer ) ] ).toEqual( [ 200, [] ] );
	} );

	test( 'hidden membership needs its own permission', async () => {
		const roles = [ 'User.Read.All', 'GroupMember.Read.All' ];
		const t = withGroups();
		expect(
			( await t.get( `/groups/${ t.id( 'hidden' ) }/${ USERS }` ) ).status
		).toBe( 403 );
		const may = withGroups( {
			app: { roles: [ ...roles, 'Member.Read.Hidden' ] },
		} );
		expect(
			rowsOf(
				await may.get( `/groups/${ may.id( 'hidden' ) }/${ USERS }` )
			)
		).toHaveLength( 6 );
	} );

	test( 'with GroupMember.Read.All alone members are ids without names', async () => {
		const t = withGroups( { app: { roles: [ 'GroupMember.Read.All' ] } } );
		const [ row ] = rowsOf(
			await t.get(
				`/groups/${ t.id( 'board' ) }/members?$select=id,displayName,mail`
			)
		);
		expect( row ).toEqual( {
			'@odata.type': '#microsoft.graph.user',
			id: expect.stringMatching( /^[0-9a-f-]{36}$/ ),
			displayName: null,
			mail: null,
		} );
		expect( ( await t.get( '/users' ) ).status ).toBe( 403 );
	} );

	test( 'with User.Read.All alone no group is read', async () => {
		const t = withGroups( { app: { roles: [ 'User.Read.All' ] } } );
		for ( const url of [
			'/groups',
			`/groups/${ t.id( 'board' ) }`,
			`/groups/${ t.id( 'board' ) }/${ USERS }`,
		] ) {
			expect( errorOf( await t.get( url ) ) ).toBe(
				'403 Authorization_RequestDenied: Insufficient privileges to complete the operation.'
			);
		}
	} );
} );

describe( 'a batch', () => {
	test( 'answers each request on its own, in another order', async () => {
		const t = withGroups();
		const bearer = String( ( await t.token() ).json.access_token );
		const batch = ( requests: object[] ) =>
			t.send(
				new Request( 'http://graph.test/v1.0/$batch', {
					method: 'POST',
					headers: {
						Authorization: `Bearer ${ bearer }`,
						'Content-Type': 'application/json',
					},
					body: JSON.stringify( { requests } ),
				} )
			);
		t.fault( { kind: 'throttle', on: 'group', retry_after: 7 } );
		const answer = await batch( [
			{ id: '1', method: 'GET', url: '/users?$top=1&$select=id' },
			{ id: '2', method: 'GET', url: `/groups/${ t.id( 'board' ) }` },
			{
				id: '3',
				method: 'GET',
				url: '/users/$count',
				headers: { ConsistencyLevel: 'eventual' },
			},
		] );
		expect( answer.json.responses ).toMatchObject( [
			{ id: '3', status: 200, body: '200' },
			{ id: '2', status: 429, headers: { 'retry-after': '7' } },
			{ id: '1', status: 200, body: { value: [ {} ] } },
		] );
		const tooMany = Array.from( { length: 21 }, ( _, index ) => ( {
			id: String( index ),
			method: 'GET',
			url: '/users',
		} ) );
		expect( ( await batch( tooMany ) ).status ).toBe( 400 );
	} );
} );
