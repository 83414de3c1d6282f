/**
 * Runs the plugin on PHP versions that the system's PHP is not, in WebAssembly: loads every
 * class, looks only, then synchronizes.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from './lib/process/command';
import { checkDemo } from './lib/demo/check';
import { createDemoUsers } from './lib/demo/users';
import { driveRun } from './lib/site/drive-run';
import { startEmbeddedSite } from './lib/site/embedded-site';
import { ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { freePort } from './lib/process/ports';
import { connectionConstants, startSimulator } from './lib/site/simulator';
import { SiteClient } from './lib/site/site-client';
import type { CoreVersion } from './lib/wordpress/core';

const COMBINATIONS: Array< { php: string; core: CoreVersion } > = [
	{ php: '8.1', core: '6.8' },
	{ php: '8.3', core: 'newest' },
];

main( async () => {
	await copyPluginFiles();
	let failed = 0;
	for ( const { php, core } of COMBINATIONS ) {
		const wrong = await smoke( php, core );
		for ( const sentence of wrong ) {
			process.stderr.write( `PHP ${ php }: ${ sentence }\n` );
		}
		process.stdout.write(
			`PHP ${ php }, WordPress ${ core }: ${ wrong.length ? 'failed' : 'passed' }\n`
		);
		failed += wrong.length ? 1 : 0;
	}
	process.stdout.write(
		`${ COMBINATIONS.length - failed } passed, ${ failed } failed\n`
	);
	return failed ? 1 : 0;
} );

async function smoke( php: string, core: CoreVersion ): Promise< string[] > {
	const simulator = await startSimulator();
	const embedded = await startEmbeddedSite( {
		name: `smoke-${ php }`,
		port: await freePort( 8950 ),
		core,
		phpVersion: php,
		constants: connectionConstants( simulator ),
		mustUse: join( ROOT, 'tests/smoke/load-all.php' ),
	} );
	const site = new SiteClient( embedded.url );
	await site.login();
	const wrong = await loadAll( site, php );
	const users = await createDemoUsers( site, simulator.url );
	const look = await driveRun( site, {} );
	if ( look.status !== 'completed' || look.counts.created !== 0 ) {
		wrong.push( `looking only: ${ JSON.stringify( look ) }` );
	}
	wrong.push( ...( await checkDemo( site, users, simulator.users ) ) );
	await embedded.stop();
	await simulator.stop();
	return [ ...wrong, ...( await complaints( embedded.folder ) ) ];
}

async function loadAll( site: SiteClient, php: string ): Promise< string[] > {
	const { data } = await site.must< {
		php: string;
		loaded: number;
		missing: string[];
	} >( 'POST', '/wpo365-test/v1/load-all' );
	const wrong = data.missing.map(
		( file ) => `php/${ file }.php has no such class`
	);
	if ( ! data.php.startsWith( `${ php }.` ) ) {
		wrong.push( `this is PHP ${ data.php }` );
	}
	if ( ! data.loaded ) {
		wrong.push( 'no class was loaded' );
	}
	return wrong;
}

/** Reads what PHP complained of in the plugin's own files. */
async function complaints( folder: string ): Promise< string[] > {
	const log = join( folder, 'wordpress/wp-content/debug.log' );
	if ( ! existsSync( log ) ) {
		return [];
	}
	return ( await readFile( log, 'utf8' ) )
		.split( '\n' )
		.filter( ( line ) => line.includes( 'wpo365-user-sync/' ) );
}
