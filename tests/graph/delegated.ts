import { createHash } from 'node:crypto';
import { HttpResponse } from 'msw';
import { checkClient, field, isGraph, unknownResource } from './client';
import { iso } from './clock';
import type { Exchange } from './exchange';
import { idToken } from './id-token';
import type { Json } from './json';
import {
	codeErrors,
	consentMissing,
	deadGrant,
	type DeadGrant,
	LoginError,
	missingField,
} from './login-errors';
import type { Person } from './people';

const CODE_LIFETIME = 600_000;
const REFRESH_LIFETIME = 90 * 86_400_000;

/** Scopes of OpenID Connect: they belong to no resource and need no consent of an administrator. */
const OPENID = [ 'openid', 'profile', 'email', 'offline_access' ];

/**
 * Answers the authorization code grant.
 *
 * @param exchange The request.
 */
export function redeemCode( exchange: Exchange ): Response {
	checkClient( exchange );
	const { clock, grants, signIn } = exchange.simulator;
	if ( field( exchange, 'code' ) === '' ) {
		throw missingField( 'code' );
	}
	const code = grants.code( field( exchange, 'code' ) );
	if ( ! code ) {
		throw codeErrors.unknown();
	}
	if ( code.redeemed ) {
		throw codeErrors.redeemed();
	}
	if ( clock.now() - code.issued > CODE_LIFETIME ) {
		throw codeErrors.expired();
	}
	const redirect = field( exchange, 'redirect_uri' );
	if ( redirect !== code.redirectUri ) {
		throw codeErrors.redirect( redirect, code.redirectUri );
	}
	if ( ! proves( field( exchange, 'code_verifier' ), code ) ) {
		throw codeErrors.verifier();
	}
	if ( signIn.redeem !== 'ok' ) {
		throw deadGrant( exchange, signIn.redeem, iso( code.issued ) );
	}
	code.redeemed = true;
	return tokensFor(
		exchange,
		living( exchange, code.userId, code.issued ),
		field( exchange, 'scope' ) || code.scope,
		code.nonce
	);
}

function proves(
	verifier: string,
	code: { challenge: string; method: string }
): boolean {
	if ( code.challenge === '' ) {
		return verifier === '';
	}
	// Without a method the challenge is the verifier itself.
	return code.method === 'S256'
		? createHash( 'sha256' ).update( verifier ).digest( 'base64url' ) ===
				code.challenge
		: verifier === code.challenge;
}

/**
 * Answers the refresh token grant: a new refresh token each time, the old one goes on working until it is revoked.
 *
 * @param exchange The request.
 */
export function refresh( exchange: Exchange ): Response {
	checkClient( exchange );
	const { clock, grants, signIn } = exchange.simulator;
	if ( field( exchange, 'refresh_token' ) === '' ) {
		throw missingField( 'refresh_token' );
	}
	const token = grants.refreshToken( field( exchange, 'refresh_token' ) );
	if ( ! token ) {
		throw codeErrors.unknown();
	}
	const dead = ( how: DeadGrant ) =>
		deadGrant( exchange, how, iso( token.issued ) );
	if ( signIn.refresh !== 'ok' ) {
		throw dead( signIn.refresh );
	}
	if ( token.revoked ) {
		throw dead( 'revoked' );
	}
	if ( clock.now() - token.issued > REFRESH_LIFETIME ) {
		throw dead( 'expired' );
	}
	return tokensFor(
		exchange,
		living( exchange, token.userId, token.issued ),
		field( exchange, 'scope' ) || token.scope,
		''
	);
}

function living( exchange: Exchange, userId: string, issued: number ): Person {
	const person = exchange.simulator.directory.byId( userId );
	if ( ! person ) {
		throw deadGrant( exchange, 'deleted', iso( issued ) );
	}
	if ( person.accountEnabled === false ) {
		throw deadGrant( exchange, 'disabled', iso( issued ) );
	}
	return person;
}

interface GrantedScopes {
	/** As they are reported. */
	reported: string[];
	/** Names of Graph's permissions. */
	permissions: string[];
}

/**
 * Reads the scopes of a delegated request, or throws where consent is missing.
 *
 * @param exchange The request.
 * @param scope    Scopes with blanks between them.
 */
export function grantedScopes(
	exchange: Exchange,
	scope: string
): GrantedScopes {
	const { scopes } = exchange.simulator.options.app;
	const granted: GrantedScopes = { reported: [], permissions: [] };
	for ( const one of scope.split( /\s+/ ).filter( Boolean ) ) {
		if ( OPENID.includes( one ) ) {
			granted.reported.push( one );
			continue;
		}
		const slash = one.lastIndexOf( '/' );
		const resource = one.slice( 0, Math.max( 0, slash ) );
		const name = one.slice( slash + 1 );
		if ( resource !== '' && ! isGraph( exchange, resource ) ) {
			throw unknownResource( exchange, resource );
		}
		if ( ! /^[A-Za-z.-]+$/.test( name ) ) {
			throw new LoginError(
				400,
				'invalid_scope',
				70011,
				`The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${ one } is not valid.`
			);
		}
		const names = name === '.default' ? scopes : [ name ];
		if ( ! names.every( ( each ) => scopes.includes( each ) ) ) {
			throw consentMissing( exchange );
		}
		granted.permissions.push( ...names );
		granted.reported.push(
			...names.map( ( each ) =>
				resource === '' ? each : `${ resource }/${ each }`
			)
		);
	}
	if ( granted.permissions.length === 0 && granted.reported.length === 0 ) {
		throw missingField( 'scope' );
	}
	return granted;
}

function tokensFor(
	exchange: Exchange,
	person: Person,
	scope: string,
	nonce: string
): Response {
	const { clock, grants, options, signIn, tokens } = exchange.simulator;
	const { reported, permissions } = grantedScopes( exchange, scope );
	const asked = scope.split( /\s+/ );
	const answer: Record< string, Json > = {
		token_type: 'Bearer',
		// offline_access is never reported; it shows in the refresh token.
		scope: reported
			.filter( ( name ) => name !== 'offline_access' )
			.join( ' ' ),
		expires_in: options.token_lifetime,
		ext_expires_in: options.token_lifetime,
		access_token: tokens.issue(
			{
				kind: 'delegated',
				tenantId: options.tenant_id,
				clientId: options.app.client_id,
				userId: person.id,
				permissions,
				audience: 'graph',
			},
			options.token_lifetime,
			options.opaque_tokens
		),
	};
	if ( asked.includes( 'offline_access' ) ) {
		answer.refresh_token = grants.issueRefreshToken( {
			userId: person.id,
			scope,
			nonce,
			issued: clock.now(),
		} );
	}
	if ( asked.includes( 'openid' ) ) {
		answer.id_token = idToken( exchange, person, nonce );
	}
	for ( const name of signIn.omit ) {
		delete answer[ name ];
	}
	return HttpResponse.json( answer );
}
