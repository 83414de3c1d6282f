import { spawn, type SpawnOptions } from 'node:child_process';
import { cleanUp } from './cleanup';
import { ROOT } from '../paths';

export interface Finished {
	code: number;
	stdout: string;
	stderr: string;
}

/**
 * Runs a command to its end with its output on the terminal.
 *
 * @return The exit code; 127 where the command does not exist.
 */
export function run(
	command: string,
	args: string[],
	options: SpawnOptions = {}
): Promise< number > {
	return new Promise( ( done ) => {
		const child = spawn( command, args, {
			cwd: ROOT,
			stdio: [ 'ignore', 'inherit', 'inherit' ],
			...options,
		} );
		child.on( 'error', ( error ) => {
			process.stderr.write( `${ command }: ${ error.message }\n` );
			done( 127 );
		} );
		child.on( 'close', ( code ) => done( code ?? 1 ) );
	} );
}

/** Runs a command to its end and keeps what it printed. */
export function capture(
	command: string,
	args: string[],
	options: SpawnOptions & { input?: string } = {}
): Promise< Finished > {
	const { input, ...spawnOptions } = options;
	return new Promise( ( done ) => {
		const child = spawn( command, args, {
			cwd: ROOT,
			...spawnOptions,
			stdio: [ input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe' ],
		} );
		const out: Buffer[] = [];
		const err: Buffer[] = [];
		child.stdout?.on( 'data', ( chunk: Buffer ) => out.push( chunk ) );
		child.stderr?.on( 'data', ( chunk: Buffer ) => err.push( chunk ) );
		child.stdin?.on( 'error', () => undefined );
		child.stdin?.end( input );
		child.on( 'error', ( error ) =>
			done( { code: 127, stdout: '', stderr: error.message } )
		);
		child.on( 'close', ( code ) =>
			done( {
				code: code ?? 1,
				stdout: Buffer.concat( out ).toString(),
				stderr: Buffer.concat( err ).toString(),
			} )
		);
	} );
}

/**
 * Runs a command that has to succeed.
 *
 * @throws Error with what the command printed.
 */
export async function must(
	command: string,
	args: string[],
	options: SpawnOptions & { input?: string } = {}
): Promise< string > {
	const result = await capture( command, args, options );
	if ( result.code !== 0 ) {
		throw new Error(
			`${ [ command, ...args ].join( ' ' ) } ended with ${ result.code }\n${
				result.stderr
			}${ result.stdout }`
		);
	}
	return result.stdout;
}

/**
 * Runs a script's main function, ends what it started, and exits: with its code, or with
 * the sentence of its error and 1.
 */
export function main( work: () => Promise< number | void > ): void {
	work()
		.catch( ( error: unknown ) => {
			process.stderr.write(
				`${ error instanceof Error ? error.message : String( error ) }\n`
			);
			return 1;
		} )
		.then( async ( code ) => {
			await cleanUp();
			process.exit( code ?? 0 );
		} );
}
