import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { must } from '../process/command';
import type { MariaDb } from './mariadb';
import { DIST_PLUGIN, ROOT, RUN, SLUG } from '../paths';
import { wordPressCore, type CoreVersion } from '../wordpress/core';
import { wpConfig, type Constants } from '../wordpress/config';

export const ADMIN = { login: 'admin', password: 'password' } as const;

export interface TestSite {
	/** The folder with wp-load.php. */
	path: string;
	url: string;
}

interface SiteOptions {
	/** Names the folder and the database: letters, digits, underscores. */
	name: string;
	core: CoreVersion;
	database: MariaDb;
	url?: string;
	constants?: Constants;
	/** A must-use plugin to put there. */
	mustUse?: string;
}

/**
 * Installs a WordPress on MariaDB with the plugin of dist/ active.
 *
 * The plugin is a link, so that a site sees what is built later.
 */
export async function createTestSite( {
	name,
	core,
	database,
	url = 'http://127.0.0.1',
	constants = {},
	mustUse,
}: SiteOptions ): Promise< TestSite > {
	const path = join( RUN, `site-${ name }` );
	await rm( path, { recursive: true, force: true } );
	await mkdir( RUN, { recursive: true } );
	await cp( await wordPressCore( core ), path, { recursive: true } );
	const plugins = join( path, 'wp-content/plugins' );
	await mkdir( plugins, { recursive: true } );
	if ( mustUse ) {
		await cp(
			mustUse,
			join( path, 'wp-content/mu-plugins', basename( mustUse ) )
		);
	}
	await symlink( DIST_PLUGIN, join( plugins, SLUG ) );
	await writeFile(
		join( path, 'wp-config.php' ),
		wpConfig( {
			DB_NAME: await database.createDatabase( name ),
			DB_USER: 'root',
			DB_PASSWORD: '',
			DB_HOST: `localhost:${ database.socket }`,
			DB_CHARSET: 'utf8mb4',
			DB_COLLATE: '',
			WP_HOME: url,
			WP_SITEURL: url,
			...constants,
		} )
	);
	await must( 'php', [
		'-d',
		'sendmail_path=/bin/true',
		join( ROOT, 'tests/php/Support/install-site.php' ),
		path,
		ADMIN.login,
		ADMIN.password,
	] );
	return { path, url };
}
