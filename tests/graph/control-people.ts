import type { RequestHandler } from 'msw';
import { control, ControlError } from './control-route';
import type { JsonObject } from './json';
import type { Person } from './people';
import type { Simulator } from './simulator';

/**
 * Makes the control routes for users. A user is named by object id, user principal name or the key of an awkward person.
 *
 * @param simulator What is steered.
 */
export function controlPeople( simulator: Simulator ): RequestHandler[] {
	const find = ( reference: string | undefined ): Person => {
		const person = simulator.directory.find( reference ?? '' );
		if ( ! person ) {
			throw new ControlError( `There is no user '${ reference }'.` );
		}
		return person;
	};
	return [
		control( 'get', '/awkward', () =>
			simulator.directory
				.awkwardOnes()
				.map( ( { awkward: { key, why, expect }, id } ) => ( {
					key,
					expect,
					why,
					id,
					person: simulator.directory.byId( id ) ?? null,
				} ) )
		),
		control( 'get', '/users', ( _, query ) => {
			const people: Person[] = [];
			const limit = Number( query.get( 'limit' ) ?? 1000 );
			const { directory } = simulator;
			for (
				let at = Number( query.get( 'offset' ) ?? 0 );
				at < directory.length && people.length < limit;
				at++
			) {
				const person = directory.at( at );
				if ( person ) {
					people.push( person );
				}
			}
			return people;
		} ),
		control( 'get', '/users/:user', ( _body, _query, { user } ) =>
			find( user )
		),
		control( 'post', '/users', ( body ) => {
			const list = Array.isArray( body.users ) ? body.users : [ body ];
			return list.map( ( one ) => {
				const properties = one as JsonObject;
				if (
					typeof properties.userPrincipalName === 'string' &&
					simulator.directory.byName( properties.userPrincipalName )
				) {
					throw new ControlError(
						`There is a user '${ properties.userPrincipalName }' already.`
					);
				}
				return simulator.directory.add( properties );
			} );
		} ),
		control( 'patch', '/users/:user', ( body, _query, { user } ) => {
			const { id } = find( user );
			if ( 'manager' in body ) {
				const { manager, ...rest } = body;
				simulator.directory.setManager(
					id,
					manager === null ? '' : find( String( manager ) ).id
				);
				return simulator.directory.update( id, rest );
			}
			return simulator.directory.update( id, body );
		} ),
		control( 'delete', '/users/:user', ( _body, query, { user } ) => {
			const { id } = find( user );
			simulator.directory.remove(
				id,
				query.get( 'permanently' ) === 'true' ? 'purged' : 'bin'
			);
			return { id, removed: true };
		} ),
		control( 'post', '/users/:user/restore', ( _body, _query, { user } ) =>
			simulator.directory.restore( user ?? '' )
		),
	];
}
