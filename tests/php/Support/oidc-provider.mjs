/**
 * Starts an OpenID provider that nobody here wrote, under the addresses of Microsoft's sign-in service.
 *
 * Usage: node oidc-provider.mjs <tenant GUID> <client id> <redirect address>
 *
 * Prints one line of JSON with its address and the client's secret once it answers, and ends with its standard input.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';

const [ , , tenant, clientId, redirectUri ] = process.argv;
const secret = randomBytes( 24 ).toString( 'base64url' ) + '+/ %&~';
const account = 'ann@lakeside.example';
const permissions = [ 'User.Read.All', 'GroupMember.Read.All' ].map(
	( name ) => `https://graph.microsoft.com/${ name }`
);

const server = createServer();
server.listen( 0, '127.0.0.1', () => {
	const origin = `http://127.0.0.1:${ server.address().port }`;
	server.on( 'request', handler( origin ) );
	process.stdout.write(
		JSON.stringify( { url: origin, secret, account } ) + '\n'
	);
} );
process.stdin.resume().on( 'end', () => process.exit( 0 ) );

/** @param {string} origin Of this server. */
function handler( origin ) {
	const provider = new Provider( `${ origin }/${ tenant }/v2.0`, options() );
	const callback = provider.callback();
	return async ( request, response ) => {
		if ( request.url.startsWith( '/interaction/' ) ) {
			// The person signs in at once.
			await provider.interactionFinished( request, response, {
				login: { accountId: account },
				select_account: {},
			} );
			return;
		}
		request.url = inner( request.url );
		callback( request, response );
	};
}

/**
 * Finds the provider's own address for one of Microsoft's.
 *
 * @param {string} url Path and query.
 */
function inner( url ) {
	const names = {
		'/oauth2/v2.0/authorize': '/auth',
		'/oauth2/v2.0/token': '/token',
		'/discovery/v2.0/keys': '/jwks',
		'/v2.0/.well-known/openid-configuration':
			'/.well-known/openid-configuration',
	};
	for ( const [ theirs, own ] of Object.entries( names ) ) {
		if ( url.startsWith( `/${ tenant }${ theirs }` ) ) {
			return own + url.slice( `/${ tenant }${ theirs }`.length );
		}
	}
	return url;
}

function options() {
	const policy = interactionPolicy.base();
	policy.add(
		new interactionPolicy.Prompt( {
			name: 'select_account',
			requestable: true,
		} )
	);
	const { privateKey } = generateKeyPairSync( 'rsa', {
		modulusLength: 2048,
	} );
	return {
		clients: [
			{
				client_id: clientId,
				client_secret: secret,
				redirect_uris: [ redirectUri ],
				grant_types: [ 'authorization_code', 'refresh_token' ],
				token_endpoint_auth_method: 'client_secret_post',
			},
		],
		jwks: {
			keys: [
				{
					...privateKey.export( { format: 'jwk' } ),
					use: 'sig',
					kid: randomUUID(),
				},
			],
		},
		cookies: { keys: [ randomBytes( 16 ).toString( 'hex' ) ] },
		scopes: [ 'openid', 'offline_access', ...permissions ],
		claims: {
			openid: [ 'sub', 'tid' ],
			profile: [ 'preferred_username' ],
		},
		conformIdTokenClaims: false,
		findAccount: ( _, id ) => ( {
			accountId: id,
			claims: () => ( { sub: id, tid: tenant, preferred_username: id } ),
		} ),
		// Consent was given by an administrator.
		async loadExistingGrant( { oidc } ) {
			const grant = new oidc.provider.Grant( {
				clientId: oidc.client.clientId,
				accountId: oidc.session.accountId,
			} );
			grant.addOIDCScope(
				[ 'openid', 'profile', 'offline_access', ...permissions ].join(
					' '
				)
			);
			await grant.save();
			return grant;
		},
		issueRefreshToken: () => true,
		rotateRefreshToken: () => true,
		interactions: {
			policy,
			url: ( _, interaction ) => `/interaction/${ interaction.uid }`,
		},
		features: { devInteractions: { enabled: false } },
		pkce: { required: () => true },
	};
}
