import { join, resolve } from 'node:path';

export const SLUG = 'wpo365-user-sync';

export const ROOT = resolve( __dirname, '../../..' );
export const PLUGIN_SOURCE = join( ROOT, 'plugin' );
export const PHP_SOURCE = join( ROOT, 'php' );
export const DIST = join( ROOT, 'dist' );

/** The plugin exactly as it ships. */
export const DIST_PLUGIN = join( DIST, SLUG );
export const DIST_BUILD = join( DIST_PLUGIN, 'build' );
export const DIST_ZIP = join( DIST, `${ SLUG }.zip` );

/** Downloads, kept between runs. */
export const CACHE = join( ROOT, '.cache' );

/** State of what is running: process ids, ports, databases. */
export const RUN = join( ROOT, '.run' );
