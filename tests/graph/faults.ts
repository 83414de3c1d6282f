import type { Json, JsonObject } from './json';

/**
 * What can go wrong, each written as the JSON that `POST /_control/faults` takes.
 */
export type FaultKind =
	/** 429 and a JSON body. `retry_after`: a number or text sent as it is, or null for none; `retry_after_date`: seconds from now as an HTTP-date. */
	| { kind: 'throttle' }
	/** Any status. `body`: json (default), empty or html; `code`, `message` for the JSON. */
	| {
			kind: 'status';
			status: number;
			body?: 'json' | 'empty' | 'html';
			code?: string;
			message?: string;
	  }
	/** 200 and a page of HTML instead of the answer. */
	| { kind: 'html' }
	/** The answer cut off in the middle of its JSON, with a correct Content-Length. */
	| { kind: 'broken_json' }
	/** 200 and `{"error": …}`. */
	| { kind: 'error_in_200'; code?: string; message?: string }
	/** 200 and exactly this JSON. */
	| { kind: 'body'; json: Json }
	/** The right answer under another Content-Type. */
	| { kind: 'content_type'; content_type?: string }
	/** No more than `rows` rows on the page; it goes on with a nextLink. */
	| { kind: 'short_page'; rows: number }
	/** No row at all, and a nextLink. */
	| { kind: 'empty_page' }
	/** No row and no nextLink. */
	| { kind: 'empty_listing' }
	/** The page is the last: its nextLink is missing, the rest of the listing is lost. */
	| { kind: 'end_early' }
	/** The nextLink is the link just followed (`cycle` 1) or the one before it (`cycle` 2). */
	| { kind: 'repeat_link'; cycle?: 1 | 2 }
	/** The nextLink leads astray: see `astray()`. Or exactly `url`. */
	| { kind: 'link'; to?: Astray; url?: string }
	/** A request that carries a page token gets 400 Directory_ExpiredPageToken. */
	| { kind: 'expired_page_token' }
	/** 401, the access token has expired. */
	| { kind: 'expired_token' }
	/** 302 (or `status`) to `to`, by default to the same path on the other port. */
	| { kind: 'redirect'; status?: number; to?: string }
	/** Waits `ms` milliseconds before it answers. */
	| { kind: 'slow'; ms: number }
	/** Promises the whole body and closes the connection after `bytes` of it (default: half). Over HTTP only. */
	| { kind: 'truncate'; bytes?: number }
	/** Sends the body bit by bit, over `ms` milliseconds. Over HTTP only. */
	| { kind: 'drip'; ms: number }
	/** The right answer with so many blanks behind it. */
	| { kind: 'padding'; bytes: number }
	/** Closes the connection without an answer. */
	| { kind: 'reset' }
	/** `/users/$count` and `@odata.count`: `delta` more or fewer, or exactly `count`. */
	| { kind: 'count'; delta?: number; count?: number }
	/** Leaves these people out of listings: object ids, UPNs or keys of awkward people. */
	| { kind: 'omit'; users: string[] }
	/** Repeats the rows of the page before at the start of this page. */
	| { kind: 'duplicate_rows' }
	/** Exactly these rows behind those of a page of a delta query: replays of old changes, for example. */
	| { kind: 'extra_rows'; rows: JsonObject[] }
	/** 410 resyncRequired, with a Location on the other port, or `to`. */
	| { kind: 'gone'; to?: string };

export type Astray =
	| 'foreign_host'
	| 'other_port'
	| 'other_scheme'
	| 'userinfo'
	| 'dot_segments'
	| 'encoded_dot_segments'
	| 'other_path'
	| 'other_version'
	| 'relative'
	| 'poisoned';

export interface FaultSchedule {
	/** Route the fault waits for; `graph` (default) any Graph route, `login` any sign-in route, `any` all. */
	on?: string;
	/** Only requests whose URL contains this, raw or decoded. */
	match?: string;
	/** Only requests whose URL does not contain this, raw or decoded. */
	without?: string;
	/** The first such request it acts on, counted from 1 (default) since the fault was set. */
	nth?: number;
	/** How many requests it acts on (default 1); null for ever. */
	times?: number | null;
	retry_after?: number | string | null;
	retry_after_date?: number;
}

export type Fault = FaultKind & FaultSchedule;

export interface ActiveFault {
	id: number;
	fault: Fault;
	/** Requests that it could have acted on. */
	seen: number;
	/** Requests that it acted on. */
	acted: number;
}

/** What each kind takes besides the schedule. */
const KINDS: Record< FaultKind[ 'kind' ], readonly string[] > = {
	throttle: [],
	status: [ 'status', 'body', 'code', 'message' ],
	html: [],
	broken_json: [],
	error_in_200: [ 'code', 'message' ],
	body: [ 'json' ],
	content_type: [ 'content_type' ],
	short_page: [ 'rows' ],
	empty_page: [],
	empty_listing: [],
	end_early: [],
	repeat_link: [ 'cycle' ],
	link: [ 'to', 'url' ],
	expired_page_token: [],
	expired_token: [],
	redirect: [ 'status', 'to' ],
	slow: [ 'ms' ],
	truncate: [ 'bytes' ],
	drip: [ 'ms' ],
	padding: [ 'bytes' ],
	reset: [],
	count: [ 'delta', 'count' ],
	omit: [ 'users' ],
	duplicate_rows: [],
	extra_rows: [ 'rows' ],
	gone: [ 'to' ],
};

const SCHEDULE: readonly string[] = [
	'kind',
	'on',
	'match',
	'without',
	'nth',
	'times',
	'retry_after',
	'retry_after_date',
];

/** What a kind cannot do without. */
const REQUIRED: readonly string[] = [ 'rows', 'ms', 'users', 'json' ];

/**
 * Tells what is wrong with a fault from outside, or undefined where it can be added.
 *
 * @param value Parsed JSON.
 */
export function faultProblem( value: JsonObject ): string | undefined {
	const kinds = Object.entries( KINDS );
	const [ kind, own ] =
		kinds.find( ( [ name ] ) => name === value.kind ) ?? [];
	if ( kind === undefined || own === undefined ) {
		return `Unknown kind of fault '${ String(
			value.kind
		) }'. There are: ${ Object.keys( KINDS ).join( ', ' ) }.`;
	}
	const odd = Object.keys( value ).find(
		( name ) => ! SCHEDULE.includes( name ) && ! own.includes( name )
	);
	if ( odd !== undefined ) {
		return `Unknown option '${ odd }' of the fault '${ kind }'.`;
	}
	const missing = [
		...REQUIRED,
		...( kind === 'status' ? [ 'status' ] : [] ),
	]
		.filter( ( name ) => own.includes( name ) )
		.find( ( name ) => ! ( name in value ) );
	return missing === undefined
		? undefined
		: `The fault '${ kind }' needs '${ missing }'.`;
}

/** The script of faults. */
export class FaultScript {
	private faults: ActiveFault[] = [];
	private lastId = 0;

	/**
	 * Adds a fault to the script.
	 *
	 * @param fault What happens, and when.
	 */
	add( fault: Fault ): ActiveFault {
		const active = { id: ++this.lastId, fault, seen: 0, acted: 0 };
		this.faults.push( active );
		return active;
	}

	/** Lists the script, spent faults included. */
	list(): readonly ActiveFault[] {
		return this.faults;
	}

	/**
	 * Takes one fault, or all, out of the script.
	 *
	 * @param id Number that `add()` gave.
	 */
	clear( id?: number ): void {
		this.faults =
			id === undefined
				? []
				: this.faults.filter( ( active ) => active.id !== id );
	}

	/**
	 * Counts a request and picks the faults that act on it.
	 *
	 * @param route Name of the route.
	 * @param area  Part of the service it belongs to.
	 * @param url   Raw path and query.
	 */
	take( route: string, area: string, url: string ): ActiveFault[] {
		return this.faults.filter( ( active ) => {
			if ( ! concerns( active.fault, route, area, url ) ) {
				return false;
			}
			active.seen++;
			const { nth = 1, times = 1 } = active.fault;
			const due =
				active.seen >= nth &&
				( times === null || active.acted < times );
			active.acted += due ? 1 : 0;
			return due;
		} );
	}
}

function concerns(
	fault: Fault,
	route: string,
	area: string,
	url: string
): boolean {
	const on = fault.on ?? 'graph';
	const has = ( text: string ) =>
		url.includes( text ) || decoded( url ).includes( text );
	const paged = /[?&](\$|%24)(skip|delta)token=(?!latest)/.test( url );
	return (
		[ 'any', area, route ].includes( on ) &&
		( fault.match === undefined || has( fault.match ) ) &&
		( fault.without === undefined || ! has( fault.without ) ) &&
		( fault.kind !== 'expired_page_token' || paged )
	);
}

function decoded( url: string ): string {
	try {
		return decodeURIComponent( url.replaceAll( '+', ' ' ) );
	} catch {
		return url;
	}
}
