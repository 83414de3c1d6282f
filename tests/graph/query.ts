import { badRequest } from './errors';

/** The query options of a request, raw and decoded. */
export class Query {
	private readonly raw = new Map< string, string >();

	/**
	 * Reads a query.
	 *
	 * @param text The raw query without the question mark.
	 */
	constructor( readonly text: string ) {
		for ( const part of text.split( '&' ) ) {
			const equals = part.indexOf( '=' );
			const name = equals < 0 ? part : part.slice( 0, equals );
			if ( name !== '' ) {
				this.raw.set(
					decodedName( name ),
					equals < 0 ? '' : part.slice( equals + 1 )
				);
			}
		}
	}

	/** Names of the options, in lower case. */
	get names(): string[] {
		return [ ...this.raw.keys() ];
	}

	/**
	 * Reads an option; a plus sign is a blank, as in every form.
	 *
	 * @param name In lower case, for example `$select`.
	 */
	get( name: string ): string | undefined {
		const value = this.raw.get( name );
		return value === undefined
			? undefined
			: percentDecode( value.replaceAll( '+', ' ' ) );
	}

	/**
	 * Reads an option without turning plus signs into blanks: page tokens hold them.
	 *
	 * @param name In lower case.
	 */
	opaque( name: string ): string | undefined {
		const value = this.raw.get( name );
		return value === undefined ? undefined : percentDecode( value );
	}

	/**
	 * Writes all options but the page token in one way, to compare two requests.
	 */
	canonical(): string {
		return this.names
			.filter( ( name ) => name !== '$skiptoken' )
			.sort()
			.map( ( name ) => `${ name }=${ this.get( name ) }` )
			.join( '&' );
	}
}

function decodedName( name: string ): string {
	return name.replace( /%24/g, '$' ).toLowerCase();
}

/**
 * Decodes percent signs, and refuses what is none.
 *
 * @param text Part of a URL.
 */
export function percentDecode( text: string ): string {
	try {
		return decodeURIComponent( text );
	} catch {
		throw badRequest( 'The query is not correctly percent-encoded.' );
	}
}
