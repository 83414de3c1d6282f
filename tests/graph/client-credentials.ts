import { HttpResponse } from 'msw';
import { GRAPH_APP_ID } from './defaults';
import type { Exchange } from './exchange';
import { field, LoginError } from './login';

/**
 * Throws unless application and secret are right.
 *
 * Entra ID takes the pair from the form or from Basic authentication.
 *
 * @param exchange The request.
 */
export function checkClient( exchange: Exchange ): void {
	const { options, clock } = exchange.simulator;
	const { app } = options;
	const [ id, secret ] = credentials( exchange );
	if ( id === '' ) {
		throw new LoginError(
			400,
			'invalid_request',
			900144,
			"The request body must contain the following parameter: 'client_id'."
		);
	}
	if ( id.toLowerCase() !== app.client_id ) {
		throw new LoginError(
			400,
			'unauthorized_client',
			700016,
			`Application with identifier '${ id }' was not found in the directory '${ options.name }'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`
		);
	}
	if ( ! app.enabled ) {
		throw new LoginError(
			400,
			'unauthorized_client',
			7000112,
			`Application '${ id }'(${ app.name }) is disabled.`
		);
	}
	if ( secret === '' ) {
		throw new LoginError(
			401,
			'invalid_client',
			7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
		);
	}
	const known = app.secrets.find( ( { value } ) => value === secret );
	if ( ! known ) {
		throw new LoginError(
			401,
			'invalid_client',
			7000215,
			`Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${ id }'.`
		);
	}
	if ( Date.parse( known.expires ) <= clock.now() ) {
		throw new LoginError(
			401,
			'invalid_client',
			7000222,
			`The provided client secret keys for app '${ id }' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.`
		);
	}
}

function credentials( exchange: Exchange ): [ string, string ] {
	const header = exchange.request.headers.get( 'authorization' ) ?? '';
	const [ , basic ] = /^Basic\s+(\S+)$/i.exec( header ) ?? [];
	if ( basic !== undefined ) {
		const text = Buffer.from( basic, 'base64' ).toString();
		const colon = text.indexOf( ':' );
		return [
			decodeURIComponent( text.slice( 0, colon ) ),
			decodeURIComponent( text.slice( colon + 1 ) ),
		];
	}
	return [
		field( exchange, 'client_id' ),
		field( exchange, 'client_secret' ),
	];
}

/** Resources whose `.default` is Graph, in the words of each cloud; and the simulator's own address. */
const GRAPHS = [
	'https://graph.microsoft.com',
	'https://graph.microsoft.us',
	'https://dod-graph.microsoft.us',
	'https://microsoftgraph.chinacloudapi.cn',
	GRAPH_APP_ID,
];

/**
 * Tells whether a scope belongs to Graph.
 *
 * @param exchange The request.
 * @param resource What stands before the last slash of the scope.
 */
export function isGraph( exchange: Exchange, resource: string ): boolean {
	return [ ...GRAPHS, exchange.origin ].includes( resource );
}

/**
 * Answers the client credentials grant: a token that holds the permissions granted at this moment, maybe none.
 *
 * @param exchange The request.
 */
export function clientCredentials( exchange: Exchange ): Response {
	checkClient( exchange );
	const scope = field( exchange, 'scope' );
	const { options, tokens } = exchange.simulator;
	if ( ! scope.endsWith( '/.default' ) || scope.includes( ' ' ) ) {
		throw new LoginError(
			400,
			'invalid_scope',
			1002012,
			`The provided value for scope ${ scope } is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`
		);
	}
	const resource = scope.slice( 0, -'/.default'.length );
	if (
		! isGraph( exchange, resource ) &&
		! resource.startsWith( 'api://' )
	) {
		throw new LoginError(
			400,
			'invalid_resource',
			500011,
			`The resource principal named ${ resource } was not found in the tenant named ${ options.name }. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`
		);
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
				audience: isGraph( exchange, resource ) ? 'graph' : 'other',
			},
			options.token_lifetime,
			options.opaque_tokens
		),
	} );
}
