/**
 * @jest-environment node
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join( __dirname, '../../..' );
const running: ChildProcess[] = [];

afterEach( () => running.splice( 0 ).forEach( ( child ) => child.kill() ) );

function start( ...args: string[] ) {
	const child = spawn(
		process.execPath,
		[
			join( ROOT, 'node_modules/tsx/dist/cli.mjs' ),
			join( ROOT, 'tests/graph/serve.ts' ),
			...args,
		],
		{ stdio: [ 'ignore', 'pipe', 'pipe' ] }
	);
	running.push( child );
	const lines = createInterface( { input: child.stdout } );
	let errors = '';
	child.stderr.on( 'data', ( chunk: Buffer ) => {
		errors += chunk.toString();
	} );
	return {
		child,
		errors: () => errors,
		ready: async () => {
			const [ line ] = ( await once( lines, 'line' ) ) as [ string ];
			return JSON.parse( line ) as { url: string; users: number };
		},
		ended: async () => {
			const [ code ] = ( await once( child, 'close' ) ) as [
				number | null,
			];
			return code;
		},
	};
}

describe( 'the command', () => {
	test( 'announces itself, says so when its port is taken, and ends when told to', async () => {
		const first = start( '--port', '0', '--users', '7', '--quiet' );
		const { url, users } = await first.ready();
		expect( users ).toBe( 7 );
		expect( ( await fetch( `${ url }/v1.0/users` ) ).status ).toBe( 401 );
		const second = start( '--port', new URL( url ).port );
		expect( await second.ended() ).toBe( 1 );
		expect( second.errors() ).toContain( 'The port is taken' );
		const ended = first.ended();
		first.child.kill( 'SIGTERM' );
		expect( await ended ).toBe( 0 );
		expect( first.errors() ).toBe( '' );
	}, 30000 );

	test.each( [
		[ [ '--users', 'many' ], '--users must be a whole number' ],
		[ [ '--users', '100001' ], '--users must be a whole number' ],
		[ [ '--tenant', 'x' ], "Unknown option '--tenant'" ],
	] )(
		'refuses %p',
		async ( args, message ) => {
			const refused = start( ...args );
			expect( await refused.ended() ).toBe( 1 );
			expect( refused.errors() ).toContain( message );
		},
		30000
	);
} );
