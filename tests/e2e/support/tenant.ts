/** A person of the tenant, as far as the browser tests look. */
export interface Person {
	id: string;
	userPrincipalName: string;
	mail: string | null;
	displayName: string;
	givenName: string;
	surname: string;
}

/** A group of the tenant, with the number of its own members. */
export interface Group {
	key: string;
	group: { id: string; displayName: string };
	members: number;
}

/** Controls the simulated tenant; see tests/graph/README.md. */
export class Tenant {
	constructor( readonly url: string ) {}

	/** Starts the tenant anew, by default with ordinary people alone. */
	restart( options: Record< string, unknown > = {} ): Promise< unknown > {
		return this.control( 'POST', '/tenant', {
			users: 30,
			awkward: false,
			...options,
		} );
	}

	/** Lists the people in the order of the directory's listing. */
	people( limit = 1000 ): Promise< Person[] > {
		return this.control( 'GET', `/users?limit=${ limit }` );
	}

	/** Finds out who stands at a position of the listing. */
	async person( position: number ): Promise< Person > {
		const found = ( await this.people( position + 1 ) )[ position ];
		if ( ! found ) {
			throw new Error( `The tenant has no user ${ position }.` );
		}
		return found;
	}

	add( person: Partial< Person > ): Promise< unknown > {
		return this.control( 'POST', '/users', person );
	}

	async change(
		user: string,
		to: Record< string, unknown >
	): Promise< void > {
		await this.control(
			'PATCH',
			`/users/${ encodeURIComponent( user ) }`,
			to
		);
	}

	/** Finds the object id of a group by its key. */
	async group( key: string ): Promise< string > {
		const { group } = await this.control< Group >(
			'GET',
			`/groups/${ key }`
		);
		return group.id;
	}

	changeGroup(
		key: string,
		to: Record< string, unknown >
	): Promise< unknown > {
		return this.control( 'PATCH', `/groups/${ key }`, to );
	}

	async removeGroup( key: string ): Promise< void > {
		await this.control( 'DELETE', `/groups/${ key }` );
	}

	async remove( user: string ): Promise< void > {
		await this.control(
			'DELETE',
			`/users/${ encodeURIComponent( user ) }`
		);
	}

	/** Brings somebody back from the recycle bin. */
	async restore( id: string ): Promise< void > {
		await this.control( 'POST', `/users/${ id }/restore` );
	}

	fault( fault: Record< string, unknown > ): Promise< unknown > {
		return this.control( 'POST', '/faults', fault );
	}

	/** Makes the directory so slow that a run can be caught in its middle; healed by recover(). */
	crawl(): Promise< unknown > {
		return this.fault( {
			kind: 'slow',
			ms: 2500,
			on: 'users',
			times: null,
		} );
	}

	/** Ends all faults. */
	recover(): Promise< unknown > {
		return this.control( 'DELETE', '/faults' );
	}

	signIn( how: Record< string, unknown > ): Promise< unknown > {
		return this.control( 'PATCH', '/sign-in', how );
	}

	app( changes: Record< string, unknown > ): Promise< unknown > {
		return this.control( 'PATCH', '/app', changes );
	}

	/** Counts the requests that reached a route. */
	async requests( route: string ): Promise< number > {
		return (
			await this.control< unknown[] >( 'GET', `/log?route=${ route }` )
		).length;
	}

	/**
	 * Sends a control request.
	 *
	 * @throws Error with what the simulator says against it.
	 */
	async control< Data >(
		method: string,
		path: string,
		body?: Record< string, unknown >
	): Promise< Data > {
		const answer = await fetch( `${ this.url }/_control${ path }`, {
			method,
			headers: { 'Content-Type': 'application/json' },
			...( body ? { body: JSON.stringify( body ) } : {} ),
		} );
		const text = await answer.text();
		if ( ! answer.ok ) {
			throw new Error(
				`${ method } ${ path }: ${ answer.status } ${ text }`
			);
		}
		return ( text === '' ? undefined : JSON.parse( text ) ) as Data;
	}
}
