import type { Member } from './group-directory';

/** Something that happened to an object of the directory since the tenant began. */
export interface Change {
	type: 'user' | 'group';
	/** Object id. */
	id: string;
	/** Milliseconds since 1970; from then on delta queries show it. */
	shows: number;
	/** `created` is also what a restored object looks like. */
	what: 'created' | 'updated' | 'binned' | 'purged';
	/** Properties that have another value now. */
	names: readonly string[];
	/** Members added and taken away, of a group. */
	added: readonly Member[];
	removed: readonly Member[];
}

/** What has changed, in its order: a delta token stands for a position in here. */
export class ChangeLog {
	private readonly changes: Change[] = [];

	constructor( private readonly shows: () => number ) {}

	/** How many changes there are. */
	get length(): number {
		return this.changes.length;
	}

	/**
	 * Notes a change.
	 *
	 * @param type Type of the object.
	 * @param id   Object id.
	 * @param what What happened.
	 * @param more Names of properties, members.
	 */
	add(
		type: Change[ 'type' ],
		id: string,
		what: Change[ 'what' ],
		more: Partial< Pick< Change, 'names' | 'added' | 'removed' > > = {}
	): void {
		this.changes.push( {
			type,
			id,
			shows: this.shows(),
			what,
			names: [],
			added: [],
			removed: [],
			...more,
		} );
	}

	/**
	 * Finds the position up to which changes show.
	 *
	 * @param now Milliseconds since 1970.
	 */
	visible( now: number ): number {
		const first = this.changes.findIndex( ( { shows } ) => shows > now );
		return first < 0 ? this.changes.length : first;
	}

	/**
	 * Lists the changes of a type between two positions.
	 *
	 * @param type Type of the objects.
	 * @param from The first.
	 * @param to   The one behind the last.
	 */
	between(
		type: Change[ 'type' ],
		from: number,
		to: number
	): readonly Change[] {
		return this.changes
			.slice( from, to )
			.filter( ( change ) => change.type === type );
	}
}

/**
 * Tells which properties differ.
 *
 * @param before Old values.
 * @param after  New values, some of them perhaps the same.
 */
export function differing(
	before: Readonly< Record< string, unknown > >,
	after: Readonly< Record< string, unknown > >
): string[] {
	return Object.keys( after ).filter(
		( name ) =>
			name !== 'id' &&
			JSON.stringify( before[ name ] ?? null ) !==
				JSON.stringify( after[ name ] ?? null )
	);
}
