/**
 * @jest-environment node
 */
import type { JsonObject } from '../../graph/json';
import { type Answer, errorOf, nextOf, rowsOf, tenant } from './support';

const SELECT = '$select=id,displayName,jobTitle,accountEnabled';
const LATEST = `/users/delta?${ SELECT }&$deltatoken=latest`;

const deltaOf = ( { json }: Answer ) =>
	json[ '@odata.deltaLink' ] as string | undefined;

type Tenant = ReturnType< typeof tenant >;

/** Reads a round to its end, and checks that a page never has both links or none. */
async function round( t: Tenant, url: string ) {
	const rows: JsonObject[] = [];
	for ( let at = url, pages = 1; ; pages++ ) {
		const answer = await t.get( at );
		expect( answer.status ).toBe( 200 );
		rows.push( ...rowsOf( answer ) );
		const [ next, link ] = [ nextOf( answer ), deltaOf( answer ) ];
		expect( [ next, link ].filter( Boolean ) ).toHaveLength( 1 );
		if ( link !== undefined ) {
			return { rows, link, pages };
		}
		at = next ?? '';
	}
}

/** The people of a tenant that is followed from now on. */
async function followed( options: Parameters< typeof tenant >[ 0 ] = {} ) {
	const t = tenant( { users: 30, awkward: false, ...options } );
	const { rows, link } = await round( t, LATEST );
	expect( rows ).toEqual( [] );
	const { directory } = t.simulator;
	const id = ( position: number ) => directory.idAt( position );
	return { t, link, directory, id };
}

describe( 'what has changed among users', () => {
	test( 'nothing: no row, and a new link', async () => {
		const { t, link } = await followed();
		const quiet = await round( t, link );
		expect( quiet.rows ).toEqual( [] );
		expect( quiet.link ).not.toBe( link );
	} );

	test( 'only what is younger than the token is told', async () => {
		const { t, link, directory, id } = await followed();
		directory.update( id( 3 ), { jobTitle: 'Head' } );
		const first = await round( t, link );
		expect( first.rows.map( ( row ) => row.id ) ).toEqual( [ id( 3 ) ] );
		directory.update( id( 4 ), { jobTitle: 'Cook' } );
		const second = await round( t, first.link );
		expect( second.rows.map( ( row ) => row.id ) ).toEqual( [ id( 4 ) ] );
		// Whoever comes with the old link is told again.
		expect( ( await round( t, link ) ).rows ).toHaveLength( 2 );
	} );

	test( 'an emptied value is null, one that was never set is absent, an unchanged one stands there', async () => {
		const { t, directory, id } = await followed();
		directory.update( id( 1 ), { jobTitle: 'Head', displayName: 'One' } );
		directory.update( id( 2 ), { jobTitle: null } );
		const { link } = await round( t, LATEST );
		directory.update( id( 1 ), { jobTitle: null } );
		directory.update( id( 2 ), { displayName: 'Two' } );
		const { rows } = await round( t, link );
		expect( rows ).toEqual( [
			{
				id: id( 1 ),
				displayName: 'One',
				jobTitle: null,
				accountEnabled: true,
			},
			{ id: id( 2 ), displayName: 'Two', accountEnabled: true },
		] );
	} );

	test( 'with return=minimal an unchanged value is absent', async () => {
		const { t, link, directory, id } = await followed();
		directory.update( id( 1 ), { jobTitle: 'Head' } );
		expect(
			rowsOf( await t.get( link, { Prefer: 'return=minimal' } ) )
		).toEqual( [ { id: id( 1 ), jobTitle: 'Head' } ] );
	} );

	test( 'a change of what was not selected does not surface', async () => {
		const { t, link, directory, id } = await followed();
		directory.update( id( 1 ), { city: 'Linz' } );
		expect( ( await round( t, link ) ).rows ).toEqual( [] );
	} );

	test( 'the bin is @removed changed, for good is @removed deleted, restored is like new', async () => {
		const { t, link, directory, id } = await followed();
		directory.remove( id( 1 ), 'bin' );
		directory.remove( id( 2 ), 'purged' );
		directory.remove( id( 3 ), 'bin' );
		directory.restore( id( 3 ) );
		const { rows } = await round( t, link );
		expect( rows.slice( 0, 2 ) ).toEqual( [
			{ id: id( 1 ), '@removed': { reason: 'changed' } },
			{ id: id( 2 ), '@removed': { reason: 'deleted' } },
		] );
		expect( rows[ 2 ] ).toMatchObject( {
			id: id( 3 ),
			accountEnabled: true,
		} );
	} );

	test( 'somebody disabled is not removed, and somebody new is told in full', async () => {
		const { t, link, directory, id } = await followed();
		directory.update( id( 5 ), { accountEnabled: false } );
		const added = directory.add( { displayName: 'New One' } );
		const { rows } = await round( t, link );
		expect( rows[ 0 ] ).toMatchObject( {
			id: id( 5 ),
			accountEnabled: false,
		} );
		expect( rows[ 1 ] ).toMatchObject( {
			id: added.id,
			displayName: 'New One',
		} );
		expect( JSON.stringify( rows ) ).not.toContain( '@removed' );
	} );

	test( 'a manager is told as manager@delta where it was selected', async () => {
		const { t, directory, id } = await followed();
		const { link } = await round(
			t,
			'/users/delta?$select=id,manager&$deltatoken=latest'
		);
		directory.setManager( id( 7 ), id( 8 ) );
		expect( ( await round( t, link ) ).rows ).toEqual( [
			{
				id: id( 7 ),
				'manager@delta': [
					{ '@odata.type': '#microsoft.graph.user', id: id( 8 ) },
				],
			},
		] );
	} );

	test( 'a change shows after the delay, and not before', async () => {
		const { t, link, directory, id } = await followed( {
			replication_delay: 60,
		} );
		directory.update( id( 1 ), { jobTitle: 'Head' } );
		const early = await round( t, link );
		expect( early.rows ).toEqual( [] );
		t.simulator.clock.advance( 61 );
		expect( ( await round( t, early.link ) ).rows ).toHaveLength( 1 );
	} );

	test( 'without a token everybody is told, and who is in the bin', async () => {
		const { t, directory, id } = await followed();
		directory.remove( id( 1 ), 'bin' );
		const all = await round( t, `/users/delta?${ SELECT }` );
		expect( all.rows ).toHaveLength( 30 );
		expect( all.rows.at( -1 ) ).toEqual( {
			id: id( 1 ),
			'@removed': { reason: 'changed' },
		} );
		expect( ( await round( t, all.link ) ).rows ).toEqual( [] );
	} );
} );

describe( 'pages of a round', () => {
	async function many() {
		const scene = await followed( { delta_page_size: 4 } );
		for ( let position = 0; position < 10; position++ ) {
			scene.directory.update( scene.id( position ), {
				jobTitle: `Number ${ position }`,
			} );
		}
		return scene;
	}

	test( 'are as long as the service likes', async () => {
		const { t, link } = await many();
		const { pages, rows } = await round( t, link );
		expect( [ pages, rows.length ] ).toEqual( [ 3, 10 ] );
	} );

	test( 'may be empty and go on', async () => {
		const { t, link } = await many();
		t.fault( { kind: 'empty_page', on: 'users_delta' } );
		const { pages, rows } = await round( t, link );
		expect( [ pages, rows.length ] ).toEqual( [ 4, 10 ] );
	} );

	test( 'may repeat people, and replay what is old', async () => {
		const { t, link, id } = await many();
		const old = { id: id( 0 ), jobTitle: 'Before' };
		t.fault( { kind: 'duplicate_rows', on: 'users_delta', nth: 2 } );
		t.fault( {
			kind: 'extra_rows',
			rows: [ old ],
			on: 'users_delta',
			nth: 3,
		} );
		const { rows } = await round( t, link );
		expect( rows ).toHaveLength( 15 );
		expect( rows.at( -1 ) ).toEqual( old );
	} );

	test( 'hold what was so when the round began; what comes later is in the next', async () => {
		const { t, link, directory, id } = await many();
		const first = await t.get( link );
		directory.update( id( 20 ), { jobTitle: 'Late' } );
		const rest = await round( t, nextOf( first ) ?? '' );
		expect( rest.rows ).toHaveLength( 6 );
		expect( ( await round( t, rest.link ) ).rows ).toMatchObject( [
			{ id: id( 20 ) },
		] );
	} );

	test( 'a link takes no further options, and is known byte for byte', async () => {
		const { t, link } = await many();
		expect( errorOf( await t.get( `${ link }&${ SELECT }` ) ) ).toContain(
			'400 Request_BadRequest'
		);
		await t.get( link );
		expect(
			t.simulator.log.list( 'users_delta' ).map( ( entry ) => entry.link )
		).toEqual( [ null, 'altered', 'exact' ] );
	} );

	test.each( [ '$orderby=displayName', '$expand=manager', '$search=x' ] )(
		'%s is refused',
		async ( option ) => {
			const t = tenant();
			expect( ( await t.get( `/users/delta?${ option }` ) ).status ).toBe(
				400
			);
		}
	);

	test( 'ids alone can be filtered', async () => {
		const { t, id } = await followed();
		const two = [ 1, 2 ].map( ( one ) => `id eq '${ id( one ) }'` );
		const { rows } = await round(
			t,
			`/users/delta?$filter=${ two.join( ' or ' ) }`
		);
		expect( rows ).toHaveLength( 2 );
		expect(
			(
				await t.get(
					"/users/delta?$filter=startswith(displayName,'A')"
				)
			).status
		).toBe( 400 );
	} );
} );

describe( 'a token that is of no use', () => {
	test( 'is too old after seven days', async () => {
		const { t, link } = await followed();
		t.simulator.clock.advance( 7 * 24 * 3600 + 1 );
		expect( errorOf( await t.get( LATEST ) ) ).toContain( '401' );
		t.use( '' );
		expect( errorOf( await t.get( link ) ) ).toMatch(
			/^400 syncStateNotFound/
		);
	} );

	test( 'is gone: the Location leads elsewhere', async () => {
		const { t, link } = await followed();
		t.fault( { kind: 'gone', on: 'users_delta' } );
		const answer = await t.get( link );
		expect( errorOf( answer ) ).toMatch( /^410 resyncRequired/ );
		expect( answer.headers.get( 'location' ) ).toContain(
			'http://elsewhere.test/v1.0/users/delta'
		);
	} );

	test( 'was made up, or is a token for groups', async () => {
		const { t } = await followed();
		expect( ( await t.get( '/users/delta?$deltatoken=abc' ) ).status ).toBe(
			400
		);
		const groups = await round( t, '/groups/delta?$deltatoken=latest' );
		expect(
			( await t.get( groups.link.replace( 'groups', 'users' ) ) ).status
		).toBe( 400 );
	} );

	test( 'nobody reads without the permission', async () => {
		const t = tenant( { app: { roles: [ 'GroupMember.Read.All' ] } } );
		expect( ( await t.get( LATEST ) ).status ).toBe( 403 );
	} );
} );

describe( 'what has changed among groups', () => {
	const GROUPS = '/groups/delta?$select=id,members&$deltatoken=latest';

	test( 'members come and go, over as many rows and pages as it takes', async () => {
		const { t, id } = await followed( { delta_page_size: 4 } );
		const { groups } = t.simulator;
		const group = groups.add( {}, [ { kind: 'user', id: id( 0 ) } ] );
		const { link } = await round( t, GROUPS );
		groups.change(
			group.id,
			Array.from( { length: 9 }, ( _, at ) => ( {
				kind: 'user' as const,
				id: id( at + 1 ),
			} ) ),
			[ id( 0 ) ]
		);
		groups.change( group.id, [], [ id( 1 ) ] );
		const { rows } = await round( t, link );
		expect( rows.map( ( row ) => row.id ) ).toEqual( [
			group.id,
			group.id,
			group.id,
		] );
		const members = rows.flatMap(
			( row ) => row[ 'members@delta' ] as JsonObject[]
		);
		expect( members ).toHaveLength( 10 );
		expect( members.filter( ( one ) => '@removed' in one ) ).toEqual(
			[ 0, 1 ].map( ( at ) => ( {
				'@odata.type': '#microsoft.graph.user',
				id: id( at ),
				'@removed': { reason: 'deleted' },
			} ) )
		);
	} );

	test( 'a group that is gone is @removed, one whose members stay is silent', async () => {
		const { t, id } = await followed();
		const { groups } = t.simulator;
		const group = groups.add( {}, [ { kind: 'user', id: id( 0 ) } ] );
		const { link } = await round( t, GROUPS );
		groups.change( group.id, [ { kind: 'user', id: id( 0 ) } ], [] );
		expect( ( await round( t, link ) ).rows ).toEqual( [] );
		groups.remove( group.id );
		expect( ( await round( t, link ) ).rows ).toEqual( [
			{ id: group.id, '@removed': { reason: 'deleted' } },
		] );
	} );
} );
