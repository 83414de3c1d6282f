import type { Group as GraphGroup } from '@microsoft/microsoft-graph-types';
import { differing } from './changes';
import type { Directory } from './directory';
import type { JsonObject } from './json';
import { plantGroups } from './planted-groups';
import { guid } from './random';

export type MemberKind =
	'user' | 'group' | 'device' | 'servicePrincipal' | 'orgContact';

export interface Member {
	kind: MemberKind;
	id: string;
}

export type Group = GraphGroup &
	JsonObject & { id: string; displayName: string };

interface Stored {
	key: string;
	group: Group;
	members: Member[] | ( () => Member[] );
}

/** The groups of the tenant. */
export class GroupDirectory {
	private readonly groups = new Map< string, Stored >();
	private readonly transitive = new Map< string, readonly Member[] >();
	/** The groups that every tenant has are no change. */
	private planted = false;

	constructor(
		readonly people: Directory,
		private readonly seed: string
	) {
		plantGroups( this, seed );
		this.planted = true;
	}

	/** The groups in the order of the listing. */
	list(): Group[] {
		return [ ...this.groups.values() ].map( ( { group } ) => group );
	}

	/** The groups with the keys that tests name them by. */
	keyed(): { key: string; group: Group; members: number }[] {
		return [ ...this.groups.values() ].map( ( { key, group } ) => ( {
			key,
			group,
			members: this.members( group.id ).length,
		} ) );
	}

	/**
	 * Finds a group by object id.
	 *
	 * @param id An object id, in any case.
	 */
	byId( id: string ): Group | undefined {
		return this.groups.get( id.toLowerCase() )?.group;
	}

	/**
	 * Finds a group by object id, key or name.
	 *
	 * @param reference Any of the three.
	 */
	find( reference: string ): Group | undefined {
		return (
			this.byId( reference ) ??
			[ ...this.groups.values() ].find(
				( { key, group } ) =>
					key === reference || group.displayName === reference
			)?.group
		);
	}

	/**
	 * Lists the direct members, people who are gone included.
	 *
	 * @param id Object id.
	 */
	members( id: string ): readonly Member[] {
		const stored = this.groups.get( id.toLowerCase() );
		if ( typeof stored?.members === 'function' ) {
			stored.members = stored.members();
		}
		return stored?.members ?? [];
	}

	/**
	 * Lists the members, and theirs, each once; nested groups stand there too.
	 *
	 * @param id Object id.
	 */
	transitiveMembers( id: string ): readonly Member[] {
		const known = this.transitive.get( id.toLowerCase() );
		if ( known ) {
			return known;
		}
		const found = new Map< string, Member >();
		const waiting = [ id ];
		for ( let at = 0; at < waiting.length; at++ ) {
			for ( const member of this.members( waiting[ at ] ?? '' ) ) {
				if ( ! found.has( member.id ) ) {
					found.set( member.id, member );
					if ( member.kind === 'group' ) {
						waiting.push( member.id );
					}
				}
			}
		}
		const list = [ ...found.values() ];
		this.transitive.set( id.toLowerCase(), list );
		return list;
	}

	/**
	 * Adds a group.
	 *
	 * @param properties Of the group; `id` and `displayName` are made up where missing.
	 * @param members    Direct members.
	 * @param key        Name for tests.
	 */
	add(
		properties: JsonObject,
		members: Member[] | ( () => Member[] ),
		key = ''
	): Group {
		const id = guid(
			`${ this.seed }/group/${ this.groups.size }/${ key }`
		);
		const displayName = `Group ${ this.groups.size + 1 }`;
		const group: Group = {
			id,
			displayName,
			description: null,
			securityEnabled: true,
			mailEnabled: false,
			groupTypes: [],
			mail: null,
			mailNickname: `group${ this.groups.size + 1 }`,
			visibility: null,
			createdDateTime: '2020-01-15T08:00:00Z',
			onPremisesSyncEnabled: null,
			isAssignableToRole: null,
			...properties,
		};
		this.groups.set( group.id.toLowerCase(), { key, group, members } );
		this.transitive.clear();
		if ( this.planted && Array.isArray( members ) ) {
			this.people.changes.add( 'group', group.id, 'created', {
				added: members,
			} );
		}
		return group;
	}

	/**
	 * Changes a group.
	 *
	 * @param id         Object id.
	 * @param properties New values.
	 */
	update( id: string, properties: JsonObject ): void {
		const group = this.byId( id );
		if ( group ) {
			this.people.changes.add( 'group', group.id, 'updated', {
				names: differing( group, properties ),
			} );
			Object.assign( group, properties, { id: group.id } );
		}
	}

	/**
	 * Adds and takes away members.
	 *
	 * @param id     Object id.
	 * @param add    Members to add.
	 * @param remove Object ids to take away.
	 */
	change( id: string, add: Member[], remove: string[] ): void {
		const stored = this.groups.get( id.toLowerCase() );
		if ( stored ) {
			const added = new Set( add.map( ( member ) => member.id ) );
			const before = this.members( id );
			const had = ( { id: one }: Member ) =>
				before.some( ( member ) => member.id === one );
			this.people.changes.add( 'group', stored.group.id, 'updated', {
				added: add.filter( ( member ) => ! had( member ) ),
				removed: before.filter(
					( member ) =>
						remove.includes( member.id ) && ! added.has( member.id )
				),
			} );
			stored.members = before
				.filter(
					( member ) =>
						! remove.includes( member.id ) &&
						! added.has( member.id )
				)
				.concat( add );
			this.transitive.clear();
		}
	}

	/**
	 * Removes a group; from then on it is a 404.
	 *
	 * @param id Object id.
	 */
	remove( id: string ): boolean {
		this.transitive.clear();
		this.people.changes.add( 'group', id, 'purged' );
		for ( const stored of this.groups.values() ) {
			stored.members = this.members( stored.group.id ).filter(
				( member ) => member.id !== id
			);
		}
		return this.groups.delete( id.toLowerCase() );
	}
}
