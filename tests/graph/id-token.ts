import { createHmac, createHash, randomUUID } from 'node:crypto';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';
import { jwt, rs256 } from './keys';
import type { Person } from './people';
import type { IdTokenKind } from './sign-in';

const STRANGE_ID = 'e1d2c3b4-a596-4877-8695-a4b3c2d1e0f9';

/**
 * Writes the id_token of somebody, right or wrong as `PATCH /_control/sign-in` says.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 *
 * @param exchange The request.
 * @param person   Who signed in.
 * @param nonce    Of the authorization request, '' where there was none.
 */
export function idToken(
	exchange: Exchange,
	person: Person,
	nonce: string
): string {
	const { simulator } = exchange;
	const kind = simulator.signIn.id_token;
	if ( kind === 'malformed' ) {
		return 'this.is-not.a_jwt';
	}
	const body = spoiled( claims( exchange, person, nonce ), kind, exchange );
	const { kid, privateKey, publicKey } = simulator.keys.current();
	const foreign = () => simulator.keys.foreign();
	const header = { typ: 'JWT', alg: 'RS256', kid };
	switch ( kind ) {
		case 'unsigned':
			return jwt( { typ: 'JWT', alg: 'none' }, body, () => '' );
		case 'hs256': {
			// The public key taken for a shared secret: whoever trusts the header is fooled.
			const secret = publicKey.export( { type: 'spki', format: 'pem' } );
			return jwt( { ...header, alg: 'HS256' }, body, ( input ) =>
				createHmac( 'sha256', secret )
					.update( input )
					.digest( 'base64url' )
			);
		}
		case 'wrong_key':
			return jwt( header, body, rs256( foreign().privateKey ) );
		case 'unknown_key':
			return jwt(
				{ ...header, kid: foreign().kid },
				body,
				rs256( foreign().privateKey )
			);
		case 'changed': {
			const right = rs256( privateKey );
			const other = jwt( header, { ...body, oid: STRANGE_ID }, () => '' );
			return (
				other + right( jwt( header, body, () => '' ).slice( 0, -1 ) )
			);
		}
		default:
			return jwt( header, body, rs256( privateKey ) );
	}
}

function claims(
	exchange: Exchange,
	person: Person,
	nonce: string
): JsonObject {
	const { clock, options } = exchange.simulator;
	const now = Math.floor( clock.now() / 1000 );
	return {
		ver: '2.0',
		iss: `${ exchange.origin }/${ options.tenant_id }/v2.0`,
		sub: createHash( 'sha256' )
			.update( person.id + options.app.client_id )
			.digest( 'base64url' ),
		aud: options.app.client_id,
		exp: now + 3600,
		iat: now,
		nbf: now,
		name: person.displayName ?? null,
		preferred_username: person.userPrincipalName,
		oid: person.id,
		tid: options.tenant_id,
		uti: randomUUID().replaceAll( '-', '' ).slice( 0, 22 ),
		...( person.userType === 'Guest'
			? { idp: 'https://sts.windows.net/partner/' }
			: {} ),
		...( nonce === '' ? {} : { nonce } ),
	};
}

function spoiled(
	body: JsonObject,
	kind: IdTokenKind,
	exchange: Exchange
): JsonObject {
	const now = Number( body.iat );
	const without = ( name: string ) =>
		Object.fromEntries(
			Object.entries( body ).filter( ( [ claim ] ) => claim !== name )
		);
	switch ( kind ) {
		case 'wrong_audience':
			return { ...body, aud: STRANGE_ID };
		case 'wrong_tenant':
			return {
				...body,
				tid: STRANGE_ID,
				iss: `${ exchange.origin }/${ STRANGE_ID }/v2.0`,
			};
		case 'wrong_issuer':
			return { ...body, iss: 'https://login.evil.example/v2.0' };
		case 'wrong_nonce':
			return { ...body, nonce: 'somebody-elses' };
		case 'no_nonce':
			return without( 'nonce' );
		case 'no_oid':
			return without( 'oid' );
		case 'expired':
			return {
				...body,
				iat: now - 7200,
				nbf: now - 7200,
				exp: now - 3600,
			};
		case 'not_yet_valid':
			return { ...body, nbf: now + 3600, exp: now + 7200 };
		default:
			return body;
	}
}
