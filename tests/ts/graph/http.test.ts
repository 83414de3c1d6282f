/**
 * @jest-environment node
 */
import { type IncomingHttpHeaders, request } from 'node:http';
import { setupServer } from 'msw/node';
import { CLIENT_ID, CLIENT_SECRET, TENANT_ID } from '../../graph/defaults';
import { serve, type Served } from '../../graph/http';
import { createSimulator } from '../../graph/simulator';

const simulator = createSimulator( { users: 120 } );
let served: Served;

beforeAll( async () => {
	served = await serve( simulator );
} );

afterAll( () => served.close() );

interface Raw {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
	/** False where the connection ended before the whole body had come. */
	complete: boolean;
}

/** Sends a request whose path nothing normalizes. */
function raw(
	origin: string,
	path: string,
	{
		method = 'GET',
		headers = {},
		body = '',
	}: {
		method?: string;
		headers?: Record< string, string >;
		body?: string;
	} = {}
): Promise< Raw > {
	const { hostname, port } = new URL( origin );
	return new Promise( ( resolve, reject ) => {
		const sent = request(
			{ hostname, port, path, method, headers, agent: false },
			( answer ) => {
				const chunks: Buffer[] = [];
				const done = () =>
					resolve( {
						status: answer.statusCode ?? 0,
						headers: answer.headers,
						body: Buffer.concat( chunks ).toString(),
						complete: answer.complete,
					} );
				answer.on( 'data', ( chunk: Buffer ) => chunks.push( chunk ) );
				answer.on( 'end', done );
				answer.on( 'error', done );
			}
		);
		sent.on( 'error', reject );
		sent.end( body );
	} );
}

async function bearer(): Promise< Record< string, string > > {
	const answer = await raw(
		served.origin,
		`/${ TENANT_ID }/oauth2/v2.0/token`,
		{
			method: 'POST',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams( {
				grant_type: 'client_credentials',
				client_id: CLIENT_ID,
				client_secret: CLIENT_SECRET,
				scope: 'https://graph.microsoft.com/.default',
			} ).toString(),
		}
	);
	const token = JSON.parse( answer.body ) as { access_token: string };
	return { Authorization: `Bearer ${ token.access_token }` };
}

async function control( method: string, path: string, body: object = {} ) {
	const answer = await raw( served.origin, `/_control${ path }`, {
		method,
		headers: { 'Content-Type': 'application/json' },
		body: [ 'GET', 'DELETE' ].includes( method )
			? ''
			: JSON.stringify( body ),
	} );
	return {
		status: answer.status,
		json: JSON.parse( answer.body ) as unknown,
	};
}

const LIST = '/v1.0/users?$top=50&$select=id,displayName';

beforeEach( () => control( 'POST', '/tenant' ) );

describe( 'over HTTP', () => {
	test( 'a page comes with its length, and the next under the same origin', async () => {
		const headers = await bearer();
		const answer = await raw( served.origin, LIST, { headers } );
		expect( answer.status ).toBe( 200 );
		expect( Number( answer.headers[ 'content-length' ] ) ).toBe(
			Buffer.byteLength( answer.body )
		);
		const next = (
			JSON.parse( answer.body ) as { '@odata.nextLink': string }
		 )[ '@odata.nextLink' ];
		expect( next.startsWith( `${ served.origin }/v1.0/users?` ) ).toBe(
			true
		);
		const path = next.slice( served.origin.length );
		expect( ( await raw( served.origin, path, { headers } ) ).status ).toBe(
			200
		);
		const last = simulator.log.list( 'users' ).at( -1 );
		expect( last ).toMatchObject( { url: path, link: 'exact' } );
	} );

	test( 'paths arrive as they were sent, dot segments included', async () => {
		const headers = await bearer();
		await raw(
			served.origin,
			"/v1.0/../v1.0/users?$filter=displayName eq 'x'".replaceAll(
				' ',
				'%20'
			),
			{ headers }
		);
		expect( simulator.log.list( 'users' ).at( -1 )?.url ).toBe(
			"/v1.0/../v1.0/users?$filter=displayName%20eq%20'x'"
		);
	} );

	test( 'the second listener and another host name are told apart', async () => {
		const headers = await bearer();
		const port = new URL( served.origin ).port;
		await raw( served.elsewhere, LIST, { headers } );
		await raw( served.origin, LIST, {
			headers: { ...headers, Host: `localhost:${ port }` },
		} );
		await raw( served.origin, LIST, { headers } );
		expect(
			simulator.log.list( 'users' ).map( ( { elsewhere } ) => elsewhere )
		).toEqual( [ true, true, false ] );
	} );

	test( 'a body is cut off', async () => {
		const headers = await bearer();
		simulator.faults.add( { kind: 'truncate', on: 'users', bytes: 100 } );
		const cut = await raw( served.origin, LIST, { headers } );
		expect( cut.status ).toBe( 200 );
		expect( cut.complete ).toBe( false );
		expect( cut.body ).toHaveLength( 100 );
		expect(
			( await raw( served.origin, LIST, { headers } ) ).complete
		).toBe( true );
	} );

	test( 'a connection is reset', async () => {
		const headers = await bearer();
		simulator.faults.add( { kind: 'reset', on: 'users' } );
		await expect(
			raw( served.origin, LIST, { headers } )
		).rejects.toMatchObject( {
			code: 'ECONNRESET',
		} );
		expect( ( await raw( served.origin, LIST, { headers } ) ).status ).toBe(
			200
		);
	} );

	test( 'an answer is slow as a whole, or bit by bit', async () => {
		const headers = await bearer();
		for ( const kind of [ 'slow', 'drip' ] as const ) {
			simulator.faults.add( { kind, on: 'users', ms: 300 } );
			const started = performance.now();
			const answer = await raw( served.origin, LIST, { headers } );
			expect( performance.now() - started ).toBeGreaterThan( 280 );
			expect( answer.complete ).toBe( true );
			expect( () => JSON.parse( answer.body ) ).not.toThrow();
		}
	} );

	test( 'an answer is long, or compressed for who accepts it', async () => {
		const headers = await bearer();
		simulator.faults.add( {
			kind: 'padding',
			on: 'users',
			bytes: 1_000_000,
		} );
		const long = await raw( served.origin, LIST, { headers } );
		expect( long.body.length ).toBeGreaterThan( 1_000_000 );
		await control( 'PATCH', '/tenant', { gzip: true } );
		const packed = await raw( served.origin, LIST, {
			headers: { ...headers, 'Accept-Encoding': 'gzip' },
		} );
		expect( packed.headers[ 'content-encoding' ] ).toBe( 'gzip' );
		const plain = await raw( served.origin, LIST, { headers } );
		expect( plain.headers[ 'content-encoding' ] ).toBeUndefined();
	} );

	test( 'what nobody knows is 404, what nobody can read 400', async () => {
		expect( ( await raw( served.origin, '/nothing/here' ) ).status ).toBe(
			404
		);
		expect(
			( await raw( served.origin, '/v1.0/users/%E0%A4%A' ) ).status
		).toBe( 400 );
		expect( ( await raw( served.origin, LIST ) ).status ).toBe( 401 );
	} );
} );

describe( 'as msw handlers', () => {
	test( 'the same tenant answers fetch in the same process', async () => {
		const inside = createSimulator( { users: 70 } );
		const server = setupServer( ...inside.handlers );
		server.listen( { onUnhandledRequest: 'error' } );
		try {
			const answer = await fetch(
				'https://graph.microsoft.com/v1.0/users'
			);
			expect( answer.status ).toBe( 401 );
			inside.faults.add( { kind: 'reset' } );
			await expect(
				fetch( 'https://graph.microsoft.com/v1.0/users' )
			).rejects.toThrow();
		} finally {
			server.close();
		}
	} );
} );

describe( 'control', () => {
	test( 'a new tenant forgets everything and keeps what the simulator started with', async () => {
		const headers = await bearer();
		await control( 'POST', '/faults', { kind: 'html', times: null } );
		await control( 'POST', '/clock', { advance: 3600 } );
		const { json } = await control( 'POST', '/tenant', {} );
		expect( json ).toMatchObject( { users: 120, tenant_id: TENANT_ID } );
		expect( ( await control( 'GET', '/log' ) ).json ).toEqual( [] );
		expect( ( await control( 'GET', '/faults' ) ).json ).toEqual( [] );
		expect( Math.abs( simulator.clock.now() - Date.now() ) ).toBeLessThan(
			100
		);
		expect( ( await raw( served.origin, LIST, { headers } ) ).status ).toBe(
			401
		);
		const smaller = await control( 'POST', '/tenant', {
			users: 5,
			awkward: false,
		} );
		expect( smaller.json ).toMatchObject( { users: 5 } );
	} );

	test.each( [
		[ 'POST', '/tenant', { user: 5 }, "Unknown option 'user'" ],
		[ 'PATCH', '/tenant', { users: 5 }, "Unknown option 'users'" ],
		[
			'POST',
			'/tenant',
			{ users: 'many' },
			"'users' must be of type number",
		],
		[ 'POST', '/tenant', { users: 1e9 }, 'from 0 to 100000' ],
		[
			'PATCH',
			'/app',
			{ roles: 'User.Read.All' },
			"'roles' must be of type list",
		],
		[ 'POST', '/faults', { kind: 'short_page' }, "needs 'rows'" ],
		[ 'POST', '/faults', { kind: 'earthquake' }, 'Unknown kind of fault' ],
		[ 'POST', '/faults', { kind: 'html', nht: 3 }, "Unknown option 'nht'" ],
		[
			'POST',
			'/faults',
			{ kind: 'html', on: 'user s' },
			"no route 'user s'",
		],
		[ 'POST', '/clock', { now: 'noon' }, 'must be a time' ],
		[ 'PATCH', '/app', { secret: 'x' }, "Unknown option 'secret'" ],
		[
			'PATCH',
			'/sign-in',
			{ consent: 'maybe' },
			"'consent' must be one of",
		],
		[ 'PATCH', '/users/nobody', {}, "no user 'nobody'" ],
		[
			'POST',
			'/groups',
			{ members: [ 'nobody' ] },
			"no user or group 'nobody'",
		],
	] )( '%s %s refuses %p', async ( method, path, body, message ) => {
		const { status, json } = await control( method, path, body );
		expect( status ).toBe( 400 );
		expect( json ).toEqual( { error: expect.stringContaining( message ) } );
	} );

	test( 'people are added, changed, removed and brought back while a run goes on', async () => {
		const headers = await bearer();
		const read = async ( id: string ) => {
			const answer = await raw(
				served.origin,
				`/v1.0/users/${ id }?$select=userPrincipalName,accountEnabled,mail`,
				{ headers }
			);
			return {
				status: answer.status,
				...( JSON.parse( answer.body ) as object ),
			};
		};
		const added = await control( 'POST', '/users', {
			users: [
				{ userPrincipalName: 'new.one@lakeside.example', mail: null },
				{ displayName: 'New Two' },
			],
		} );
		const [ one, two ] = added.json as { id: string }[];
		expect( one?.id ).not.toBe( two?.id );
		expect( await read( one?.id ?? '' ) ).toMatchObject( {
			userPrincipalName: 'new.one@lakeside.example',
			accountEnabled: true,
			mail: null,
		} );
		const twice = await control( 'POST', '/users', {
			userPrincipalName: 'NEW.one@lakeside.example',
		} );
		expect( twice.status ).toBe( 400 );
		await control( 'PATCH', '/users/new.one@lakeside.example', {
			userPrincipalName: 'moved@lakeside.example',
			accountEnabled: false,
			manager: 'guest',
		} );
		expect( await read( one?.id ?? '' ) ).toMatchObject( {
			userPrincipalName: 'moved@lakeside.example',
			accountEnabled: false,
		} );
		await control( 'DELETE', '/users/moved@lakeside.example' );
		expect( await read( one?.id ?? '' ) ).toMatchObject( { status: 404 } );
		await control( 'POST', `/users/${ one?.id }/restore` );
		expect( await read( one?.id ?? '' ) ).toMatchObject( { status: 200 } );
		await control( 'DELETE', `/users/${ one?.id }?permanently=true` );
		await control( 'POST', `/users/${ one?.id }/restore` );
		expect( await read( one?.id ?? '' ) ).toMatchObject( { status: 404 } );
	} );

	test( 'groups are added, filled, emptied and removed', async () => {
		const added = await control( 'POST', '/groups', {
			key: 'chess',
			displayName: 'Chess',
			members: [ 'guest', 'board' ],
		} );
		const { group } = added.json as { group: { id: string } };
		expect( added.json ).toMatchObject( { members: 2 } );
		const changed = await control( 'PATCH', '/groups/chess', {
			displayName: 'Chess club',
			add: [ 'apostrophe' ],
			remove: [ 'board' ],
		} );
		expect( changed.json ).toMatchObject( {
			group: { id: group.id, displayName: 'Chess club' },
			members: 2,
		} );
		const emptied = await control( 'PATCH', '/groups/chess', {
			members: [],
		} );
		expect( emptied.json ).toMatchObject( { members: 0 } );
		await control( 'DELETE', '/groups/chess' );
		expect(
			( await control( 'GET', `/groups/${ group.id }` ) ).status
		).toBe( 400 );
	} );

	test( 'the log is read by route and cleared', async () => {
		const headers = await bearer();
		await raw( served.origin, LIST, { headers } );
		const { json } = await control( 'GET', '/log?route=users' );
		expect( json ).toMatchObject( [ { route: 'users', n: 2, rows: 50 } ] );
		await control( 'DELETE', '/log' );
		expect( ( await control( 'GET', '/log' ) ).json ).toEqual( [] );
	} );

	test( 'the awkward people are listed with what is expected of them', async () => {
		const { json } = await control( 'GET', '/awkward' );
		const list = json as {
			key: string;
			expect: string;
			person: { id: string };
		}[];
		expect( list.length ).toBeGreaterThanOrEqual( 50 );
		expect( list.find( ( { key } ) => key === 'disabled' ) ).toMatchObject(
			{
				expect: 'skipped',
				person: { accountEnabled: false },
			}
		);
	} );
} );
