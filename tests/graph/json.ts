export type Json =
	string | number | boolean | null | Json[] | { [ key: string ]: Json };

export type JsonObject = { [ key: string ]: Json };

/**
 * Tells whether a value is a JSON object.
 *
 * @param value Anything that came out of `JSON.parse()`.
 */
export function isObject( value: unknown ): value is JsonObject {
	return (
		typeof value === 'object' && value !== null && ! Array.isArray( value )
	);
}
