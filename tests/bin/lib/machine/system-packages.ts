import { existsSync } from 'node:fs';
import { aptInstall, hasApt } from './apt';
import { hasBrowser, isUbuntu } from './chromium';
import { capture, must } from '../process/command';

const PHP_EXTENSIONS = [ 'curl', 'dom', 'intl', 'mbstring', 'mysqli' ];

interface Program {
	name: string;
	isThere: () => boolean | Promise< boolean >;
	/** The Debian packages that bring it. */
	packages: string[];
	/** Brings it where no Debian package does. */
	otherwise?: () => Promise< unknown >;
}

/** The programs that the tests need and npm can't bring. */
const PROGRAMS: Program[] = [
	{
		name: `PHP 8.1 or newer with ${ PHP_EXTENSIONS.join( ', ' ) }`,
		isThere: hasPhp,
		packages: [
			'php-cli',
			'php-curl',
			'php-intl',
			'php-mbstring',
			'php-mysql',
			'php-xml',
		],
	},
	{
		name: 'PHPUnit 9.6',
		isThere: () => runs( 'phpunit' ),
		packages: [ 'phpunit' ],
	},
	{
		name: 'PHP_CodeSniffer',
		isThere: () => runs( 'phpcs' ),
		packages: [ 'php-codesniffer' ],
	},
	{
		name: 'MariaDB (server and client)',
		isThere: async () =>
			( existsSync( '/usr/sbin/mariadbd' ) ||
				existsSync( '/usr/bin/mariadbd' ) ) &&
			( await runs( 'mariadb' ) ) &&
			( await runs( 'mariadb-install-db', '--help' ) ),
		// The core packages: no server that starts with the system.
		packages: [ 'mariadb-server-core', 'mariadb-client-core' ],
	},
	{
		name: 'Chromium',
		isThere: hasBrowser,
		packages: isUbuntu() ? [] : [ 'chromium', 'fonts-liberation' ],
		otherwise: () =>
			must( 'npx', [
				'playwright',
				'install',
				'--with-deps',
				'chromium',
			] ),
	},
];

/**
 * Installs the programs that are missing, on Debian and its relatives.
 *
 * @throws Error that says what to install, elsewhere.
 */
export async function installSystemPackages(): Promise< void > {
	const missing = await missingPrograms();
	if ( ! missing.length ) {
		return;
	}
	const names = missing.map( ( { name } ) => name ).join( '; ' );
	if ( ! hasApt() ) {
		throw new Error( `Install these first, then try again: ${ names }.` );
	}
	process.stdout.write( `Installing with apt: ${ names } ...\n` );
	const packages = missing.flatMap( ( program ) => program.packages );
	if ( packages.length ) {
		await aptInstall( packages );
	}
	for ( const program of missing ) {
		if ( ! program.packages.length ) {
			await program.otherwise?.();
		}
	}
	const still = await missingPrograms();
	if ( still.length ) {
		throw new Error(
			`Still missing after apt: ${ still
				.map( ( { name } ) => name )
				.join( '; ' ) }.`
		);
	}
}

async function missingPrograms(): Promise< Program[] > {
	const missing: Program[] = [];
	for ( const program of PROGRAMS ) {
		if ( ! ( await program.isThere() ) ) {
			missing.push( program );
		}
	}
	return missing;
}

async function hasPhp(): Promise< boolean > {
	const { code, stdout } = await capture( 'php', [
		'-r',
		`echo PHP_VERSION_ID >= 80100 && ! array_diff( explode( ',', '${ PHP_EXTENSIONS.join(
			','
		) }' ), array_map( 'strtolower', get_loaded_extensions() ) ) ? 'yes' : 'no';`,
	] );
	return code === 0 && stdout.endsWith( 'yes' );
}

async function runs(
	program: string,
	argument = '--version'
): Promise< boolean > {
	return ( await capture( program, [ argument ] ) ).code !== 127;
}
