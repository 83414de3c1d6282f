import { badRequest, unsupportedQuery } from './errors';
import { type Exchange, faultOf } from './exchange';
import { passes } from './filter';
import { parseFilter } from './filter-parser';
import { checkFilter } from './filter-support';
import type { Json, JsonObject } from './json';
import { isAdvanced, isEventual, page } from './paging';
import type { ObjectType } from './properties';

/** Objects of the directory that can be filtered, counted, ordered and paged. */
export interface Collection {
	type: ObjectType;
	/** Positions; some may be empty. */
	length: number;
	at: ( position: number ) => JsonObject | undefined;
	/** How many there are, where that is known without looking. */
	size?: number;
}

const OPTIONS = [
	'$count',
	'$expand',
	'$filter',
	'$orderby',
	'$select',
	'$skiptoken',
	'$top',
];

/**
 * Answers a page of a collection.
 *
 * @param exchange   The request.
 * @param collection What is listed.
 * @param answer     Context, rows and the largest page.
 */
export function list(
	exchange: Exchange,
	collection: Collection,
	answer: {
		context: string;
		row: ( object: JsonObject ) => Json;
		maxTop?: number;
	}
): Response {
	checkOptions( exchange );
	const passing = condition( exchange, collection, isAdvanced( exchange ) );
	const find = ( position: number ) => {
		const object = collection.at( position );
		return object && passing( object ) ? object : undefined;
	};
	const { query } = exchange;
	return page( exchange, {
		context: answer.context,
		...( answer.maxTop === undefined ? {} : { maxTop: answer.maxTop } ),
		source: {
			length: collection.length,
			at: ( position ) => {
				const object = find( position );
				return object && answer.row( object );
			},
		},
		order: ordering( exchange, collection, find ),
		// Without the header $count is silently ignored.
		...( query.get( '$count' ) === 'true' && isEventual( exchange )
			? { count: () => counted( exchange, collection, passing ) }
			: {} ),
	} );
}

/**
 * Counts a collection, as `/$count` does: only from the eventually consistent index.
 *
 * @param exchange   The request.
 * @param collection What is counted.
 */
export function count( exchange: Exchange, collection: Collection ): number {
	if ( ! isEventual( exchange ) ) {
		throw badRequest( '$count is not currently supported.' );
	}
	checkOptions( exchange );
	return counted(
		exchange,
		collection,
		condition( exchange, collection, true )
	);
}

/** Refuses query options that directory objects do not know. */
function checkOptions( { query }: Exchange ): void {
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

type Condition = ( object: JsonObject ) => boolean;

function condition(
	exchange: Exchange,
	{ type }: Collection,
	advanced: boolean
): Condition {
	const { query } = exchange;
	const conditions: Condition[] = [];
	const filterText = query.get( '$filter' );
	if ( filterText !== undefined ) {
		const filter = parseFilter( filterText );
		checkFilter( filter, advanced, type );
		conditions.push( ( object ) => passes( filter, object ) );
		if ( query.get( '$orderby' ) !== undefined && ! advanced ) {
			throw unsupportedQuery(
				'Sorting not supported for current query.'
			);
		}
	}
	const missing = omitted( exchange );
	if ( missing.size > 0 ) {
		conditions.push( ( { id } ) => ! missing.has( String( id ) ) );
	}
	return ( object ) => conditions.every( ( one ) => one( object ) );
}

/** People that a fault leaves out. */
function omitted( exchange: Exchange ): ReadonlySet< string > {
	const { directory } = exchange.simulator;
	return new Set(
		faultOf( exchange, 'omit' )?.users.map(
			( name ) => directory.find( name )?.id ?? name
		)
	);
}

function counted(
	exchange: Exchange,
	{ size, length, at }: Collection,
	passing: Condition
): number {
	const lie = faultOf( exchange, 'count' );
	if ( lie?.count !== undefined ) {
		return lie.count;
	}
	const narrow =
		faultOf( exchange, 'omit' ) !== undefined ||
		exchange.query.names.includes( '$filter' );
	let found = 0;
	if ( size !== undefined && ! narrow ) {
		found = size;
	} else {
		for ( let position = 0; position < length; position++ ) {
			const object = at( position );
			found += object && passing( object ) ? 1 : 0;
		}
	}
	return found + ( lie?.delta ?? 0 );
}

const SORTABLE: Record< string, { property: string; advanced: boolean } > = {
	displayname: { property: 'displayName', advanced: false },
	userprincipalname: { property: 'userPrincipalName', advanced: false },
	createddatetime: { property: 'createdDateTime', advanced: true },
};

function ordering(
	exchange: Exchange,
	{ length, type }: Collection,
	find: ( position: number ) => JsonObject | undefined
): ( () => readonly number[] ) | undefined {
	const text = exchange.query.get( '$orderby' );
	if ( text === undefined ) {
		return undefined;
	}
	const [ name = '', direction = 'asc' ] = text.trim().split( /\s+/ );
	const by = SORTABLE[ name.toLowerCase() ];
	if (
		! by ||
		! ( by.property in type.properties ) ||
		( by.advanced && ! isAdvanced( exchange ) )
	) {
		throw unsupportedQuery(
			`Unsupported sort property '${ name }' for '${ type.name }'.`
		);
	}
	const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
	return () => {
		const rows: [ string, number ][] = [];
		for ( let position = 0; position < length; position++ ) {
			const object = find( position );
			if ( object ) {
				const value = object[ by.property ] ?? '';
				rows.push( [ String( value ).toLowerCase(), position ] );
			}
		}
		rows.sort(
			( [ a ], [ b ] ) => sign * ( a < b ? -1 : Number( a > b ) )
		);
		return rows.map( ( [ , position ] ) => position );
	};
}
