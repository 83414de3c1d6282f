import { ADMIN } from './test-site';

export interface RestAnswer< Data = unknown > {
	status: number;
	headers: Headers;
	data: Data;
}

const ANSWER_WITHIN_MS = 120_000;

/** Says to the embedded WordPress that nobody wants to be signed in by itself. */
const NO_AUTO_LOGIN = [
	'playground_auto_login_already_happened',
	'1',
] as const;

/** Talks to a WordPress site as the admin page does: with a cookie and a nonce. */
export class SiteClient {
	readonly #cookies = new Map< string, string >( [ NO_AUTO_LOGIN ] );
	#nonce = '';

	constructor( readonly url: string ) {}

	/**
	 * Signs in.
	 *
	 * @throws Error where the site refuses.
	 */
	async login(
		login: string = ADMIN.login,
		password: string = ADMIN.password
	): Promise< void > {
		// WordPress wants to see the cookie that its login page sets.
		await this.#fetch( '/wp-login.php' );
		const answer = await this.#fetch( '/wp-login.php', {
			method: 'POST',
			body: new URLSearchParams( {
				log: login,
				pwd: password,
				testcookie: '1',
			} ),
		} );
		if ( answer.status !== 302 ) {
			throw new Error( `${ this.url } does not let ${ login } in.` );
		}
		const nonce = await this.#fetch(
			'/wp-admin/admin-ajax.php?action=rest-nonce'
		);
		this.#nonce = await nonce.text();
	}

	/** Calls a REST route; the query goes into the path. */
	async rest< Data = unknown >(
		method: string,
		path: string,
		body?: Record< string, unknown >
	): Promise< RestAnswer< Data > > {
		const [ route = '', query = '' ] = path.split( '?' );
		const answer = await this.#fetch(
			`/index.php?rest_route=${ encodeURIComponent( route ) }&${ query }`,
			{
				method,
				headers: {
					'Content-Type': 'application/json',
					'X-WP-Nonce': this.#nonce,
				},
				...( body ? { body: JSON.stringify( body ) } : {} ),
			}
		);
		const text = await answer.text();
		try {
			return {
				status: answer.status,
				headers: answer.headers,
				data: JSON.parse( text ) as Data,
			};
		} catch {
			throw new Error(
				`${ method } ${ path } answered ${ answer.status } and no JSON: ${ text.slice(
					0,
					500
				) }`
			);
		}
	}

	/** Calls a REST route that has to answer with a 2xx. */
	async must< Data = unknown >(
		method: string,
		path: string,
		body?: Record< string, unknown >
	): Promise< RestAnswer< Data > > {
		const answer = await this.rest< Data >( method, path, body );
		if ( answer.status < 200 || answer.status > 299 ) {
			throw new Error(
				`${ method } ${ path } answered ${ answer.status }: ${ JSON.stringify(
					answer.data
				) }`
			);
		}
		return answer;
	}

	/** Gives the cookies to a browser. */
	cookies(): Array< { name: string; value: string; url: string } > {
		return [ ...this.#cookies ].map( ( [ name, value ] ) => ( {
			name,
			value,
			url: this.url,
		} ) );
	}

	async #fetch(
		path: string,
		options: RequestInit = {}
	): Promise< Response > {
		const answer = await fetch( this.url + path, {
			...options,
			redirect: 'manual',
			signal: AbortSignal.timeout( ANSWER_WITHIN_MS ),
			headers: {
				...options.headers,
				Cookie: [ ...this.#cookies ]
					.map( ( [ name, value ] ) => `${ name }=${ value }` )
					.join( '; ' ),
			},
		} );
		for ( const cookie of answer.headers.getSetCookie() ) {
			const [ name = '', value = '' ] = (
				cookie.split( ';' )[ 0 ] ?? ''
			).split( /=(.*)/s );
			if ( value.trim() === '' ) {
				this.#cookies.delete( name );
			} else {
				this.#cookies.set( name, value );
			}
		}
		return answer;
	}
}
