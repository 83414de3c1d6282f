import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { asRoot } from '../machine/apt';
import { capture, must } from '../process/command';
import type { CoreVersion } from './core';

/** The Debian suite that has this WordPress. */
const SUITES: Record< CoreVersion, string > = {
	'6.8': 'trixie',
	newest: 'sid',
};

/** WordPress, and the packages that its folder has links into. */
const PACKAGES = [
	'wordpress',
	'libjs-cropper',
	'libjs-jquery',
	'libjs-jquery-ui',
	'libjs-lodash',
	'libjs-underscore',
	'libphp-phpmailer',
	'php-getid3',
];

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Links of the package that lead to the system's own files, which need not be there. */
const LINKS_OUTSIDE = [ '.htaccess', 'wp-includes/certificates/ca-bundle.crt' ];

/**
 * Takes WordPress from Debian's packages, signatures checked, without touching the
 * system: apt works with a sources list and index files of its own.
 *
 * @return The folder with the core.
 */
export async function coreFromDebian(
	version: CoreVersion,
	work: string
): Promise< string > {
	const mirror = await debianMirror();
	if ( ! mirror || ! existsSync( KEYRING ) ) {
		throw new Error(
			`WordPress ${ version } can't be downloaded: wordpress.org does not answer, and this is no Debian system. ` +
				`Put a copy of it in .cache/wordpress-${ version }.`
		);
	}
	const options = await privateApt( work, mirror, SUITES[ version ] );
	const packages = join( work, 'packages' );
	const root = join( work, 'root' );
	await mkdir( packages );
	await must( 'apt-get', [ ...options, 'update' ] );
	await must( 'apt-get', [ ...options, 'download', ...PACKAGES ], {
		cwd: packages,
	} );
	for ( const file of await readdir( packages ) ) {
		await must( 'dpkg', [ '-x', join( packages, file ), root ] );
	}
	return copyWithLinksFollowed( join( root, 'usr/share/wordpress' ), work );
}

/** Writes apt's private sources list, and gives the options that make apt use it. */
async function privateApt(
	work: string,
	mirror: string,
	suite: string
): Promise< string[] > {
	const list = join( work, 'sources.list' );
	const lists = join( work, 'lists' );
	const cache = join( work, 'cache' );
	await mkdir( join( lists, 'partial' ), { recursive: true } );
	await mkdir( join( cache, 'archives/partial' ), { recursive: true } );
	await writeFile(
		list,
		`deb [signed-by=${ KEYRING }] ${ mirror } ${ suite } main\n`
	);
	return [
		'-qq',
		`-oDir::Etc::sourcelist=${ list }`,
		'-oDir::Etc::sourceparts=/dev/null',
		`-oDir::State::Lists=${ lists }`,
		`-oDir::Cache=${ cache }`,
		'-oAcquire::Languages=none',
		'-oAPT::Sandbox::User=root',
		// An update that could not fetch an index is an error, not a warning.
		'-oAPT::Update::Error-Mode=any',
	];
}

async function debianMirror(): Promise< string | null > {
	const found = await readMirror();
	if ( found ) {
		return found;
	}
	// A new system has no index files yet, and so does not know whose its mirrors are.
	await capture( ...asRoot( [ 'apt-get', '-qq', 'update' ] ) );
	return readMirror();
}

async function readMirror(): Promise< string | null > {
	const { stdout } = await capture( 'apt-get', [
		'indextargets',
		'--format',
		'$(REPO_URI)',
		'Created-By: Packages',
		'Label: Debian',
		'Component: main',
	] );
	return stdout.split( '\n' ).find( ( line ) => line !== '' ) ?? null;
}

async function copyWithLinksFollowed(
	source: string,
	work: string
): Promise< string > {
	const dangling = await must( 'find', [ source, '-xtype', 'l' ] );
	for ( const link of dangling.split( '\n' ).filter( Boolean ) ) {
		const name = relative( source, link );
		if ( ! LINKS_OUTSIDE.includes( name ) ) {
			process.stderr.write(
				`Debian's WordPress lacks ${ name }: a package is missing in wordpress-from-debian.ts.\n`
			);
		}
		await rm( link );
	}
	const core = join( work, 'core' );
	await must( 'cp', [ '-rL', source, core ] );
	return core;
}
