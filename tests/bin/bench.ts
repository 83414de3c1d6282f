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
/** Who leaves and comes back; the others stay. */
const LEAVERS = 10_000;
const DELETED = 1000;
/** The plain loop is slow: a sample is enough. */
const PLAIN_SAMPLE = 100;
const REPEATS = 3;
const LARGE_PAGE = 999;

main( async () => {
	await installSystemPackages();
	await copyPluginFiles();
	const simulator = await startSimulator();
	// The first of them are the same people, however many there are.
	const tenant = ( users: number ) =>
		fetch( `${ simulator.url }/_control/tenant`, {
			method: 'POST',
			body: JSON.stringify( { users, awkward: false } ),
			headers: { 'Content-Type': 'application/json' },
		} );
	await tenant( PEOPLE );
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
	const middle = ( all: Measurement[] ) => {
		all.sort( ( a, b ) => a.seconds - b.seconds );
		return all[ Math.floor( all.length / 2 ) ] as Measurement;
	};
	const median = async ( work: () => Promise< Measurement > ) => {
		const all: Measurement[] = [];
		for ( let turn = 0; turn < REPEATS; turn++ ) {
			all.push( await work() );
		}
		return middle( all );
	};
	/** In turn, so that whatever else the machine does falls on both. */
	const withAndWithoutJournal = async () => {
		const first: Measurement[] = [];
		const unwritten: Measurement[] = [];
		for ( let turn = 0; turn < REPEATS; turn++ ) {
			unwritten.push( await measure( 'unwritten' ) );
			first.push( await measure( 'first' ) );
		}
		return { first: middle( first ), unwritten: middle( unwritten ) };
	};
	const large = { WPO_USER_SYNC_BATCH_SIZE: LARGE_PAGE };
	const comingAndGoing = async () => {
		await tenant( PEOPLE + LEAVERS );
		await measure( 'first', 0, large );
		await tenant( PEOPLE );
		const deactivate = await measure( 'deactivate', 0, large );
		await tenant( PEOPLE + LEAVERS );
		const reactivate = await measure( 'reactivate', 0, large );
		const undo = await measure( 'undo' );
		await measure( 'reactivate', 0, large );
		await tenant( PEOPLE + LEAVERS - DELETED );
		return {
			deactivate,
			reactivate,
			undo,
			delete: await measure( 'delete', 0, large ),
			restore: await measure( 'restore' ),
		};
	};

	const figures: Figures = {
		plain: await measure( 'plain', PLAIN_SAMPLE ),
		...( await withAndWithoutJournal() ),
		raw: await measure( 'raw' ),
		again: await median( () => measure( 'again', 0, large ) ),
		download: await median( () => measure( 'download', LARGE_PAGE ) ),
		...( await comingAndGoing() ),
	};
	const expected: Partial< Record< keyof Figures, number > > = {
		plain: PLAIN_SAMPLE,
		deactivate: LEAVERS,
		reactivate: LEAVERS,
		undo: LEAVERS,
		delete: DELETED,
		restore: DELETED,
	};
	for ( const [ name, { users } ] of Object.entries( figures ) ) {
		const all = expected[ name as keyof Figures ] ?? PEOPLE;
		if ( users !== all ) {
			throw new Error(
				`"${ name }" handled ${ users } of ${ all } users.`
			);
		}
	}
	const report = await benchmarkReport( figures, site.path );
	process.stdout.write( `\n${ report }` );
	await writeFile( join( ROOT, 'docs/benchmarks.md' ), report );
} );
