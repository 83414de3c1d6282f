/**
 * @jest-environment node
 */
import {
	CLIENT_ID,
	CLIENT_SECRET,
	EXPIRED_SECRET,
	SECRET_ID,
	TENANT_DOMAIN,
	TENANT_ID,
} from '../../graph/defaults';
import { errorOf, ORIGIN, tenant } from './support';

const LIST = '/users?$top=10&$select=id';

describe( 'client credentials', () => {
	test.each( [ TENANT_ID, TENANT_DOMAIN ] )(
		'work with the tenant as %s',
		async ( name ) => {
			const t = tenant();
			const { status, json } = await t.token( {}, name );
			expect( status ).toBe( 200 );
			expect( Object.keys( json ).sort() ).toEqual( [
				'access_token',
				'expires_in',
				'ext_expires_in',
				'token_type',
			] );
			expect( json ).toMatchObject( {
				token_type: 'Bearer',
				expires_in: 3599,
			} );
		}
	);

	test( 'also by Basic authentication', async () => {
		const t = tenant();
		const basic = Buffer.from(
			`${ CLIENT_ID }:${ encodeURIComponent( CLIENT_SECRET ) }`
		).toString( 'base64' );
		const answer = await t.send(
			new Request( `${ ORIGIN }/${ TENANT_ID }/oauth2/v2.0/token`, {
				method: 'POST',
				headers: { Authorization: `Basic ${ basic }` },
				body: new URLSearchParams( {
					grant_type: 'client_credentials',
					scope: 'https://graph.microsoft.com/.default',
				} ),
			} )
		);
		expect( answer.status ).toBe( 200 );
	} );

	test.each( [
		[
			'a wrong secret',
			{ client_secret: 'wrong' },
			'401 invalid_client 7000215',
		],
		[
			"the secret's id",
			{ client_secret: SECRET_ID },
			'401 invalid_client 7000215',
		],
		[
			'an expired secret',
			{ client_secret: EXPIRED_SECRET },
			'401 invalid_client 7000222',
		],
		[ 'no secret', { client_secret: '' }, '401 invalid_client 7000218' ],
		[
			'an unknown application',
			{ client_id: SECRET_ID },
			'400 unauthorized_client 700016',
		],
		[ 'no application', { client_id: '' }, '400 invalid_request 900144' ],
		[
			'a scope without .default',
			{ scope: 'https://graph.microsoft.com/User.Read.All' },
			'400 invalid_scope 1002012',
		],
		[
			'an unknown resource',
			{ scope: 'https://graph.example/.default' },
			'400 invalid_resource 500011',
		],
		[
			'another grant',
			{ grant_type: 'password' },
			'400 unsupported_grant_type 70003',
		],
		[ 'no grant', { grant_type: '' }, '400 invalid_request 900144' ],
	] )( 'fail with %s', async ( _, fields, error ) => {
		const answer = await tenant().token( fields );
		expect( errorOf( answer ) ).toBe( error );
		expect( answer.json ).toMatchObject( {
			error_description: expect.stringMatching(
				/^AADSTS\d+: .+ Trace ID: \S+ Correlation ID: \S+ Timestamp: \S+ \S+Z$/s
			),
			timestamp: expect.any( String ),
			trace_id: expect.any( String ),
			correlation_id: expect.any( String ),
		} );
	} );

	test.each( [
		[ SECRET_ID, '400 invalid_request 90002' ],
		[ 'nobody.example', '400 invalid_request 90002' ],
		[ 'not-a-tenant', '400 invalid_request 900023' ],
		[ 'common', '400 invalid_request 9001023' ],
	] )( 'fail for the tenant %s', async ( name, error ) => {
		expect( errorOf( await tenant().token( {}, name ) ) ).toBe( error );
	} );

	test( 'fail for a disabled application, and once the secret has run out', async () => {
		const t = tenant();
		t.simulator.options.app.enabled = false;
		expect( errorOf( await t.token() ) ).toBe(
			'400 unauthorized_client 7000112'
		);
		t.simulator.options.app.enabled = true;
		t.simulator.clock.set( Date.parse( '2100-01-01T00:00:00Z' ) );
		expect( errorOf( await t.token() ) ).toBe(
			'401 invalid_client 7000222'
		);
	} );

	test( 'give a token without any permission, which is good for nothing', async () => {
		const t = tenant( { app: { roles: [] } } );
		expect( ( await t.token() ).status ).toBe( 200 );
		expect( errorOf( await t.get( LIST ) ) ).toBe(
			'403 Authorization_RequestDenied: Insufficient privileges to complete the operation.'
		);
	} );

	test( 'a permission granted later shows in new tokens only', async () => {
		const t = tenant( { app: { roles: [] } } );
		expect( ( await t.get( LIST ) ).status ).toBe( 403 );
		t.simulator.options.app.roles = [ 'User.Read.All' ];
		expect( ( await t.get( LIST ) ).status ).toBe( 403 );
		t.use( String( ( await t.token() ).json.access_token ) );
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
	} );

	test( 'User.ReadBasic.All as an application permission lists nobody', async () => {
		const t = tenant( { app: { roles: [ 'User.ReadBasic.All' ] } } );
		expect( ( await t.get( LIST ) ).status ).toBe( 403 );
	} );
} );

describe( 'the bearer token', () => {
	test( 'is refused when missing, made up, expired or for another audience', async () => {
		const t = tenant( { token_lifetime: 600 } );
		const without = await t.send( new Request( `${ ORIGIN }/v1.0/users` ) );
		expect( errorOf( without ) ).toBe(
			'401 InvalidAuthenticationToken: Access token is empty.'
		);
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
		t.simulator.clock.advance( 599 );
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
		t.simulator.clock.advance( 1 );
		expect( errorOf( await t.get( LIST ) ) ).toBe(
			'401 InvalidAuthenticationToken: Lifetime validation failed, the token is expired.'
		);
		t.use( 'eyJhbGciOiJub25lIn0.e30.' );
		expect( errorOf( await t.get( LIST ) ) ).toBe(
			'401 InvalidAuthenticationToken: CompactToken parsing failed with error code: 80049217'
		);
		const other = await t.token( { scope: 'api://other/.default' } );
		t.use( String( other.json.access_token ) );
		expect( errorOf( await t.get( LIST ) ) ).toBe(
			'401 InvalidAuthenticationToken: Access token validation failure. Invalid audience.'
		);
	} );

	test( 'is refused once, with a challenge for ever when revoked', async () => {
		const t = tenant();
		t.fault( { kind: 'expired_token' } );
		expect( ( await t.get( LIST ) ).status ).toBe( 401 );
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
		t.simulator.tokens.revokeAll();
		const answer = await t.get( LIST );
		expect( errorOf( answer ) ).toContain( 'Continuous access evaluation' );
		expect( answer.headers.get( 'www-authenticate' ) ).toContain(
			'error="insufficient_claims", claims="'
		);
		t.use( String( ( await t.token() ).json.access_token ) );
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
	} );

	test( 'is good for its own tenant alone', async () => {
		const t = tenant();
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
		t.simulator.options.tenant_id = SECRET_ID;
		expect( ( await t.get( LIST ) ).status ).toBe( 401 );
	} );

	test( 'looks like a JWT nobody can check, or like nothing at all', async () => {
		const jwt = String( ( await tenant().token() ).json.access_token );
		const claims = JSON.parse(
			Buffer.from( jwt.split( '.' )[ 1 ] ?? '', 'base64url' ).toString()
		);
		expect( claims ).toMatchObject( {
			tid: TENANT_ID,
			roles: [ 'User.Read.All', 'GroupMember.Read.All' ],
		} );
		const opaque = await tenant( { opaque_tokens: true } ).token();
		expect( String( opaque.json.access_token ) ).not.toContain( '.' );
	} );
} );

describe( 'every answer of Graph', () => {
	test( 'carries its headers and echoes the request id', async () => {
		const t = tenant();
		const id = '3f1c7a52-9f0e-4d5b-8a61-2f4e6d8c0b1a';
		const { headers } = await t.get( LIST, { 'client-request-id': id } );
		expect( headers.get( 'client-request-id' ) ).toBe( id );
		expect( headers.get( 'request-id' ) ).toMatch( /^[0-9a-f-]{36}$/ );
		expect( headers.get( 'request-id' ) ).not.toBe( id );
		expect( headers.get( 'odata-version' ) ).toBe( '4.0' );
		expect( headers.get( 'content-type' ) ).toContain(
			'odata.metadata=minimal'
		);
		const refused = await t.get( '/users?$top=0', {
			'client-request-id': id,
		} );
		expect( refused.json ).toMatchObject( {
			error: { innerError: { 'client-request-id': id } },
		} );
	} );

	test( 'is in the log, without token and secret', async () => {
		const t = tenant();
		await t.get( LIST, { 'User-Agent': 'Test/1' } );
		const log = t.simulator.log.list();
		expect(
			log.map( ( { route, status, token } ) => [ route, status, token ] )
		).toEqual( [
			[ 'token', 200, null ],
			[ 'users', 200, 1 ],
		] );
		expect( log[ 0 ]?.body ).toMatchObject( {
			client_id: CLIENT_ID,
			client_secret: '(set)',
		} );
		expect( log[ 1 ] ).toMatchObject( {
			n: 2,
			method: 'GET',
			url: `/v1.0${ LIST }`,
			query: '$top=10&$select=id',
			headers: { 'user-agent': 'Test/1' },
			authorization: 'bearer',
			rows: 10,
			elsewhere: false,
		} );
		const dump = JSON.stringify( log );
		expect( dump ).not.toContain( CLIENT_SECRET );
		expect( dump ).not.toContain( 'eyJ' );
	} );
} );
