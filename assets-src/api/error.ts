import { __ } from '@wordpress/i18n';

interface ErrorBody {
	code?: unknown;
	message?: unknown;
	data?: unknown;
}

interface ErrorFacts {
	code: string;
	message: string;
	status: number | null;
	retryAfter: number | null;
	details: Record< string, unknown >;
}

/**
 * Codes that `@wordpress/api-fetch` gives when no answer of the plugin arrived:
 * offline, connection cut, or a page of HTML from something in between.
 */
const NO_ANSWER = [ 'fetch_error', 'offline_error', 'invalid_json' ];

/** The one kind of error that leaves `api/`. */
export class ApiError extends Error {
	/** The code of the `WP_Error`, or of `@wordpress/api-fetch`. */
	readonly code: string;

	/** HTTP status; null where no answer of the plugin arrived. */
	readonly status: number | null;

	/** Whole seconds the server asks to wait; null where waiting does not help. */
	readonly retryAfter: number | null;

	/** Whatever else the error's data holds: names of wrong arguments, for example. */
	readonly details: Record< string, unknown >;

	constructor( facts: ErrorFacts ) {
		super( facts.message );
		this.name = 'ApiError';
		this.code = facts.code;
		this.status = facts.status;
		this.retryAfter = facts.retryAfter;
		this.details = facts.details;
	}

	/** Tells whether the same request may work a little later. */
	get isTransient(): boolean {
		if ( this.status === null ) {
			return NO_ANSWER.includes( this.code );
		}
		return this.status === 429 || this.status >= 500;
	}
}

/**
 * Tells whether a failure is only a request that was called off.
 *
 * @param thrown Whatever was thrown.
 */
export function isAbort( thrown: unknown ): boolean {
	return (
		typeof thrown === 'object' &&
		thrown !== null &&
		'name' in thrown &&
		thrown.name === 'AbortError'
	);
}

/**
 * Turns whatever was thrown into an ApiError.
 *
 * @param thrown Whatever was thrown: a parsed `WP_Error`, or something unforeseen.
 */
export function toApiError( thrown: unknown ): ApiError {
	if ( thrown instanceof ApiError ) {
		return thrown;
	}
	const body: ErrorBody =
		typeof thrown === 'object' && thrown !== null ? thrown : {};
	const data = isRecord( body.data ) ? body.data : {};
	const { status, retry_after: retryAfter, ...details } = data;

	return new ApiError( {
		code: typeof body.code === 'string' ? body.code : 'unknown_error',
		message: readableMessage( body ),
		status: typeof status === 'number' ? status : null,
		retryAfter: typeof retryAfter === 'number' ? retryAfter : null,
		details,
	} );
}

function isRecord( value: unknown ): value is Record< string, unknown > {
	return (
		typeof value === 'object' && value !== null && ! Array.isArray( value )
	);
}

/**
 * Returns a sentence to show: WordPress answers fatal errors with a paragraph of
 * HTML, and api-fetch's own sentences do not say what to do.
 *
 * @param body The parsed error.
 */
function readableMessage( body: ErrorBody ): string {
	switch ( body.code ) {
		case 'offline_error':
		case 'fetch_error':
			return __(
				'This site could not be reached. Check your internet connection, then try again.',
				'wpo365-user-sync'
			);
		case 'invalid_json':
			return __(
				'The site answered with something other than the plugin’s answer. Often a firewall, a cache or an error of another plugin is the cause. Try again; if it stays, look into the PHP error log.',
				'wpo365-user-sync'
			);
		case 'internal_server_error':
			return __(
				'WordPress stopped with a critical error. Try again; if it stays, look into the PHP error log.',
				'wpo365-user-sync'
			);
		case 'rest_cookie_invalid_nonce':
		case 'rest_not_logged_in':
			return __(
				'You are signed out. Open this page again and sign in; the synchronization is kept as it is.',
				'wpo365-user-sync'
			);
	}
	if ( typeof body.message === 'string' && body.message !== '' ) {
		return body.message;
	}
	return __(
		'Something unforeseen happened. Load this page again; if it stays, look into the PHP error log.',
		'wpo365-user-sync'
	);
}
