import type { RequestHandler } from 'msw';
import { control, ControlError } from './control-route';
import type { Member } from './group-directory';
import type { Json, JsonObject } from './json';
import type { Simulator } from './simulator';

/**
 * Makes the control routes for groups. A group is named by object id, key or name, a member as a user or a group is.
 *
 * @param simulator What is steered.
 */
export function controlGroups( simulator: Simulator ): RequestHandler[] {
	const find = ( reference: string | undefined ) => {
		const group = simulator.groups.find( reference ?? '' );
		if ( ! group ) {
			throw new ControlError( `There is no group '${ reference }'.` );
		}
		return group;
	};
	const member = ( reference: Json ): Member => {
		const name = String( reference );
		const person = simulator.directory.find( name );
		if ( person ) {
			return { kind: 'user', id: person.id };
		}
		const group = simulator.groups.find( name );
		if ( group ) {
			return { kind: 'group', id: group.id };
		}
		throw new ControlError( `There is no user or group '${ name }'.` );
	};
	const members = ( list: Json | undefined ): Member[] => {
		if ( list === undefined ) {
			return [];
		}
		if ( ! Array.isArray( list ) ) {
			throw new ControlError( 'Members must be a list.' );
		}
		return list.map( member );
	};
	const shown = ( id: string ) =>
		simulator.groups.keyed().find( ( { group } ) => group.id === id );
	return [
		control( 'get', '/groups', () => simulator.groups.keyed() ),
		control( 'get', '/groups/:group', ( _body, _query, { group } ) => {
			const { id } = find( group );
			return {
				...shown( id ),
				direct: simulator.groups.members( id ),
				transitive: simulator.groups.transitiveMembers( id ),
			};
		} ),
		control( 'post', '/groups', ( body ) => {
			const { members: list, key, ...properties } = body;
			const group = simulator.groups.add(
				properties,
				members( list ),
				String( key ?? '' )
			);
			return shown( group.id );
		} ),
		control( 'patch', '/groups/:group', ( body, _query, { group } ) => {
			const { id } = find( group );
			const { add, remove, members: all, ...properties } = body;
			if ( all !== undefined ) {
				const old = simulator.groups.members( id );
				simulator.groups.change(
					id,
					members( all ),
					old.map( ( one ) => one.id )
				);
			}
			simulator.groups.change(
				id,
				members( add ),
				members( remove ).map( ( one ) => one.id )
			);
			simulator.groups.update( id, properties as JsonObject );
			return shown( id );
		} ),
		control( 'delete', '/groups/:group', ( _body, _query, { group } ) => {
			const { id } = find( group );
			simulator.groups.remove( id );
			return { id, removed: true };
		} ),
	];
}
