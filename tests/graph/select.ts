import { forbidden, GraphError, unsupportedQuery } from './errors';
import type { Exchange } from './exchange';
import type { Json, JsonObject } from './json';
import {
	defaultProperties,
	elsewhereProperties,
	premiumProperties,
	userProperties,
} from './properties';

const SPELLING = new Map(
	[
		...Object.keys( userProperties ),
		...elsewhereProperties,
		...premiumProperties,
		'extensions',
		'manager',
	].map( ( name ) => [ name.toLowerCase(), name ] )
);

/** Which properties an answer holds, as they stand in its context. */
export interface Selection {
	names: readonly string[];
	/** Names that stay null because the permission is too small. */
	hidden: ReadonlySet< string >;
	/** For `@odata.context`, for example `(id,displayName)`, '' without `$select`. */
	context: string;
}

/**
 * Reads `$select` for users.
 *
 * @param exchange The request.
 */
export function selectUser( exchange: Exchange ): Selection {
	const text = exchange.query.get( '$select' );
	const names =
		text === undefined
			? [ ...defaultProperties ]
			: text.split( ',' ).map( ( name ) => spelled( name.trim() ) );
	if ( names.some( ( name ) => elsewhereProperties.includes( name ) ) ) {
		throw new GraphError(
			501,
			'NotImplemented',
			'This operation target is not yet supported.'
		);
	}
	const { options } = exchange.simulator;
	const premium = names.some( ( name ) =>
		premiumProperties.includes( name )
	);
	if ( premium && ! options.premium ) {
		throw new GraphError(
			403,
			'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
			"Neither tenant is B2C or tenant doesn't have premium license"
		);
	}
	if (
		premium &&
		! exchange.token?.permissions.includes( 'AuditLog.Read.All' )
	) {
		throw forbidden();
	}
	return {
		names,
		hidden: hidden( exchange, text === undefined ? [] : names ),
		context: text === undefined ? '' : `(${ names.join( ',' ) })`,
	};
}

function spelled( name: string ): string {
	if ( name.startsWith( 'extension_' ) || name === '' ) {
		return name;
	}
	const known = SPELLING.get( name.toLowerCase() );
	if ( known === undefined ) {
		throw unsupportedQuery(
			`Could not find a property named '${ name }' on type 'microsoft.graph.user'.`
		);
	}
	return known;
}

/** With User.ReadBasic.All alone only the basic properties are read. */
function hidden(
	exchange: Exchange,
	selected: readonly string[]
): ReadonlySet< string > {
	if ( readsProfiles( exchange ) ) {
		return new Set();
	}
	const beyond = ( name: string ) => ! userProperties[ name ]?.basic;
	if (
		exchange.simulator.options.read_basic === 'forbidden' &&
		selected.some( beyond )
	) {
		throw forbidden();
	}
	return new Set( Object.keys( userProperties ).filter( beyond ) );
}

const FULL = [
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
	return FULL.some( ( name ) =>
		exchange.token?.permissions.includes( name )
	);
}

/**
 * Picks the selected properties of a user: null where a value was never set, but for extensions, which are left out.
 *
 * @param person    Of the directory.
 * @param selection What was asked for.
 */
export function project(
	person: JsonObject,
	{ names, hidden: unreadable }: Selection
): JsonObject {
	const row: JsonObject = {};
	for ( const name of names ) {
		const value = unreadable.has( name ) ? undefined : person[ name ];
		if ( value !== undefined ) {
			row[ name ] = name === EXTENSIONS ? attributes( value ) : value;
		} else if ( ! name.startsWith( 'extension_' ) ) {
			row[ name ] = empty( name );
		}
	}
	return row;
}

const EXTENSIONS = 'onPremisesExtensionAttributes';

function empty( name: string ): Json {
	if ( name === EXTENSIONS ) {
		return attributes( {} );
	}
	return userProperties[ name ]?.type === 'strings' ? [] : null;
}

/** All fifteen stand there, set or not. */
function attributes( value: Json ): Json {
	const all: JsonObject = {};
	for ( let number = 1; number <= 15; number++ ) {
		all[ `extensionAttribute${ number }` ] = null;
	}
	return { ...all, ...( value as JsonObject ) };
}
