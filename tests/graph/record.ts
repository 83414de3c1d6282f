import type { Exchange } from './exchange';
import type { JsonObject } from './json';
import { keptHeaders } from './log';

/** Fields of a form that no log may hold. */
const SECRET = [
	'access_token',
	'assertion',
	'client_assertion',
	'client_secret',
	'code',
	'code_verifier',
	'password',
	'refresh_token',
];

/**
 * Writes down a request for the log.
 *
 * @param exchange The request.
 */
export function recorded( exchange: Exchange ) {
	const { request, rawUrl, simulator, origin } = exchange;
	const [ path = '' ] = rawUrl.split( '?' );
	const authorization = request.headers.get( 'authorization' ) ?? '';
	const [ scheme = '', text = '' ] = authorization.split( /\s+/ );
	const hide = ( body: JsonObject ) =>
		Object.fromEntries(
			Object.entries( body ).map( ( [ name, value ] ) => [
				name,
				SECRET.includes( name ) && value !== '' ? '(set)' : value,
			] )
		);
	return {
		time: Date.now(),
		clock: simulator.clock.now(),
		method: request.method,
		origin,
		elsewhere: simulator.origin !== '' && origin !== simulator.origin,
		url: rawUrl,
		path,
		query: exchange.query.text,
		route: exchange.route,
		headers: keptHeaders( request.headers ),
		authorization: scheme.toLowerCase(),
		token: simulator.tokens.find( text )?.n ?? null,
		refresh_token:
			simulator.grants.refreshToken(
				String( exchange.body?.refresh_token ?? '' )
			)?.n ?? null,
		link: exchange.link,
		body: exchange.body && hide( exchange.body ),
		rows: exchange.rows,
		faults: exchange.faults.map( ( { id } ) => id ),
	};
}
