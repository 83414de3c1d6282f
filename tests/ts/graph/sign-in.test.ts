/**
 * @jest-environment node
 */
import {
	createLocalJWKSet,
	type JSONWebKeySet,
	jwtVerify,
	type JWTVerifyOptions,
} from 'jose';
import { CLIENT_ID, REDIRECT_PATH, TENANT_ID } from '../../graph/defaults';
import { deadGrants } from '../../graph/login-errors';
import { idTokenKinds } from '../../graph/sign-in';
import {
	type Answer,
	errorOf,
	ORIGIN,
	REDIRECT,
	rowsOf,
	sentBack,
	tenant,
} from './support';

type Tenant = ReturnType< typeof tenant >;

/** A tenant in which an ordinary member signs in without being asked. */
function signedIn( options: Parameters< typeof tenant >[ 0 ] = {} ) {
	const t = tenant( options );
	const person = t.simulator.directory.at( 55 );
	t.simulator.signIn.account = person?.id ?? '';
	return { ...t, person };
}

async function code( t: Tenant, more: Record< string, string > = {} ) {
	return sentBack( await t.authorize( more ), 'code' ) ?? '';
}

async function tokens( t: Tenant ): Promise< Answer > {
	return t.redeem( await code( t ) );
}

const text = ( answer: Answer, name: string ) => String( answer.json[ name ] );

async function verified( t: Tenant, idToken: string ) {
	const { json } = await t.send(
		new Request( `${ ORIGIN }/${ TENANT_ID }/discovery/v2.0/keys` )
	);
	const options: JWTVerifyOptions = {
		algorithms: [ 'RS256' ],
		issuer: `${ ORIGIN }/${ TENANT_ID }/v2.0`,
		audience: CLIENT_ID,
	};
	const keys = createLocalJWKSet( json as unknown as JSONWebKeySet );
	return ( await jwtVerify( idToken, keys, options ) ).payload;
}

describe( 'signing in', () => {
	test( 'comes back with code and state, and the code buys tokens', async () => {
		const t = signedIn();
		const answer = await t.authorize();
		expect( answer.status ).toBe( 302 );
		expect( answer.headers.get( 'location' ) ).toMatch(
			`${ REDIRECT }&code=`
		);
		expect( sentBack( answer, 'state' ) ).toBe( 'state-1' );
		expect( sentBack( answer, 'action' ) ).toBe(
			'wpo365_user_sync_connect'
		);
		const bought = await t.redeem( sentBack( answer, 'code' ) ?? '' );
		expect( Object.keys( bought.json ).sort() ).toEqual( [
			'access_token',
			'expires_in',
			'ext_expires_in',
			'id_token',
			'refresh_token',
			'scope',
			'token_type',
		] );
		expect( text( bought, 'scope' ).split( ' ' ) ).toEqual( [
			'openid',
			'profile',
			'https://graph.microsoft.com/User.Read.All',
			'https://graph.microsoft.com/GroupMember.Read.All',
		] );
		expect( await verified( t, text( bought, 'id_token' ) ) ).toMatchObject(
			{
				tid: TENANT_ID,
				oid: t.person?.id,
				nonce: 'nonce-1',
				preferred_username: t.person?.userPrincipalName,
			}
		);
		t.use( text( bought, 'access_token' ) );
		expect( rowsOf( await t.get( '/users' ) ) ).toHaveLength( 60 );
		expect( ( await t.get( '/me?$select=id' ) ).json.id ).toBe(
			t.person?.id
		);
	} );

	test( 'shows a page, which leads on by its buttons', async () => {
		const t = tenant();
		const page = await t.authorize();
		expect( page.status ).toBe( 200 );
		const buttons = [
			...page.text.matchAll(
				/<button name="sim_account" value="([^"]+)">/g
			),
		];
		expect( buttons ).toHaveLength( 3 );
		const [ member, guest, cancel ] = buttons.map(
			( [ , value = '' ] ) => value
		);
		expect( await code( t, { sim_account: member ?? '' } ) ).not.toBe( '' );
		expect( await code( t, { sim_account: guest ?? '' } ) ).not.toBe( '' );
		const back = await t.authorize( { sim_account: cancel ?? '' } );
		expect( sentBack( back, 'error' ) ).toBe( 'access_denied' );
		expect( sentBack( back, 'state' ) ).toBe( 'state-1' );
		for ( const name of [ 'disabled', 'nobody@lakeside.example' ] ) {
			const again = await t.authorize( { sim_account: name } );
			expect( again.text ).toContain( 'role="alert"' );
		}
	} );

	test( 'never leaves the page where application, tenant or address are wrong', async () => {
		const t = signedIn();
		for ( const [ more, number ] of [
			[ { client_id: TENANT_ID }, 'AADSTS700016' ],
			[ { redirect_uri: 'http://localhost/other' }, 'AADSTS50011' ],
			[
				{ redirect_uri: REDIRECT.replace( 'wp-admin', 'WP-admin' ) },
				'AADSTS50011',
			],
			[
				{ redirect_uri: `https://site.example${ REDIRECT_PATH }` },
				'AADSTS50011',
			],
		] as const ) {
			const answer = await t.authorize( more );
			expect( answer.status ).toBe( 400 );
			expect( answer.headers.get( 'location' ) ).toBeNull();
			expect( answer.text ).toContain( number );
		}
		const elsewhere = await t.send(
			new Request( `${ ORIGIN }/nobody.example/oauth2/v2.0/authorize` )
		);
		expect( elsewhere.text ).toContain( 'AADSTS90002' );
	} );

	test.each( [
		[ { prompt: 'none' }, {}, 'login_required' ],
		[
			{},
			{ authorize_error: 'temporarily_unavailable' },
			'temporarily_unavailable',
		],
		[ { response_type: 'token' }, {}, 'unsupported_response_type' ],
		[ { sim_account: 'guest' }, { consent: 'declined' }, 'access_denied' ],
		[
			{ sim_account: 'guest', sim_consent: 'cancel' },
			{ consent: 'ask' },
			'access_denied',
		],
		[
			{ sim_account: 'guest', sim_consent: 'cancel' },
			{ consent: 'admin_required' },
			'access_denied',
		],
		[
			{
				sim_account: 'guest',
				scope: 'https://graph.microsoft.com/Mail.Read',
			},
			{},
			'consent_required',
		],
		[
			{ sim_account: 'guest', scope: 'https://other.example/x' },
			{},
			'invalid_resource',
		],
	] as const )(
		'%p with %p comes back with %s',
		async ( more, how, error ) => {
			const t = tenant();
			Object.assign( t.simulator.signIn, how );
			const answer = await t.authorize( more );
			expect( sentBack( answer, 'error' ) ).toBe( error );
			expect( sentBack( answer, 'error_description' ) ).toMatch(
				/AADSTS\d+/
			);
			expect( sentBack( answer, 'code' ) ).toBeNull();
		}
	);

	test( 'asks for consent where it is to', async () => {
		const t = signedIn();
		t.simulator.signIn.consent = 'ask';
		expect( ( await t.authorize() ).text ).toContain(
			'Permissions requested'
		);
		expect( await code( t, { sim_consent: 'accept' } ) ).not.toBe( '' );
		t.simulator.signIn.consent = 'admin_required';
		expect( ( await t.authorize() ).text ).toContain(
			'Need admin approval'
		);
	} );

	test( 'answers in the query, the fragment or a form', async () => {
		const t = signedIn();
		const fragment = await t.authorize( { response_mode: 'fragment' } );
		expect( fragment.headers.get( 'location' ) ).toContain( '#code=' );
		const form = await t.authorize( { response_mode: 'form_post' } );
		expect( form.text ).toContain( '<input type="hidden" name="code"' );
	} );
} );

describe( 'redeeming a code', () => {
	test( 'works once', async () => {
		const t = signedIn();
		const once = await code( t );
		expect( ( await t.redeem( once ) ).status ).toBe( 200 );
		expect( errorOf( await t.redeem( once ) ) ).toBe(
			'400 invalid_grant 54005'
		);
	} );

	test( 'ends after ten minutes', async () => {
		const t = signedIn();
		const late = await code( t );
		t.simulator.clock.advance( 601 );
		expect( errorOf( await t.redeem( late ) ) ).toBe(
			'400 invalid_grant 70008'
		);
	} );

	test.each( [
		[ { code_verifier: 'wrong' }, '400 invalid_grant 501481' ],
		[ { code_verifier: '' }, '400 invalid_grant 501481' ],
		[ { redirect_uri: `${ REDIRECT }x` }, '400 invalid_client 500112' ],
		[ { code: 'made-up' }, '400 invalid_grant 70000' ],
		[ { code: '' }, '400 invalid_request 900144' ],
		[ { client_secret: 'wrong' }, '401 invalid_client 7000215' ],
	] )(
		'fails with %p, and the right one still works',
		async ( fields, error ) => {
			const t = signedIn();
			const right = await code( t );
			expect(
				errorOf(
					await t.redeem( right, fields as Record< string, string > )
				)
			).toBe( error );
			expect( ( await t.redeem( right ) ).status ).toBe( 200 );
		}
	);

	test( 'without a method the challenge is the verifier itself', async () => {
		const t = signedIn();
		const plain = await code( t, {
			code_challenge: 'abc',
			code_challenge_method: '',
		} );
		expect( errorOf( await t.redeem( plain ) ) ).toBe(
			'400 invalid_grant 501481'
		);
		expect(
			( await t.redeem( plain, { code_verifier: 'abc' } ) ).status
		).toBe( 200 );
	} );

	test( 'from a browser is refused', async () => {
		const t = signedIn();
		const answer = await t.send(
			new Request( `${ ORIGIN }/${ TENANT_ID }/oauth2/v2.0/token`, {
				method: 'POST',
				headers: { Origin: 'http://localhost' },
				body: new URLSearchParams( {
					grant_type: 'authorization_code',
					client_id: CLIENT_ID,
					client_secret:
						t.simulator.options.app.secrets[ 0 ]?.value ?? '',
				} ),
			} )
		);
		expect( errorOf( answer ) ).toBe( '400 invalid_request 9002326' );
	} );

	test( 'gives no refresh token without offline_access, and no id_token without openid', async () => {
		const t = signedIn();
		const scope = 'https://graph.microsoft.com/User.Read.All';
		const bought = await t.redeem( await code( t, { scope } ), { scope } );
		expect( bought.json ).not.toHaveProperty( 'refresh_token' );
		expect( bought.json ).not.toHaveProperty( 'id_token' );
		t.simulator.signIn.omit = [ 'scope', 'refresh_token' ];
		const less = await tokens( t );
		expect( less.json ).not.toHaveProperty( 'scope' );
		expect( less.json ).not.toHaveProperty( 'refresh_token' );
	} );
} );

describe( 'refreshing', () => {
	test( 'gives a new refresh token each time, and the old one goes on', async () => {
		const t = signedIn();
		const first = text( await tokens( t ), 'refresh_token' );
		const second = text( await t.refresh( first ), 'refresh_token' );
		expect( second ).not.toBe( first );
		expect( ( await t.refresh( first ) ).status ).toBe( 200 );
		expect( ( await t.refresh( second ) ).status ).toBe( 200 );
		expect(
			t.simulator.log
				.list( 'token' )
				.map( ( entry ) => entry.refresh_token )
		).toEqual( [ null, 1, 1, 2 ] );
	} );

	test( 'ends with revocation, idleness, a disabled or a deleted account', async () => {
		const t = signedIn();
		const fresh = async () => text( await tokens( t ), 'refresh_token' );
		const revoked = await fresh();
		t.simulator.grants.revokeAll();
		expect( errorOf( await t.refresh( revoked ) ) ).toBe(
			'400 invalid_grant 50173'
		);
		const idle = await fresh();
		t.simulator.clock.advance( 90 * 86400 + 1 );
		expect( errorOf( await t.refresh( idle ) ) ).toBe(
			'400 invalid_grant 700082'
		);
		const person = await fresh();
		t.simulator.directory.update( t.person?.id ?? '', {
			accountEnabled: false,
		} );
		expect( errorOf( await t.refresh( person ) ) ).toBe(
			'400 invalid_grant 50057'
		);
		t.simulator.directory.remove( t.person?.id ?? '', 'bin' );
		expect( errorOf( await t.refresh( person ) ) ).toBe(
			'400 invalid_grant 50034'
		);
	} );

	test.each( deadGrants )( 'can be refused: %s', async ( how ) => {
		const t = signedIn();
		const token = text( await tokens( t ), 'refresh_token' );
		t.simulator.signIn.refresh = how;
		const answer = await t.refresh( token );
		expect( answer.status ).toBe( 400 );
		expect( errorOf( answer ) ).toMatch(
			/^400 (invalid_grant|interaction_required) \d+$/
		);
		if ( how === 'mfa' ) {
			expect( answer.json ).toMatchObject( {
				suberror: 'basic_action',
				claims: expect.stringContaining( 'capolids' ),
			} );
		}
		t.simulator.signIn.refresh = 'ok';
		expect( ( await t.refresh( token ) ).status ).toBe( 200 );
	} );

	test( 'ends where consent was taken back', async () => {
		const t = signedIn();
		const token = text( await tokens( t ), 'refresh_token' );
		t.simulator.options.app.scopes = [ 'User.Read.All' ];
		const answer = await t.refresh( token );
		expect( errorOf( answer ) ).toBe( '400 invalid_grant 65001' );
		expect( answer.json.suberror ).toBe( 'consent_required' );
	} );
} );

describe( 'delegated permissions', () => {
	test( 'a guest lists nobody', async () => {
		const t = signedIn();
		t.simulator.signIn.account = 'guest';
		t.use( text( await tokens( t ), 'access_token' ) );
		expect( ( await t.get( '/users' ) ).status ).toBe( 403 );
	} );

	test( 'User.ReadBasic.All reads the basic properties alone', async () => {
		const t = signedIn( { app: { scopes: [ 'User.ReadBasic.All' ] } } );
		const scope = 'https://graph.microsoft.com/User.ReadBasic.All';
		const bought = await t.redeem( await code( t, { scope } ), { scope } );
		t.use( text( bought, 'access_token' ) );
		const url =
			'/users?$top=1&$select=id,displayName,department,accountEnabled';
		expect( rowsOf( await t.get( url ) )[ 0 ] ).toMatchObject( {
			displayName: expect.any( String ),
			department: null,
			accountEnabled: null,
		} );
		t.simulator.options.read_basic = 'forbidden';
		expect( ( await t.get( url ) ).status ).toBe( 403 );
		expect(
			( await t.get( '/users?$select=id,displayName' ) ).status
		).toBe( 200 );
	} );
} );

describe( 'the id_token', () => {
	/** What a careful client finds wrong; the nonce and the tenant it checks itself. */
	const accepted = [ 'valid', 'wrong_nonce', 'no_nonce', 'no_oid' ];

	test.each( idTokenKinds )( 'can be %s', async ( kind ) => {
		const t = signedIn();
		t.simulator.signIn.id_token = kind;
		const token = text( await tokens( t ), 'id_token' );
		const check = verified( t, token );
		if ( ! accepted.includes( kind ) ) {
			await expect( check ).rejects.toThrow();
			return;
		}
		const { nonce, oid } = await check;
		expect( [ nonce, typeof oid ] ).toEqual(
			{
				valid: [ 'nonce-1', 'string' ],
				wrong_nonce: [ 'somebody-elses', 'string' ],
				no_nonce: [ undefined, 'string' ],
				no_oid: [ 'nonce-1', 'undefined' ],
			}[ kind as 'valid' ]
		);
	} );

	test( 'is signed with a new key after a rotation; the old key stays or goes', async () => {
		const t = signedIn();
		const old = text( await tokens( t ), 'id_token' );
		t.simulator.keys.rotate();
		const young = text( await tokens( t ), 'id_token' );
		await expect( verified( t, old ) ).resolves.toBeDefined();
		await expect( verified( t, young ) ).resolves.toBeDefined();
		t.simulator.keys.rotate( true );
		await expect( verified( t, young ) ).rejects.toThrow();
	} );
} );

describe( 'discovery', () => {
	const discover = ( t: Tenant, name: string ) =>
		t.send(
			new Request(
				`${ ORIGIN }/${ name }/v2.0/.well-known/openid-configuration`
			)
		);

	test( 'resolves a domain to the GUID of the tenant', async () => {
		const { json } = await discover( tenant(), 'lakeside.example' );
		expect( json ).toMatchObject( {
			issuer: `${ ORIGIN }/${ TENANT_ID }/v2.0`,
			token_endpoint: `${ ORIGIN }/${ TENANT_ID }/oauth2/v2.0/token`,
			jwks_uri: `${ ORIGIN }/${ TENANT_ID }/discovery/v2.0/keys`,
		} );
	} );

	test( 'has a template for any tenant, and refuses an unknown one', async () => {
		const t = tenant();
		expect( ( await discover( t, 'organizations' ) ).json.issuer ).toBe(
			`${ ORIGIN }/{tenantid}/v2.0`
		);
		expect( errorOf( await discover( t, 'nobody.example' ) ) ).toBe(
			'400 invalid_tenant 90002'
		);
	} );
} );

describe( 'admin consent', () => {
	const ask = (
		t: Tenant,
		path: string,
		more: Record< string, string > = {}
	) =>
		t.send(
			new Request(
				`${ ORIGIN }/${ TENANT_ID }/${ path }?${ new URLSearchParams( {
					client_id: CLIENT_ID,
					redirect_uri: REDIRECT,
					scope: 'https://graph.microsoft.com/.default',
					state: 's',
					...more,
				} ) }`
			)
		);

	test( 'grants what the next token then holds', async () => {
		const t = tenant( { app: { roles: [], scopes: [] } } );
		expect( ( await t.get( '/users' ) ).status ).toBe( 403 );
		expect( ( await ask( t, 'v2.0/adminconsent' ) ).text ).toContain(
			'Accept'
		);
		const back = await ask( t, 'v2.0/adminconsent', {
			sim_consent: 'accept',
		} );
		expect( sentBack( back, 'admin_consent' ) ).toBe( 'True' );
		expect( sentBack( back, 'tenant' ) ).toBe( TENANT_ID );
		t.use( text( await t.token(), 'access_token' ) );
		expect( ( await t.get( '/users' ) ).status ).toBe( 200 );
	} );

	test.each( [
		[ 'v2.0/adminconsent', 'consent_required' ],
		[ 'adminconsent', 'permission_denied' ],
	] )(
		'%s declined says True all the same, and %s',
		async ( path, error ) => {
			const t = tenant( { app: { roles: [] } } );
			const back = await ask( t, path, { sim_consent: 'cancel' } );
			expect( sentBack( back, 'admin_consent' ) ).toBe( 'True' );
			expect( sentBack( back, 'error' ) ).toBe( error );
			expect( ( await t.get( '/users' ) ).status ).toBe( 403 );
		}
	);
} );
