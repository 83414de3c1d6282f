import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeExit } from '../process/cleanup';
import { capture, must } from '../process/command';
import { RUN } from '../paths';
import { startService, until } from '../process/service';

export interface MariaDb {
	socket: string;
	/** Makes an empty database and gives its name. */
	createDatabase: ( name: string ) => Promise< string >;
	stop: () => Promise< void >;
}

const SERVER = [ '/usr/sbin/mariadbd', '/usr/bin/mariadbd' ];

/** A crash may lose the last second here; the tables are InnoDB all the same. */
const FAST = [ '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0' ];

/** What a server is set to where nobody touched the settings: a flush a commit. */
const DURABLE = [ '--innodb-flush-log-at-trx-commit=1', '--sync-binlog=0' ];

/**
 * Starts a MariaDB of our own, with a new data folder, reached by a socket only.
 *
 * @param durable Flushes to the disk as in production; the benchmark wants that.
 */
export async function startMariaDb( durable = false ): Promise< MariaDb > {
	const program = SERVER.find( ( path ) => existsSync( path ) );
	if ( ! program ) {
		throw new Error( 'MariaDB is missing: install mariadb-server.' );
	}
	// The path of a socket may have 107 characters, so it lies apart from the data.
	const sockets = await mkdtemp( join( tmpdir(), 'wpo365-db-' ) );
	await mkdir( RUN, { recursive: true } );
	// One process may start several.
	const data = await mkdtemp( join( RUN, `mariadb-${ process.pid }-` ) );
	const socket = join( sockets, 'mysqld.sock' );
	const settings = [
		'--no-defaults',
		`--user=${ userInfo().username }`,
		`--datadir=${ data }`,
		// A starting server removes the temporary tables that it finds, those of its neighbours included.
		`--tmpdir=${ sockets }`,
		'--innodb-log-file-size=64M',
		...( durable ? DURABLE : FAST ),
	];
	await must( 'mariadb-install-db', [
		...settings,
		'--auth-root-authentication-method=normal',
		'--skip-test-db',
		'--skip-name-resolve',
		// Nor does it matter whether this machine's own name can be looked up: a socket is all that is used.
		'--force',
	] );
	const server = startService(
		program,
		[
			...settings,
			`--socket=${ socket }`,
			`--pid-file=${ join( sockets, 'mysqld.pid' ) }`,
			'--skip-networking',
			'--skip-log-bin',
			'--character-set-server=utf8mb4',
			'--innodb-buffer-pool-size=256M',
			'--performance-schema=OFF',
		],
		`${ data }.log`
	);
	let ready = false;
	const stop = beforeExit( async () => {
		await server.stop();
		await rm( data, { recursive: true, force: true } );
		await rm( sockets, { recursive: true, force: true } );
		if ( ready ) {
			await rm( `${ data }.log`, { force: true } );
		}
	} );
	const sql = ( statement: string ) =>
		capture( 'mariadb', [
			'--no-defaults',
			`--socket=${ socket }`,
			'--user=root',
			'--execute',
			statement,
		] );
	ready = await until(
		async () => ( await sql( 'SELECT 1' ) ).code === 0,
		30_000,
		100
	);
	if ( ! ready ) {
		await server.stop();
		throw new Error( `MariaDB does not answer; see ${ data }.log.` );
	}
	return {
		socket,
		stop,
		createDatabase: async ( name ) => {
			const { code, stderr } = await sql(
				`DROP DATABASE IF EXISTS \`${ name }\`; CREATE DATABASE \`${ name }\``
			);
			if ( code !== 0 ) {
				throw new Error( stderr );
			}
			return name;
		},
	};
}
