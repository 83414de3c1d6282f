import { randomUUID } from 'node:crypto';
import { HttpResponse } from 'msw';
import { clientCredentials } from './client-credentials';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';
import { login, type Route } from './route';

/** The sign-in service. */
export const loginRoutes: readonly Route[] = [
	login( 'token', 'post', '/:tenant/oauth2/v2.0/token', token ),
];

/** An error as the token endpoint answers it. */
export class LoginError extends Error {
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

/**
 * Writes the body of an error of the sign-in service.
 *
 * @param exchange The request.
 * @param error    What is wrong.
 */
export function loginErrorBody(
	exchange: Exchange,
	error: LoginError
): JsonObject {
	const timestamp = exchange.simulator.clock.iso().replace( 'T', ' ' );
	const trace = randomUUID();
	const correlation = exchange.clientRequestId;
	return {
		error: error.error,
		error_description: `AADSTS${ error.number }: ${ error.message } Trace ID: ${ trace } Correlation ID: ${ correlation } Timestamp: ${ timestamp }`,
		error_codes: [ error.number ],
		timestamp,
		trace_id: trace,
		correlation_id: correlation,
		error_uri: `${ exchange.origin }/error?code=${ error.number }`,
		...error.more,
	};
}

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
	if (
		[ options.tenant_id, options.domain, options.initial_domain ].includes(
			tenant
		)
	) {
		return;
	}
	if (
		! /^[\w-]+(\.[\w-]+)+$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(
			tenant
		) &&
		! [ 'common', 'organizations', 'consumers' ].includes( tenant )
	) {
		throw new LoginError(
			400,
			error,
			900023,
			`Specified tenant identifier '${ tenant }' is neither a valid DNS name, nor a valid external domain.`
		);
	}
	if ( [ 'common', 'organizations', 'consumers' ].includes( tenant ) ) {
		throw new LoginError(
			400,
			'invalid_request',
			50194,
			`Application '${ options.app.client_id }'(${ options.app.name }) is not configured as a multi-tenant application. Usage of the /${ tenant } endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`
		);
	}
	throw new LoginError(
		400,
		error,
		90002,
		`Tenant '${ tenant }' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`
	);
}

/** Runs a handler and answers its LoginError. */
export async function answered(
	exchange: Exchange,
	handle: () => Response | Promise< Response >
): Promise< Response > {
	try {
		return await handle();
	} catch ( error ) {
		if ( error instanceof LoginError ) {
			return HttpResponse.json( loginErrorBody( exchange, error ), {
				status: error.status,
			} );
		}
		throw error;
	}
}

function token( exchange: Exchange ): Promise< Response > {
	return answered( exchange, () => {
		checkTenant( exchange );
		const type = field( exchange, 'grant_type' );
		switch ( type ) {
			case 'client_credentials':
				return clientCredentials( exchange );
			case '':
				throw new LoginError(
					400,
					'invalid_request',
					900144,
					"The request body must contain the following parameter: 'grant_type'."
				);
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

/**
 * Reads a field of the form, '' where it is missing.
 *
 * @param exchange The request.
 * @param name     Of the field.
 */
export function field( exchange: Exchange, name: string ): string {
	return String( exchange.body?.[ name ] ?? '' );
}
