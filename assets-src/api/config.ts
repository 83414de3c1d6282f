/** Whether this is the site that was connected, or a copy of its database under another address. */
export interface Site {
	is: 'site' | 'copy' | 'unknown';
	/** Address of this site. */
	address: string;
	/** Address, without its scheme, at which the site was connected; empty where none is remembered. */
	connected: string;
}

/** What the server tells the page when it is loaded. */
export interface Config {
	/** Rows of a table page. */
	pageSize: number;
	/** Address of the page, without a table. */
	pageUrl: string;
	/** Address of the setup guide, which ships with the plugin. */
	guideUrl: string;
	/** Seconds since 1970 by the server's clock when the page was made. */
	serverTime: number;
	/** Whom the page is shown to, and which boxes this person may tick. */
	user: {
		id: number;
		name: string;
		can: { create: boolean; update: boolean; delete: boolean };
	};
	/** Names of the site's roles, by slug. */
	roles: Record< string, string >;
	isMultisite: boolean;
	site: Site;
	/** What happens to the content of deleted users, and who gets it; null is whoever starts the run. */
	content: { mode: 'reassign' | 'delete' | 'manager'; id: number | null };
	/** Whether enough of deleted users is kept to restore them. */
	canRestore: boolean;
	/** The constants that could still set up the connection; none where it is set up. */
	missing: string[];
	/** Whether a table of the plugin is missing, and the address that makes it again. */
	repair: { isNeeded: boolean; url: string };
}

declare global {
	interface Window {
		wpo365UserSync?: Config;
	}
}

/**
 * Returns what the server told the page.
 *
 * @throws {Error} Where the inline script before the bundle is missing.
 */
export function getConfig(): Config {
	if ( ! window.wpo365UserSync ) {
		throw new Error( 'wpo365UserSync is not defined.' );
	}
	return window.wpo365UserSync;
}

let clockDifference: number | null = null;

/**
 * Returns milliseconds since 1970 by the server's clock, as exact as the time between
 * making the page and running the bundle. People's clocks are off by hours, and
 * "nobody has stepped this run for a minute" must not depend on that.
 */
export function serverNow(): number {
	clockDifference ??= getConfig().serverTime * 1_000 - Date.now();
	return Date.now() + clockDifference;
}
