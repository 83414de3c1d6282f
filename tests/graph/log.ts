import type { JsonObject } from './json';

/** One request as it arrived, and what was answered. */
export interface LogEntry {
	/** Counted from 1 since the last clearing. */
	n: number;
	/** Milliseconds since 1970, by the machine's clock. */
	time: number;
	/** The same by the tenant's clock. */
	clock: number;
	method: string;
	/** Scheme, host and port that were called. */
	origin: string;
	/** True where the origin is not the one the simulator announces: whatever arrives there has left the allowed host. */
	elsewhere: boolean;
	/** Path and query exactly as they arrived. */
	url: string;
	path: string;
	/** The raw query without the question mark. */
	query: string;
	/** Name of the route, see the README; `unknown` where none matched. */
	route: string;
	headers: Record< string, string >;
	/** Scheme of the Authorization header in lower case, '' without one. */
	authorization: string;
	/** Number of the access token that was sent, counted as they were issued; null for none or an unknown one. */
	token: number | null;
	/** Number of the refresh token in the body, counted as they were issued; else null. */
	refresh_token: number | null;
	/** For a request with a page token: whether its URL is byte for byte a nextLink that was handed out. Else null. */
	link: 'exact' | 'altered' | null;
	/** True where it came before the Retry-After of an earlier 429, 503 or 504 had passed. */
	early: boolean;
	/** Form fields or JSON of the body; what is secret is replaced by `(set)`. */
	body: JsonObject | null;
	status: number;
	/** Rows in the answer's `value`. */
	rows: number | null;
	/** Ids of the faults that shaped the answer. */
	faults: number[];
	/** Milliseconds until the answer was ready. */
	took: number;
}

const KEPT_HEADERS: readonly string[] = [
	'accept',
	'client-request-id',
	'consistencylevel',
	'content-type',
	'origin',
	'prefer',
	'user-agent',
	'x-ms-throttle-priority',
];

/**
 * Picks the headers worth asserting on; the Authorization header is never kept.
 *
 * @param headers Of the request.
 */
export function keptHeaders( headers: Headers ): Record< string, string > {
	const kept: Record< string, string > = {};
	for ( const name of KEPT_HEADERS ) {
		const value = headers.get( name );
		if ( value !== null ) {
			kept[ name ] = value;
		}
	}
	return kept;
}

/** The requests since the last clearing, oldest first. */
export class RequestLog {
	private entries: LogEntry[] = [];

	/**
	 * Keeps a request.
	 *
	 * @param entry All but its number, which is given here.
	 */
	add( entry: Omit< LogEntry, 'n' > ): LogEntry {
		const numbered = { ...entry, n: this.entries.length + 1 };
		this.entries.push( numbered );
		return numbered;
	}

	/**
	 * Lists the requests, all or those of one route.
	 *
	 * @param route Name of a route.
	 */
	list( route?: string ): readonly LogEntry[] {
		return route === undefined
			? this.entries
			: this.entries.filter( ( entry ) => entry.route === route );
	}

	/** Forgets everything. */
	clear(): void {
		this.entries = [];
	}
}
