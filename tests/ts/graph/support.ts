import { createHash, randomBytes } from 'node:crypto';
import {
	CLIENT_ID,
	CLIENT_SECRET,
	REDIRECT_PATH,
	TENANT_ID,
} from '../../graph/defaults';
import type { Fault } from '../../graph/faults';
import type { JsonObject } from '../../graph/json';
import { createSimulator, type TenantPatch } from '../../graph/simulator';

export const ORIGIN = 'http://graph.test';
export const REDIRECT = `http://localhost:8888${ REDIRECT_PATH }`;

/** An answer, read. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	json: JsonObject;
}

/** Row of a listing. */
export type Row = JsonObject & { id: string };

/**
 * Makes a tenant and short ways to ask it.
 *
 * @param options What is to differ from the tenant everything starts with.
 */
export function tenant( options: TenantPatch = {} ) {
	const simulator = createSimulator( options );
	simulator.origin = ORIGIN;
	simulator.elsewhere = 'http://elsewhere.test';

	const send = async ( request: Request ): Promise< Answer > => {
		const response = await simulator.answer( request );
		const text = await response.text();
		let json: JsonObject = {};
		try {
			json = JSON.parse( text ) as JsonObject;
		} catch {
			// Not every answer is JSON.
		}
		return {
			status: response.status,
			headers: response.headers,
			text,
			json,
		};
	};

	const absolute = ( url: string ) =>
		url.startsWith( '/' ) ? `${ ORIGIN }${ url }` : url;

	const form = ( url: string, fields: Record< string, string > ) =>
		send(
			new Request( absolute( url ), {
				method: 'POST',
				body: new URLSearchParams( fields ),
			} )
		);

	const client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };

	const token = ( fields: Record< string, string > = {}, name = TENANT_ID ) =>
		form( `/${ name }/oauth2/v2.0/token`, {
			...client,
			grant_type: 'client_credentials',
			scope: 'https://graph.microsoft.com/.default',
			...fields,
		} );

	let bearer = '';

	/** Asks Graph with a token of the application, unless another is set. */
	const get = async (
		url: string,
		headers: Record< string, string > = {}
	) => {
		if ( bearer === '' ) {
			bearer = String( ( await token() ).json.access_token );
		}
		return send(
			new Request(
				url.startsWith( '/' ) ? `${ ORIGIN }/v1.0${ url }` : url,
				{ headers: { Authorization: `Bearer ${ bearer }`, ...headers } }
			)
		);
	};

	return {
		simulator,
		send,
		form,
		token,
		get,
		use: ( text: string ) => {
			bearer = text;
		},
		advanced: ( url: string ) =>
			get( url, { ConsistencyLevel: 'eventual' } ),
		fault: ( fault: Fault ) => simulator.faults.add( fault ),
		/** Reads all pages, by the nextLinks alone. */
		all: async ( url: string, most = 1000 ) => {
			const rows: Row[] = [];
			let next: string | undefined = url;
			let pages = 0;
			while ( next !== undefined && pages < most ) {
				const answer: Answer = await get( next );
				if ( answer.status !== 200 ) {
					throw new Error( `${ answer.status } ${ answer.text }` );
				}
				rows.push( ...rowsOf( answer ) );
				next = nextOf( answer );
				pages++;
			}
			return { rows, pages };
		},
		/** Signs somebody in and answers where the browser is sent. */
		authorize: async ( more: Record< string, string > = {} ) => {
			const query = new URLSearchParams( {
				client_id: CLIENT_ID,
				response_type: 'code',
				redirect_uri: REDIRECT,
				response_mode: 'query',
				scope: SCOPE,
				state: 'state-1',
				nonce: 'nonce-1',
				code_challenge: CHALLENGE,
				code_challenge_method: 'S256',
				...more,
			} );
			return send(
				new Request(
					`${ ORIGIN }/${ TENANT_ID }/oauth2/v2.0/authorize?${ query }`
				)
			);
		},
		redeem: ( code: string, more: Record< string, string > = {} ) =>
			token( {
				grant_type: 'authorization_code',
				scope: SCOPE,
				code,
				redirect_uri: REDIRECT,
				code_verifier: VERIFIER,
				...more,
			} ),
		refresh: ( text: string, more: Record< string, string > = {} ) =>
			token( {
				grant_type: 'refresh_token',
				scope: SCOPE,
				refresh_token: text,
				...more,
			} ),
	};
}

export const SCOPE =
	'openid profile offline_access https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/GroupMember.Read.All';
export const VERIFIER = randomBytes( 32 ).toString( 'base64url' );
const CHALLENGE = createHash( 'sha256' )
	.update( VERIFIER )
	.digest( 'base64url' );

/**
 * Reads the rows of a page.
 *
 * @param answer A listing.
 */
export function rowsOf( { json }: Answer ): Row[] {
	return json.value as Row[];
}

/**
 * Reads the nextLink of a page.
 *
 * @param answer A listing.
 */
export function nextOf( { json }: Answer ): string | undefined {
	return json[ '@odata.nextLink' ] as string | undefined;
}

/**
 * Reads code and message of an error, of Graph or the sign-in service.
 *
 * @param answer A refusal.
 */
export function errorOf( { status, json }: Answer ): string {
	const error = json.error as { code: string; message: string } | string;
	return typeof error === 'string'
		? `${ status } ${ error } ${ String( json.error_codes ) }`
		: `${ status } ${ error.code }: ${ error.message }`;
}

/**
 * Reads a parameter of the address that the browser is sent to.
 *
 * @param answer A redirect.
 * @param name   Of the parameter.
 */
export function sentBack( { headers }: Answer, name: string ): string | null {
	return new URL( headers.get( 'location' ) ?? '' ).searchParams.get( name );
}
