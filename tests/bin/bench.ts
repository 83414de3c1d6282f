/**
 * Measures how fast users are created and synchronized, prints it, and writes
 * docs/benchmarks.md: native PHP, MariaDB that flushes as in production, the simulated tenant.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from './lib/process/cleanup';
import {
	benchmarkReport,
	type Figures,
	type Measurement,
} from './lib/report/benchmark';
import { main, must } from './lib/process/command';
import { startMariaDb } from './lib/site/mariadb';
import { ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { connectionConstants, startSimulator } from './lib/site/simulator';
import { createTestSite } from './lib/site/test-site';
import { installSystemPackages } from './lib/machine/system-packages';

const PEOPLE = 2000;
/** The plain loop is slow: a sample is enough. */
const PLAIN_SAMPLE = 100;
const REPEATS = 3;
const LARGE_PAGE = 999;

main( async () => {
	await installSystemPackages();
	await copyPluginFiles();
	const simulator = await startSimulator();
	await fetch( `${ simulator.url }/_control/tenant`, {
		method: 'POST',
		body: JSON.stringify( { users: PEOPLE, awkward: false } ),
		headers: { 'Content-Type': 'application/json' },
	} );
	const site = await createTestSite( {
		name: `bench_${ process.pid }`,
		core: 'newest',
		database: await startMariaDb( true ),
		constants: { ...connectionConstants( simulator ), WP_DEBUG: false },
	} );
	beforeExit( () => rm( site.path, { recursive: true, force: true } ) );

	const measure = async (
		name: string,
		argument = 0,
		constants: Record< string, number > = {}
	): Promise< Measurement > => {
		process.stdout.write( `${ name } ...\n` );
		const output = await must(
			'php',
			[
				join( ROOT, 'tests/bench/measure.php' ),
				name,
				String( argument ),
			],
			{
				env: {
					...process.env,
					WPO365_TEST_SITE: site.path,
					WPO365_TEST_CONSTANTS: JSON.stringify( constants ),
				},
			}
		);
		return JSON.parse( output ) as Measurement;
	};
	const median = async ( work: () => Promise< Measurement > ) => {
		const all: Measurement[] = [];
		for ( let turn = 0; turn < REPEATS; turn++ ) {
			all.push( await work() );
		}
		all.sort( ( a, b ) => a.seconds - b.seconds );
		return all[ Math.floor( REPEATS / 2 ) ] as Measurement;
	};
	const large = { WPO_USER_SYNC_BATCH_SIZE: LARGE_PAGE };

	const figures: Figures = {
		plain: await measure( 'plain', PLAIN_SAMPLE ),
		first: await measure( 'first' ),
		raw: await measure( 'raw' ),
		again: await median( () => measure( 'again', 0, large ) ),
		download: await median( () => measure( 'download', LARGE_PAGE ) ),
	};
	for ( const [ name, { users } ] of Object.entries( figures ) ) {
		if ( name !== 'plain' && users !== PEOPLE ) {
			throw new Error(
				`"${ name }" handled ${ users } of ${ PEOPLE } users.`
			);
		}
	}
	const report = await benchmarkReport( figures, site.path );
	process.stdout.write( `\n${ report }` );
	await writeFile( join( ROOT, 'docs/benchmarks.md' ), report );
} );
