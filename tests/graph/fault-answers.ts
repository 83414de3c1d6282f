import { HttpResponse } from 'msw';
import { errorBody, errorResponse, GraphError, invalidToken } from './errors';
import type { Exchange } from './exchange';
import type { Fault } from './faults';

/** What only a socket can do; the HTTP adapter reads it, msw does what it can. */
export type Transport =
	| { kind: 'reset' }
	| { kind: 'truncate'; bytes: number | null }
	| { kind: 'drip'; ms: number };

const transports = new WeakMap< Response, Transport >();

/**
 * Tells what the adapter has to do to a response.
 *
 * @param response That the pipeline made.
 */
export function transportOf( response: Response ): Transport | undefined {
	return transports.get( response );
}

const html = ( title: string, status: number, headers = {} ) =>
	new HttpResponse(
		`<!DOCTYPE html><html><head><title>${ title }</title></head><body><h1>${ title }</h1></body></html>`,
		{ status, headers: { ...headers, 'Content-Type': 'text/html' } }
	);

/**
 * Makes the answer of a fault that replaces the real one, or undefined where it lets the request through.
 *
 * @param exchange The request.
 * @param fault    What is to happen.
 */
export function replacement(
	exchange: Exchange,
	fault: Fault
): Response | undefined {
	switch ( fault.kind ) {
		case 'throttle':
			return throttled( exchange, retryHeaders( exchange, fault ) );
		case 'status':
			return withStatus( exchange, fault );
		case 'html':
			return html( 'Sign in to the network', 200 );
		case 'error_in_200':
			return HttpResponse.json(
				errorBody(
					exchange,
					fault.code ?? 'UnknownError',
					fault.message ?? ''
				)
			);
		case 'body':
			return HttpResponse.json( fault.json );
		case 'expired_page_token':
			return HttpResponse.json(
				errorBody(
					exchange,
					'Directory_ExpiredPageToken',
					'The specified page token value has expired and can no longer be included in your request.'
				),
				{ status: 400 }
			);
		case 'expired_token':
			return errorResponse(
				exchange,
				invalidToken(
					'Lifetime validation failed, the token is expired.'
				)
			);
		case 'gone':
			return errorResponse(
				exchange,
				new GraphError(
					410,
					'resyncRequired',
					"Resync required. Replace any local items with the server's version.",
					{
						Location:
							fault.to ??
							`${ exchange.simulator.elsewhere }/v1.0/users/delta?$deltatoken=`,
					}
				)
			);
		case 'redirect':
			return new HttpResponse( null, {
				status: fault.status ?? 302,
				headers: {
					Location:
						fault.to ??
						exchange.simulator.elsewhere + exchange.rawUrl,
				},
			} );
		case 'reset': {
			const response = HttpResponse.error();
			transports.set( response, { kind: 'reset' } );
			return response;
		}
		default:
			return undefined;
	}
}

/**
 * Answers 429 as Graph does.
 *
 * @param exchange The request.
 * @param headers  With Retry-After, or without.
 */
export function throttled(
	exchange: Exchange,
	headers: Record< string, string >
): Response {
	return HttpResponse.json(
		errorBody( exchange, 'TooManyRequests', 'Please retry again later.', {
			code: '429',
			message: 'Please retry after',
			status: '429',
		} ),
		{
			status: 429,
			headers: {
				...headers,
				'x-ms-throttle-scope': 'Tenant_Application/ReadWrite/simulated',
				'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
			},
		}
	);
}

function withStatus(
	exchange: Exchange,
	fault: Extract< Fault, { kind: 'status' } >
): Response {
	const headers = retryHeaders( exchange, fault );
	if ( fault.body === 'empty' ) {
		return new HttpResponse( null, { status: fault.status, headers } );
	}
	if ( fault.body === 'html' ) {
		return html( 'Service unavailable', fault.status, headers );
	}
	return HttpResponse.json(
		errorBody(
			exchange,
			fault.code ?? CODES[ fault.status ] ?? 'UnknownError',
			fault.message ?? MESSAGES[ fault.status ] ?? ''
		),
		{ status: fault.status, headers }
	);
}

const CODES: Record< number, string > = {
	401: 'InvalidAuthenticationToken',
	403: 'Authorization_RequestDenied',
	404: 'Request_ResourceNotFound',
	501: 'NotImplemented',
	503: 'serviceNotAvailable',
};

const MESSAGES: Record< number, string > = {
	401: 'Access token has expired or is not yet valid.',
	403: 'Insufficient privileges to complete the operation.',
	501: 'This operation target is not yet supported.',
};

function retryHeaders(
	exchange: Exchange,
	fault: Fault
): Record< string, string > {
	const { simulator } = exchange;
	if ( fault.retry_after_date !== undefined ) {
		// An HTTP-date has whole seconds: round up, as the service does.
		const until =
			Math.ceil( simulator.clock.now() / 1000 + fault.retry_after_date ) *
			1000;
		simulator.quiet( until );
		return { 'Retry-After': new Date( until ).toUTCString() };
	}
	if ( fault.retry_after === undefined || fault.retry_after === null ) {
		return {};
	}
	const seconds = Number( fault.retry_after );
	if ( Number.isFinite( seconds ) ) {
		simulator.quiet( simulator.clock.now() + seconds * 1000 );
	}
	return { 'Retry-After': String( fault.retry_after ) };
}

/**
 * Spoils the real answer.
 *
 * @param fault    What is to happen.
 * @param response The answer so far.
 */
export async function spoiled(
	fault: Fault,
	response: Response
): Promise< Response > {
	switch ( fault.kind ) {
		case 'broken_json': {
			const text = await response.text();
			return new HttpResponse( text.slice( 0, text.length / 2 ), {
				status: response.status,
				headers: response.headers,
			} );
		}
		case 'content_type': {
			const copy = new HttpResponse( await response.text(), {
				status: response.status,
				headers: response.headers,
			} );
			copy.headers.set(
				'Content-Type',
				fault.content_type ?? 'text/plain'
			);
			return copy;
		}
		case 'truncate':
			transports.set( response, {
				kind: 'truncate',
				bytes: fault.bytes ?? null,
			} );
			return response;
		case 'drip':
			transports.set( response, { kind: 'drip', ms: fault.ms } );
			return response;
		case 'padding':
			return new HttpResponse(
				( await response.text() ) + ' '.repeat( fault.bytes ),
				{ status: response.status, headers: response.headers }
			);
		default:
			return response;
	}
}
