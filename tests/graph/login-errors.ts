import { randomUUID } from 'node:crypto';
import { HttpResponse } from 'msw';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';

/**
 * An error of the sign-in service.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export class LoginError extends Error {
	/**
	 * @param status  HTTP status of the token endpoint.
	 * @param error   OAuth 2.0 code.
	 * @param number  Of the AADSTS text.
	 * @param message The text behind the number.
	 * @param more    Further members, for example `suberror`.
	 */
	constructor(
		readonly status: number,
		readonly error: string,
		readonly number: number,
		message: string,
		readonly more: JsonObject = {}
	) {
		super( message );
	}
}

const invalidGrant = (
	number: number,
	message: string,
	more: JsonObject = {}
) => new LoginError( 400, 'invalid_grant', number, message, more );

export const missingField = ( name: string ) =>
	new LoginError(
		400,
		'invalid_request',
		900144,
		`The request body must contain the following parameter: '${ name }'.`
	);

export const consentMissing = ( exchange: Exchange ) => {
	const { app } = exchange.simulator.options;
	return invalidGrant(
		65001,
		`The user or administrator has not consented to use the application with ID '${ app.client_id }' named '${ app.name }'. Send an interactive authorization request for this user and resource.`,
		{ suberror: 'consent_required' }
	);
};

const GRAPH = '00000003-0000-0000-c000-000000000000';

/** Grants that have died, by the name that `PATCH /_control/sign-in` takes. */
const DEAD = {
	expired: ( issued: string ) =>
		invalidGrant(
			700082,
			`The refresh token has expired due to inactivity. The token was issued on ${ issued } and was inactive for 90.00:00:00.`,
			{ suberror: 'bad_token' }
		),
	revoked: () =>
		invalidGrant(
			50173,
			'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
			{ suberror: 'bad_token' }
		),
	sign_in_frequency: () =>
		invalidGrant(
			70043,
			'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
			{ suberror: 'bad_token' }
		),
	mfa: () =>
		invalidGrant(
			50076,
			`Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${ GRAPH }'.`,
			{
				suberror: 'basic_action',
				claims: '{"access_token":{"capolids":{"essential":true,"values":["8f7d1c2b-6a54-4e3d-9b0f-5c4a3e2d1f60"]}}}',
			}
		),
	mfa_enrollment: () =>
		invalidGrant(
			50079,
			`Due to a configuration change made by your administrator, you must enroll in multi-factor authentication to access '${ GRAPH }'.`,
			{ suberror: 'basic_action' }
		),
	interaction_required: () =>
		new LoginError(
			400,
			'interaction_required',
			50076,
			`Due to a configuration change made by your administrator, you must use multi-factor authentication to access '${ GRAPH }'.`
		),
	conditional_access: () =>
		invalidGrant(
			53003,
			'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
			{ suberror: 'message_only' }
		),
	disabled: () => invalidGrant( 50057, 'The user account is disabled.' ),
	deleted: () =>
		invalidGrant(
			50034,
			'The user account does not exist in the directory. To sign into this application, the account must be added to the directory.'
		),
	consent: ( _issued: string, exchange: Exchange ) =>
		consentMissing( exchange ),
	password: () =>
		invalidGrant( 50055, 'The password is expired.', {
			suberror: 'user_password_expired',
		} ),
} satisfies Record<
	string,
	( issued: string, exchange: Exchange ) => LoginError
>;

export type DeadGrant = keyof typeof DEAD;

export const deadGrants = Object.keys( DEAD ) as DeadGrant[];

/**
 * Makes the error of a grant that has died.
 *
 * @param exchange The request.
 * @param how      Why it died.
 * @param issued   When it was issued, in UTC.
 */
export function deadGrant(
	exchange: Exchange,
	how: DeadGrant,
	issued: string
): LoginError {
	return DEAD[ how ]( issued, exchange );
}

export const codeErrors = {
	unknown: () =>
		invalidGrant( 70000, 'Provided grant is invalid or malformed.' ),
	redeemed: () =>
		invalidGrant(
			54005,
			'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.'
		),
	expired: () =>
		invalidGrant(
			70008,
			'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.'
		),
	verifier: () =>
		invalidGrant(
			501481,
			'The Code_Verifier does not match the code_challenge supplied in the authorization request.'
		),
	redirect: ( sent: string, asked: string ) =>
		new LoginError(
			400,
			'invalid_client',
			500112,
			`The reply address '${ sent }' does not match the reply address '${ asked }' provided when requesting Authorization code.`
		),
};

/**
 * Writes the sentence of an error: number, text, and what support asks for.
 *
 * @param exchange The request.
 * @param error    What is wrong.
 */
export function described( exchange: Exchange, error: LoginError ) {
	const timestamp = exchange.simulator.clock.iso().replace( 'T', ' ' );
	const trace = randomUUID();
	const correlation = exchange.clientRequestId;
	return {
		timestamp,
		trace,
		correlation,
		text: `AADSTS${ error.number }: ${ error.message } Trace ID: ${ trace } Correlation ID: ${ correlation } Timestamp: ${ timestamp }`,
	};
}

/**
 * Runs a handler and answers its LoginError as JSON.
 *
 * @param exchange The request.
 * @param handle   Answers, or throws.
 */
export function answered(
	exchange: Exchange,
	handle: () => Response
): Response {
	try {
		return handle();
	} catch ( error ) {
		if ( ! ( error instanceof LoginError ) ) {
			throw error;
		}
		const { timestamp, trace, correlation, text } = described(
			exchange,
			error
		);
		return HttpResponse.json(
			{
				error: error.error,
				error_description: text,
				error_codes: [ error.number ],
				timestamp,
				trace_id: trace,
				correlation_id: correlation,
				error_uri: `${ exchange.origin }/error?code=${ error.number }`,
				...error.more,
			},
			{ status: error.status }
		);
	}
}
