import { existsSync } from 'node:fs';

const PATHS = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
];

/** Finds the system's Chromium; undefined lets Playwright look for its own. */
export function chromium(): string | undefined {
	return PATHS.find( ( path ) => existsSync( path ) );
}
