import {
	createHash,
	generateKeyPairSync,
	type KeyObject,
	sign,
} from 'node:crypto';

interface SigningKey {
	kid: string;
	privateKey: KeyObject;
	publicKey: KeyObject;
}

/**
 * The keys that id_tokens are signed with. They are made when they are first needed.
 */
export class SigningKeys {
	private readonly keys: SigningKey[] = [];
	private taken = 1;

	/** The key in use. */
	current(): SigningKey {
		return this.keys[ 0 ] ?? this.rotate();
	}

	/** A key that is not in the document. */
	foreign(): SigningKey {
		return keyNumber( 0 );
	}

	/**
	 * Takes a new key into use; the old ones stay in the document, unless they are dropped.
	 *
	 * @param drop Whether the old keys leave the document.
	 */
	rotate( drop = false ): SigningKey {
		const key = keyNumber( this.taken++ );
		this.keys.unshift( key );
		if ( drop ) {
			this.keys.length = 1;
		}
		return key;
	}

	/** Writes the keys as the document holds them. */
	published() {
		this.current();
		return this.keys.map( ( { kid, publicKey } ) => {
			const { n, e } = publicKey.export( { format: 'jwk' } );
			return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e };
		} );
	}
}

/** Making a key takes long, so every simulator of the process takes the same ones, in turn. */
const made: SigningKey[] = [];

function keyNumber( number: number ): SigningKey {
	const key = made[ number ] ?? makeKey();
	made[ number ] = key;
	return key;
}

function makeKey(): SigningKey {
	const pair = generateKeyPairSync( 'rsa', { modulusLength: 2048 } );
	const der = pair.publicKey.export( { type: 'spki', format: 'der' } );
	const kid = createHash( 'sha1' ).update( der ).digest( 'base64url' );
	return { kid, ...pair };
}

/**
 * Writes a JWT.
 *
 * @param header    JOSE header.
 * @param claims    Payload.
 * @param signature Makes the signature of the text before it.
 */
export function jwt(
	header: object,
	claims: object,
	signature: ( input: string ) => string
): string {
	const input = [ header, claims ]
		.map( ( part ) =>
			Buffer.from( JSON.stringify( part ) ).toString( 'base64url' )
		)
		.join( '.' );
	return `${ input }.${ signature( input ) }`;
}

/**
 * Makes an RS256 signature.
 *
 * @param key Private key.
 */
export function rs256( key: KeyObject ): ( input: string ) => string {
	return ( input ) =>
		sign( 'RSA-SHA256', Buffer.from( input ), key ).toString( 'base64url' );
}
