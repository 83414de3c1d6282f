import type { Exchange } from './exchange';

export type Method = 'get' | 'post' | 'patch' | 'delete' | 'all';

/** One route of the service. */
export interface Route {
	/** Name in log and faults. */
	name: string;
	area: 'graph' | 'login';
	method: Method;
	/** Path as msw reads it. */
	path: string | RegExp;
	handle: ( exchange: Exchange ) => Response | Promise< Response >;
}

/**
 * Declares a route of Graph.
 *
 * @param name   In log and faults.
 * @param method In lower case.
 * @param path   Below `/v1.0`.
 * @param handle Answers, or throws a GraphError.
 */
export function graph(
	name: string,
	method: Method,
	path: string,
	handle: Route[ 'handle' ]
): Route {
	return { name, area: 'graph', method, path: `*/v1.0${ path }`, handle };
}

/**
 * Declares a route of the sign-in service.
 *
 * @param name   In log and faults.
 * @param method In lower case.
 * @param path   With the tenant in front.
 * @param handle Answers.
 */
export function login(
	name: string,
	method: Method,
	path: string,
	handle: Route[ 'handle' ]
): Route {
	return { name, area: 'login', method, path: `*${ path }`, handle };
}
