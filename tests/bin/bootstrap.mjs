/**
 * Runs tests/bin/<name>.ts, and installs the npm packages first where they are missing or
 * not those of package-lock.json. Plain JavaScript, because before that there is no tsx.
 *
 * Usage: node tests/bin/bootstrap.mjs <name> [arguments]
 */
import { spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve( dirname( fileURLToPath( import.meta.url ) ), '../..' );

/** @return {string|null} Why the packages have to be installed, or null. */
function missingPackages() {
	const wanted = readPackages( 'package-lock.json' );
	const present = readPackages( 'node_modules/.package-lock.json' );
	if ( ! present ) {
		return 'there are none yet';
	}
	for ( const [ path, entry ] of Object.entries( wanted ?? {} ) ) {
		// Optional packages are for other systems, most of them.
		if ( path === '' || entry.optional || entry.devOptional ) {
			continue;
		}
		if ( present[ path ]?.version !== entry.version ) {
			return `${ path } is not at ${ entry.version }`;
		}
	}
	return null;
}

function readPackages( file ) {
	try {
		return JSON.parse( readFileSync( join( root, file ), 'utf8' ) )
			.packages;
	} catch {
		return null;
	}
}

function run( command, args ) {
	const result = spawnSync( command, args, { cwd: root, stdio: 'inherit' } );
	if ( result.error ) {
		process.stderr.write( `${ command }: ${ result.error.message }\n` );
	}
	return result.status ?? 1;
}

/** Ends with a sentence where this Node is older than package.json wants. */
function checkNode() {
	const [ major = 0, minor = 0 ] = process.versions.node
		.split( '.' )
		.map( Number );
	const fits =
		( major === 20 && minor >= 19 ) ||
		( major === 22 && minor >= 13 ) ||
		major > 22;
	if ( ! fits ) {
		process.stderr.write(
			`This needs Node.js 20.19, 22.13 or newer; here is ${ process.versions.node }.\n`
		);
		process.exit( 1 );
	}
}

/** Helps every Node that is started from here to find "localhost" where the system can't. */
async function findLocalhost() {
	try {
		await lookup( 'localhost' );
	} catch {
		const help = JSON.stringify(
			join( root, 'tests/bin/lib/machine/localhost.cjs' )
		);
		process.env.NODE_OPTIONS = `${
			process.env.NODE_OPTIONS ?? ''
		} --require=${ help }`.trim();
	}
}

checkNode();
await findLocalhost();
const [ name, ...args ] = process.argv.slice( 2 );
const why = missingPackages();
if ( why ) {
	process.stdout.write( `Installing the npm packages (${ why }) ...\n` );
	const status = run( 'npm', [ 'ci', '--loglevel=error' ] );
	if ( status !== 0 ) {
		process.exit( status );
	}
}
process.exit(
	run( process.execPath, [
		join( root, 'node_modules/tsx/dist/cli.mjs' ),
		join( root, `tests/bin/${ name }.ts` ),
		...args,
	] )
);
