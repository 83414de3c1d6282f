import { randomBytes } from 'node:crypto';
import { HttpResponse } from 'msw';
import { requirePermission, requireUserListing } from './access';
import { astray } from './astray';
import type { Change } from './changes';
import { badRequest, GraphError } from './errors';
import { type Exchange, faultOf } from './exchange';
import type { Member } from './group-directory';
import { GROUP_PERMISSIONS } from './groups';
import type { JsonObject } from './json';
import { groupType } from './properties';
import { graph, type Route } from './route';
import { select, selectUser, type Selection } from './select';

/** Delta queries: what has changed since a token was issued. */
export const deltaRoutes: readonly Route[] = [
	graph( 'users_delta', 'get', '/users/delta', ( exchange ) => {
		requireUserListing( exchange );
		return round( exchange, 'user', ( rest ) =>
			selectUser( withSelect( exchange, rest ) )
		);
	} ),
	graph( 'groups_delta', 'get', '/groups/delta', ( exchange ) => {
		requirePermission( exchange, GROUP_PERMISSIONS );
		return round( exchange, 'group', ( rest ) =>
			select( withSelect( exchange, rest ), groupType )
		);
	} ),
];

type Kind = Change[ 'type' ];

/** Properties that only a delta query knows. */
const RELATIONS: Record< Kind, string > = {
	user: 'manager',
	group: 'members',
};

/** What a delta query asked for; its tokens remember it. */
interface Wish {
	kind: Kind;
	selection: Selection;
	/** Whether `manager` or `members` was selected; members are told without `$select` as well. */
	relation: boolean;
	/** Object ids, in lower case; null: everybody. */
	only: readonly string[] | null;
}

/** Where a token leads. */
interface TokenState {
	wish: Wish;
	/** The first change that is not told yet; null: the initial round, which tells everything. */
	since: number | null;
	/** Rows that are left of a round that was begun; null: the token begins a round. */
	rest: readonly JsonObject[] | null;
	/** The first change that the next round tells. */
	next: number;
	issued: number;
	/** The rows of the page that handed the token out. */
	before: readonly JsonObject[];
	link: string;
}

/** The tokens of delta queries: nobody can guess or build one. */
export class DeltaTokens {
	private readonly states = new Map< string, TokenState >();

	/**
	 * Makes a token.
	 *
	 * @param state Where it leads.
	 */
	issue( state: TokenState ): string {
		const token = `${ randomBytes( 40 ).toString( 'base64' ) }+/'d`;
		this.states.set( token, state );
		return token;
	}

	/**
	 * Finds where a token leads.
	 *
	 * @param token As it stands in the decoded URL.
	 */
	find( token: string ): TokenState | undefined {
		return this.states.get( token );
	}
}

const TOKENS = [ '$deltatoken', '$skiptoken' ];

/** Answers a page of a round. */
function round(
	exchange: Exchange,
	kind: Kind,
	selected: ( names: string | undefined ) => Selection
): Response {
	const known = currentToken( exchange, kind );
	const wish = known?.wish ?? firstWish( exchange, kind, selected );
	const { clock, directory } = exchange.simulator;
	const now = directory.changes.visible( clock.now() );
	const latest =
		known === undefined && exchange.query.get( '$deltatoken' ) === 'latest';
	const begun = known?.rest
		? { rest: known.rest, next: known.next }
		: {
				rest: latest
					? []
					: rowsOf( exchange, wish, known?.since ?? null, now ),
				next: now,
			};
	return answer( exchange, wish, begun, known?.before ?? [] );
}

function answer(
	exchange: Exchange,
	wish: Wish,
	{ rest, next }: { rest: readonly JsonObject[]; next: number },
	before: readonly JsonObject[]
): Response {
	const size =
		faultOf( exchange, 'short_page' )?.rows ??
		( faultOf( exchange, 'empty_page' )
			? 0
			: exchange.simulator.options.delta_page_size );
	const own = rest.slice( 0, size );
	const left = rest.slice( size );
	const rows = [
		...( faultOf( exchange, 'duplicate_rows' ) ? before : [] ),
		...own,
		...( faultOf( exchange, 'extra_rows' )?.rows ?? [] ),
	];
	// Only where there is a next page the round goes on; an empty page may have one as well.
	const more =
		left.length > 0 || faultOf( exchange, 'empty_page' ) !== undefined;
	const state: TokenState = {
		wish,
		since: next,
		rest: more ? left : null,
		next,
		issued: exchange.simulator.clock.now(),
		before: own,
		link: '',
	};
	const plural = wish.kind === 'user' ? 'users' : 'groups';
	exchange.rows = rows.length;
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#${ plural }${ wish.selection.context }/$delta`,
		...( faultOf( exchange, 'end_early' )
			? {}
			: {
					[ more ? '@odata.nextLink' : '@odata.deltaLink' ]: linkTo(
						exchange,
						state,
						more ? '$skiptoken' : '$deltatoken'
					),
				} ),
		value: rows,
	} );
}

function linkTo( exchange: Exchange, state: TokenState, name: string ): string {
	const fault = faultOf( exchange, 'link' );
	if ( fault?.url !== undefined ) {
		return fault.url;
	}
	const { deltas, elsewhere } = exchange.simulator;
	const current = TOKENS.map( ( one ) =>
		deltas.find( exchange.query.opaque( one ) ?? '' )
	).find( ( one ) => one !== undefined );
	if ( current && faultOf( exchange, 'repeat_link' ) ) {
		return current.link;
	}
	const token = deltas.issue( state ).replaceAll( "'", '%27' );
	const [ path = '' ] = exchange.rawUrl.split( '?' );
	state.link = astray(
		`${ exchange.origin }${ path }?${ name }=${ token }`,
		fault?.to,
		elsewhere
	);
	return state.link;
}

function currentToken(
	exchange: Exchange,
	kind: Kind
): TokenState | undefined {
	const { query, simulator } = exchange;
	const name = TOKENS.find(
		( one ) => ! [ undefined, '', 'latest' ].includes( query.opaque( one ) )
	);
	if ( name === undefined ) {
		return undefined;
	}
	const state = simulator.deltas.find( query.opaque( name ) ?? '' );
	if ( state?.wish.kind !== kind ) {
		exchange.link = 'altered';
		throw badRequest( 'The specified page token value is not valid.' );
	}
	exchange.link =
		state.link === exchange.origin + exchange.rawUrl ? 'exact' : 'altered';
	if ( query.names.some( ( one ) => ! TOKENS.includes( one ) ) ) {
		throw badRequest(
			'The token remembers the query; it takes no others.'
		);
	}
	const age = simulator.clock.now() - state.issued;
	if ( age > simulator.options.delta_token_lifetime * 1000 ) {
		throw new GraphError(
			400,
			'syncStateNotFound',
			'The sync state generation is not found. The delta token is expired and data must be synchronized again.'
		);
	}
	return state;
}

function firstWish(
	exchange: Exchange,
	kind: Kind,
	selected: ( names: string | undefined ) => Selection
): Wish {
	const { query } = exchange;
	const allowed = [ '$select', '$filter', '$top', ...TOKENS ];
	const odd = query.names.find( ( name ) => ! allowed.includes( name ) );
	if ( odd !== undefined ) {
		throw badRequest( `'${ odd }' is not supported by a delta query.` );
	}
	const names = query
		.get( '$select' )
		?.split( ',' )
		.map( ( name ) => name.trim() );
	const rest = names?.filter( ( name ) => name !== RELATIONS[ kind ] );
	return {
		kind,
		selection: selected( rest?.length === 0 ? 'id' : rest?.join( ',' ) ),
		relation: names
			? names.includes( RELATIONS[ kind ] )
			: kind === 'group',
		only: onlyIds( query.get( '$filter' ) ),
	};
}

/** `select()` reads the query of the exchange; relations are no properties. */
function withSelect( exchange: Exchange, names: string | undefined ): Exchange {
	const query = Object.create( exchange.query ) as Exchange[ 'query' ];
	query.get = ( name: string ) =>
		name === '$select' ? names : exchange.query.get( name );
	return Object.assign( Object.create( exchange ) as Exchange, { query } );
}

const ONE = /^\s*id\s+eq\s+'([0-9a-f-]{36})'\s*$/i;

/** The only filter there is: ids, joined by "or". */
function onlyIds( filter: string | undefined ): string[] | null {
	if ( filter === undefined ) {
		return null;
	}
	return filter.split( /\sor\s/i ).map( ( part ) => {
		const id = ONE.exec( part )?.[ 1 ];
		if ( id === undefined ) {
			throw badRequest( 'A delta query filters by id alone.' );
		}
		return id.toLowerCase();
	} );
}

function rowsOf(
	exchange: Exchange,
	wish: Wish,
	since: number | null,
	now: number
): JsonObject[] {
	const rows =
		since === null
			? everything( exchange, wish )
			: news( exchange, wish, since, now );
	return wish.only === null
		? rows
		: rows.filter( ( { id } ) =>
				wish.only?.includes( String( id ).toLowerCase() )
			);
}

/** The initial round: everybody who is there, and who is in the bin. */
function everything( exchange: Exchange, wish: Wish ): JsonObject[] {
	const { directory, groups } = exchange.simulator;
	const rows: JsonObject[] = [];
	if ( wish.kind === 'group' ) {
		for ( const group of groups.list() ) {
			rows.push(
				...groupRows( exchange, wish, group, [
					...groups.members( group.id ),
				] )
			);
		}
		return rows;
	}
	for ( let position = 0; position < directory.length; position++ ) {
		const person = directory.at( position );
		if ( person ) {
			rows.push( userRow( exchange, wish, person, null ) );
		}
	}
	return rows.concat(
		directory.bin().map( ( { id } ) => goneRow( id, 'changed' ) )
	);
}

/** Who has changed, each once, in the order of the last change. */
function news(
	exchange: Exchange,
	wish: Wish,
	since: number,
	now: number
): JsonObject[] {
	const { directory, groups } = exchange.simulator;
	const changes = directory.changes.between( wish.kind, since, now );
	const byId = new Map< string, Change[] >();
	for ( const change of changes ) {
		const before = byId.get( change.id ) ?? [];
		byId.delete( change.id );
		byId.set( change.id, [ ...before, change ] );
	}
	const rows: JsonObject[] = [];
	for ( const [ id, all ] of byId ) {
		const last = all.at( -1 );
		if ( last?.what === 'binned' || last?.what === 'purged' ) {
			rows.push(
				goneRow( id, last.what === 'binned' ? 'changed' : 'deleted' )
			);
			continue;
		}
		const names = all.flatMap( ( change ) => change.names );
		const fresh = all.some( ( { what } ) => what === 'created' );
		const object =
			wish.kind === 'user' ? directory.byId( id ) : groups.byId( id );
		if ( ! object || ! ( fresh || concerns( wish, names, all ) ) ) {
			continue;
		}
		if ( wish.kind === 'user' ) {
			rows.push(
				userRow( exchange, wish, object, fresh ? null : names )
			);
		} else {
			rows.push( ...groupRows( exchange, wish, object, moved( all ) ) );
		}
	}
	return rows;
}

/** A change of what was not selected does not surface. */
function concerns(
	{ selection, relation, kind }: Wish,
	names: readonly string[],
	changes: readonly Change[]
): boolean {
	return (
		names.some( ( name ) => selection.names.includes( name ) ) ||
		( relation &&
			( names.includes( RELATIONS[ kind ] ) ||
				changes.some(
					( { added, removed } ) => added.length + removed.length > 0
				) ) )
	);
}

const goneRow = ( id: string, reason: string ): JsonObject => ( {
	id,
	'@removed': { reason },
} );

/**
 * A row holds new values, null included, and old ones; what was never set is absent. With `Prefer: return=minimal` what has
 * not changed is absent, too.
 *
 * @param exchange The request.
 * @param wish     What was asked for.
 * @param person   Somebody.
 * @param names    What has changed; null where everything is new.
 */
function userRow(
	exchange: Exchange,
	wish: Wish,
	person: JsonObject,
	names: readonly string[] | null
): JsonObject {
	const row = values( exchange, wish.selection, person, names );
	if ( wish.relation && ( names === null || names.includes( 'manager' ) ) ) {
		const manager = exchange.simulator.directory.manager(
			String( person.id )
		);
		row[ 'manager@delta' ] = manager
			? [ { '@odata.type': '#microsoft.graph.user', id: manager.id } ]
			: [];
	}
	return row;
}

function values(
	exchange: Exchange,
	{ names: selected, hidden }: Selection,
	object: JsonObject,
	changed: readonly string[] | null
): JsonObject {
	const minimal =
		changed !== null &&
		/return=minimal/i.test(
			exchange.request.headers.get( 'prefer' ) ?? ''
		);
	const row: JsonObject = { id: object.id ?? null };
	for ( const name of selected ) {
		const value = object[ name ] ?? null;
		const isNew = changed?.includes( name ) ?? false;
		if (
			! hidden.has( name ) &&
			( isNew || ( value !== null && ! minimal ) )
		) {
			row[ name ] = value;
		}
	}
	return row;
}

interface Moved extends Member {
	gone?: boolean;
}

/** Who has come and gone; the last word counts. */
function moved( changes: readonly Change[] ): Moved[] {
	const members = new Map< string, Moved >();
	for ( const { added, removed } of changes ) {
		removed.forEach( ( member ) =>
			members.set( member.id, { ...member, gone: true } )
		);
		added.forEach( ( member ) => members.set( member.id, member ) );
	}
	return [ ...members.values() ];
}

/** A group with many members is repeated, with other members each time. */
function groupRows(
	exchange: Exchange,
	{ selection, relation }: Wish,
	group: JsonObject,
	members: readonly Moved[]
): JsonObject[] {
	const row = values( exchange, selection, group, null );
	const rows: JsonObject[] = [];
	const size = exchange.simulator.options.delta_page_size;
	for ( let at = 0; at < Math.max( 1, members.length ); at += size ) {
		const some = relation ? members.slice( at, at + size ) : [];
		rows.push( {
			...row,
			...( some.length > 0
				? {
						'members@delta': some.map( ( { kind, id, gone } ) => ( {
							'@odata.type': `#microsoft.graph.${ kind }`,
							id,
							...( gone
								? { '@removed': { reason: 'deleted' } }
								: {} ),
						} ) ),
					}
				: {} ),
		} );
	}
	return rows;
}
