import { randomBytes } from 'node:crypto';

/** An authorization code. */
export interface Code {
	redirectUri: string;
	challenge: string;
	method: string;
	nonce: string;
	scope: string;
	userId: string;
	issued: number;
	redeemed: boolean;
}

/** A refresh token. */
export interface RefreshToken {
	/** Counted from 1 as they are issued. */
	n: number;
	userId: string;
	scope: string;
	nonce: string;
	issued: number;
	revoked: boolean;
}

/** Codes and refresh tokens that were handed out. */
export class Grants {
	private readonly codes = new Map< string, Code >();
	private readonly refreshTokens = new Map< string, RefreshToken >();

	/**
	 * Issues a code.
	 *
	 * @param code What it stands for.
	 */
	issueCode( code: Code ): string {
		const text = `1.AX${ randomBytes( 120 ).toString( 'base64url' ) }`;
		this.codes.set( text, code );
		return text;
	}

	/**
	 * Finds a code.
	 *
	 * @param text As it was sent.
	 */
	code( text: string ): Code | undefined {
		return this.codes.get( text );
	}

	/**
	 * Issues a refresh token.
	 *
	 * @param about What it stands for.
	 */
	issueRefreshToken( about: Omit< RefreshToken, 'n' | 'revoked' > ): string {
		const text = `1.AR${ randomBytes( 180 ).toString( 'base64url' ) }`;
		this.refreshTokens.set( text, {
			...about,
			n: this.refreshTokens.size + 1,
			revoked: false,
		} );
		return text;
	}

	/**
	 * Finds a refresh token.
	 *
	 * @param text As it was sent.
	 */
	refreshToken( text: string ): RefreshToken | undefined {
		return this.refreshTokens.get( text );
	}

	/** Revokes every refresh token issued so far. */
	revokeAll(): void {
		for ( const token of this.refreshTokens.values() ) {
			token.revoked = true;
		}
	}
}
