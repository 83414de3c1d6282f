import { forbidden, GraphError, unsupportedQuery } from './errors';
import type { Exchange } from './exchange';
import type { Json, JsonObject } from './json';
import { type ObjectType, userProperties, userType } from './properties';

/** Which properties an answer holds. */
export interface Selection {
	type: ObjectType;
	names: readonly string[];
	/** Names that stay null because the permission is too small. */
	hidden: ReadonlySet< string >;
	/** For `@odata.context`, for example `(id,displayName)`, '' without `$select`. */
	context: string;
}

/**
 * Reads `$select`.
 *
 * @param exchange The request.
 * @param type     What is listed.
 */
export function select( exchange: Exchange, type: ObjectType ): Selection {
	const text = exchange.query.get( '$select' );
	const names =
		text === undefined
			? type.byDefault
			: text.split( ',' ).map( ( name ) => spelled( name.trim(), type ) );
	if ( names.some( ( name ) => type.elsewhere.includes( name ) ) ) {
		throw new GraphError(
			501,
			'NotImplemented',
			'This operation target is not yet supported.'
		);
	}
	return {
		type,
		names,
		hidden: new Set(),
		context: text === undefined ? '' : `(${ names.join( ',' ) })`,
	};
}

/**
 * Reads `$select` for users, with what the permissions make of it.
 *
 * @param exchange The request.
 */
export function selectUser( exchange: Exchange ): Selection {
	const selection = select( exchange, userType );
	if ( selection.names.includes( 'signInActivity' ) ) {
		checkSignInActivity( exchange );
	}
	return { ...selection, hidden: hidden( exchange, selection ) };
}

function checkSignInActivity( exchange: Exchange ): void {
	if ( ! exchange.simulator.options.premium ) {
		throw new GraphError(
			403,
			'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
			"Neither tenant is B2C or tenant doesn't have premium license"
		);
	}
	if ( ! exchange.token?.permissions.includes( 'AuditLog.Read.All' ) ) {
		throw forbidden();
	}
}

function spelled( name: string, type: ObjectType ): string {
	if ( name.startsWith( 'extension_' ) ) {
		return name;
	}
	const known = type.spelling.get( name.toLowerCase() );
	if ( known === undefined ) {
		throw unsupportedQuery(
			`Could not find a property named '${ name }' on type 'microsoft.graph.${ type.name }'.`
		);
	}
	return known;
}

/** Permissions that read whole profiles. */
export const PROFILE_PERMISSIONS: readonly string[] = [
	'User.Read.All',
	'User.ReadWrite.All',
	'Directory.Read.All',
	'Directory.ReadWrite.All',
];

/**
 * Tells whether the token may read whole profiles.
 *
 * @param exchange The request.
 */
export function readsProfiles( exchange: Exchange ): boolean {
	return PROFILE_PERMISSIONS.some( ( name ) =>
		exchange.token?.permissions.includes( name )
	);
}

/** With User.ReadBasic.All alone only the basic properties are read. */
function hidden(
	exchange: Exchange,
	{ names, context }: Selection
): ReadonlySet< string > {
	if ( readsProfiles( exchange ) ) {
		return new Set(
			names.filter( ( name ) => {
				const needs = userProperties[ name ]?.needs;
				return (
					needs !== undefined &&
					! exchange.token?.permissions.includes( needs )
				);
			} )
		);
	}
	const beyond = ( name: string ) => ! userProperties[ name ]?.basic;
	if (
		exchange.simulator.options.read_basic === 'forbidden' &&
		context !== '' &&
		names.some( beyond )
	) {
		throw forbidden();
	}
	return new Set( Object.keys( userProperties ).filter( beyond ) );
}

/**
 * Picks the selected properties: null where a value was never set, but for extensions, which are left out.
 *
 * @param object    Of the directory.
 * @param selection What was asked for.
 */
export function project(
	object: JsonObject,
	{ names, hidden: unreadable, type }: Selection
): JsonObject {
	const row: JsonObject = {};
	for ( const name of names ) {
		const value = unreadable.has( name ) ? undefined : object[ name ];
		if ( value !== undefined ) {
			row[ name ] = name === EXTENSIONS ? attributes( value ) : value;
		} else if ( ! name.startsWith( 'extension_' ) ) {
			row[ name ] = empty( name, type );
		}
	}
	return row;
}

const EXTENSIONS = 'onPremisesExtensionAttributes';

function empty( name: string, type: ObjectType ): Json {
	if ( name === EXTENSIONS ) {
		return attributes( {} );
	}
	return type.properties[ name ]?.type === 'strings' ? [] : null;
}

/** All fifteen stand there, set or not. */
function attributes( value: Json ): Json {
	const all: JsonObject = {};
	for ( let number = 1; number <= 15; number++ ) {
		all[ `extensionAttribute${ number }` ] = null;
	}
	return { ...all, ...( value as JsonObject ) };
}
