/**
 * Shows the plugin: starts the simulated tenant and a real WordPress with the plugin active
 * and some users, and prints the address.
 *
 * --auto also runs a synchronization with "Create users" and checks the tables;
 * --stop ends what was started.
 */
import { main, must } from './lib/process/command';
import { checkDemo } from './lib/demo/check';
import { readDemo, stopDemo, writeDemo } from './lib/demo/state';
import { createDemoUsers } from './lib/demo/users';
import { startEmbeddedSite } from './lib/site/embedded-site';
import { ROOT } from './lib/paths';
import { freePort } from './lib/process/ports';
import { connectionConstants, startSimulator } from './lib/site/simulator';
import { SiteClient } from './lib/site/site-client';
import { ADMIN } from './lib/site/test-site';
import { join } from 'node:path';

const SITE_PORT = 8888;
const GRAPH_PORT = 8790;
const PEOPLE = 120;

const say = ( text: string ) => process.stdout.write( `${ text }\n` );

main( async () => {
	if ( process.argv.includes( '--stop' ) ) {
		say(
			( await stopDemo() )
				? 'The demo is stopped.'
				: 'No demo is running.'
		);
		return 0;
	}
	const auto = process.argv.includes( '--auto' );
	const running = await readDemo();
	if ( running && ! auto ) {
		say( 'The demo is already running.' );
		announce( running.url );
		return 0;
	}
	// A check needs a site that nobody has synchronized yet.
	await stopDemo();
	return start( auto );
} );

async function start( auto: boolean ): Promise< number > {
	say( 'Building the plugin ...' );
	await must( process.execPath, [
		join( ROOT, 'node_modules/tsx/dist/cli.mjs' ),
		join( ROOT, 'tests/bin/build.ts' ),
	] );
	say(
		'Starting the simulated tenant and WordPress; that takes half a minute ...'
	);
	const simulator = await startSimulator( {
		port: await freePort( GRAPH_PORT ),
		users: PEOPLE,
		stays: true,
	} );
	const state = { url: '', graph: simulator.url, pids: [ simulator.pid ] };
	await writeDemo( state );
	try {
		const embedded = await startEmbeddedSite( {
			name: 'demo',
			port: await freePort( SITE_PORT ),
			constants: connectionConstants( simulator ),
			stays: true,
		} );
		state.url = embedded.url;
		state.pids.push( embedded.pid );
		await writeDemo( state );
		const site = new SiteClient( embedded.url );
		await site.login();
		const users = await createDemoUsers( site, simulator.url );
		const wrong = auto
			? await checkDemo( site, users, simulator.users )
			: [];
		announce( embedded.url );
		for ( const sentence of wrong ) {
			process.stderr.write( `Something is off: ${ sentence }.\n` );
		}
		return wrong.length ? 1 : 0;
	} catch ( error ) {
		await stopDemo();
		throw error;
	}
}

function announce( url: string ): void {
	say( '' );
	say( `  ${ url }/wp-admin/users.php?page=wpo365-user-sync` );
	say( `  Login: ${ ADMIN.login }   Password: ${ ADMIN.password }` );
	say( '' );
	say( 'npm run demo -- --stop ends it.' );
}
