import { HttpResponse } from 'msw';
import { checkClient, field, isGraph, unknownResource } from './client';
import type { Exchange } from './exchange';
import { LoginError } from './login-errors';

const DEFAULT = '/.default';

/**
 * Answers the client credentials grant: a token that holds the permissions granted at this moment, maybe none.
 *
 * @param exchange The request.
 */
export function clientCredentials( exchange: Exchange ): Response {
	checkClient( exchange );
	const scope = field( exchange, 'scope' );
	const { options, tokens } = exchange.simulator;
	if ( ! scope.endsWith( DEFAULT ) || scope.includes( ' ' ) ) {
		throw new LoginError(
			400,
			'invalid_scope',
			1002012,
			`The provided value for scope ${ scope } is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`
		);
	}
	const resource = scope.slice( 0, -DEFAULT.length );
	const graph = isGraph( exchange, resource );
	if ( ! graph && ! resource.startsWith( 'api://' ) ) {
		throw unknownResource( exchange, resource );
	}
	return HttpResponse.json( {
		token_type: 'Bearer',
		expires_in: options.token_lifetime,
		ext_expires_in: options.token_lifetime,
		access_token: tokens.issue(
			{
				kind: 'application',
				tenantId: options.tenant_id,
				clientId: options.app.client_id,
				userId: null,
				permissions: [ ...options.app.roles ],
				audience: graph ? 'graph' : 'other',
			},
			options.token_lifetime,
			options.opaque_tokens
		),
	} );
}
