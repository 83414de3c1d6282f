import { unsupportedQuery } from './errors';
import type { Filter, Literal, Operator } from './filter';

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
