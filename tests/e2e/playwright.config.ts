import { defineConfig } from '@playwright/test';
import { chromium } from '../bin/lib/machine/chromium';
import type { SiteOptions } from './support/fixtures';

const executablePath = chromium();

/**
 * The browser tests. "npm run test:e2e" starts the sites and the tenants, and names them
 * in the environment.
 */
export default defineConfig< SiteOptions >( {
	testDir: '.',
	outputDir: '../../test-results',
	// The tests of a site share its users.
	workers: 1,
	forbidOnly: Boolean( process.env.CI ),
	// A small machine takes its time, above all for PHP in WebAssembly.
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [ [ 'list' ] ],
	use: {
		browserName: 'chromium',
		viewport: { width: 1280, height: 900 },
		locale: 'en-US',
		timezoneId: 'UTC',
		screenshot: 'only-on-failure',
		trace: 'retain-on-failure',
		launchOptions: {
			args: [
				'--no-sandbox',
				// Whatever a page asks of another machine fails at once, here as without a network.
				'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
			],
			...( executablePath ? { executablePath } : {} ),
		},
	},
	projects: [
		{
			name: 'mariadb',
			use: {
				baseURL: process.env.WPO365_E2E_MARIADB_SITE ?? '',
				graphUrl: process.env.WPO365_E2E_MARIADB_GRAPH ?? '',
			},
		},
		{
			// PHP in WebAssembly is several times slower: what differs there is PHP and the
			// database, which the main path shows.
			name: 'embedded',
			grep: /@embedded/,
			use: {
				baseURL: process.env.WPO365_E2E_EMBEDDED_SITE ?? '',
				graphUrl: process.env.WPO365_E2E_EMBEDDED_GRAPH ?? '',
			},
		},
	],
} );
