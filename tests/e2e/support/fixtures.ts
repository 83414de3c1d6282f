import { test as base, type Page } from '@playwright/test';
import { SiteClient } from '../../bin/lib/site-client';
import { Tenant } from './tenant';

export { expect } from '@playwright/test';

export interface SiteOptions {
	/** Where the simulated tenant of the site is. */
	graphUrl: string;
}

/** A user to be made, as wp_insert_user() takes it. */
export interface NewUser {
	user_login: string;
	user_email: string;
	display_name?: string;
	first_name?: string;
	last_name?: string;
	role?: string;
	meta?: Record< string, string >;
}

export interface Site extends SiteClient {
	/** Puts the site back to what it was installed as, with these users; gives their ids. */
	reset: ( users?: NewUser[] ) => Promise< number[] >;
}

interface Fixtures {
	/** The site's REST routes, as its administrator. */
	site: Site;
	/** The simulated tenant, started anew for every test. */
	tenant: Tenant;
	/** A page that is signed in as the administrator. */
	admin: Page;
}

interface WorkerFixtures {
	signedIn: ( url: string ) => Promise< SiteClient >;
}

export const SYNC_PAGE = '/wp-admin/users.php?page=wpo365-user-sync';

export const test = base.extend< SiteOptions & Fixtures, WorkerFixtures >( {
	graphUrl: [ '', { option: true } ],

	signedIn: [
		// Playwright wants an object pattern here, also an empty one.

		async ( {}, provide ) => {
			const clients = new Map< string, SiteClient >();
			await provide( async ( url ) => {
				const known = clients.get( url );
				if ( known ) {
					return known;
				}
				const client = new SiteClient( url );
				await client.login();
				clients.set( url, client );
				return client;
			} );
		},
		{ scope: 'worker' },
	],

	site: async ( { baseURL, signedIn }, provide ) => {
		const client = await signedIn( baseURL ?? '' );
		const site = Object.assign( client, {
			reset: async ( users: NewUser[] = [] ) =>
				(
					await client.must< number[] >(
						'POST',
						'/wpo365-test/v1/reset',
						{ users }
					)
				).data,
		} );
		await site.reset();
		await provide( site );
	},

	tenant: async ( { graphUrl }, provide ) => {
		const tenant = new Tenant( graphUrl );
		await tenant.restart();
		await provide( tenant );
	},

	admin: async ( { page, site }, provide ) => {
		await page.context().addCookies( site.cookies() );
		await provide( page );
	},
} );
