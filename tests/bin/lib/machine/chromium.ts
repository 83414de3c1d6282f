import { chromium as playwrights } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';

const PATHS = [ '/usr/bin/chromium', '/usr/bin/google-chrome' ];

/** Finds the system's Chromium; undefined lets Playwright take its own. */
export function chromium(): string | undefined {
	return PATHS.find( ( path ) => existsSync( path ) );
}

/** Tells whether the browser tests have a browser. */
export function hasBrowser(): boolean {
	return (
		chromium() !== undefined || existsSync( playwrights.executablePath() )
	);
}

/** Tells whether this is Ubuntu, whose package of Chromium is a snap. */
export function isUbuntu(): boolean {
	try {
		return /^ID=ubuntu$/m.test( readFileSync( '/etc/os-release', 'utf8' ) );
	} catch {
		return false;
	}
}
