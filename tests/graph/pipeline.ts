import { randomUUID } from 'node:crypto';
import { delay, http, type RequestHandler } from 'msw';
import { authenticate } from './access';
import { batchRoutes } from './batch';
import { deltaRoutes } from './delta';
import { GraphError, errorResponse } from './errors';
import { type Exchange, faultOf } from './exchange';
import { replacement, spoiled, throttled } from './fault-answers';
import { isObject, type JsonObject } from './json';
import { recorded } from './record';
import { groupRoutes } from './groups';
import { loginRoutes } from './login';
import { Query } from './query';
import { personRoutes } from './person';
import { graph, type Route } from './route';
import type { Simulator } from './simulator';
import { unitsOf } from './units';
import { userRoutes } from './users';

/** Header in which the HTTP adapter hands on path and query as they arrived; `URL` would rewrite them. */
export const RAW_URL = 'x-simulator-raw-url';

const ROUTES: readonly Route[] = [
	...deltaRoutes,
	...userRoutes,
	...groupRoutes,
	...personRoutes,
	...batchRoutes,
	...loginRoutes,
	graph( 'unknown', 'all', '/*', ( exchange ) => {
		throw new GraphError(
			400,
			'BadRequest',
			`Resource not found for the segment '${
				exchange.rawUrl.split( /[/?]/ )[ 2 ] ?? ''
			}'.`
		);
	} ),
];

/** Lists the names that log and faults know, each once. */
export function routeNames(): string[] {
	return [ ...new Set( ROUTES.map( ( { name } ) => name ) ) ];
}

/**
 * Makes the msw handlers of the service.
 *
 * @param simulator Whose tenant answers.
 */
export function handlersFor( simulator: Simulator ): RequestHandler[] {
	return ROUTES.map( ( route ) =>
		http[ route.method ]( route.path, ( { request, params } ) =>
			respond( simulator, route, request, params )
		)
	);
}

async function respond(
	simulator: Simulator,
	route: Route,
	request: Request,
	params: Record< string, string | readonly string[] | undefined >
): Promise< Response > {
	const started = performance.now();
	const early = simulator.clock.now() < simulator.quietUntil;
	const exchange = await open( simulator, route, request, params );
	const slow = faultOf( exchange, 'slow' );
	if ( slow ) {
		await delay( slow.ms );
	}
	const response = await answer( exchange, route );
	decorate( exchange, response, route );
	simulator.log.add( {
		...recorded( exchange ),
		early,
		status: response.status,
		took: performance.now() - started,
	} );
	return response;
}

async function open(
	simulator: Simulator,
	route: Route,
	request: Request,
	params: Record< string, string | readonly string[] | undefined >
): Promise< Exchange > {
	const url = new URL( request.url );
	const rawUrl = request.headers.get( RAW_URL ) ?? url.pathname + url.search;
	const requestId = randomUUID();
	const question = rawUrl.indexOf( '?' );
	return {
		simulator,
		request,
		rawUrl,
		origin: url.origin,
		route: route.name,
		params: Object.fromEntries(
			Object.entries( params ).map( ( [ name, value ] ) => [
				name,
				String( value ?? '' ),
			] )
		),
		query: new Query( question < 0 ? '' : rawUrl.slice( question + 1 ) ),
		faults: simulator.faults.take( route.name, route.area, rawUrl ),
		requestId,
		clientRequestId:
			request.headers.get( 'client-request-id' ) ?? requestId,
		body: await readBody( request ),
		token: undefined,
		units: 0,
		link: null,
		rows: null,
	};
}

async function readBody( request: Request ): Promise< JsonObject | null > {
	const text = request.method === 'GET' ? '' : await request.text();
	if ( text === '' ) {
		return null;
	}
	if ( request.headers.get( 'content-type' )?.includes( 'json' ) ) {
		try {
			const value: unknown = JSON.parse( text );
			return isObject( value ) ? value : null;
		} catch {
			return null;
		}
	}
	return Object.fromEntries( new URLSearchParams( text ) );
}

async function answer( exchange: Exchange, route: Route ): Promise< Response > {
	for ( const { fault } of exchange.faults ) {
		const response = replacement( exchange, fault );
		if ( response ) {
			return response;
		}
	}
	let response = await handled( exchange, route );
	for ( const { fault } of exchange.faults ) {
		response = await spoiled( fault, response );
	}
	return response;
}

async function handled(
	exchange: Exchange,
	route: Route
): Promise< Response > {
	try {
		if ( route.area === 'graph' ) {
			authenticate( exchange );
			const wait = spend( exchange );
			if ( wait > 0 ) {
				return throttled( exchange, { 'Retry-After': String( wait ) } );
			}
		}
		return await route.handle( exchange );
	} catch ( error ) {
		if ( error instanceof GraphError ) {
			return errorResponse( exchange, error );
		}
		throw error;
	}
}

/** Counts resource units in windows of ten seconds; answers how long to wait where the quota is spent. */
function spend( exchange: Exchange ): number {
	exchange.units = unitsOf( exchange );
	const { simulator } = exchange;
	const now = simulator.clock.now();
	if ( now - simulator.spent.since >= 10000 ) {
		simulator.spent = { since: now, units: 0 };
	}
	simulator.spent.units += exchange.units;
	const { quota } = simulator.options;
	if ( quota === null || simulator.spent.units <= quota ) {
		return 0;
	}
	const until = simulator.spent.since + 10000;
	simulator.quiet( until );
	return Math.max( 0.001, ( until - now ) / 1000 );
}

function decorate(
	exchange: Exchange,
	response: Response,
	route: Route
): void {
	if ( response.type === 'error' ) {
		return;
	}
	const { headers } = response;
	if ( route.area === 'login' ) {
		headers.set( 'x-ms-request-id', exchange.requestId );
		headers.set( 'Cache-Control', 'no-store, no-cache' );
		return;
	}
	const { quota } = exchange.simulator.options;
	const share = quota === null ? 0 : exchange.simulator.spent.units / quota;
	if ( headers.get( 'content-type' ) === 'application/json' ) {
		headers.set(
			'Content-Type',
			'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
		);
	}
	headers.set( 'Cache-Control', 'no-cache' );
	headers.set( 'Strict-Transport-Security', 'max-age=31536000' );
	headers.set( 'Vary', 'Accept-Encoding' );
	headers.set( 'OData-Version', '4.0' );
	headers.set( 'request-id', exchange.requestId );
	headers.set( 'client-request-id', exchange.clientRequestId );
	headers.set(
		'x-ms-ags-diagnostic',
		'{"ServerInfo":{"DataCenter":"Simulated","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"SIM0000"}}'
	);
	headers.set( 'x-ms-resource-unit', String( exchange.units || 1 ) );
	if ( share >= 0.8 ) {
		headers.set( 'x-ms-throttle-limit-percentage', share.toFixed( 1 ) );
	}
}
