import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from '../process/cleanup';
import { ROOT, RUN } from '../paths';
import { startService, until, type Service } from '../process/service';
import type { Constants } from '../wordpress/config';

export interface Simulator extends Service {
	url: string;
	tenantId: string;
	clientId: string;
	clientSecret: string;
	users: number;
}

interface SimulatorOptions {
	port?: number;
	users?: number;
	/** Goes on running when this process ends. */
	stays?: boolean;
}

/** How many this process has started. */
let started = 0;

/** Starts the simulated tenant in a process of its own. */
export async function startSimulator( {
	port = 0,
	users,
	stays = false,
}: SimulatorOptions = {} ): Promise< Simulator > {
	await mkdir( RUN, { recursive: true } );
	const log = join( RUN, `graph-${ process.pid }-${ ++started }.log` );
	await rm( log, { force: true } );
	const service = startService(
		process.execPath,
		[
			join( ROOT, 'node_modules/tsx/dist/cli.mjs' ),
			join( ROOT, 'tests/graph/serve.ts' ),
			'--quiet',
			'--port',
			String( port ),
			...( users === undefined ? [] : [ '--users', String( users ) ] ),
		],
		log
	);
	const stop = stays
		? service.stop
		: beforeExit( async () => {
				await service.stop();
				await rm( log, { force: true } );
			} );
	let line: string | undefined;
	await until( async () => {
		line = ( await readFile( log, 'utf8' ) )
			.split( '\n' )
			.find( ( text ) => text.startsWith( '{' ) && text.endsWith( '}' ) );
		return line !== undefined;
	}, 30_000 );
	if ( line === undefined ) {
		await service.stop();
		throw new Error( `The simulated tenant does not start; see ${ log }.` );
	}
	const told = JSON.parse( line ) as Record< string, string > & {
		users: number;
	};
	return {
		pid: service.pid,
		stop,
		url: String( told.url ),
		tenantId: String( told.tenant_id ),
		clientId: String( told.client_id ),
		clientSecret: String( told.client_secret ),
		users: told.users,
	};
}

/** The constants that connect a site to the simulated tenant. */
export function connectionConstants( simulator: Simulator ): Constants {
	return {
		WPO_USER_SYNC_GRAPH_URL: simulator.url,
		WPO_USER_SYNC_LOGIN_URL: simulator.url,
		WPO_USER_SYNC_TENANT_ID: simulator.tenantId,
		WPO_USER_SYNC_CLIENT_ID: simulator.clientId,
		WPO_USER_SYNC_CLIENT_SECRET: simulator.clientSecret,
	};
}
