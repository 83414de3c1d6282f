import { forbidden, invalidToken } from './errors';
import type { Exchange } from './exchange';
import { PROFILE_PERMISSIONS } from './select';

/**
 * Checks the bearer token, or throws the 401 that Graph answers.
 *
 * @param exchange The request; its token is set.
 */
export function authenticate( exchange: Exchange ): void {
	const header = exchange.request.headers.get( 'authorization' ) ?? '';
	const [ , text = '' ] = /^Bearer\s+(\S+)$/i.exec( header ) ?? [];
	if ( text === '' ) {
		throw invalidToken( 'Access token is empty.' );
	}
	const { clock, options, tokens } = exchange.simulator;
	const token = tokens.find( text );
	if ( ! token || token.tenantId !== options.tenant_id ) {
		throw invalidToken(
			'CompactToken parsing failed with error code: 80049217'
		);
	}
	exchange.token = token;
	if ( token.audience !== 'graph' ) {
		throw invalidToken(
			'Access token validation failure. Invalid audience.'
		);
	}
	if ( token.expires <= clock.now() ) {
		throw invalidToken(
			'Lifetime validation failed, the token is expired.'
		);
	}
	if ( token.revoked ) {
		const claims = Buffer.from(
			JSON.stringify( {
				access_token: {
					nbf: {
						essential: true,
						value: String( Math.floor( clock.now() / 1000 ) ),
					},
				},
			} )
		).toString( 'base64' );
		throw invalidToken(
			'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies',
			`Bearer realm="", error="insufficient_claims", claims="${ claims }"`
		);
	}
}

/**
 * Throws 403 unless the token holds one of the permissions.
 *
 * @param exchange    The request.
 * @param permissions Any of them is enough.
 */
export function requirePermission(
	exchange: Exchange,
	permissions: readonly string[]
): void {
	if ( ! may( exchange, permissions ) ) {
		throw forbidden();
	}
}

/**
 * Tells whether the token holds one of the permissions.
 *
 * @param exchange    The request.
 * @param permissions Any of them is enough.
 */
export function may(
	exchange: Exchange,
	permissions: readonly string[]
): boolean {
	return permissions.some( ( name ) =>
		exchange.token?.permissions.includes( name )
	);
}

/**
 * Throws 403 unless the token may list users: a guest who signed in may not, and User.ReadBasic.All as an application permission
 * is not enough.
 *
 * @param exchange The request.
 */
export function requireUserListing( exchange: Exchange ): void {
	const full = PROFILE_PERMISSIONS;
	const { token, simulator } = exchange;
	const delegated = token?.kind === 'delegated';
	requirePermission(
		exchange,
		delegated ? [ ...full, 'User.ReadBasic.All' ] : full
	);
	const user = token?.userId
		? simulator.directory.byId( token.userId )
		: undefined;
	if ( delegated && ( ! user || user.userType === 'Guest' ) ) {
		throw forbidden();
	}
}
