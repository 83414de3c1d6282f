/**
 * Runs PHPUnit on a real WordPress with MariaDB, against the simulated tenant. Both WordPress
 * versions run side by side, each with a database server, a tenant and a site of its own: PHP,
 * database and tenant wait for each other, so that one of them alone leaves a core idle.
 *
 * --core=6.8 or --core=newest takes one WordPress version instead of both; all other
 * arguments go to PHPUnit: npm run test:php -- --core=newest --filter Planner
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from './lib/process/cleanup';
import { capture, main, run } from './lib/process/command';
import { startMariaDb } from './lib/site/mariadb';
import { ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { freePort } from './lib/process/ports';
import { connectionConstants, startSimulator } from './lib/site/simulator';
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
	// The first one's output is seen at once, that of the other when it has ended.
	const codes = await Promise.all(
		cores.map( ( core, place ) => test( core, place === 0 ) )
	);
	return Math.max( ...codes );
} );

async function test( core: CoreVersion, live: boolean ): Promise< number > {
	const [ database, simulator ] = await Promise.all( [
		startMariaDb(),
		startSimulator(),
	] );
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
	const title = `\nPHPUnit on WordPress ${ await versionOf( site.path ) }\n`;
	const command = [
		'--configuration',
		join( ROOT, 'tests/php/phpunit.xml' ),
		...process.argv
			.slice( 2 )
			.filter( ( argument ) => ! argument.startsWith( '--core=' ) ),
	];
	const env = {
		...process.env,
		WPO365_TEST_SITE: site.path,
		WPO365_TEST_GRAPH: simulator.url,
	};
	let code: number;
	if ( live ) {
		process.stdout.write( title );
		code = await run( 'phpunit', command, { env } );
	} else {
		const ended = await capture( 'phpunit', command, { env } );
		process.stdout.write( `${ title }${ ended.stdout }${ ended.stderr }` );
		code = ended.code;
	}
	await stopServer();
	await remove();
	return code;
}
