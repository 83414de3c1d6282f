import { http, HttpResponse, type RequestHandler } from 'msw';
import { isObject, type JsonObject } from './json';

/** Bad input to the control; answered as 400 with the sentence. */
export class ControlError extends Error {}

/**
 * Makes a control route.
 *
 * @param method What the route listens to.
 * @param path   Below `/_control`.
 * @param handle Gets the JSON of the body, the query and the parameters of the path; what it returns is answered as JSON.
 */
export function control(
	method: 'get' | 'post' | 'patch' | 'delete',
	path: string,
	handle: (
		body: JsonObject,
		query: URLSearchParams,
		params: Record< string, string >
	) => unknown
): RequestHandler {
	return http[ method ](
		`*/_control${ path }`,
		async ( { request, params } ) => {
			try {
				const text = await request.text();
				const body: unknown = text === '' ? {} : JSON.parse( text );
				if ( ! isObject( body ) ) {
					throw new ControlError( 'The body must be a JSON object.' );
				}
				const result = handle(
					body,
					new URL( request.url ).searchParams,
					Object.fromEntries(
						Object.entries( params ).map( ( [ name, value ] ) => [
							name,
							String( value ),
						] )
					)
				);
				return new HttpResponse( JSON.stringify( result ?? null ), {
					headers: { 'Content-Type': 'application/json' },
				} );
			} catch ( error ) {
				if (
					error instanceof ControlError ||
					error instanceof SyntaxError
				) {
					return HttpResponse.json(
						{ error: error.message },
						{ status: 400 }
					);
				}
				throw error;
			}
		}
	);
}

/**
 * Refuses names that mean nothing here, and values of another type.
 *
 * @param body  From outside.
 * @param known Object with the names there are; where its value is null, any is right.
 */
export function checkOptions( body: JsonObject, known: object ): void {
	const types = new Map( Object.entries( known ) );
	for ( const [ name, value ] of Object.entries( body ) ) {
		if ( ! types.has( name ) ) {
			throw new ControlError(
				`Unknown option '${ name }'. Known are: ${ [
					...types.keys(),
				].join( ', ' ) }.`
			);
		}
		const wanted: unknown = types.get( name );
		if ( wanted !== null && typeOf( value ) !== typeOf( wanted ) ) {
			throw new ControlError(
				`'${ name }' must be of type ${ typeOf( wanted ) }.`
			);
		}
	}
}

function typeOf( value: unknown ): string {
	return Array.isArray( value ) ? 'list' : typeof value;
}
