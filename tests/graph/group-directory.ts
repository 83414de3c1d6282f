import type { Directory } from './directory';
import type { JsonObject } from './json';
import { guid } from './random';

export type MemberKind =
	'user' | 'group' | 'device' | 'servicePrincipal' | 'orgContact';

export interface Member {
	kind: MemberKind;
	id: string;
}

export type Group = JsonObject & { id: string; displayName: string };

interface Stored {
	key: string;
	group: Group;
	members: Member[] | ( () => Member[] );
}

/** Devices and the like have no more than an id and a name here. */
const OTHER_KINDS: readonly MemberKind[] = [
	'device',
	'servicePrincipal',
	'orgContact',
];

/** The groups of the tenant. */
export class GroupDirectory {
	private readonly groups = new Map< string, Stored >();
	private readonly transitive = new Map< string, readonly Member[] >();

	constructor(
		readonly people: Directory,
		private readonly seed: string
	) {
		this.plant();
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
	 * Lists the groups somebody belongs to.
	 *
	 * @param id         Object id of a user or group.
	 * @param transitive Whether through other groups, too.
	 */
	groupsOf( id: string, transitive: boolean ): Group[] {
		return this.list().filter( ( group ) =>
			( transitive
				? this.transitiveMembers( group.id )
				: this.members( group.id )
			).some( ( member ) => member.id === id )
		);
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
			stored.members = this.members( id )
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
		for ( const stored of this.groups.values() ) {
			stored.members = this.members( stored.group.id ).filter(
				( member ) => member.id !== id
			);
		}
		return this.groups.delete( id.toLowerCase() );
	}

	/** The groups every tenant starts with; their members depend on the position in the listing. */
	private plant(): void {
		const where = ( chosen: ( position: number ) => boolean ) => () => {
			const members: Member[] = [];
			for ( let at = 0; at < this.people.planted; at++ ) {
				if ( chosen( at ) ) {
					members.push( {
						kind: 'user',
						id: this.people.idAt( at ),
					} );
				}
			}
			return members;
		};
		const group = ( { id }: Group ): Member => ( { kind: 'group', id } );
		const other = ( kind: MemberKind, name: string ): Member => ( {
			kind,
			id: guid( `${ this.seed }/${ kind }/${ name }` ),
		} );
		const add = (
			key: string,
			displayName: string,
			members: Member[] | ( () => Member[] ),
			more: JsonObject = {}
		) => this.add( { displayName, ...more }, members, key );

		add(
			'everyone',
			'Everyone at Lakeside',
			where( () => true )
		);
		const teachers = add(
			'teachers',
			'Teachers',
			where( ( at ) => at % 10 === 0 )
		);
		add(
			'students',
			'Students',
			where( ( at ) => at % 10 > 2 )
		);
		add(
			'teachers_music',
			'Teachers of Music',
			where( ( at ) => at % 50 === 0 )
		);
		const board = add(
			'board',
			'Board',
			where( ( at ) => at % 10 === 1 && at < 60 )
		);
		add( 'nested', 'Staff (with nested groups)', () => [
			group( teachers ),
			group( board ),
			...where( ( at ) => at % 10 === 2 && at < 60 )(),
			// Once more, by a second path.
			...where( ( at ) => at === 10 )(),
			other( 'device', 'projector' ),
			other( 'orgContact', 'caterer' ),
			other( 'servicePrincipal', 'timetable' ),
		] );
		const first = add(
			'cycle_one',
			'Cycle one',
			where( ( at ) => at === 3 )
		);
		const second = add( 'cycle_two', 'Cycle two', () => [
			group( first ),
			...where( ( at ) => at === 4 )(),
		] );
		this.change( first.id, [ group( second ) ], [] );
		add(
			'hidden',
			'Counselling (hidden)',
			where( ( at ) => at % 10 === 5 && at < 60 ),
			{
				visibility: 'HiddenMembership',
				groupTypes: [ 'Unified' ],
				mailEnabled: true,
				securityEnabled: false,
				mail: 'counselling@lakeside.example',
			}
		);
		add( 'empty', 'Nobody yet', [] );
		add(
			'apostrophe',
			"Parents' Council",
			where( ( at ) => at % 10 === 7 && at < 60 )
		);
		add(
			'html',
			'<b>Bold</b> & "quoted" group',
			where( ( at ) => at === 8 )
		);
	}

	/**
	 * Tells whether a kind of member has no profile here.
	 *
	 * @param kind Of the member.
	 */
	static isOther( kind: MemberKind ): boolean {
		return OTHER_KINDS.includes( kind );
	}
}
