import { isObject, type Json, type JsonObject } from './json';

/**
 * The part of OData's `$filter` that Graph understands on directory objects, parsed into a tree.
 *
 * Source: https://learn.microsoft.com/graph/filter-query-parameter
 */
export type Filter =
	| { op: 'and' | 'or'; left: Filter; right: Filter }
	| { op: 'not'; filter: Filter }
	| {
			op: 'compare';
			property: string;
			operator: Operator;
			value: Literal;
	  }
	| { op: 'in'; property: string; values: Literal[] }
	| { op: 'any'; property: string; variable: string; filter: Filter }
	| { op: 'count'; property: string; operator: Operator; value: Literal };

export type Operator =
	'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'startswith' | 'endswith';

export type Literal = string | number | boolean | null;

/**
 * Reads a property by its path, names in any case.
 *
 * @param row  An object of the directory.
 * @param path For example `onPremisesExtensionAttributes/extensionAttribute1`.
 */
function read( row: JsonObject, path: string ): Json {
	let value: Json = row;
	for ( const step of path.split( '/' ) ) {
		if ( ! isObject( value ) ) {
			return null;
		}
		const holder: JsonObject = value;
		const name =
			step in holder
				? step
				: Object.keys( holder ).find(
						( key ) => key.toLowerCase() === step.toLowerCase()
					);
		value = name === undefined ? null : ( holder[ name ] ?? null );
	}
	return value;
}

/**
 * Tells whether an object passes a filter. Texts compare without regard to case, as in the directory.
 *
 * @param filter Parsed.
 * @param row    An object of the directory.
 */
export function passes( filter: Filter, row: JsonObject ): boolean {
	switch ( filter.op ) {
		case 'and':
			return passes( filter.left, row ) && passes( filter.right, row );
		case 'or':
			return passes( filter.left, row ) || passes( filter.right, row );
		case 'not':
			return ! passes( filter.filter, row );
		case 'in': {
			const value = read( row, filter.property );
			return filter.values.some( ( one ) => compare( value, 'eq', one ) );
		}
		case 'any': {
			const list = read( row, filter.property );
			return (
				Array.isArray( list ) &&
				list.some( ( item ) =>
					passes( filter.filter, { [ filter.variable ]: item } )
				)
			);
		}
		case 'count': {
			const list = read( row, filter.property );
			const length = Array.isArray( list ) ? list.length : 0;
			return compare( length, filter.operator, filter.value );
		}
		case 'compare':
			return compare(
				read( row, filter.property ),
				filter.operator,
				filter.value
			);
	}
}

function compare( found: Json, operator: Operator, wanted: Literal ): boolean {
	const left = typeof found === 'string' ? found.toLowerCase() : found;
	const right = typeof wanted === 'string' ? wanted.toLowerCase() : wanted;
	if ( operator === 'eq' || operator === 'ne' ) {
		return ( left === right ) === ( operator === 'eq' );
	}
	if ( typeof left === 'string' && typeof right === 'string' ) {
		return ordered( left, operator, right );
	}
	return typeof left === 'number' && typeof right === 'number'
		? ordered( left, operator, right )
		: false;
}

function ordered< T extends string | number >(
	left: T,
	operator: Operator,
	right: T
): boolean {
	switch ( operator ) {
		case 'gt':
			return left > right;
		case 'ge':
			return left >= right;
		case 'lt':
			return left < right;
		case 'le':
			return left <= right;
		case 'startswith':
			return String( left ).startsWith( String( right ) );
		case 'endswith':
			return String( left ).endsWith( String( right ) );
		default:
			return false;
	}
}
