import { TENANT_ID } from '../../graph/defaults';
import type { NewUser, Site } from './fixtures';
import type { Person } from './tenant';

/**
 * Writes an account that belongs to somebody in the directory: found by name, with an
 * outdated first name.
 */
export function accountOf( person: Person ): NewUser {
	return {
		user_login: person.userPrincipalName,
		user_email: person.mail ?? person.userPrincipalName,
		display_name: person.displayName,
		first_name: 'Outdated',
		last_name: person.surname,
	};
}

/** Writes an account that is linked to somebody in the directory, and up to date. */
export function linkedTo( person: Person ): NewUser {
	return {
		...accountOf( person ),
		first_name: person.givenName,
		meta: {
			aadObjectId: person.id,
			userPrincipalName: person.userPrincipalName,
			aadTenantId: TENANT_ID,
		},
	};
}

/** Writes an account that belongs to nobody in the directory. */
export function alone( login: string ): NewUser {
	return {
		user_login: login,
		user_email: `${ login }@example.net`,
		display_name: login,
	};
}

/** Lists the logins of the site, as WordPress knows them. */
export async function logins( site: Site ): Promise< string[] > {
	const found: string[] = [];
	let pages = 1;
	for ( let page = 1; page <= pages; page++ ) {
		const { data, headers } = await site.must<
			Array< { username: string } >
		>(
			'GET',
			`/wp/v2/users?context=edit&per_page=100&page=${ page }&_fields=username`
		);
		found.push( ...data.map( ( { username } ) => username ) );
		pages = Number( headers.get( 'X-WP-TotalPages' ) );
	}
	return found.sort();
}

/** What WordPress knows about an account, its roles and registered meta included. */
export interface WordPressUser {
	id: number;
	username: string;
	first_name: string;
	roles: string[];
	meta: Record< string, unknown >;
}

/** Reads an account as WordPress knows it. */
export async function userOf(
	site: Site,
	login: string
): Promise< WordPressUser > {
	const { data } = await site.must< WordPressUser[] >(
		'GET',
		'/wp/v2/users?context=edit&per_page=100'
	);
	const found = data.find( ( { username } ) => username === login );
	if ( ! found ) {
		throw new Error( `The site has no user ${ login }.` );
	}
	return found;
}
