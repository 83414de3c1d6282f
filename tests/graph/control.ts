import { http, HttpResponse, type RequestHandler } from 'msw';
import { controlGroups } from './control-groups';
import { controlPeople } from './control-people';
import { controlSignIn } from './control-sign-in';
import { type Fault, faultProblem } from './faults';
import { isObject, type Json, type JsonObject } from './json';
import { defaultOptions } from './options';
import { routeNames } from './pipeline';
import type { Simulator, TenantPatch } from './simulator';

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
 * Makes the handlers that tests steer the tenant with; the README documents them.
 *
 * @param simulator What is steered.
 */
export function controlHandlers( simulator: Simulator ): RequestHandler[] {
	return [
		control( 'get', '', () => summary( simulator ) ),
		control( 'post', '/tenant', ( body ) => {
			simulator.reset( checkedTenant( body ) );
			return summary( simulator );
		} ),
		control( 'patch', '/tenant', ( body ) => {
			changeOptions( simulator, body );
			return summary( simulator );
		} ),
		control( 'get', '/log', ( _, query ) =>
			simulator.log.list( query.get( 'route' ) ?? undefined )
		),
		control( 'delete', '/log', () => {
			simulator.log.clear();
			return { cleared: true };
		} ),
		control( 'get', '/faults', () => simulator.faults.list() ),
		control( 'post', '/faults', ( body ) => {
			const list = Array.isArray( body.faults ) ? body.faults : [ body ];
			const faults = list.map( checkedFault );
			return faults.map( ( fault ) => simulator.faults.add( fault ) );
		} ),
		control( 'delete', '/faults', ( _, query ) => {
			const id = query.get( 'id' );
			simulator.faults.clear( id === null ? undefined : Number( id ) );
			return { cleared: true };
		} ),
		control( 'post', '/clock', ( body ) => {
			moveClock( simulator, body );
			return { now: simulator.clock.iso() };
		} ),
		...controlSignIn( simulator ),
		...controlPeople( simulator ),
		...controlGroups( simulator ),
	];
}

function summary( { options, directory, clock, elsewhere }: Simulator ) {
	return {
		tenant_id: options.tenant_id,
		domain: options.domain,
		client_id: options.app.client_id,
		users: directory.size,
		now: clock.iso(),
		elsewhere,
		options,
	};
}

/**
 * Refuses names that mean nothing here.
 *
 * @param body  From outside.
 * @param known Object with the names there are.
 */
export function checkKeys( body: JsonObject, known: object ): void {
	const odd = Object.keys( body ).find( ( name ) => ! ( name in known ) );
	if ( odd !== undefined ) {
		throw new ControlError(
			`Unknown option '${ odd }'. Known are: ${ Object.keys( known ).join(
				', '
			) }.`
		);
	}
}

const AREAS = [ 'any', 'graph', 'login' ];

function checkedFault( value: Json ): Fault {
	if ( ! isObject( value ) ) {
		throw new ControlError( 'A fault must be a JSON object.' );
	}
	const problem = faultProblem( value );
	if ( problem !== undefined ) {
		throw new ControlError( problem );
	}
	const on = String( value.on ?? 'any' );
	const names = [ ...AREAS, ...routeNames() ];
	if ( ! names.includes( on ) ) {
		throw new ControlError(
			`There is no route '${ on }'. There are: ${ names.join( ', ' ) }.`
		);
	}
	// Its kind and its options were checked above.
	return value as unknown as Fault;
}

function checkedTenant( body: JsonObject ): TenantPatch {
	const defaults = defaultOptions();
	checkKeys( body, defaults );
	if ( isObject( body.app ) ) {
		checkKeys( body.app, defaults.app );
	}
	return body as TenantPatch;
}

/** Options that can change while the tenant goes on; the others need a new one. */
const CHANGEABLE = [
	'cloud_instance_name',
	'count_bom',
	'gzip',
	'member_groups_limit',
	'name',
	'opaque_tokens',
	'page_token_lifetime',
	'page_token_uses',
	'premium',
	'quota',
	'read_basic',
	'tenant_id',
	'token_lifetime',
];

function changeOptions( simulator: Simulator, body: JsonObject ): void {
	checkKeys(
		body,
		Object.fromEntries( CHANGEABLE.map( ( name ) => [ name, true ] ) )
	);
	Object.assign( simulator.options, body );
}

function moveClock( { clock }: Simulator, body: JsonObject ): void {
	checkKeys( body, { advance: 0, now: '', reset: true } );
	if ( body.reset === true ) {
		clock.reset();
	}
	if ( typeof body.now === 'string' ) {
		const time = Date.parse( body.now );
		if ( Number.isNaN( time ) ) {
			throw new ControlError( '`now` must be a time in UTC.' );
		}
		clock.set( time );
	}
	if ( typeof body.advance === 'number' ) {
		clock.advance( body.advance );
	}
}
