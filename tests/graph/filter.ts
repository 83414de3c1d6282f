import { unsupportedQuery } from './errors';
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

const invalid = ( detail: string ) =>
	unsupportedQuery( `Invalid filter clause: ${ detail }` );

const TOKEN =
	/\s*(?:('(?:[^']|'')*')|(\d{4}-\d\d-\d\dT[\d:.]+Z)|(-?\d+(?:\.\d+)?)(?![\w-])|([0-9a-f]{8}-[0-9a-f-]{27})|([A-Za-z_][\w.]*(?:\/(?:[A-Za-z_][\w.]*|\$count))*)|([(),:]))/iy;

interface Token {
	kind: 'literal' | 'word' | 'sign';
	value: Literal;
}

function tokenize( text: string ): Token[] {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while ( text.slice( TOKEN.lastIndex ).trim() !== '' ) {
		const at = TOKEN.lastIndex;
		const match = TOKEN.exec( text );
		if ( ! match ) {
			throw invalid( `Syntax error at position ${ at } in '${ text }'.` );
		}
		const [ , quoted, date, number, id, word, sign ] = match;
		if ( quoted !== undefined ) {
			const value = quoted.slice( 1, -1 ).replaceAll( "''", "'" );
			tokens.push( { kind: 'literal', value } );
		} else if ( number !== undefined ) {
			tokens.push( { kind: 'literal', value: Number( number ) } );
		} else if ( date ?? id ) {
			tokens.push( { kind: 'literal', value: date ?? id ?? '' } );
		} else if ( word !== undefined ) {
			tokens.push( keyword( word ) );
		} else {
			tokens.push( { kind: 'sign', value: sign ?? '' } );
		}
	}
	return tokens;
}

function keyword( word: string ): Token {
	switch ( word ) {
		case 'true':
		case 'false':
			return { kind: 'literal', value: word === 'true' };
		case 'null':
			return { kind: 'literal', value: null };
		default:
			return { kind: 'word', value: word };
	}
}

/**
 * Parses a filter.
 *
 * @param text Decoded value of `$filter`.
 */
export function parseFilter( text: string ): Filter {
	const parser = new Parser( tokenize( text ), text );
	return parser.whole();
}

class Parser {
	private index = 0;

	constructor(
		private readonly tokens: readonly Token[],
		private readonly text: string
	) {}

	whole(): Filter {
		const filter = this.or();
		if ( this.index < this.tokens.length ) {
			throw this.wrong();
		}
		return filter;
	}

	private or(): Filter {
		let left = this.and();
		while ( this.accept( 'word', 'or' ) ) {
			left = { op: 'or', left, right: this.and() };
		}
		return left;
	}

	private and(): Filter {
		let left = this.unary();
		while ( this.accept( 'word', 'and' ) ) {
			left = { op: 'and', left, right: this.unary() };
		}
		return left;
	}

	private unary(): Filter {
		if ( this.accept( 'word', 'not' ) ) {
			return { op: 'not', filter: this.unary() };
		}
		if ( this.accept( 'sign', '(' ) ) {
			const filter = this.or();
			this.expect( ')' );
			return filter;
		}
		return this.comparison();
	}

	private comparison(): Filter {
		const word = this.word();
		const lower = word.toLowerCase();
		if ( lower === 'startswith' || lower === 'endswith' ) {
			return this.call( lower );
		}
		if ( lower.endsWith( '/any' ) ) {
			return this.any( word.slice( 0, -4 ) );
		}
		const operator = this.word().toLowerCase();
		if ( operator === 'in' ) {
			return { op: 'in', property: word, values: this.list() };
		}
		if ( ! isOperator( operator ) ) {
			throw this.wrong();
		}
		const value = this.literal();
		return lower.endsWith( '/$count' )
			? { op: 'count', property: word.slice( 0, -7 ), operator, value }
			: { op: 'compare', property: word, operator, value };
	}

	private call( operator: 'startswith' | 'endswith' ): Filter {
		this.expect( '(' );
		const property = this.word();
		this.expect( ',' );
		const value = this.literal();
		this.expect( ')' );
		// `startswith(x,'y') eq true` is the long form of the same.
		if ( this.accept( 'word', 'eq' ) && this.literal() !== true ) {
			throw this.wrong();
		}
		return { op: 'compare', property, operator, value };
	}

	private any( property: string ): Filter {
		this.expect( '(' );
		const variable = this.word();
		this.expect( ':' );
		const filter = this.or();
		this.expect( ')' );
		return { op: 'any', property, variable, filter };
	}

	private list(): Literal[] {
		this.expect( '(' );
		const values = [ this.literal() ];
		while ( this.accept( 'sign', ',' ) ) {
			values.push( this.literal() );
		}
		this.expect( ')' );
		return values;
	}

	private accept( kind: Token[ 'kind' ], value: string ): boolean {
		const token = this.tokens[ this.index ];
		const found = token?.kind === kind && token.value === value;
		this.index += found ? 1 : 0;
		return found;
	}

	private expect( sign: string ): void {
		if ( ! this.accept( 'sign', sign ) ) {
			throw this.wrong();
		}
	}

	private word(): string {
		const token = this.tokens[ this.index++ ];
		if ( token?.kind !== 'word' || typeof token.value !== 'string' ) {
			throw this.wrong();
		}
		return token.value;
	}

	private literal(): Literal {
		const token = this.tokens[ this.index++ ];
		if ( token?.kind !== 'literal' ) {
			throw this.wrong();
		}
		return token.value;
	}

	private wrong() {
		return invalid( `Syntax error in '${ this.text }'.` );
	}
}

function isOperator( word: string ): word is Operator {
	return [ 'eq', 'ne', 'gt', 'ge', 'lt', 'le' ].includes( word );
}

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
