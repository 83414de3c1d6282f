import type { RequestHandler } from 'msw';
import { controlGroups } from './control-groups';
import { controlPeople } from './control-people';
import { controlSignIn } from './control-sign-in';
import { checkOptions, control, ControlError } from './control-route';
import { type Fault, faultProblem } from './faults';
import { isObject, type Json, type JsonObject } from './json';
import { defaultOptions } from './options';
import { routeNames } from './pipeline';
import type { Simulator, TenantPatch } from './simulator';

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

/** As many as the tenants the plugin is made for have. */
export const MOST_USERS = 100_000;

function checkedTenant( body: JsonObject ): TenantPatch {
	const defaults = defaultOptions();
	checkOptions( body, defaults );
	if ( isObject( body.app ) ) {
		checkOptions( body.app, defaults.app );
	}
	const users = Number( body.users ?? defaults.users );
	if ( ! (
		Number.isInteger( users ) &&
		users >= 0 &&
		users <= MOST_USERS
	) ) {
		throw new ControlError(
			`'users' must be a whole number from 0 to ${ MOST_USERS }.`
		);
	}
	return body as TenantPatch;
}

/** Options that can change while the tenant goes on; the others need a new one. */
const CHANGEABLE = [
	'count_bom',
	'delta_page_size',
	'delta_token_lifetime',
	'gzip',
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
	const changeable = Object.entries( defaultOptions() ).filter(
		( [ name ] ) => CHANGEABLE.includes( name )
	);
	checkOptions( body, Object.fromEntries( changeable ) );
	Object.assign( simulator.options, body );
}

function moveClock( { clock }: Simulator, body: JsonObject ): void {
	checkOptions( body, { advance: 0, now: '', reset: true } );
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
