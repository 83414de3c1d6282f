/**
 * @jest-environment node
 */
import { errorOf, nextOf, ORIGIN, rowsOf, tenant } from './support';

const LIST = '/users?$top=25&$select=id,userPrincipalName';

describe( 'paging', () => {
	test( 'every user is listed once, whatever the page size', async () => {
		const t = tenant( { users: 260 } );
		for ( const [ top, pages ] of [
			[ 25, 11 ],
			[ 26, 10 ],
			[ 999, 1 ],
		] ) {
			const read = await t.all( `/users?$top=${ top }&$select=id` );
			expect( read.pages ).toBe( pages );
			expect( read.rows ).toHaveLength( 260 );
			expect( new Set( read.rows.map( ( { id } ) => id ) ).size ).toBe(
				260
			);
		}
	} );

	test( 'without $top a page has 100 rows', async () => {
		const t = tenant( { users: 101 } );
		expect( rowsOf( await t.get( '/users' ) ) ).toHaveLength( 100 );
	} );

	test.each( [ '0', '-1', '1000' ] )(
		'$top=%s is refused by name',
		async ( top ) => {
			const t = tenant();
			expect( errorOf( await t.get( `/users?$top=${ top }` ) ) ).toBe(
				`400 Request_UnsupportedQuery: Invalid page size specified: '${ top }'. Must be between 1 and 999 inclusive.`
			);
		}
	);

	test( '$top=999 is taken, and signInActivity clamps it', async () => {
		const t = tenant( {
			users: 700,
			premium: true,
			app: { roles: [ 'User.Read.All', 'AuditLog.Read.All' ] },
		} );
		expect( rowsOf( await t.get( '/users?$top=999' ) ) ).toHaveLength(
			700
		);
		const clamped = await t.get(
			'/users?$top=999&$select=id,signInActivity'
		);
		expect( rowsOf( clamped ) ).toHaveLength( 500 );
		expect( nextOf( clamped ) ).toBeDefined();
	} );

	test( 'the token holds the characters that break careless clients, on the origin that was called', async () => {
		const t = tenant();
		const next = nextOf( await t.get( LIST ) ) ?? '';
		expect(
			next.startsWith( `${ ORIGIN }/v1.0${ LIST }&$skiptoken=` )
		).toBe( true );
		const token = next.split( '$skiptoken=' )[ 1 ] ?? '';
		expect( token ).toContain( '+' );
		expect( token ).toContain( '/' );
		expect( token ).toContain( '=' );
		expect( token ).toContain( '%27' );
	} );

	test( 'a plus sign that became a blank is refused, and the log says so', async () => {
		const t = tenant();
		const next = nextOf( await t.get( LIST ) ) ?? '';
		expect( ( await t.get( next.replaceAll( '+', '%20' ) ) ).status ).toBe(
			400
		);
		expect( ( await t.get( next ) ).status ).toBe( 200 );
		// Another spelling of the same bytes works, as with the service, but it is not the link that was given.
		expect( ( await t.get( next.replaceAll( '+', '%2B' ) ) ).status ).toBe(
			200
		);
		expect(
			t.simulator.log.list( 'users' ).map( ( { link } ) => link )
		).toEqual( [ null, 'altered', 'exact', 'altered' ] );
	} );

	test( 'a token belongs to its query', async () => {
		const t = tenant();
		const next = nextOf( await t.get( LIST ) ) ?? '';
		const token = next.split( '$skiptoken=' )[ 1 ];
		for ( const other of [
			`/users?$top=50&$select=id,userPrincipalName&$skiptoken=${ token }`,
			`/users?$top=25&$select=id&$skiptoken=${ token }`,
			`/groups?$top=25&$select=id,userPrincipalName&$skiptoken=${ token }`,
			`/users?$skiptoken=${ token }`,
		] ) {
			expect( ( await t.get( other ) ).status ).toBe( 400 );
		}
	} );

	test( 'who is removed meanwhile shifts nobody; who is added comes last', async () => {
		const t = tenant( { users: 100 } );
		const first = await t.get( LIST );
		const gone = rowsOf( first )[ 3 ]?.id ?? '';
		t.simulator.directory.remove( gone, 'bin' );
		const added = t.simulator.directory.add( { displayName: 'New' } );
		const rest = await t.all( nextOf( first ) ?? '' );
		const ids = [ ...rowsOf( first ), ...rest.rows ].map(
			( { id } ) => id
		);
		expect( ids ).toHaveLength( 101 );
		expect( new Set( ids ).size ).toBe( 101 );
		expect( ids.at( -1 ) ).toBe( added.id );
	} );

	test( 'page tokens expire by time and by use', async () => {
		const t = tenant( { page_token_lifetime: 60, page_token_uses: 2 } );
		const next = nextOf( await t.get( LIST ) ) ?? '';
		expect( ( await t.get( next ) ).status ).toBe( 200 );
		expect( ( await t.get( next ) ).status ).toBe( 200 );
		expect( errorOf( await t.get( next ) ) ).toContain(
			'400 Directory_ExpiredPageToken'
		);
		const other = nextOf( await t.get( LIST ) ) ?? '';
		t.simulator.clock.advance( 61 );
		expect( errorOf( await t.get( other ) ) ).toContain(
			'400 Directory_ExpiredPageToken'
		);
	} );

	test( 'ConsistencyLevel has to come again on the second page', async () => {
		const t = tenant();
		const url = '/users?$top=5&$count=true&$select=id';
		const first = await t.advanced( url );
		const next = nextOf( first ) ?? '';
		expect( first.json[ '@odata.count' ] ).toBe( 60 );
		expect( errorOf( await t.get( next ) ) ).toBe(
			'400 Request_UnsupportedQuery: Unsupported Query.'
		);
		const second = await t.advanced( next );
		expect( second.status ).toBe( 200 );
		expect( second.json ).not.toHaveProperty( [ '@odata.count' ] );
	} );

	test( '$orderby holds over all pages', async () => {
		const t = tenant( { users: 120 } );
		const { rows } = await t.all(
			'/users?$top=50&$select=id,displayName&$orderby=displayName desc'
		);
		const names = rows.map( ( row ) =>
			String( row.displayName ).toLowerCase()
		);
		expect( names ).toHaveLength( 120 );
		expect( names ).toEqual( [ ...names ].sort().reverse() );
	} );
} );

describe( 'counting', () => {
	test( '$count=true without the header is silently ignored', async () => {
		const t = tenant();
		const answer = await t.get( '/users?$count=true' );
		expect( answer.status ).toBe( 200 );
		expect( answer.json ).not.toHaveProperty( [ '@odata.count' ] );
	} );

	test( '/$count needs the header, and answers bare text', async () => {
		const t = tenant();
		expect( errorOf( await t.get( '/users/$count' ) ) ).toBe(
			'400 Request_BadRequest: $count is not currently supported.'
		);
		const answer = await t.advanced( '/users/$count' );
		expect( answer.text ).toBe( '60' );
		expect( answer.headers.get( 'content-type' ) ).toBe( 'text/plain' );
	} );

	test( 'the count follows the filter and the tenant', async () => {
		const t = tenant( { users: 100 } );
		const url = "/users/$count?$filter=userType eq 'Guest'";
		const before = Number( ( await t.advanced( url ) ).text );
		const guest = t.simulator.directory.find( 'guest' );
		t.simulator.directory.remove( guest?.id ?? '', 'purged' );
		expect( before ).toBeGreaterThan( 2 );
		expect( ( await t.advanced( url ) ).text ).toBe( String( before - 1 ) );
		expect( ( await t.advanced( '/users/$count' ) ).text ).toBe( '99' );
	} );

	test( 'changes show in listings after the delay, to who asks by id at once', async () => {
		const t = tenant( { users: 60, replication_delay: 120 } );
		const { id } = t.simulator.directory.add( { displayName: 'New' } );
		const gone = t.simulator.directory.find( 'guest' )?.id ?? '';
		t.simulator.directory.remove( gone, 'bin' );
		expect( ( await t.get( `/users/${ id }` ) ).status ).toBe( 200 );
		expect( ( await t.get( `/users/${ gone }` ) ).status ).toBe( 404 );
		const listed = async () =>
			( await t.all( '/users?$select=id' ) ).rows.map(
				( row ) => row.id
			);
		expect( await listed() ).toEqual(
			expect.not.arrayContaining( [ id ] )
		);
		expect( await listed() ).toContain( gone );
		t.simulator.clock.advance( 121 );
		expect( await listed() ).toContain( id );
		expect( await listed() ).not.toContain( gone );
	} );
} );
