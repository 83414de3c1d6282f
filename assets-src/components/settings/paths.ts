import type { ApiError } from '../../api/error';
import type { Json, JsonObject, Schema } from '../../api/settings-types';

/** What is wrong with a setting. */
export interface SettingError {
	/** Path of the part that is wrong, within the setting; empty: the setting itself. */
	at: string;
	message: string;
}

/**
 * Returns which setting the server found wrong; an empty path where it is none.
 *
 * @param error The error.
 */
export function wrongPath( error: ApiError | null ): string {
	const field = error?.details.field;
	return typeof field === 'string' ? field : '';
}

/**
 * Returns what is wrong with a part of a setting; null where nothing is.
 *
 * @param error What is wrong with the whole.
 * @param part  Path of the part.
 */
export function errorWithin(
	error: SettingError | null,
	part: string
): SettingError | null {
	if ( ! error || ! `${ error.at }.`.startsWith( `${ part }.` ) ) {
		return null;
	}
	return { ...error, at: error.at.slice( part.length + 1 ) };
}

function isObject( value: Json | undefined ): value is JsonObject {
	return (
		typeof value === 'object' && value !== null && ! Array.isArray( value )
	);
}

/**
 * Returns the value at a path such as "removal.content".
 *
 * @param settings The settings.
 * @param path     The path.
 */
export function valueAt(
	settings: JsonObject,
	path: string
): Json | undefined {
	return path
		.split( '.' )
		.reduce< Json | undefined >(
			( value, key ) => ( isObject( value ) ? value[ key ] : undefined ),
			settings
		);
}

/**
 * Returns the schema at a path; undefined where the server has no such setting.
 *
 * @param schema The whole schema.
 * @param path   The path.
 */
export function schemaAt( schema: Schema, path: string ): Schema | undefined {
	return path
		.split( '.' )
		.reduce< Schema | undefined >(
			( part, key ) => part?.properties?.[ key ],
			schema
		);
}

/**
 * Makes the part of the settings that changed.
 *
 * @param changes New values by path.
 */
export function partOf( changes: Record< string, Json > ): JsonObject {
	const part: JsonObject = {};
	for ( const [ path, value ] of Object.entries( changes ) ) {
		const keys = path.split( '.' );
		const last = keys.pop() as string;
		let target = part;
		for ( const key of keys ) {
			const next = target[ key ];
			target = isObject( next ) ? next : ( target[ key ] = {} );
		}
		target[ last ] = value;
	}
	return part;
}

/**
 * Tells whether a schema allows a type.
 *
 * @param schema The schema.
 * @param type   Name of a JSON type.
 */
export function allowsType( schema: Schema, type: string ): boolean {
	return [ schema.type ].flat().includes( type );
}
