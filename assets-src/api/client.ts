import apiFetch from '@wordpress/api-fetch';
import { addQueryArgs } from '@wordpress/url';

import type { Site } from './config';
import { isAbort, toApiError } from './error';
import type {
	ActionResult,
	HeldSummary,
	JournalEntry,
	JournalPage,
	JournalQuery,
	PersonAnswer,
	ResultsPage,
	ResultsQuery,
	Row,
	RowAction,
	Run,
	RunOptions,
	RunsPage,
	Schedule,
	SiteUser,
	Table,
	UndoPreview,
} from './types';
import type {
	Account,
	Check,
	FieldsPreview,
	FilterTrial,
	Group,
	JsonObject,
	SettingsDocument,
	TestMail,
} from './settings-types';

const ROOT = '/wpo365-user-sync/v1';

type Method = 'GET' | 'POST' | 'DELETE';

interface Request {
	method?: Method;
	data?: object;
	signal?: AbortSignal | undefined;
}

function options( path: string, { method = 'GET', data, signal }: Request ) {
	return {
		path,
		method,
		...( data && { data } ),
		...( signal && { signal } ),
	};
}

/**
 * Sends a request and returns the parsed answer.
 *
 * @param path    Path below the REST root.
 * @param request Method, body and signal.
 * @throws {ApiError} For every answer that is not a success; aborts pass through.
 */
async function send< T >( path: string, request: Request = {} ): Promise< T > {
	try {
		return await apiFetch< T >( options( path, request ) );
	} catch ( thrown ) {
		throw isAbort( thrown ) ? thrown : toApiError( thrown );
	}
}

/**
 * Sends a request and returns the answer with its headers.
 *
 * api-fetch renews an expired nonce only for answers that it parses itself. A page
 * may stay open for a day, so an unparsed answer that names the nonce is followed by
 * one parsed request, which renews it, and by one more try.
 *
 * @param path   Path below the REST root.
 * @param signal Calls the request off.
 * @throws {ApiError} For every answer that is not a success; aborts pass through.
 */
async function sendForHeaders(
	path: string,
	signal?: AbortSignal
): Promise< Response > {
	const attempt = async () => {
		try {
			return await apiFetch< unknown, false >( {
				...options( path, { signal } ),
				parse: false,
			} );
		} catch ( thrown ) {
			if ( ! ( thrown instanceof Response ) ) {
				throw isAbort( thrown ) ? thrown : toApiError( thrown );
			}
			throw toApiError(
				await thrown.json().catch( () => ( { code: 'invalid_json' } ) )
			);
		}
	};

	try {
		return await attempt();
	} catch ( thrown ) {
		if (
			isAbort( thrown ) ||
			toApiError( thrown ).code !== 'rest_cookie_invalid_nonce'
		) {
			throw thrown;
		}
		await currentRun();
		return attempt();
	}
}

/**
 * Reads a whole number from a header; a header that is missing is a broken answer,
 * not a zero.
 *
 * @param response The answer.
 * @param name     The header.
 */
function countHeader( response: Response, name: string ): number {
	const value = response.headers.get( name );
	if ( value === null || ! /^\d+$/.test( value ) ) {
		throw toApiError( { code: 'invalid_json' } );
	}
	return Number( value );
}

function bodyOf< T >( response: Response ): Promise< T > {
	return response
		.json()
		.catch( () =>
			Promise.reject( toApiError( { code: 'invalid_json' } ) )
		);
}

/**
 * Gives the newest run; null where none ever ran.
 *
 * @param signal Calls the request off.
 */
function currentRun( signal?: AbortSignal ): Promise< Run | null > {
	return send< Run | null >( `${ ROOT }/runs/current`, { signal } );
}

async function results(
	query: ResultsQuery,
	signal?: AbortSignal
): Promise< ResultsPage > {
	const { status, search, ...rest } = query;
	const response = await sendForHeaders(
		addQueryArgs( `${ ROOT }/results`, {
			...rest,
			...( search !== '' && { search } ),
			...( status.length > 0 && { status: status.join( ',' ) } ),
		} ),
		signal
	);
	return {
		rows: await bodyOf< Row[] >( response ),
		total: countHeader( response, 'X-WP-Total' ),
		pages: countHeader( response, 'X-WP-TotalPages' ),
	};
}

async function journal(
	id: number,
	{ search, ...query }: JournalQuery
): Promise< JournalPage > {
	const response = await sendForHeaders(
		addQueryArgs( `${ ROOT }/runs/${ id }/journal`, {
			...query,
			...( search !== '' && { search } ),
		} )
	);
	return {
		entries: await bodyOf< JournalEntry[] >( response ),
		total: countHeader( response, 'X-WP-Total' ),
		pages: countHeader( response, 'X-WP-TotalPages' ),
	};
}

async function runs( perPage: number ): Promise< RunsPage > {
	const response = await sendForHeaders(
		addQueryArgs( `${ ROOT }/runs`, { per_page: perPage } )
	);
	return {
		runs: await bodyOf< Run[] >( response ),
		total: countHeader( response, 'X-WP-Total' ),
	};
}

function ofUser( id: number | null ): { user_id?: number } {
	return id === null ? {} : { user_id: id };
}

async function countRows( table: Table ): Promise< number > {
	const response = await sendForHeaders(
		addQueryArgs( `${ ROOT }/results`, { table, per_page: 1 } )
	);
	return countHeader( response, 'X-WP-Total' );
}

/** Everything the page asks of the server. No other file knows a path. */
export const api = {
	currentRun,
	runs,
	results,
	countRows,
	journal,

	startRun: ( data: RunOptions ) =>
		send< Run >( `${ ROOT }/runs`, { method: 'POST', data } ),

	step: ( id: number, sequence: number, signal?: AbortSignal ) =>
		send< Run >( `${ ROOT }/runs/${ id }/step`, {
			method: 'POST',
			data: { sequence },
			signal,
		} ),

	command: ( id: number, name: 'pause' | 'resume' | 'cancel' ) =>
		send< Run >( `${ ROOT }/runs/${ id }/${ name }`, { method: 'POST' } ),

	heldSummary: ( id: number ) =>
		send< HeldSummary >( `${ ROOT }/runs/${ id }/held` ),

	decide: ( id: number, action: 'approve' | 'reject', count: number ) =>
		send< Run >( `${ ROOT }/runs/${ id }/approve`, {
			method: 'POST',
			data: { action, count },
		} ),

	/**
	 * Says what undoing a run would do; nothing is changed.
	 *
	 * @param id     The run.
	 * @param userId The one account to undo it for; null for all.
	 */
	previewUndo: ( id: number, userId: number | null ) =>
		send< UndoPreview >( `${ ROOT }/runs/${ id }/undo`, {
			method: 'POST',
			data: { preview: true, ...ofUser( userId ) },
		} ),

	/**
	 * Starts to undo a run. Answers with the run that does it.
	 *
	 * @param id     The run.
	 * @param userId The one account to undo it for; null for all.
	 * @param count  The number that was typed.
	 */
	undo: ( id: number, userId: number | null, count: number ) =>
		send< Run >( `${ ROOT }/runs/${ id }/undo`, {
			method: 'POST',
			data: { count, ...ofUser( userId ) },
		} ),

	schedule: () => send< Schedule >( `${ ROOT }/schedule` ),

	act: ( action: RowAction, ids: readonly number[] ) =>
		send< { results: ActionResult[] } >( `${ ROOT }/results/actions`, {
			method: 'POST',
			data: { action, ids },
		} ).then( ( answer ) => answer.results ),

	/**
	 * Looks one person up, or synchronizes that person.
	 *
	 * @param who   Object id, user principal name, or id of a WordPress user.
	 * @param write Whether what the row says is done.
	 */
	person: ( who: string, write: boolean ) =>
		send< PersonAnswer >( `${ ROOT }/people`, {
			method: 'POST',
			data: { who, write },
		} ),

	truncate: () =>
		send< unknown >( `${ ROOT }/results`, { method: 'DELETE' } ),

	settings: () => send< SettingsDocument >( `${ ROOT }/settings` ),

	saveSettings: ( data: JsonObject ) =>
		send< SettingsDocument >( `${ ROOT }/settings`, {
			method: 'POST',
			data,
		} ),

	/**
	 * Says what is found at this address.
	 *
	 * @param is The site that was connected, moved; or a copy of it.
	 */
	answerSite: ( is: 'site' | 'copy' ) =>
		send< Site >( `${ ROOT }/site`, { method: 'POST', data: { is } } ),

	sendTestMail: () =>
		send< TestMail >( `${ ROOT }/notifications/test`, { method: 'POST' } ),

	checks: () => send< Check[] >( `${ ROOT }/connection` ),

	testConnection: () =>
		send< Check[] >( `${ ROOT }/connection/test`, { method: 'POST' } ),

	account: () => send< Account >( `${ ROOT }/connection/account` ),

	/** Begins a sign-in; answers with the address to send the browser to. */
	authorize: () =>
		send< { url: string } >( `${ ROOT }/connection/authorize`, {
			method: 'POST',
		} ),

	deleteTokens: () =>
		send< Check[] >( `${ ROOT }/connection/tokens`, { method: 'DELETE' } ),

	/**
	 * Searches groups of the directory.
	 *
	 * @param search Beginning of the name.
	 */
	findGroups: ( search: string ) =>
		send< Group[] >(
			addQueryArgs( `${ ROOT }/directory/groups`, { search } )
		),

	/**
	 * Looks up groups of the directory.
	 *
	 * @param ids Their object ids, at most 20.
	 */
	groups: ( ids: readonly string[] ) =>
		send< Group[] >(
			addQueryArgs( `${ ROOT }/directory/groups`, { ids } )
		),

	tryFilter: ( filter: string ) =>
		send< FilterTrial >( `${ ROOT }/directory/filter`, {
			method: 'POST',
			data: { filter },
		} ),

	/**
	 * Shows what extra fields would hold.
	 *
	 * @param user   Object id, user principal name or e-mail address; empty for anybody.
	 * @param fields The fields, saved or not.
	 */
	previewFields: ( user: string, fields: readonly JsonObject[] ) =>
		send< FieldsPreview >( `${ ROOT }/directory/preview`, {
			method: 'POST',
			data: { user, fields },
		} ),

	/**
	 * Searches WordPress users by name, login and e-mail.
	 *
	 * @param search What to search for.
	 */
	searchUsers: ( search: string ) =>
		send< Array< { id: number; name: string } > >(
			addQueryArgs( '/wp/v2/users', {
				search,
				per_page: 10,
				_fields: 'id,name',
			} )
		),

	/**
	 * Looks up the names of WordPress users; those who are gone are left out.
	 *
	 * @param ids Ids, at most 100.
	 */
	userNames: ( ids: readonly number[] ) =>
		send< Array< { id: number; name: string } > >(
			addQueryArgs( '/wp/v2/users', {
				include: ids,
				per_page: 100,
				_fields: 'id,name',
			} )
		),

	/**
	 * Looks up WordPress users with login, e-mail and roles; those who are gone are left out.
	 *
	 * @param ids Ids, at most 100.
	 */
	accounts: ( ids: readonly number[] ) =>
		send< SiteUser[] >(
			addQueryArgs( '/wp/v2/users', {
				include: ids,
				per_page: 100,
				context: 'edit',
				_fields: 'id,name,username,email,roles',
			} )
		),
};

export type Api = typeof api;
