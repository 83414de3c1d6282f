import { HttpResponse } from 'msw';
import { badRequest } from './errors';
import type { Exchange } from './exchange';
import { isObject, type Json, type JsonObject } from './json';
import { graph, type Route } from './route';

/** POST /$batch: up to 20 requests in one, answered in another order. */
export const batchRoutes: readonly Route[] = [
	graph( 'batch', 'post', '/$batch', batch ),
];

async function batch( exchange: Exchange ): Promise< Response > {
	const asked = exchange.body?.requests;
	if ( ! Array.isArray( asked ) || asked.length === 0 ) {
		throw badRequest( "Write request body with a 'requests' array." );
	}
	if ( asked.length > 20 ) {
		throw badRequest(
			'Number of batch request steps exceeds the maximum value of 20.'
		);
	}
	const requests = asked.filter( isObject );
	const ids = new Set( requests.map( ( { id } ) => id ) );
	if ( ids.size !== asked.length ) {
		throw badRequest( 'Batch requests need ids, each its own.' );
	}
	const responses: Json[] = [];
	for ( const request of requests ) {
		responses.push( await one( exchange, request ) );
	}
	// Any order is allowed: the last comes first.
	return HttpResponse.json( { responses: responses.reverse() } );
}

async function one(
	exchange: Exchange,
	request: JsonObject
): Promise< JsonObject > {
	const headers = new Headers();
	if ( isObject( request.headers ) ) {
		for ( const [ name, value ] of Object.entries( request.headers ) ) {
			headers.set( name, String( value ) );
		}
	}
	headers.set(
		'authorization',
		exchange.request.headers.get( 'authorization' ) ?? ''
	);
	const response = await exchange.simulator.answer(
		new Request( `${ exchange.origin }/v1.0${ String( request.url ) }`, {
			method: String( request.method ?? 'GET' ),
			headers,
			...( isObject( request.body )
				? { body: JSON.stringify( request.body ) }
				: {} ),
		} )
	);
	const text = await response.text();
	const kept: JsonObject = {};
	for ( const name of [ 'content-type', 'retry-after' ] ) {
		const value = response.headers.get( name );
		if ( value !== null ) {
			kept[ name ] = value;
		}
	}
	const isJson = response.headers.get( 'content-type' )?.includes( 'json' );
	return {
		id: request.id ?? null,
		status: response.status,
		headers: kept,
		body: isJson ? ( JSON.parse( text ) as Json ) : text,
	};
}
