import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE } from '../paths';
import { coreFromDebian } from './from-debian';
import { coreFromWordPressOrg } from './from-org';

/** The versions that the plugin is tested with. */
export const CORE_VERSIONS = [ '6.8', 'newest' ] as const;
export type CoreVersion = ( typeof CORE_VERSIONS )[ number ];

/**
 * Gives the folder with an untouched WordPress; downloads it once.
 *
 * The folder is never run itself: it would keep a wp-config.php and a database.
 *
 * @throws Error with what to do where no source answers.
 */
export async function wordPressCore( version: CoreVersion ): Promise< string > {
	const folder = join( CACHE, `wordpress-${ version }` );
	if ( existsSync( join( folder, 'wp-includes/version.php' ) ) ) {
		return folder;
	}
	await mkdir( CACHE, { recursive: true } );
	const work = join( CACHE, `fetching-${ version }-${ process.pid }` );
	await rm( work, { recursive: true, force: true } );
	await mkdir( work );
	try {
		const core =
			( await coreFromWordPressOrg( version, work ) ) ??
			( await coreFromDebian( version, work ) );
		await rm( join( core, 'wp-config.php' ), { force: true } );
		await moveUnlessThere( core, folder );
	} finally {
		await rm( work, { recursive: true, force: true } );
	}
	process.stdout.write(
		`WordPress ${ await versionOf( folder ) } is in ${ folder }\n`
	);
	return folder;
}

/** Gives the number in a WordPress folder, such as "6.8.3". */
export async function versionOf( folder: string ): Promise< string > {
	const source = await readFile(
		join( folder, 'wp-includes/version.php' ),
		'utf8'
	);
	const version = /\$wp_version = '([^']+)'/.exec( source )?.[ 1 ];
	if ( ! version ) {
		throw new Error( `${ folder } holds no WordPress.` );
	}
	return version;
}

/** Moves a folder into place; another process may have been faster, which is as good. */
async function moveUnlessThere( from: string, to: string ): Promise< void > {
	try {
		await rename( from, to );
	} catch ( error ) {
		if ( ! existsSync( join( to, 'wp-includes/version.php' ) ) ) {
			throw error;
		}
	}
}
