/** A person of the tenant, as far as the browser tests look. */
export interface Person {
	id: string;
	userPrincipalName: string;
	mail: string | null;
	displayName: string | null;
	givenName: string | null;
	surname: string | null;
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

	people( limit = 1000 ): Promise< Person[] > {
		return this.control( 'GET', `/users?limit=${ limit }` );
	}

	fault( fault: Record< string, unknown > ): Promise< unknown > {
		return this.control( 'POST', '/faults', fault );
	}

	add( person: Partial< Person > ): Promise< Person > {
		return this.control( 'POST', '/users', person );
	}

	async remove( user: string ): Promise< void > {
		await this.control(
			'DELETE',
			`/users/${ encodeURIComponent( user ) }`
		);
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
