import type { SiteClient } from '../site/site-client';

interface Person {
	userPrincipalName: string;
	mail: string | null;
	displayName: string | null;
	givenName: string | null;
	surname: string | null;
	accountEnabled: boolean | null;
	userType: string | null;
}

interface NewUser {
	username: string;
	email: string;
	name: string;
	first_name?: string;
	last_name?: string;
	[ key: string ]: unknown;
}

export interface DemoUsers {
	/** How many belong to somebody in the tenant. */
	matching: number;
	/** How many belong to nobody there; the administrator comes on top. */
	alone: number;
}

/** People who have an account on the site alone. */
const ALONE: NewUser[] = [
	[ 'Petra', 'Former' ],
	[ 'Milo', 'Contractor' ],
	[ 'Web', 'Editor' ],
	[ 'Ines', 'Alumna' ],
	[ 'Board', 'Member' ],
].map( ( [ first = '', last = '' ] ) => ( {
	username: `${ first }.${ last }`.toLowerCase(),
	email: `${ first }.${ last }@example.net`.toLowerCase(),
	name: `${ first } ${ last }`,
	first_name: first,
	last_name: last,
} ) );

/** How many people of the tenant get an account under their UPN, and under another name. */
const BY_LOGIN = 5;
const BY_EMAIL = 3;

/**
 * Makes WordPress users: some that a synchronization matches with the tenant's people, by
 * login or by e-mail address, and some whom it does not.
 */
export async function createDemoUsers(
	site: SiteClient,
	simulatorUrl: string
): Promise< DemoUsers > {
	const people = await ordinaryPeople( simulatorUrl );
	const users = [
		...people.slice( 0, BY_LOGIN ).map( ( person ) => ( {
			...namesOf( person ),
			username: person.userPrincipalName,
			email: person.userPrincipalName,
		} ) ),
		...people
			.slice( BY_LOGIN, BY_LOGIN + BY_EMAIL )
			.map( ( person, index ) => ( {
				...namesOf( person ),
				username: `colleague${ index + 1 }`,
				email: person.mail ?? '',
			} ) ),
	];
	for ( const user of [ ...users, ...ALONE ] ) {
		await site.must( 'POST', '/wp/v2/users', {
			...user,
			password: crypto.randomUUID(),
			roles: [ 'subscriber' ],
		} );
	}
	return { matching: users.length, alone: ALONE.length };
}

/** Finds people whose UPN and mail nobody else has, the last of the listing first. */
async function ordinaryPeople( simulatorUrl: string ): Promise< Person[] > {
	const answer = await fetch( `${ simulatorUrl }/_control/users?limit=1000` );
	const body = ( await answer.json() ) as Person[] | { users: Person[] };
	const people = Array.isArray( body ) ? body : body.users;
	return people
		.filter(
			( person ) =>
				person.accountEnabled === true &&
				person.userType === 'Member' &&
				person.mail === person.userPrincipalName &&
				/^[a-z.]+@[a-z.]+$/.test( person.userPrincipalName ) &&
				people.filter( ( { mail } ) => mail === person.mail ).length ===
					1
		)
		.reverse();
}

function namesOf( person: Person ) {
	return {
		name: person.displayName ?? person.userPrincipalName,
		first_name: person.givenName ?? '',
		last_name: person.surname ?? '',
	};
}
