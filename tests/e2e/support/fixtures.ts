import { test as base, expect, type Page } from '@playwright/test';
import { SiteClient } from '../../bin/lib/site/site-client';
import { CLIENT_ID, CLIENT_SECRET, TENANT_ID } from '../../graph/defaults';
import { StaticFiles, isElsewhere } from './static-files';
import { SyncPage } from './sync-page';
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

interface Reset {
	users?: NewUser[];
	/** What wp-config.php says; by default it connects the site to its tenant. */
	constants?: Record< string, string | number >;
	/** Whether the site's language is written from right to left. */
	rtl?: boolean;
}

interface Change {
	/** Roles of a plugin, by their keys. */
	roles?: Record< string, string >;
	/** The address of the site. */
	home?: string;
	/** Whether mails can be sent. */
	mail?: boolean;
}

/** The constants that connect a site to its tenant. */
export const CONNECTION = {
	WPO_USER_SYNC_TENANT_ID: TENANT_ID,
	WPO_USER_SYNC_CLIENT_ID: CLIENT_ID,
	WPO_USER_SYNC_CLIENT_SECRET: CLIENT_SECRET,
};

export interface Site extends SiteClient {
	/** Puts the site back to what it was installed as, but with these users; gives their ids. */
	reset: ( to?: Reset ) => Promise< number[] >;
	/** Changes something of that until the next reset. */
	change: ( to: Change ) => Promise< unknown >;
	/** Waits for the step that is under way, then has ten minutes pass in which nobody drives the run; a tick is due after them. */
	abandon: () => Promise< void >;
}

interface Fixtures {
	/** The site's REST routes, as its administrator. */
	site: Site;
	/** The simulated tenant, started anew for every test. */
	tenant: Tenant;
	/** A browser tab that is signed in as the administrator. */
	admin: Page;
	/** The page of the plugin in that tab. */
	sync: SyncPage;
	/** A tab of another browser, in which nobody is signed in. */
	visitor: Page;
}

interface WorkerFixtures {
	signedIn: ( url: string ) => Promise< SiteClient >;
	staticFiles: StaticFiles;
}

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

	staticFiles: [
		async ( {}, provide ) => provide( new StaticFiles() ),
		{ scope: 'worker' },
	],

	context: async ( { context, staticFiles }, provide ) => {
		const elsewhere: string[] = [];
		context.on( 'request', ( request ) => {
			if ( isElsewhere( request.url() ) ) {
				elsewhere.push( request.url() );
			}
		} );
		await staticFiles.serve( context );
		await provide( context );
		// Files that nobody waits for any more.
		await context.unrouteAll( { behavior: 'ignoreErrors' } );
		expect( elsewhere, 'requests to other machines' ).toEqual( [] );
	},

	site: async ( { baseURL, signedIn }, provide ) => {
		const client = await signedIn( baseURL ?? '' );
		const site = Object.assign( client, {
			reset: async ( {
				users = [],
				constants = CONNECTION,
				rtl = false,
			}: Reset = {} ) =>
				(
					await client.must< number[] >(
						'POST',
						'/wpo365-test/v1/reset',
						{ users, constants, rtl }
					)
				).data,
			change: ( to: Change ) =>
				client.must( 'POST', '/wpo365-test/v1/change', { to } ),
			abandon: () =>
				expect
					.poll(
						async () =>
							(
								await client.must(
									'POST',
									'/wpo365-test/v1/abandon'
								)
							).data
					)
					.toBe( true ),
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
		const thrown: string[] = [];
		page.context().on( 'weberror', ( error ) =>
			thrown.push( String( error.error().stack ) )
		);
		await page.context().addCookies( site.cookies() );
		await provide( page );
		expect( thrown, 'errors thrown in the browser' ).toEqual( [] );
	},

	visitor: async ( { browser, baseURL, staticFiles }, provide ) => {
		const context = await browser.newContext( {
			...( baseURL ? { baseURL } : {} ),
		} );
		await staticFiles.serve( context );
		await provide( await context.newPage() );
		await context.unrouteAll( { behavior: 'ignoreErrors' } );
		await context.close();
	},

	// Every test has a tenant of its own, whether it says anything about it or not.
	sync: async ( { admin, tenant }, provide ) => {
		void tenant;
		await provide( new SyncPage( admin ) );
	},
} );
