import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GUIDE, writeGuide } from './guide';
import { DIST_BUILD, DIST_PLUGIN, PHP_SOURCE, PLUGIN_SOURCE } from '../paths';

/**
 * Copies everything but the script bundle to where the plugin is put together, and
 * removes what is no longer in the sources.
 */
export async function copyPluginFiles(): Promise< void > {
	for ( const source of [ PLUGIN_SOURCE, PHP_SOURCE ] ) {
		if ( ! existsSync( source ) ) {
			throw new Error(
				`There is nothing to build: ${ source } is missing.`
			);
		}
	}
	await mkdir( DIST_PLUGIN, { recursive: true } );
	const ships = new Set( [
		basename( DIST_BUILD ),
		'php',
		GUIDE,
		...( await readdir( PLUGIN_SOURCE ) ),
	] );
	for ( const name of await readdir( DIST_PLUGIN ) ) {
		if ( ! ships.has( name ) ) {
			await rm( join( DIST_PLUGIN, name ), { recursive: true } );
		}
	}
	for ( const name of await readdir( PLUGIN_SOURCE ) ) {
		await replace( join( PLUGIN_SOURCE, name ), join( DIST_PLUGIN, name ) );
	}
	await replace( PHP_SOURCE, join( DIST_PLUGIN, 'php' ) );
	await writeGuide();
}

async function replace( from: string, to: string ): Promise< void > {
	await rm( to, { recursive: true, force: true } );
	await cp( from, to, { recursive: true } );
}
