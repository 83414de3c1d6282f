import { parseArgs } from 'node:util';
import { MOST_USERS } from './control';
import { CLIENT_SECRET, PORT } from './defaults';
import { serve } from './http';
import { createSimulator } from './simulator';

/**
 * Serves the simulated tenant: `tsx tests/graph/serve.ts [--port 8790] [--users 60] [--seed lakeside] [--quiet]`.
 *
 * Prints one line of JSON once it answers, and ends on SIGTERM or SIGINT.
 */
async function main(): Promise< void > {
	const { values } = parseArgs( {
		options: {
			port: { type: 'string', default: String( PORT ) },
			users: { type: 'string' },
			seed: { type: 'string' },
			quiet: { type: 'boolean', default: false },
		},
	} );
	const simulator = createSimulator( {
		...( values.users
			? { users: wholeNumber( 'users', values.users, MOST_USERS ) }
			: {} ),
		...( values.seed ? { seed: values.seed } : {} ),
	} );
	const served = await serve( simulator, {
		port: wholeNumber( 'port', values.port, 65535 ),
		...( values.quiet
			? {}
			: { trace: ( line ) => process.stderr.write( `${ line }\n` ) } ),
	} );
	const { options } = simulator;
	process.stdout.write(
		`${ JSON.stringify( {
			url: served.origin,
			elsewhere: served.elsewhere,
			tenant_id: options.tenant_id,
			domain: options.domain,
			client_id: options.app.client_id,
			client_secret: CLIENT_SECRET,
			users: simulator.directory.size,
		} ) }\n`
	);
	const end = () => void served.close().then( () => process.exit( 0 ) );
	process.once( 'SIGTERM', end );
	process.once( 'SIGINT', end );
}

function wholeNumber( name: string, text: string, most: number ): number {
	const number = Number( text );
	if ( ! Number.isInteger( number ) || number < 0 || number > most ) {
		throw new Error(
			`--${ name } must be a whole number from 0 to ${ most }.`
		);
	}
	return number;
}

main().catch( ( error: NodeJS.ErrnoException ) => {
	process.stderr.write(
		error.code === 'EADDRINUSE'
			? 'The port is taken by another program. Choose another with --port, or --port 0 for any free one.\n'
			: `${ error.message }\n`
	);
	process.exit( 1 );
} );
