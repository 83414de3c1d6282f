import { unsupportedQuery } from './errors';
import type { JsonObject } from './json';

/**
 * Reads `$search`: `"property:text"` clauses joined by AND or OR; a text is found at the start of any word.
 *
 * Source: https://learn.microsoft.com/graph/search-query-parameter
 *
 * @param text Decoded value of the option.
 */
export function parseSearch( text: string ): ( row: JsonObject ) => boolean {
	const parts = text.trim().split( /\s+(AND|OR)\s+/ );
	const clauses = parts
		.filter( ( _, index ) => index % 2 === 0 )
		.map( clause );
	const operators = parts.filter( ( _, index ) => index % 2 === 1 );
	return ( row ) =>
		clauses
			.slice( 1 )
			.reduce(
				( found, next, index ) =>
					operators[ index ] === 'AND'
						? found && next( row )
						: found || next( row ),
				clauses[ 0 ]?.( row ) ?? false
			);
}

function clause( text: string ): ( row: JsonObject ) => boolean {
	const match = /^"(\w+):(.*)"$/.exec( text.trim() );
	if ( ! match ) {
		throw unsupportedQuery( `Invalid search clause: ${ text }` );
	}
	const [ , name = '', wanted = '' ] = match;
	const words = wanted.toLowerCase().split( /\s+/ );
	return ( row ) => {
		const value = row[ name ];
		const texts = Array.isArray( value ) ? value : [ value ];
		return texts.some( ( one ) => {
			const found = String( one ?? '' )
				.toLowerCase()
				.split( /[^\p{L}\p{N}]+/u );
			return words.every( ( word ) =>
				found.some( ( part ) => part.startsWith( word ) )
			);
		} );
	};
}
