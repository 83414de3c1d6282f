/**
 * Numbers and ids that look random and depend on the seed alone.
 */

/**
 * Hashes a text to 32 bits (FNV-1a with a final mix).
 *
 * @param text Any text.
 */
export function hash( text: string ): number {
	let value = 0x811c9dc5;
	for ( let index = 0; index < text.length; index++ ) {
		value = Math.imul( value ^ text.charCodeAt( index ), 0x01000193 );
	}
	return mix( value );
}

/**
 * Spreads the bits of a 32-bit number.
 *
 * @param value Any integer.
 */
export function mix( value: number ): number {
	let mixed = value | 0;
	mixed = Math.imul( mixed ^ ( mixed >>> 16 ), 0x7feb352d );
	mixed = Math.imul( mixed ^ ( mixed >>> 15 ), 0x846ca68b );
	return ( mixed ^ ( mixed >>> 16 ) ) >>> 0;
}

const hex = ( value: number, digits: number ): string =>
	( value >>> 0 ).toString( 16 ).padStart( 8, '0' ).slice( -digits );

// An odd multiplier is a permutation of the 32-bit numbers; its inverse is found by Newton's steps.
const MULTIPLIER = 0x9e3779b1;
const INVERSE = ( () => {
	let inverse = MULTIPLIER;
	for ( let step = 0; step < 5; step++ ) {
		inverse = Math.imul( inverse, 2 - Math.imul( MULTIPLIER, inverse ) );
	}
	return inverse;
} )();

/**
 * Object ids that can be counted: the first eight digits hold the position, scrambled, so that an id is found without a table
 * of all of them.
 */
export class Ids {
	private readonly base: number;

	constructor( seed: string ) {
		this.base = hash( seed );
	}

	/**
	 * Makes the id of a position.
	 *
	 * @param position Counted from 0.
	 */
	at( position: number ): string {
		const first = Math.imul( position, MULTIPLIER ) + this.base;
		const a = mix( first ^ 0x51ab3c7d );
		const b = mix( a + this.base );
		const c = mix( b ^ first );
		return `${ hex( first, 8 ) }-${ hex( a, 4 ) }-4${ hex( a >>> 16, 3 ) }-${ hex(
			0x8000 | ( b & 0x3fff ),
			4
		) }-${ hex( b >>> 16, 4 ) }${ hex( c, 8 ) }`;
	}

	/**
	 * Finds the position an id was made for, or -1 where it is none of ours.
	 *
	 * @param id An object id.
	 */
	position( id: string ): number {
		const first = Number.parseInt( id.slice( 0, 8 ), 16 );
		if ( Number.isNaN( first ) ) {
			return -1;
		}
		const position = Math.imul( first - this.base, INVERSE ) >>> 0;
		return this.at( position ) === id.toLowerCase() ? position : -1;
	}
}

/**
 * Makes a GUID out of a name.
 *
 * @param name Any text; the same text gives the same GUID.
 */
export function guid( name: string ): string {
	return new Ids( name ).at( hash( name ) % 0xffff );
}
