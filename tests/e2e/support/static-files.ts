import type { BrowserContext } from '@playwright/test';

/** Scripts, styles and pictures, the bundles that wp-admin makes of them included. */
const STATIC =
	/\.(js|css|svg|png|gif|woff2?)(\?|$)|\/load-(scripts|styles)\.php\?/;

interface Kept {
	status: number;
	headers: Record< string, string >;
	body: Buffer;
}

/** Tells whether an address lies on another machine. */
export function isElsewhere( address: string ): boolean {
	const { protocol, hostname } = new URL( address );
	return (
		/^(https?|wss?):$/.test( protocol ) &&
		! [ '127.0.0.1', 'localhost' ].includes( hostname )
	);
}

/**
 * Keeps static files from one test to the next: each has a fresh browser, and PHP in
 * WebAssembly takes seconds to serve wp-admin's files every time.
 */
export class StaticFiles {
	readonly #kept = new Map< string, Kept >();

	/** Answers a browser's requests for files that an earlier test has fetched. */
	async serve( context: BrowserContext ): Promise< void > {
		await context.route( STATIC, async ( route ) => {
			const url = route.request().url();
			// Fetched from here it would not be the browser that asks.
			if ( isElsewhere( url ) ) {
				return route.abort();
			}
			const known = this.#kept.get( url );
			if ( known ) {
				return route.fulfill( known );
			}
			const response = await route.fetch();
			const file = {
				status: response.status(),
				headers: response.headers(),
				body: await response.body(),
			};
			if ( response.ok() ) {
				this.#kept.set( url, file );
			}
			return route.fulfill( file );
		} );
	}
}
