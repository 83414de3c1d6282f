import type {
	PublicErrorResponse,
	PublicInnerError,
} from '@microsoft/microsoft-graph-types';
import { HttpResponse } from 'msw';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';

/** A refusal that a handler throws and the pipeline answers. */
export class GraphError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly headers: Record< string, string > = {}
	) {
		super( message );
	}
}

export const badRequest = ( message: string ) =>
	new GraphError( 400, 'Request_BadRequest', message );

export const unsupportedQuery = ( message: string ) =>
	new GraphError( 400, 'Request_UnsupportedQuery', message );

export const invalidToken = ( message: string, challenge?: string ) =>
	new GraphError(
		401,
		'InvalidAuthenticationToken',
		message,
		challenge ? { 'WWW-Authenticate': challenge } : {}
	);

export const forbidden = () =>
	new GraphError(
		403,
		'Authorization_RequestDenied',
		'Insufficient privileges to complete the operation.'
	);

export const notFound = ( id: string ) =>
	new GraphError(
		404,
		'Request_ResourceNotFound',
		`Resource '${ id }' does not exist or one of its queried reference-property objects are not present.`
	);

/**
 * Writes the body of an error as Graph does.
 *
 * @param exchange The request it answers.
 * @param code     Graph's code, for example `Request_BadRequest`.
 * @param message  Graph's sentence.
 * @param inner    Further members of `innerError`.
 */
export function errorBody(
	exchange: Exchange,
	code: string,
	message: string,
	inner: JsonObject = {}
): JsonObject {
	return {
		error: {
			code,
			message,
			innerError: {
				...inner,
				date: exchange.simulator.clock.iso().replace( 'Z', '' ),
				'request-id': exchange.requestId,
				'client-request-id': exchange.clientRequestId,
			} as PublicInnerError & JsonObject,
		},
	} satisfies PublicErrorResponse;
}

/**
 * Answers with an error.
 *
 * @param exchange The request it answers.
 * @param error    What is wrong.
 */
export function errorResponse(
	exchange: Exchange,
	error: GraphError
): Response {
	return HttpResponse.json(
		errorBody( exchange, error.code, error.message ),
		{ status: error.status, headers: error.headers }
	);
}
