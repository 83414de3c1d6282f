import { type Awkward, awkwardPeople } from './awkward';
import { ChangeLog, differing } from './changes';
import { iso } from './clock';
import type { JsonObject } from './json';
import { ordinaryPerson, ordinaryPosition, type Person } from './people';
import { hash, Ids } from './random';

/** After so many days the bin forgets who was put there. */
const DAYS_IN_BIN = 30;

/** How the people of a tenant are made. */
export interface DirectoryOptions {
	users: number;
	seed: string;
	awkward: boolean;
	domain: string;
	initialDomain: string;
	/** Seconds until a change shows in listings; who is read by id is read as they are. */
	delay: number;
	/** Tells the time in milliseconds. */
	now: () => number;
}

/**
 * The users of the tenant, in the order of the listing.
 *
 * Ordinary people are made when they are first asked for, so that a tenant of 100,000 starts at once.
 */
export class Directory {
	/** What has happened since the tenant began, to people and to groups. */
	readonly changes: ChangeLog;
	private readonly ids: Ids;
	private readonly seedNumber: number;
	private readonly awkward: readonly Awkward[];
	private readonly records: ( Person | undefined )[] = [];
	/** Who is not there, with the time since when: milliseconds in the bin, null where purged. */
	private readonly gone = new Map< number, number | null >();
	private readonly names = new Map< string, number >();
	private readonly addedIds = new Map< string, number >();
	private readonly managers = new Map< string, string >();
	/** What listings go on showing, and until when. */
	private readonly stale = new Map<
		number,
		{ person: Person | undefined; until: number }
	>();

	constructor( private readonly options: DirectoryOptions ) {
		this.changes = new ChangeLog(
			() => options.now() + options.delay * 1000
		);
		this.ids = new Ids( options.seed );
		this.seedNumber = hash( options.seed );
		this.awkward = options.awkward
			? awkwardPeople( options.domain, options.initialDomain ).slice(
					0,
					options.users
				)
			: [];
		this.records.length = options.users;
		this.awkward.forEach( ( { person }, position ) =>
			this.names.set( person.userPrincipalName.toLowerCase(), position )
		);
	}

	/** Positions of the listing, those of removed people included. */
	get length(): number {
		return this.records.length;
	}

	/** People the tenant started with. */
	get planted(): number {
		return this.options.users;
	}

	/**
	 * Tells the object id of a position that the tenant started with.
	 *
	 * @param position Counted from 0.
	 */
	idAt( position: number ): string {
		return this.ids.at( position );
	}

	/** People who are there. */
	get size(): number {
		return this.records.length - this.gone.size;
	}

	/**
	 * Reads who stands at a position, or undefined where nobody does any more.
	 *
	 * @param position Counted from 0.
	 */
	at( position: number ): Person | undefined {
		return position >= this.records.length || this.gone.has( position )
			? undefined
			: this.record( position );
	}

	/** Whether listings may lag behind. */
	get delayed(): boolean {
		return this.stale.size > 0;
	}

	/**
	 * Reads who stands at a position as listings show it: changes come with a delay.
	 *
	 * @param position Counted from 0.
	 * @param now      Milliseconds since 1970.
	 */
	listed( position: number, now: number ): Person | undefined {
		const stale = this.stale.get( position );
		return stale && stale.until > now ? stale.person : this.at( position );
	}

	/** Keeps what listings show of a position while a change is on its way. */
	private lag( position: number ): void {
		const { delay, now } = this.options;
		if ( delay > 0 ) {
			const person = this.at( position );
			this.stale.set( position, {
				person: person && { ...person },
				until: now() + delay * 1000,
			} );
		}
	}

	/**
	 * Finds somebody by object id.
	 *
	 * @param id An object id, in any case.
	 */
	byId( id: string ): Person | undefined {
		const position = this.positionOf( id );
		return position < 0 ? undefined : this.at( position );
	}

	/**
	 * Finds somebody by user principal name.
	 *
	 * @param name A user principal name, in any case.
	 */
	byName( name: string ): Person | undefined {
		const lower = name.toLowerCase();
		const position = this.names.get( lower ) ?? ordinaryPosition( name );
		if ( position < 0 || position >= this.records.length ) {
			return undefined;
		}
		const person = this.at( position );
		return person?.userPrincipalName.toLowerCase() === lower
			? person
			: undefined;
	}

	/**
	 * Finds somebody by object id, user principal name or the key of an awkward person.
	 *
	 * @param reference Any of the three.
	 */
	find( reference: string ): Person | undefined {
		const position = this.awkward.findIndex(
			( { key } ) => key === reference
		);
		return position >= 0
			? this.at( position )
			: ( this.byId( reference ) ?? this.byName( reference ) );
	}

	/** Lists the awkward people of this tenant, with their object ids. */
	awkwardOnes(): { awkward: Awkward; id: string }[] {
		return this.awkward.map( ( awkward, position ) => ( {
			awkward,
			id: this.ids.at( position ),
		} ) );
	}

	/**
	 * Adds somebody at the end of the listing.
	 *
	 * @param properties What is to differ from an ordinary person.
	 */
	add( properties: JsonObject ): Person {
		const position = this.records.length;
		const ordinary = this.ordinary( position );
		const person: Person = { ...ordinary, ...properties } as Person;
		this.lag( position );
		this.records.push( person );
		if ( person.id !== ordinary.id ) {
			this.addedIds.set( person.id.toLowerCase(), position );
		}
		this.names.set( person.userPrincipalName.toLowerCase(), position );
		this.changes.add( 'user', person.id, 'created' );
		return person;
	}

	/**
	 * Changes somebody.
	 *
	 * @param id         Object id.
	 * @param properties New values, null included.
	 */
	update( id: string, properties: JsonObject ): Person | undefined {
		const person = this.byId( id );
		if ( person ) {
			this.lag( this.positionOf( id ) );
			this.changes.add( 'user', person.id, 'updated', {
				names: differing( person, properties ),
			} );
			Object.assign( person, properties, { id: person.id } );
			this.names.set(
				person.userPrincipalName.toLowerCase(),
				this.positionOf( id )
			);
		}
		return person;
	}

	/**
	 * Removes somebody.
	 *
	 * @param id  Object id.
	 * @param how To the bin for 30 days, or for good.
	 */
	remove( id: string, how: 'bin' | 'purged' ): boolean {
		const position = this.positionOf( id );
		if ( position < 0 || this.gone.get( position ) === null ) {
			return false;
		}
		this.lag( position );
		this.changes.add(
			'user',
			this.record( position ).id,
			how === 'bin' ? 'binned' : 'purged'
		);
		this.gone.set( position, how === 'bin' ? this.options.now() : null );
		return true;
	}

	/**
	 * Brings somebody back from the bin.
	 *
	 * @param id Object id.
	 */
	restore( id: string ): Person | undefined {
		const position = this.positionOf( id );
		if ( this.isKept( this.gone.get( position ) ) ) {
			this.lag( position );
			this.gone.delete( position );
			this.changes.add( 'user', this.record( position ).id, 'created' );
		}
		return this.at( position );
	}

	/**
	 * Lists who is in the bin, with the name Entra ID gives them there: the id without dashes, then the old name.
	 */
	bin(): Person[] {
		return [ ...this.gone ]
			.filter( ( [ , since ] ) => this.isKept( since ) )
			.map( ( [ position, since ] ) => {
				const person = this.record( position );
				const prefix = person.id.replaceAll( '-', '' );
				const userPrincipalName = prefix + person.userPrincipalName;
				return Object.assign(
					{ ...person },
					{
						userPrincipalName,
						deletedDateTime: iso( since ?? 0 ),
					}
				) as Person;
			} );
	}

	/** Whether somebody who was removed is still in the bin. */
	private isKept( since: number | null | undefined ): boolean {
		return (
			typeof since === 'number' &&
			this.options.now() - since < DAYS_IN_BIN * 24 * 3600 * 1000
		);
	}

	/**
	 * Tells who somebody's manager is: for ordinary people the head of their ten.
	 *
	 * @param id Object id.
	 */
	manager( id: string ): Person | undefined {
		const chosen = this.managers.get( id );
		if ( chosen !== undefined ) {
			return this.byId( chosen );
		}
		const position = this.positionOf( id );
		if ( position < this.awkward.length || position % 10 === 0 ) {
			return undefined;
		}
		return this.at( position - ( position % 10 ) );
	}

	/**
	 * Gives somebody a manager.
	 *
	 * @param id      Object id.
	 * @param manager Object id of the manager, or '' for none.
	 */
	setManager( id: string, manager: string ): void {
		this.managers.set( id, manager );
		this.changes.add( 'user', id, 'updated', { names: [ 'manager' ] } );
	}

	private positionOf( id: string ): number {
		const added = this.addedIds.get( id.toLowerCase() );
		if ( added !== undefined ) {
			return added;
		}
		const position = this.ids.position( id );
		return position < this.records.length ? position : -1;
	}

	private record( position: number ): Person {
		const known = this.records[ position ];
		if ( known ) {
			return known;
		}
		const person = {
			...this.ordinary( position ),
			...this.awkwardProperties( position ),
		};
		this.records[ position ] = person;
		return person;
	}

	private awkwardProperties( position: number ): JsonObject {
		const person = this.awkward[ position ]?.person;
		if ( ! person ) {
			return {};
		}
		const mail = typeof person.mail === 'string' ? person.mail : null;
		return {
			mailNickname: person.userPrincipalName.replace( /@.*$/, '' ),
			proxyAddresses: mail ? [ `SMTP:${ mail }` ] : [],
			// Of Microsoft's types, which don't know that they are JSON.
			...( person as object ),
		};
	}

	private ordinary( position: number ): Person {
		return ordinaryPerson(
			position,
			this.ids.at( position ),
			this.options.domain,
			this.seedNumber
		);
	}
}
