/**
 * Runs PHPUnit on a real WordPress with MariaDB, against the simulated tenant.
 *
 * --core=6.8 or --core=newest takes one WordPress version instead of both; all other
 * arguments go to PHPUnit: npm run test:php -- --core=newest --filter Planner
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from './lib/process/cleanup';
import { main, run } from './lib/process/command';
import { startMariaDb, type MariaDb } from './lib/site/mariadb';
import { ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { freePort } from './lib/process/ports';
import {
	connectionConstants,
	startSimulator,
	type Simulator,
} from './lib/site/simulator';
import { createTestSite } from './lib/site/test-site';
import { serveSite } from './lib/site/web-server';
import {
	CORE_VERSIONS,
	versionOf,
	type CoreVersion,
} from './lib/wordpress/core';

main( async () => {
	const chosen = process.argv
		.find( ( argument ) => argument.startsWith( '--core=' ) )
		?.slice( '--core='.length );
	const cores = CORE_VERSIONS.filter(
		( core ) => ! chosen || core === chosen
	);
	if ( ! cores.length ) {
		throw new Error( `--core is one of ${ CORE_VERSIONS.join( ', ' ) }.` );
	}
	await copyPluginFiles();
	const [ database, simulator ] = await Promise.all( [
		startMariaDb(),
		startSimulator(),
	] );
	let worst = 0;
	for ( const core of cores ) {
		worst = Math.max( worst, await test( core, database, simulator ) );
	}
	return worst;
} );

async function test(
	core: CoreVersion,
	database: MariaDb,
	simulator: Simulator
): Promise< number > {
	const site = await createTestSite( {
		name: `php_${ process.pid }_${ core.replace( '.', '_' ) }`,
		core,
		database,
		url: `http://127.0.0.1:${ await freePort() }`,
		constants: connectionConstants( simulator ),
	} );
	const remove = beforeExit( async () => {
		await rm( site.path, { recursive: true, force: true } );
		await rm( `${ site.path }.log`, { force: true } );
	} );
	const stopServer = await serveSite( site );
	process.stdout.write(
		`\nPHPUnit on WordPress ${ await versionOf( site.path ) }\n`
	);
	const code = await run(
		'phpunit',
		[
			'--configuration',
			join( ROOT, 'tests/php/phpunit.xml' ),
			...process.argv
				.slice( 2 )
				.filter( ( argument ) => ! argument.startsWith( '--core=' ) ),
		],
		{
			env: {
				...process.env,
				WPO365_TEST_SITE: site.path,
				WPO365_TEST_GRAPH: simulator.url,
			},
		}
	);
	await stopServer();
	await remove();
	return code;
}
