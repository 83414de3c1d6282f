import type { Group as GraphGroup } from '@microsoft/microsoft-graph-types';
import type {
	Group,
	GroupDirectory,
	Member,
	MemberKind,
} from './group-directory';
import { guid } from './random';

/**
 * Adds the groups every tenant starts with; their members depend on the position in the listing.
 *
 * @param groups Of the tenant.
 * @param seed   Of the tenant.
 */
export function plantGroups( groups: GroupDirectory, seed: string ): void {
	const { people } = groups;
	const where = ( chosen: ( position: number ) => boolean ) => () => {
		const members: Member[] = [];
		for ( let at = 0; at < people.planted; at++ ) {
			if ( chosen( at ) ) {
				members.push( {
					kind: 'user',
					id: people.idAt( at ),
				} );
			}
		}
		return members;
	};
	const group = ( { id }: Group ): Member => ( { kind: 'group', id } );
	const other = ( kind: MemberKind, name: string ): Member => ( {
		kind,
		id: guid( `${ seed }/${ kind }/${ name }` ),
	} );
	const add = (
		key: string,
		displayName: string,
		members: Member[] | ( () => Member[] ),
		more: GraphGroup = {}
	) => groups.add( { displayName, ...( more as object ) }, members, key );

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
	groups.change( first.id, [ group( second ) ], [] );
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
