/**
 * Runs all tests, and says how long each part took. Installs the programs that are missing.
 *
 * Names of parts run those alone: npm test lint jest
 */
import { main, run } from './lib/process/command';
import { checkBundleSize } from './lib/report/bundle-size';
import { join } from 'node:path';
import { lintPhp } from './lib/report/php-lint';
import { ROOT } from './lib/paths';
import { installSystemPackages } from './lib/machine/system-packages';
import { CORE_VERSIONS, wordPressCore } from './lib/wordpress/core';

interface Part {
	name: string;
	work: () => Promise< number >;
}

const npx = ( ...args: string[] ) => run( 'npx', args );

const script = ( name: string, ...args: string[] ) =>
	run( process.execPath, [
		join( ROOT, 'node_modules/tsx/dist/cli.mjs' ),
		join( ROOT, `tests/bin/${ name }.ts` ),
		...args,
	] );

const PARTS: Part[] = [
	{
		name: 'lint',
		work: async () =>
			worst(
				await npx( 'wp-scripts', 'lint-js', 'assets-src', 'tests' ),
				await npx( 'wp-scripts', 'lint-style', 'assets-src/**/*.scss' ),
				await lintPhp( [ 'plugin', 'php', 'tests' ] ),
				await run( 'phpcs', [ '-q' ] )
			),
	},
	{ name: 'types', work: () => npx( 'tsc' ) },
	{
		name: 'build',
		work: async () =>
			worst( await script( 'build' ), await checkBundleSize() ),
	},
	{
		name: 'jest',
		work: () => npx( 'jest', '--config', 'tests/ts/jest.config.js' ),
	},
	{ name: 'phpunit', work: () => script( 'phpunit' ) },
	{ name: 'smoke', work: () => script( 'smoke' ) },
	{ name: 'e2e', work: () => script( 'e2e' ) },
];

main( async () => {
	const named = process.argv.slice( 2 );
	const known = PARTS.map( ( { name } ) => name );
	const unknown = named.filter( ( name ) => ! known.includes( name ) );
	if ( unknown.length ) {
		throw new Error( `The parts are ${ known.join( ', ' ) }.` );
	}
	const parts: Part[] = [
		{ name: 'install', work: install },
		...PARTS.filter(
			( { name } ) => ! named.length || named.includes( name )
		),
	];
	const results: Array< { name: string; code: number; seconds: number } > =
		[];
	for ( const { name, work } of parts ) {
		process.stdout.write( `\n== ${ name }\n` );
		const begin = Date.now();
		const code = await work().catch( ( error: Error ) => {
			process.stderr.write( `${ error.message }\n` );
			return 1;
		} );
		results.push( { name, code, seconds: ( Date.now() - begin ) / 1000 } );
		if ( name === 'install' && code !== 0 ) {
			break;
		}
	}
	process.stdout.write( '\n' );
	for ( const { name, code, seconds } of results ) {
		process.stdout.write(
			`${ name.padEnd( 10 ) }${ seconds.toFixed( 1 ).padStart( 8 ) } s  ${
				code === 0 ? 'passed' : 'FAILED'
			}\n`
		);
	}
	const failed = results.filter( ( { code } ) => code !== 0 ).length;
	process.stdout.write(
		`parts: ${ results.length - failed } passed, ${ failed } failed\n`
	);
	return failed ? 1 : 0;
} );

async function install(): Promise< number > {
	await installSystemPackages();
	for ( const version of CORE_VERSIONS ) {
		await wordPressCore( version );
	}
	return 0;
}

function worst( ...codes: number[] ): number {
	return Math.max( ...codes );
}
