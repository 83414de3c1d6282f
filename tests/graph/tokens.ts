import { randomBytes } from 'node:crypto';
import type { Clock } from './clock';
import { GRAPH_APP_ID } from './defaults';

/** An access token for Graph that was handed out. */
export interface AccessToken {
	/** Counted from 1 as they are issued. */
	n: number;
	kind: 'application' | 'delegated';
	tenantId: string;
	clientId: string;
	/** Object id of who signed in. */
	userId: string | null;
	permissions: readonly string[];
	audience: 'graph' | 'other';
	/** Milliseconds since 1970 by the tenant's clock. */
	expires: number;
	revoked: boolean;
}

const base64url = ( text: string ) =>
	Buffer.from( text ).toString( 'base64url' );

/** The access tokens of the tenant. */
export class AccessTokens {
	private readonly tokens = new Map< string, AccessToken >();

	constructor( private readonly clock: Clock ) {}

	/**
	 * Issues a token.
	 *
	 * @param about    Whom it is for and what it may.
	 * @param lifetime In seconds.
	 * @param opaque   True for one that does not even look like a JWT: clients may not read it.
	 */
	issue(
		about: Omit< AccessToken, 'n' | 'expires' | 'revoked' >,
		lifetime: number,
		opaque: boolean
	): string {
		const expires = this.clock.now() + lifetime * 1000;
		const token = {
			...about,
			n: this.tokens.size + 1,
			expires,
			revoked: false,
		};
		const text = opaque
			? `EwB${ randomBytes( 180 ).toString( 'base64' ) }`
			: this.jwt( token );
		this.tokens.set( text, token );
		return text;
	}

	/**
	 * Finds a token that was issued here.
	 *
	 * @param text As it stands behind `Bearer`.
	 */
	find( text: string ): AccessToken | undefined {
		return this.tokens.get( text );
	}

	/** Makes every token issued so far invalid, as a revocation does. */
	revokeAll(): void {
		for ( const token of this.tokens.values() ) {
			token.revoked = true;
		}
	}

	/** Graph's own tokens are JWTs whose signature no client can check: so is this one. */
	private jwt( token: AccessToken ): string {
		const header = {
			typ: 'JWT',
			alg: 'RS256',
			nonce: randomBytes( 24 ).toString( 'base64url' ),
		};
		const permissions = token.permissions;
		const claims = {
			aud: token.audience === 'graph' ? GRAPH_APP_ID : token.clientId,
			iss: `https://sts.windows.net/${ token.tenantId }/`,
			exp: Math.floor( token.expires / 1000 ),
			appid: token.clientId,
			tid: token.tenantId,
			ver: '1.0',
			...( token.kind === 'application'
				? {
						idtyp: 'app',
						...( permissions.length > 0
							? { roles: permissions }
							: {} ),
					}
				: {
						idtyp: 'user',
						oid: token.userId,
						scp: permissions.join( ' ' ),
					} ),
		};
		return [
			base64url( JSON.stringify( header ) ),
			base64url( JSON.stringify( claims ) ),
			randomBytes( 256 ).toString( 'base64url' ),
		].join( '.' );
	}
}
