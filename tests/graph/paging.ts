import { randomBytes } from 'node:crypto';
import { HttpResponse } from 'msw';
import { astray } from './astray';
import { badRequest, GraphError, unsupportedQuery } from './errors';
import { type Exchange, faultOf } from './exchange';
import type { Json, JsonObject } from './json';

/** Something that is listed page by page; a position holds undefined where its object is gone or filtered out. */
export interface Source {
	length: number;
	at: ( position: number ) => Json | undefined;
}

/** Where a page token leads. */
export interface PageState {
	path: string;
	canonical: string;
	eventual: boolean;
	position: number;
	/** Positions of an ordered listing. */
	order: readonly number[] | undefined;
	issued: number;
	uses: number;
	/** The nextLink that holds this token, once it is known. */
	link: string;
	/** The nextLink before it, and the one its page handed out. */
	before: string | null;
	after: string | null;
	/** Where the page began that handed it out, and how many rows it had. */
	last: { position: number; rows: number };
	poisoned: boolean;
}

/** The page tokens of the tenant: nobody can guess or build one. */
export class PageTokens {
	private readonly states = new Map< string, PageState >();

	/**
	 * Makes a token with the characters that break careless clients: + / = and '.
	 *
	 * @param state Where it leads.
	 */
	issue( state: PageState ): string {
		const random = randomBytes( 40 ).toString( 'base64' );
		const token = `RFNwdAIAAQ+/X'${ random }'`;
		this.states.set( token, state );
		return token;
	}

	/**
	 * Finds where a token leads.
	 *
	 * @param token As it stands in the decoded URL.
	 */
	find( token: string ): PageState | undefined {
		return this.states.get( token );
	}
}

export interface PageRequest {
	source: Source;
	/** Fragment of `@odata.context`, for example `users(id)`. */
	context: string;
	/** Value of `@odata.count`, asked for on the first page only. */
	count?: () => number;
	maxTop?: number;
	/** Positions in the order asked for, made once per listing. */
	order?: ( () => readonly number[] ) | undefined;
}

/**
 * Answers with one page.
 *
 * @param exchange The request.
 * @param request  What is listed.
 */
export function page( exchange: Exchange, request: PageRequest ): Response {
	const top = pageSize( exchange, request.maxTop ?? 999 );
	const state = currentState( exchange );
	const order = state ? state.order : request.order?.();
	const limit =
		faultOf( exchange, 'short_page' )?.rows ??
		( faultOf( exchange, 'empty_page' ) ? 0 : top );
	const { rows, next } = faultOf( exchange, 'empty_listing' )
		? { rows: [], next: null }
		: collect(
				request.source,
				order,
				state?.position ?? 0,
				Math.min( limit, top )
			);
	const start = state?.position ?? 0;
	if ( state && faultOf( exchange, 'duplicate_rows' ) ) {
		const { position, rows: many } = state.last;
		rows.unshift(
			...collect( request.source, order, position, many ).rows
		);
	}
	const body: JsonObject = {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#${ request.context }`,
	};
	if ( ! state && request.count ) {
		body[ '@odata.count' ] = request.count();
	}
	if ( next !== null && ! faultOf( exchange, 'end_early' ) ) {
		body[ '@odata.nextLink' ] = link( exchange, {
			path: pathOf( exchange ),
			canonical: exchange.query.canonical(),
			eventual: isEventual( exchange ),
			position: next,
			order,
			issued: exchange.simulator.clock.now(),
			uses: 0,
			link: '',
			before: state?.link ?? null,
			after: null,
			last: { position: start, rows: rows.length },
			poisoned: false,
		} );
	}
	body.value = rows;
	exchange.rows = rows.length;
	return HttpResponse.json( body );
}

function collect(
	source: Source,
	order: readonly number[] | undefined,
	start: number,
	limit: number
): { rows: Json[]; next: number | null } {
	const rows: Json[] = [];
	const length = order?.length ?? source.length;
	for ( let index = start; index < length; index++ ) {
		const row = source.at( order?.[ index ] ?? index );
		if ( row === undefined ) {
			continue;
		}
		if ( rows.length >= limit ) {
			return { rows, next: index };
		}
		rows.push( row );
	}
	return { rows, next: null };
}

function pageSize( exchange: Exchange, max: number ): number {
	const text = exchange.query.get( '$top' );
	if ( text === undefined ) {
		return Math.min( 100, max );
	}
	const top = Number( text );
	if ( ! /^-?\d+$/.test( text ) ) {
		throw badRequest(
			`Invalid value '${ text }' for $top query option found.`
		);
	}
	if ( top < 1 || top > 999 ) {
		throw unsupportedQuery(
			`Invalid page size specified: '${ text }'. Must be between 1 and 999 inclusive.`
		);
	}
	return Math.min( top, max );
}

/**
 * Tells whether the request asks for the eventually consistent index.
 *
 * @param exchange The request.
 */
export function isEventual( exchange: Exchange ): boolean {
	return (
		exchange.request.headers.get( 'consistencylevel' )?.toLowerCase() ===
		'eventual'
	);
}

/**
 * Tells whether it is an advanced query: the header, and `$count=true`.
 *
 * @param exchange The request.
 */
export function isAdvanced( exchange: Exchange ): boolean {
	return isEventual( exchange ) && exchange.query.get( '$count' ) === 'true';
}

function currentState( exchange: Exchange ): PageState | undefined {
	const token = exchange.query.opaque( '$skiptoken' );
	if ( token === undefined ) {
		return undefined;
	}
	const { clock, options, pages } = exchange.simulator;
	const state = pages.find( token );
	if (
		! state ||
		state.path !== pathOf( exchange ) ||
		state.canonical !== exchange.query.canonical()
	) {
		exchange.link = 'altered';
		throw badRequest( 'The specified page token value is not valid.' );
	}
	exchange.link =
		state.link === exchange.origin + exchange.rawUrl ? 'exact' : 'altered';
	if ( state.poisoned ) {
		throw new GraphError(
			400,
			'DirectoryPageTokenNotFoundException',
			'The page token was not found.'
		);
	}
	state.uses++;
	const { page_token_lifetime: lifetime, page_token_uses: uses } = options;
	if (
		( lifetime !== null && clock.now() - state.issued > lifetime * 1000 ) ||
		( uses !== null && state.uses > uses )
	) {
		throw new GraphError(
			400,
			'Directory_ExpiredPageToken',
			'The specified page token value has expired and can no longer be included in your request.'
		);
	}
	// The service does not remember headers: they have to come again.
	if ( state.eventual && ! isEventual( exchange ) ) {
		throw unsupportedQuery( 'Unsupported Query.' );
	}
	return state;
}

const pathOf = ( exchange: Exchange ) =>
	exchange.rawUrl.split( '?' )[ 0 ] ?? '';

function link( exchange: Exchange, state: PageState ): string {
	const current = exchange.simulator.pages.find(
		exchange.query.opaque( '$skiptoken' ) ?? ''
	);
	const repeat = faultOf( exchange, 'repeat_link' );
	const earlier =
		repeat?.cycle === 2
			? ( current?.before ?? current?.after )
			: current?.link;
	if ( repeat && earlier ) {
		return earlier;
	}
	const fault = faultOf( exchange, 'link' );
	if ( fault?.url !== undefined ) {
		return fault.url;
	}
	state.poisoned = fault?.to === 'poisoned';
	const options = exchange.query.text
		.split( '&' )
		.filter(
			( part ) => part !== '' && ! /^(\$|%24)skiptoken=/i.test( part )
		);
	const token = exchange.simulator.pages.issue( state );
	// As the service writes it: only the apostrophe is encoded.
	options.push( `$skiptoken=${ token.replaceAll( "'", '%27' ) }` );
	state.link = astray(
		`${ exchange.origin }${ state.path }?${ options.join( '&' ) }`,
		fault?.to,
		exchange.simulator.elsewhere
	);
	if ( current ) {
		current.after = state.link;
	}
	return state.link;
}
