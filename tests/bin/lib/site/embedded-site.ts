import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeExit } from '../process/cleanup';
import { capture } from '../process/command';
import { DIST_PLUGIN, ROOT, RUN } from '../paths';
import { stopGroup, until } from '../process/service';
import { versionOf, wordPressCore, type CoreVersion } from '../wordpress/core';
import type { Constants } from '../wordpress/config';

export interface EmbeddedSite {
	url: string;
	folder: string;
	/** The process group of PHP and its web server. */
	pid: number;
	stop: () => Promise< void >;
}

interface EmbeddedOptions {
	/** Names the folder. */
	name: string;
	port: number;
	core?: CoreVersion;
	phpVersion?: string;
	constants: Constants;
	/** A must-use plugin to put there. */
	mustUse?: string;
	/** Goes on running when this process ends. */
	stays?: boolean;
}

/**
 * Starts a WordPress in PHP-WASM with SQLite and the plugin of dist/ active, by wp-env:
 * no Docker, no PHP and no database are needed for it.
 */
export async function startEmbeddedSite( {
	name,
	port,
	core = 'newest',
	phpVersion = '8.3',
	constants,
	mustUse,
	stays = false,
}: EmbeddedOptions ): Promise< EmbeddedSite > {
	const folder = join( RUN, `embedded-${ name }` );
	const wordpress = join( folder, 'wordpress' );
	await rm( folder, { recursive: true, force: true } );
	await mkdir( folder, { recursive: true } );
	await cp( await wordPressCore( core ), wordpress, { recursive: true } );
	if ( mustUse ) {
		await cp(
			mustUse,
			join( wordpress, 'wp-content/mu-plugins', basename( mustUse ) )
		);
	}
	const config = join( folder, 'wp-env.json' );
	await writeFile(
		config,
		JSON.stringify( {
			core: wordpress,
			phpVersion,
			plugins: [ DIST_PLUGIN ],
			port,
			testsEnvironment: false,
			config: {
				WP_DEBUG: true,
				WP_DEBUG_DISPLAY: false,
				SCRIPT_DEBUG: false,
				WP_ENVIRONMENT_TYPE: 'local',
				DISABLE_WP_CRON: true,
				AUTOMATIC_UPDATER_DISABLED: true,
				WP_HTTP_BLOCK_EXTERNAL: true,
				WP_ACCESSIBLE_HOSTS: '127.0.0.1,localhost',
				...constants,
			},
		} )
	);
	const home = await prepareHome( folder, config, wordpress );
	const started = await capture(
		process.execPath,
		[
			join( ROOT, 'node_modules/@wordpress/env/bin/wp-env' ),
			'start',
			'--runtime=playground',
			`--config=${ config }`,
		],
		{ env: { ...process.env, WP_ENV_HOME: join( folder, 'home' ) } }
	);
	if ( started.code !== 0 ) {
		throw new Error(
			`WordPress does not start.\n${ started.stderr }${ started.stdout }`
		);
	}
	const pid = Number(
		await readFile( join( home, 'playground.pid' ), 'utf8' )
	);
	const end = () => stopGroup( pid );
	const stop = stays ? end : beforeExit( end );
	await untilSetUp( join( home, 'playground.log' ), stop );
	return { url: `http://localhost:${ port }`, folder, pid, stop };
}

/**
 * Waits until the site has its constants: wp-env is content with the first answer, which
 * may come before.
 */
async function untilSetUp(
	log: string,
	stop: () => Promise< void >
): Promise< void > {
	const ready = await until(
		async () =>
			( await readFile( log, 'utf8' ) ).includes(
				'WordPress is running'
			),
		60_000
	);
	if ( ! ready ) {
		await stop();
		throw new Error( `WordPress is not set up; see ${ log }.` );
	}
}

/**
 * Tells wp-env the newest WordPress version: it wants to know even though it is given the
 * files, and stops where wordpress.org can't be asked and its cache is empty.
 *
 * @return The folder where wp-env keeps this environment.
 */
async function prepareHome(
	folder: string,
	config: string,
	wordpress: string
): Promise< string > {
	const hash = createHash( 'md5' ).update( config ).digest( 'hex' );
	const home = join( folder, 'home', hash );
	await mkdir( home, { recursive: true } );
	await writeFile(
		join( home, 'wp-env-cache.json' ),
		JSON.stringify( {
			latestWordPressVersion: await versionOf( wordpress ),
		} )
	);
	return home;
}
