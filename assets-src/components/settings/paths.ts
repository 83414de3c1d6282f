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
 * Returns the schema at a path such as "fields.0.label"; undefined where the server has no such setting.
 *
 * @param schema The whole schema.
 * @param path   The path.
 */
export function schemaAt( schema: Schema, path: string ): Schema | undefined {
	return path
		.split( '.' )
		.reduce< Schema | undefined >(
			( part, key ) => part?.properties?.[ key ] ?? part?.items,
			schema
		);
}

/**
 * Makes the schema of a request that takes some of the settings by other paths.
 *
 * @param properties Schema of each argument.
 */
export function partSchema( properties: Record< string, Schema > ): Schema {
	return { type: 'object', properties };
}

/**
 * Says what the server found wrong with a setting in the words of the form, where the
 * server's sentence has names of the REST API.
 *
 * @param error  The error.
 * @param schema The schema in which the error's path leads to the setting.
 */
export function settingMessage( error: ApiError, schema: Schema ): string {
	const { message } = error;
	const path = wrongPath( error );
	const title = path === '' ? undefined : schemaAt( schema, path )?.title;
	const sentence =
		title !== undefined && message.startsWith( path )
			? title + message.slice( path.length )
			: message;
	return sentence.replace( / \([a-z]+\.[a-z_]+\)/g, '' );
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
 * Tells whether the form shows a setting, as the others are now.
 *
 * @param schema  The setting's schema.
 * @param current Gives the value of another setting.
 */
export function isWanted(
	{ when = {} }: Schema,
	current: ( path: string ) => Json
): boolean {
	return Object.entries( when ).every( ( [ path, values ] ) =>
		values.includes( current( path ) )
	);
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
