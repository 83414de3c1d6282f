import apiFetch from '@wordpress/api-fetch';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

import { api } from '../../../assets-src/api/client';
import { ApiError, isAbort, toApiError } from '../../../assets-src/api/error';
import { wpError } from '../support/fake-site';
import { makeRow, makeRun } from '../support/make';

const ROOT = 'http://site.test/wp-json/wpo365-user-sync/v1';
const server = setupServer();

beforeAll( () => {
	apiFetch.use(
		apiFetch.createRootURLMiddleware( 'http://site.test/wp-json/' )
	);
	server.listen( { onUnhandledRequest: 'error' } );
} );
afterEach( () => server.resetHandlers() );
afterAll( () => server.close() );

/**
 * Returns the ApiError that a promise is rejected with.
 *
 * @param promise The promise.
 */
async function failure( promise: Promise< unknown > ): Promise< ApiError > {
	const thrown: unknown = await promise.then(
		() => null,
		( reason: unknown ) => reason
	);
	expect( thrown ).toBeInstanceOf( ApiError );
	return thrown as ApiError;
}

describe( 'errors', () => {
	it( 'carry code, sentence, status, retry_after and the rest', async () => {
		server.use(
			http.post( `${ ROOT }/runs/3/step`, () =>
				wpError( 409, 'step_in_progress', 'Somebody is at it.', {
					retry_after: 2,
					owner: 'x',
				} )
			)
		);

		const error = await failure( api.step( 3, 1 ) );
		expect( error ).toMatchObject( {
			code: 'step_in_progress',
			message: 'Somebody is at it.',
			status: 409,
			retryAfter: 2,
			details: { owner: 'x' },
			isTransient: false,
		} );
	} );

	it.each( [
		[ 'a cut connection', () => HttpResponse.error(), true ],
		[
			'a page of a gateway',
			() => new HttpResponse( '<h1>502</h1>', { status: 502 } ),
			true,
		],
		[
			'a page instead of JSON',
			() => new HttpResponse( '<h1>Hi</h1>' ),
			true,
		],
		[
			'a fatal error',
			() => wpError( 500, 'internal_server_error', '<p>There</p>' ),
			true,
		],
		[ 'an overloaded site', () => wpError( 503, 'busy' ), true ],
		[
			'a missing capability',
			() => wpError( 403, 'rest_forbidden' ),
			false,
		],
		[
			'a wrong argument',
			() => wpError( 400, 'rest_invalid_param' ),
			false,
		],
	] )(
		'tell whether another try may help: %s',
		async ( _name, answer, isTransient ) => {
			server.use( http.post( `${ ROOT }/runs/3/step`, answer ) );

			const error = await failure( api.step( 3, 1 ) );
			expect( error.isTransient ).toBe( isTransient );
			expect( error.message ).not.toMatch( /<|undefined/ );
			expect( error.message ).not.toBe( '' );
		}
	);

	it( 'are the same for requests that need headers', async () => {
		server.use(
			http.get( `${ ROOT }/results`, () =>
				wpError(
					400,
					'rest_invalid_param',
					'Invalid parameter(s): status'
				)
			)
		);

		expect( await failure( api.countRows( 'matched' ) ) ).toMatchObject( {
			code: 'rest_invalid_param',
			message: 'Invalid parameter(s): status',
			status: 400,
		} );
	} );

	it.each( [ [ null ], [ 'words' ], [ undefined ], [ new Error( 'x' ) ] ] )(
		'are made of whatever is thrown: %p',
		( thrown ) => {
			const error = toApiError( thrown );
			expect( error.message ).not.toBe( '' );
			expect( error.status ).toBeNull();
			expect( error.isTransient ).toBe( false );
		}
	);

	it( 'let a request that was called off pass through', async () => {
		server.use(
			http.post( `${ ROOT }/runs/3/step`, () => new Promise( () => {} ) )
		);
		const controller = new AbortController();
		const step = api.step( 3, 1, controller.signal );
		controller.abort();

		const thrown: unknown = await step.catch(
			( reason: unknown ) => reason
		);
		expect( isAbort( thrown ) ).toBe( true );
	} );
} );

describe( 'currentRun', () => {
	it( 'is null where none ever ran', async () => {
		server.use(
			http.get( `${ ROOT }/runs/current`, () =>
				HttpResponse.json( null )
			)
		);

		expect( await api.currentRun() ).toBeNull();
	} );

	it( 'is an error where the route is missing', async () => {
		server.use(
			http.get( `${ ROOT }/runs/current`, () =>
				wpError( 404, 'rest_no_route' )
			)
		);

		expect( ( await failure( api.currentRun() ) ).code ).toBe(
			'rest_no_route'
		);
	} );
} );

describe( 'results', () => {
	const QUERY = {
		table: 'directory_only',
		page: 2,
		per_page: 7,
		search: '',
		orderby: 'email',
		order: 'desc',
		status: [],
	} as const;

	it( 'sends only what is asked for, and reads the totals', async () => {
		let asked = '';
		server.use(
			http.get( `${ ROOT }/results`, ( { request } ) => {
				asked = new URL( request.url ).search;
				return HttpResponse.json( [ makeRow() ], {
					headers: { 'X-WP-Total': '8', 'X-WP-TotalPages': '2' },
				} );
			} )
		);

		const page = await api.results( QUERY );
		expect( page ).toEqual( { rows: [ makeRow() ], total: 8, pages: 2 } );
		expect( Object.fromEntries( new URLSearchParams( asked ) ) ).toEqual( {
			table: 'directory_only',
			page: '2',
			per_page: '7',
			orderby: 'email',
			order: 'desc',
			_locale: 'user',
		} );

		await api.results( {
			...QUERY,
			search: "O'Brien+é",
			status: [ 'logged', 'conflict' ],
		} );
		const args = new URLSearchParams( asked );
		expect( args.get( 'search' ) ).toBe( "O'Brien+é" );
		expect( args.get( 'status' ) ).toBe( 'logged,conflict' );
	} );

	it( 'takes a missing total for a broken answer, not for zero', async () => {
		server.use(
			http.get( `${ ROOT }/results`, () => HttpResponse.json( [] ) )
		);

		expect( ( await failure( api.results( QUERY ) ) ).code ).toBe(
			'invalid_json'
		);
	} );

	it( 'renews an expired nonce and asks once more', async () => {
		const nonces: string[] = [];
		apiFetch.nonceEndpoint = 'http://site.test/nonce';
		apiFetch.nonceMiddleware = apiFetch.createNonceMiddleware( 'old' );
		apiFetch.use( apiFetch.nonceMiddleware );
		const isOld = ( request: Request ) =>
			request.headers.get( 'X-WP-Nonce' ) === 'old';
		server.use(
			http.get( 'http://site.test/nonce', () =>
				HttpResponse.text( 'new' )
			),
			http.get( `${ ROOT }/runs/current`, ( { request } ) =>
				isOld( request )
					? wpError( 403, 'rest_cookie_invalid_nonce' )
					: HttpResponse.json( makeRun() )
			),
			http.get( `${ ROOT }/results`, ( { request } ) => {
				nonces.push( request.headers.get( 'X-WP-Nonce' ) ?? '' );
				return isOld( request )
					? wpError( 403, 'rest_cookie_invalid_nonce' )
					: HttpResponse.json( [], {
							headers: {
								'X-WP-Total': '0',
								'X-WP-TotalPages': '0',
							},
						} );
			} )
		);

		expect( await api.countRows( 'matched' ) ).toBe( 0 );
		expect( nonces ).toEqual( [ 'old', 'new' ] );
	} );
} );

describe( 'truncate', () => {
	it( 'sends DELETE in the way that every server lets through', async () => {
		let override = null as string | null;
		server.use(
			http.post( `${ ROOT }/results`, ( { request } ) => {
				override = request.headers.get( 'X-HTTP-Method-Override' );
				return HttpResponse.json( { truncated: true } );
			} )
		);

		await api.truncate();
		expect( override ).toBe( 'DELETE' );
	} );
} );
