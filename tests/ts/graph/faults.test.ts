/**
 * @jest-environment node
 */
import fc from '../support/properties';
import { errorOf, nextOf, rowsOf, tenant } from './support';

const LIST = '/users?$top=10&$select=id';

describe( 'the script of faults', () => {
	test( 'acts on the nth request of a route, as often as it says, then no more', async () => {
		const t = tenant();
		t.fault( {
			kind: 'status',
			status: 503,
			on: 'users',
			nth: 2,
			times: 2,
		} );
		const statuses = [];
		for ( let request = 0; request < 5; request++ ) {
			statuses.push( ( await t.get( LIST ) ).status );
			await t.advanced( '/users/$count' );
		}
		expect( statuses ).toEqual( [ 200, 503, 503, 200, 200 ] );
		expect( t.simulator.faults.list()[ 0 ] ).toMatchObject( {
			seen: 5,
			acted: 2,
		} );
		expect(
			t.simulator.log.list( 'users' ).map( ( { faults } ) => faults )
		).toEqual( [ [], [ 1 ], [ 1 ], [], [] ] );
	} );

	test( 'acts for ever where times is null, until it is cleared', async () => {
		const t = tenant();
		t.fault( { kind: 'status', status: 500, times: null } );
		expect( ( await t.get( LIST ) ).status ).toBe( 500 );
		expect( ( await t.get( '/groups' ) ).status ).toBe( 500 );
		t.simulator.faults.clear();
		expect( ( await t.get( LIST ) ).status ).toBe( 200 );
	} );

	test( 'can be told a listing from the look-ups of absent users', async () => {
		const t = tenant();
		const id = t.simulator.directory.find( 'guest' )?.id ?? '';
		t.fault( {
			kind: 'omit',
			users: [ 'guest' ],
			on: 'users',
			times: null,
			without: 'id in',
		} );
		const { rows } = await t.all( LIST );
		expect( rows ).toHaveLength( 59 );
		expect( rows.map( ( row ) => row.id ) ).not.toContain( id );
		const filter = encodeURIComponent( `id in ('${ id }')` );
		expect(
			rowsOf( await t.get( `/users?$select=id&$filter=${ filter }` ) )
		).toEqual( [ { id } ] );
	} );
} );

describe( 'throttling', () => {
	/** How long a client waits that can read every form; null where it can't be read. */
	const milliseconds = ( header: string | null, now: number ) => {
		if ( header === null || Number.isFinite( Number( header ) ) ) {
			return Number( header ) * 1_000;
		}
		const left = Date.parse( header ) - now;
		return Number.isNaN( left ) ? null : left;
	};

	test( 'Retry-After is sent in every form, and who keeps to it is not too early', async () => {
		const t = tenant();
		const wait = fc.integer( { min: 1, max: 86_400_000 } );
		const form = fc.oneof(
			wait.map( ( ms ) => ( { retry_after: ms / 1_000 } ) ),
			wait.map( ( ms ) => ( { retry_after: String( ms ) } ) ),
			wait.map( ( ms ) => ( { retry_after_date: ms / 1_000 } ) ),
			fc.constantFrom( { retry_after: 'soon' }, { retry_after: null } )
		);
		const time = fc.date( {
			min: new Date( '2026-01-01' ),
			max: new Date( '2027-12-31' ),
			noInvalidDate: true,
		} );
		await fc.assert(
			fc.asyncProperty( form, time, async ( how, at ) => {
				t.simulator.reset();
				t.use( '' );
				t.simulator.clock.set( at.getTime() );
				const get = () => t.get( LIST );
				t.fault( { kind: 'throttle', on: 'users', ...how } );
				const now = t.simulator.clock.now();
				const { headers, status } = await get();
				const header = headers.get( 'retry-after' );
				expect( status ).toBe( 429 );
				if ( 'retry_after' in how ) {
					const { retry_after: sent } = how;
					expect( header ).toBe(
						sent === null ? null : String( sent )
					);
				} else {
					const late =
						Date.parse( header ?? '' ) -
						now -
						how.retry_after_date * 1_000;
					expect( late ).toBeGreaterThan( -1 );
					expect( late ).toBeLessThanOrEqual(
						1_000 + t.simulator.clock.now() - now
					);
				}
				const asked = milliseconds( header, now );
				// The simulator's clock goes on by itself, too: a short wait may be over.
				if ( asked !== null && asked > 60_000 ) {
					await get();
				}
				t.simulator.clock.advance(
					Math.ceil( ( asked ?? 0 ) / 1_000 ) + 1
				);
				await get();
				const early = t.simulator.log
					.list( 'users' )
					.map( ( entry ) => entry.early );
				expect( early.at( -1 ) ).toBe( false );
				expect( early.slice( 1, -1 ) ).toEqual(
					asked !== null && asked > 60_000 ? [ true ] : []
				);
			} ),
			{ numRuns: 60 }
		);
	} );

	test( 'resource units are counted, announced and refused above the quota', async () => {
		const t = tenant( { quota: 10 } );
		const first = await t.get( '/users' );
		expect( first.headers.get( 'x-ms-resource-unit' ) ).toBe( '2' );
		expect(
			first.headers.get( 'x-ms-throttle-limit-percentage' )
		).toBeNull();
		const units = [];
		for ( let request = 0; request < 6; request++ ) {
			const answer = await t.get( '/users?$select=id' );
			units.push( answer.headers.get( 'x-ms-resource-unit' ) );
		}
		expect( units ).toEqual( Array( 6 ).fill( '1' ) );
		const eighty = await t.get( '/users' );
		expect( eighty.headers.get( 'x-ms-throttle-limit-percentage' ) ).toBe(
			'1.0'
		);
		const over = await t.get( '/users' );
		expect( over.status ).toBe( 429 );
		expect( Number( over.headers.get( 'retry-after' ) ) ).toBeGreaterThan(
			0
		);
		t.simulator.clock.advance( 11 );
		expect( ( await t.get( '/users' ) ).status ).toBe( 200 );
	} );
} );

describe( 'answers that are no answer', () => {
	test.each( [ 500, 502, 503, 504 ] )(
		'%d as JSON, empty or HTML',
		async ( status ) => {
			const t = tenant();
			t.fault( { kind: 'status', status } );
			t.fault( { kind: 'status', status, body: 'empty', nth: 2 } );
			t.fault( {
				kind: 'status',
				status,
				body: 'html',
				nth: 3,
				retry_after: 3,
			} );
			const json = await t.get( LIST );
			const empty = await t.get( LIST );
			const html = await t.get( LIST );
			expect( [ json.status, empty.status, html.status ] ).toEqual( [
				status,
				status,
				status,
			] );
			expect( json.json ).toHaveProperty( 'error.code' );
			expect( empty.text ).toBe( '' );
			expect( html.text ).toMatch( /^<!DOCTYPE html>/ );
			expect( html.headers.get( 'retry-after' ) ).toBe( '3' );
		}
	);

	test( '200 with HTML, with half a JSON, with an error, under another type', async () => {
		const t = tenant();
		t.fault( { kind: 'html' } );
		t.fault( { kind: 'broken_json', nth: 2 } );
		t.fault( { kind: 'error_in_200', nth: 3, code: 'generalException' } );
		t.fault( { kind: 'content_type', nth: 4 } );
		t.fault( { kind: 'body', nth: 5, json: { value: 'no list' } } );
		const answers = [];
		for ( let request = 0; request < 5; request++ ) {
			answers.push( await t.get( LIST ) );
		}
		const [ html, broken, error, type, body ] = answers;
		expect( answers.map( ( { status } ) => status ) ).toEqual(
			Array( 5 ).fill( 200 )
		);
		expect( html?.headers.get( 'content-type' ) ).toBe( 'text/html' );
		expect( () => JSON.parse( broken?.text ?? '{}' ) ).toThrow();
		expect( broken?.headers.get( 'content-type' ) ).toContain(
			'application/json'
		);
		expect( error?.json ).toMatchObject( {
			error: { code: 'generalException' },
		} );
		expect( type?.headers.get( 'content-type' ) ).toBe( 'text/plain' );
		expect( JSON.parse( type?.text ?? '' ) ).toHaveProperty( 'value' );
		expect( body?.json ).toEqual( { value: 'no list' } );
	} );

	test( 'no answer at all', async () => {
		const t = tenant();
		await t.get( LIST );
		t.fault( { kind: 'reset' } );
		const answer = await t.simulator.answer(
			new Request( 'http://graph.test/v1.0/users' )
		);
		expect( answer.type ).toBe( 'error' );
	} );
} );

describe( 'pages that go astray', () => {
	test( 'short and empty pages lose nobody', async () => {
		const t = tenant();
		t.fault( { kind: 'short_page', rows: 3, nth: 2 } );
		t.fault( { kind: 'empty_page', nth: 3, times: 2 } );
		const { rows, pages } = await t.all( LIST );
		expect( new Set( rows.map( ( { id } ) => id ) ).size ).toBe( 60 );
		expect( pages ).toBe( 9 );
		expect(
			t.simulator.log.list( 'users' ).map( ( entry ) => entry.rows )
		).toEqual( [ 10, 3, 0, 0, 10, 10, 10, 10, 7 ] );
	} );

	test( 'a nextLink repeats itself, or goes round in two', async () => {
		for ( const cycle of [ 1, 2 ] as const ) {
			const t = tenant();
			t.fault( { kind: 'repeat_link', cycle, nth: 3, times: null } );
			const links = [];
			let next: string | undefined = LIST;
			for ( let page = 0; page < 8 && next !== undefined; page++ ) {
				next = nextOf( await t.get( next ) );
				links.push( next );
			}
			expect( links ).not.toContain( undefined );
			expect( new Set( links ).size ).toBe( 2 );
		}
	} );

	test( 'the listing ends early, or is empty', async () => {
		const t = tenant();
		t.fault( { kind: 'end_early', nth: 2 } );
		expect( ( await t.all( LIST ) ).rows ).toHaveLength( 20 );
		t.fault( { kind: 'empty_listing' } );
		const empty = await t.get( LIST );
		expect( [ empty.status, rowsOf( empty ), nextOf( empty ) ] ).toEqual( [
			200,
			[],
			undefined,
		] );
	} );

	test( 'rows come twice', async () => {
		const t = tenant();
		t.fault( { kind: 'duplicate_rows', nth: 2 } );
		const { rows } = await t.all( LIST );
		expect( rows ).toHaveLength( 70 );
		expect( new Set( rows.map( ( { id } ) => id ) ).size ).toBe( 60 );
	} );

	test( 'an expired page token waits for a request that has one', async () => {
		const t = tenant();
		t.fault( { kind: 'expired_page_token' } );
		const first = await t.get( LIST );
		expect( first.status ).toBe( 200 );
		const next = nextOf( first ) ?? '';
		expect( errorOf( await t.get( next ) ) ).toBe(
			'400 Directory_ExpiredPageToken: The specified page token value has expired and can no longer be included in your request.'
		);
		expect( ( await t.get( next ) ).status ).toBe( 200 );
	} );

	test.each( [
		[ 'foreign_host', /^http:\/\/localhost\/v1\.0\/users\?/ ],
		[ 'other_port', /^http:\/\/elsewhere\.test\/v1\.0\/users\?/ ],
		[ 'other_scheme', /^https:\/\/graph\.test\/v1\.0\/users\?/ ],
		[ 'userinfo', /^http:\/\/graph\.test@elsewhere\.test\/v1\.0\/users\?/ ],
		[ 'dot_segments', /^http:\/\/graph\.test\/v1\.0\/\.\.\/beta\/users\?/ ],
		[
			'encoded_dot_segments',
			/^http:\/\/graph\.test\/v1\.0\/%2e%2e\/beta\/users\?/,
		],
		[ 'other_path', /^http:\/\/graph\.test\/_other\/users\?/ ],
		[ 'other_version', /^http:\/\/graph\.test\/beta\/users\?/ ],
		[ 'relative', /^\/v1\.0\/users\?/ ],
	] as const )( 'a nextLink leads to: %s', async ( to, link ) => {
		const t = tenant();
		t.fault( { kind: 'link', to } );
		expect( nextOf( await t.get( LIST ) ) ).toMatch( link );
	} );

	test( 'whoever follows one to another host is seen with the token', async () => {
		const t = tenant();
		t.fault( { kind: 'link', to: 'other_port' } );
		await t.get( nextOf( await t.get( LIST ) ) ?? '' );
		expect( t.simulator.log.list( 'users' ).at( -1 ) ).toMatchObject( {
			elsewhere: true,
			authorization: 'bearer',
			status: 200,
		} );
	} );

	test( 'the link of a retried answer can be poisoned', async () => {
		const t = tenant();
		t.fault( { kind: 'link', to: 'poisoned' } );
		const next = nextOf( await t.get( LIST ) ) ?? '';
		expect( errorOf( await t.get( next ) ) ).toContain(
			'400 DirectoryPageTokenNotFoundException'
		);
	} );

	test( 'a redirect leads to the other port', async () => {
		const t = tenant();
		t.fault( { kind: 'redirect', status: 307 } );
		const answer = await t.get( LIST );
		expect( answer.status ).toBe( 307 );
		expect( answer.headers.get( 'location' ) ).toBe(
			`http://elsewhere.test/v1.0${ LIST }`
		);
	} );

	test( 'counts lie', async () => {
		const t = tenant();
		t.fault( { kind: 'count', delta: -5 } );
		t.fault( { kind: 'count', count: 0, nth: 2 } );
		const counts = [];
		for ( let request = 0; request < 3; request++ ) {
			counts.push( ( await t.advanced( '/users/$count' ) ).text );
		}
		expect( counts ).toEqual( [ '55', '0', '60' ] );
	} );

	test( 'who is left out everywhere is not counted either', async () => {
		const t = tenant();
		t.fault( { kind: 'omit', users: [ 'guest', 'room' ], times: null } );
		expect( ( await t.all( LIST ) ).rows ).toHaveLength( 58 );
		expect( ( await t.advanced( '/users/$count' ) ).text ).toBe( '58' );
	} );

	test( 'another tenant answers with other people', async () => {
		const t = tenant();
		const other = '77777777-1111-4222-8333-444444444444';
		const before = ( await t.all( LIST ) ).rows;
		t.simulator.reset( { tenant_id: other, seed: 'other' } );
		expect( ( await t.get( LIST ) ).status ).toBe( 401 );
		expect( ( await t.token() ).json.error_codes ).toEqual( [ 90002 ] );
		t.use( String( ( await t.token( {}, other ) ).json.access_token ) );
		const after = ( await t.all( LIST ) ).rows.map( ( { id } ) => id );
		expect( after ).toHaveLength( 60 );
		expect( before.filter( ( { id } ) => after.includes( id ) ) ).toEqual(
			[]
		);
	} );
} );
