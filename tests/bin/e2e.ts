/**
 * Runs the browser tests: all on the embedded WordPress with SQLite, the main path on
 * PHP's own web server with MariaDB too.
 *
 * Arguments go to Playwright: npm run test:e2e -- --project=embedded --grep held
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from './lib/process/cleanup';
import { main, run } from './lib/process/command';
import { startEmbeddedSite } from './lib/site/embedded-site';
import { startMariaDb } from './lib/site/mariadb';
import { DIST_BUILD, ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { freePort } from './lib/process/ports';
import { startSimulator, type Simulator } from './lib/site/simulator';
import { createTestSite } from './lib/site/test-site';
import { serveSite } from './lib/site/web-server';

const CONTROL = join( ROOT, 'tests/e2e/support/site-control.php' );

main( async () => {
	if ( ! existsSync( join( DIST_BUILD, 'index.js' ) ) ) {
		throw new Error(
			'Run "npm run build" first: there is no script bundle.'
		);
	}
	await copyPluginFiles();
	const only = process.argv
		.find( ( argument ) => argument.startsWith( '--project=' ) )
		?.slice( '--project='.length );
	const environment: Record< string, string > = {};
	if ( ! only || only === 'embedded' ) {
		Object.assign( environment, await startEmbedded() );
	}
	if ( ! only || only === 'mariadb' ) {
		Object.assign( environment, await startWithMariaDb() );
	}
	return run(
		'npx',
		[
			'playwright',
			'test',
			'--config',
			join( ROOT, 'tests/e2e/playwright.config.ts' ),
			...process.argv.slice( 2 ),
		],
		{ env: { ...process.env, ...environment } }
	);
} );

/** What every test wants of wp-config.php; the rest is set by each test (site-control.php). */
function endpoints( simulator: Simulator ) {
	return {
		WPO_USER_SYNC_GRAPH_URL: simulator.url,
		WPO_USER_SYNC_LOGIN_URL: simulator.url,
	};
}

/** Each site has a tenant of its own, so that no test sees another's faults. */
async function startEmbedded(): Promise< Record< string, string > > {
	const simulator = await startSimulator();
	const site = await startEmbeddedSite( {
		name: 'e2e',
		port: await freePort( 8900 ),
		constants: endpoints( simulator ),
		mustUse: CONTROL,
	} );
	return {
		WPO365_E2E_EMBEDDED_SITE: site.url,
		WPO365_E2E_EMBEDDED_GRAPH: simulator.url,
	};
}

async function startWithMariaDb(): Promise< Record< string, string > > {
	const [ simulator, database ] = [
		await startSimulator(),
		await startMariaDb(),
	];
	const site = await createTestSite( {
		name: `e2e_${ process.pid }`,
		core: 'newest',
		database,
		url: `http://127.0.0.1:${ await freePort() }`,
		constants: endpoints( simulator ),
		mustUse: CONTROL,
	} );
	beforeExit( () => rm( site.path, { recursive: true, force: true } ) );
	await serveSite( site );
	return {
		WPO365_E2E_MARIADB_SITE: site.url,
		WPO365_E2E_MARIADB_GRAPH: simulator.url,
	};
}
