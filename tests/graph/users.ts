import { HttpResponse } from 'msw';
import { requireUserListing } from './access';
import { badRequest, notFound, unsupportedQuery } from './errors';
import { type Exchange, faultOf } from './exchange';
import { type Filter, parseFilter, passes } from './filter';
import { checkFilter } from './filter-support';
import type { JsonObject } from './json';
import { isAdvanced, isEventual, page } from './paging';
import type { Person } from './people';
import { graph, type Route } from './route';
import { parseSearch } from './search';
import { project, selectUser, type Selection } from './select';

/** GET /users, GET /users/$count, GET /users/{id}. */
export const userRoutes: readonly Route[] = [
	graph( 'count', 'get', '/users/$count', countUsers ),
	graph( 'users', 'get', '/users', listUsers ),
	graph( 'user', 'get', '/users/:id', readUser ),
];

const OPTIONS = [
	'$count',
	'$expand',
	'$filter',
	'$orderby',
	'$search',
	'$select',
	'$skiptoken',
	'$top',
];

/**
 * Refuses query options that directory objects do not know.
 *
 * @param exchange The request.
 */
export function checkOptions( exchange: Exchange ): void {
	const { query } = exchange;
	if ( query.names.includes( '$skip' ) ) {
		throw badRequest( "'$skip' is not supported by the service." );
	}
	const odd = query.names.find(
		( name ) => name.startsWith( '$' ) && ! OPTIONS.includes( name )
	);
	if ( odd !== undefined ) {
		throw badRequest( `The query parameter '${ odd }' is not supported.` );
	}
}

function listUsers( exchange: Exchange ): Response {
	requireUserListing( exchange );
	checkOptions( exchange );
	const { query, simulator } = exchange;
	const { directory } = simulator;
	const selection = selectUser( exchange );
	const passing = condition( exchange );
	const expand = managerExpansion( exchange );
	const find = ( position: number ): Person | undefined => {
		const person = directory.at( position );
		return person && passing( person ) ? person : undefined;
	};
	return page( exchange, {
		context: `users${ expand.context( selection ) }`,
		source: {
			length: directory.length,
			at: ( position ) => {
				const person = find( position );
				return (
					person && {
						...project( person, selection ),
						...expand.row( person ),
					}
				);
			},
		},
		order: ordering( exchange, find ),
		...( selection.names.includes( 'signInActivity' )
			? { maxTop: 500 }
			: {} ),
		// Without the header $count is silently ignored.
		...( query.get( '$count' ) === 'true' && isEventual( exchange )
			? { count: () => counted( exchange, passing ) }
			: {} ),
	} );
}

function countUsers( exchange: Exchange ): Response {
	requireUserListing( exchange );
	if ( ! isEventual( exchange ) ) {
		throw badRequest( '$count is not currently supported.' );
	}
	const count = counted( exchange, condition( exchange, true ) );
	const mark = exchange.simulator.options.count_bom ? '\uFEFF' : '';
	return new HttpResponse( mark + count, {
		headers: { 'Content-Type': 'text/plain' },
	} );
}

function readUser( exchange: Exchange ): Response {
	requireUserListing( exchange );
	const person = findUser( exchange, exchange.params.id ?? '' );
	const selection = selectUser( exchange );
	const expand = managerExpansion( exchange );
	return HttpResponse.json( {
		'@odata.context': `${
			exchange.origin
		}/v1.0/$metadata#users${ expand.context( selection ) }/$entity`,
		...project( person, selection ),
		...expand.row( person ),
	} );
}

/**
 * Finds a user by object id or user principal name, or throws 404.
 *
 * @param exchange  The request.
 * @param reference Object id or user principal name.
 */
export function findUser( exchange: Exchange, reference: string ): Person {
	const { directory } = exchange.simulator;
	const person = directory.byId( reference ) ?? directory.byName( reference );
	if ( ! person || omitted( exchange )( person ) ) {
		throw notFound( reference );
	}
	return person;
}

function condition(
	exchange: Exchange,
	counting = false
): ( person: JsonObject ) => boolean {
	const { query } = exchange;
	const advanced = counting ? isEventual( exchange ) : isAdvanced( exchange );
	const filterText = query.get( '$filter' );
	const filter: Filter | undefined =
		filterText === undefined ? undefined : parseFilter( filterText );
	if ( filter ) {
		checkFilter( filter, advanced );
	}
	if ( filter && query.get( '$orderby' ) !== undefined && ! advanced ) {
		throw unsupportedQuery( 'Sorting not supported for current query.' );
	}
	const searchText = query.get( '$search' );
	if ( searchText !== undefined && ! isEventual( exchange ) ) {
		throw unsupportedQuery(
			"Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
		);
	}
	const search =
		searchText === undefined ? undefined : parseSearch( searchText );
	const missing = counting ? () => false : omitted( exchange );
	return ( person ) =>
		( ! filter || passes( filter, person ) ) &&
		( ! search || search( person ) ) &&
		! missing( person );
}

/** People that a fault leaves out. */
function omitted( exchange: Exchange ): ( person: JsonObject ) => boolean {
	const names = faultOf( exchange, 'omit' )?.users ?? [];
	const { directory } = exchange.simulator;
	const ids = new Set(
		names.map( ( name ) => directory.find( name )?.id ?? name )
	);
	return ( person ) => ids.has( String( person.id ) );
}

function counted(
	exchange: Exchange,
	passing: ( person: JsonObject ) => boolean
): number {
	const lie = faultOf( exchange, 'count' );
	if ( lie?.count !== undefined ) {
		return lie.count;
	}
	const { directory } = exchange.simulator;
	const narrow = [ '$filter', '$search' ].some( ( name ) =>
		exchange.query.names.includes( name )
	);
	let count = narrow ? 0 : directory.size;
	for ( let at = 0; narrow && at < directory.length; at++ ) {
		const person = directory.at( at );
		count += person && passing( person ) ? 1 : 0;
	}
	return count + ( lie?.delta ?? 0 );
}

const ORDERED = [ 'displayname', 'userprincipalname' ];

function ordering(
	exchange: Exchange,
	find: ( position: number ) => Person | undefined
): ( () => readonly number[] ) | undefined {
	const text = exchange.query.get( '$orderby' );
	if ( text === undefined ) {
		return undefined;
	}
	const [ name = '', direction = 'asc' ] = text.trim().split( /\s+/ );
	const advanced = [ 'createddatetime', 'deleteddatetime' ];
	if (
		! ORDERED.includes( name.toLowerCase() ) &&
		! ( advanced.includes( name.toLowerCase() ) && isAdvanced( exchange ) )
	) {
		throw unsupportedQuery(
			`Unsupported sort property '${ name }' for 'User'.`
		);
	}
	const key = (
		{
			displayname: 'displayName',
			userprincipalname: 'userPrincipalName',
			createddatetime: 'createdDateTime',
		} as Record< string, string >
	 )[ name.toLowerCase() ];
	return () => {
		const rows: [ string, number ][] = [];
		for ( let at = 0; at < exchange.simulator.directory.length; at++ ) {
			const person = find( at );
			if ( person ) {
				const value = key === undefined ? '' : person[ key ];
				rows.push( [ String( value ?? '' ).toLowerCase(), at ] );
			}
		}
		const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
		rows.sort(
			( [ a ], [ b ] ) => sign * ( a < b ? -1 : Number( a > b ) )
		);
		return rows.map( ( [ , at ] ) => at );
	};
}

interface Expansion {
	context: ( selection: Selection ) => string;
	row: ( person: Person ) => JsonObject;
}

/** `$expand=manager`, with or without `$select`; nothing else can be expanded on a listing here. */
function managerExpansion( exchange: Exchange ): Expansion {
	const text = exchange.query.get( '$expand' );
	if ( text === undefined ) {
		return { context: ( { context } ) => context, row: () => ( {} ) };
	}
	const match = /^manager(?:\(\$select=([\w,]+)\))?$/i.exec( text );
	if ( ! match ) {
		throw unsupportedQuery(
			`Could not expand '${ text }' on type 'microsoft.graph.user'.`
		);
	}
	if ( isAdvanced( exchange ) ) {
		throw unsupportedQuery( '$expand is not supported with this query.' );
	}
	const names = match[ 1 ]?.split( ',' ) ?? [];
	return {
		context: ( { context } ) =>
			`${ context.replace( /\)$/, '' ) || '(' }${
				context === '' ? '' : ','
			}manager(${ names.join( ',' ) }))`,
		row: ( { id } ) => {
			const manager = exchange.simulator.directory.manager( id );
			if ( ! manager ) {
				return {};
			}
			const { hidden } = selectUser( exchange );
			const selected =
				names.length > 0
					? names
					: [
							'businessPhones',
							'displayName',
							'givenName',
							'jobTitle',
							'mail',
							'surname',
							'userPrincipalName',
						];
			return {
				manager: {
					'@odata.type': '#microsoft.graph.user',
					id: manager.id,
					...project( manager, {
						names: selected,
						hidden,
						context: '',
					} ),
				},
			};
		},
	};
}
