import { GRAPH_APP_ID } from './defaults';
import type { Exchange } from './exchange';
import { LoginError, missingField } from './login-errors';

/**
 * Reads a field of the form, '' where it is missing.
 *
 * @param exchange The request.
 * @param name     Of the field.
 */
export function field( exchange: Exchange, name: string ): string {
	return String( exchange.body?.[ name ] ?? '' );
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const ANY_TENANT = [ 'common', 'organizations', 'consumers' ];

/**
 * Throws where the tenant in the path is not this one.
 *
 * @param exchange The request.
 * @param error    Code for an unknown tenant; discovery has its own.
 */
export function checkTenant(
	exchange: Exchange,
	error = 'invalid_request'
): void {
	const { options } = exchange.simulator;
	const tenant = ( exchange.params.tenant ?? '' ).toLowerCase();
	const ours = [ options.tenant_id, options.domain, options.initial_domain ];
	if ( ours.includes( tenant ) ) {
		return;
	}
	if ( ANY_TENANT.includes( tenant ) ) {
		throw field( exchange, 'grant_type' ) === 'client_credentials'
			? new LoginError(
					400,
					'invalid_request',
					9001023,
					`The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.`
				)
			: new LoginError(
					400,
					'invalid_request',
					50194,
					`Application '${ options.app.client_id }'(${ options.app.name }) is not configured as a multi-tenant application. Usage of the /${ tenant } endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.`
				);
	}
	if ( ! GUID.test( tenant ) && ! DOMAIN.test( tenant ) ) {
		throw new LoginError(
			400,
			error,
			900023,
			`Specified tenant identifier '${ tenant }' is neither a valid DNS name, nor a valid external domain.`
		);
	}
	throw new LoginError(
		400,
		error,
		90002,
		`Tenant '${ tenant }' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`
	);
}

/**
 * Throws unless the application is the registered one and may be used.
 *
 * @param exchange The request.
 * @param id       Client id that was sent.
 */
export function checkApp( exchange: Exchange, id: string ): void {
	const { app, name } = exchange.simulator.options;
	if ( id === '' ) {
		throw missingField( 'client_id' );
	}
	if ( id.toLowerCase() !== app.client_id ) {
		throw new LoginError(
			400,
			'unauthorized_client',
			700016,
			`Application with identifier '${ id }' was not found in the directory '${ name }'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`
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
}

/**
 * Throws unless application and secret are right. The pair comes in the form or in Basic authentication.
 *
 * @param exchange The request.
 */
export function checkClient( exchange: Exchange ): void {
	const { options, clock } = exchange.simulator;
	const [ id, secret ] = credentials( exchange );
	checkApp( exchange, id );
	if ( secret === '' ) {
		throw new LoginError(
			401,
			'invalid_client',
			7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
		);
	}
	const known = options.app.secrets.find( ( { value } ) => value === secret );
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
			`The provided client secret keys for app '${ id }' are expired. Create new keys for your app, or consider using certificate credentials for added security.`
		);
	}
	// A browser's request that carries a secret is refused.
	if ( exchange.request.headers.get( 'origin' ) !== null ) {
		throw new LoginError(
			400,
			'invalid_request',
			9002326,
			"Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."
		);
	}
}

function credentials( exchange: Exchange ): [ string, string ] {
	const header = exchange.request.headers.get( 'authorization' ) ?? '';
	const [ , basic ] = /^Basic\s+(\S+)$/i.exec( header ) ?? [];
	if ( basic === undefined ) {
		return [
			field( exchange, 'client_id' ),
			field( exchange, 'client_secret' ),
		];
	}
	const [ id = '', ...rest ] = Buffer.from( basic, 'base64' )
		.toString()
		.split( ':' );
	return [ decodeURIComponent( id ), decodeURIComponent( rest.join( ':' ) ) ];
}

/** Names of Graph as a resource, in every cloud. */
const GRAPHS = [
	'https://graph.microsoft.com',
	'https://graph.microsoft.us',
	'https://dod-graph.microsoft.us',
	'https://microsoftgraph.chinacloudapi.cn',
	GRAPH_APP_ID,
];

/**
 * Tells whether a resource is Graph: by one of its names, or the address that was called.
 *
 * @param exchange The request.
 * @param resource What stands before the last slash of a scope.
 */
export function isGraph( exchange: Exchange, resource: string ): boolean {
	return [ ...GRAPHS, exchange.origin ].includes( resource );
}

/**
 * Makes the error for a resource that the tenant does not know.
 *
 * @param exchange The request.
 * @param resource What stands before the last slash of a scope.
 */
export function unknownResource(
	exchange: Exchange,
	resource: string
): LoginError {
	return new LoginError(
		400,
		'invalid_resource',
		500011,
		`The resource principal named ${ resource } was not found in the tenant named ${ exchange.simulator.options.name }. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`
	);
}
