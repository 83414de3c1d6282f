import { HttpResponse } from 'msw';
import { adminConsent, authorize } from './authorize';
import { checkTenant, field } from './client';
import { clientCredentials } from './client-credentials';
import { redeemCode, refresh } from './delegated';
import type { Exchange } from './exchange';
import { answered, LoginError, missingField } from './login-errors';
import { login, type Route } from './route';

/** The sign-in service, below `/{tenant}`. */
export const loginRoutes: readonly Route[] = [
	login( 'token', 'post', '/:tenant/oauth2/v2.0/token', token ),
	login( 'authorize', 'get', '/:tenant/oauth2/v2.0/authorize', authorize ),
	login(
		'discovery',
		'get',
		'/:tenant/v2.0/.well-known/openid-configuration',
		discovery
	),
	login( 'keys', 'get', '/:tenant/discovery/v2.0/keys', keys ),
	login( 'admin_consent', 'get', '/:tenant/v2.0/adminconsent', adminConsent ),
	login( 'admin_consent', 'get', '/:tenant/adminconsent', adminConsent ),
];

function token( exchange: Exchange ): Response {
	return answered( exchange, () => {
		const type = field( exchange, 'grant_type' );
		checkTenant( exchange );
		switch ( type ) {
			case 'client_credentials':
				return clientCredentials( exchange );
			case 'authorization_code':
				return redeemCode( exchange );
			case 'refresh_token':
				return refresh( exchange );
			case '':
				throw missingField( 'grant_type' );
			default:
				throw new LoginError(
					400,
					'unsupported_grant_type',
					70003,
					`The app requested an unsupported grant type '${ type }'.`
				);
		}
	} );
}

const ANY_TENANT = [ 'common', 'organizations' ];

function discovery( exchange: Exchange ): Response {
	return answered( exchange, () => {
		const name = ( exchange.params.tenant ?? '' ).toLowerCase();
		const any = ANY_TENANT.includes( name );
		if ( ! any ) {
			checkTenant( exchange, 'invalid_tenant' );
		}
		const { origin, simulator } = exchange;
		const tenant = any ? name : simulator.options.tenant_id;
		const at = `${ origin }/${ tenant }`;
		return HttpResponse.json( {
			token_endpoint: `${ at }/oauth2/v2.0/token`,
			token_endpoint_auth_methods_supported: [
				'client_secret_post',
				'client_secret_basic',
			],
			jwks_uri: `${ at }/discovery/v2.0/keys`,
			response_modes_supported: [ 'query', 'fragment', 'form_post' ],
			subject_types_supported: [ 'pairwise' ],
			id_token_signing_alg_values_supported: [ 'RS256' ],
			response_types_supported: [ 'code' ],
			scopes_supported: [
				'openid',
				'profile',
				'email',
				'offline_access',
			],
			issuer: `${ origin }/${ any ? '{tenantid}' : tenant }/v2.0`,
			request_uri_parameter_supported: false,
			authorization_endpoint: `${ at }/oauth2/v2.0/authorize`,
			http_logout_supported: true,
			frontchannel_logout_supported: true,
			end_session_endpoint: `${ at }/oauth2/v2.0/logout`,
			claims_supported: [
				'sub',
				'iss',
				'aud',
				'exp',
				'iat',
				'nonce',
				'preferred_username',
				'name',
				'tid',
				'ver',
			],
			tenant_region_scope: any ? null : 'NA',
			cloud_instance_name: 'microsoftonline.com',
			cloud_graph_host_name: 'graph.simulator.example',
			msgraph_host: new URL( origin ).host,
		} );
	} );
}

function keys( exchange: Exchange ): Response {
	return answered( exchange, () => {
		const { params, simulator } = exchange;
		if ( ! ANY_TENANT.includes( ( params.tenant ?? '' ).toLowerCase() ) ) {
			checkTenant( exchange, 'invalid_tenant' );
		}
		return HttpResponse.json( { keys: simulator.keys.published() } );
	} );
}
