import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../paths';

export interface Service {
	pid: number;
	/** Ends the service with everything that it started. */
	stop: () => Promise< void >;
}

/**
 * Starts a program that goes on running, in a process group of its own.
 *
 * @param log Where its output goes.
 */
export function startService(
	command: string,
	args: string[],
	log: string,
	environment: Record< string, string > = {}
): Service {
	const output = openSync( log, 'a' );
	const child = spawn( command, args, {
		cwd: ROOT,
		detached: true,
		env: { ...process.env, ...environment },
		stdio: [ 'ignore', output, output ],
	} );
	closeSync( output );
	child.on( 'error', ( error ) => {
		process.stderr.write( `${ command }: ${ error.message }\n` );
	} );
	if ( child.pid === undefined ) {
		throw new Error( `${ command } can't be started.` );
	}
	const { pid } = child;
	return { pid, stop: () => stopChild( child, pid ) };
}

async function stopChild( child: ChildProcess, pid: number ): Promise< void > {
	if ( child.exitCode === null && child.signalCode === null ) {
		await stopGroup( pid );
	}
}

/** Ends a process group by the id of its first process: politely, then for certain. */
export async function stopGroup( pid: number ): Promise< void > {
	signalGroup( pid, 'SIGTERM' );
	const gone = await until( () => ! groupLives( pid ), 8000 );
	if ( ! gone ) {
		signalGroup( pid, 'SIGKILL' );
	}
}

/** Tells whether any process of the group still runs. */
export function groupLives( pid: number ): boolean {
	return signalGroup( pid, 0 );
}

function signalGroup( pid: number, signal: NodeJS.Signals | 0 ): boolean {
	try {
		process.kill( -pid, signal );
		return true;
	} catch {
		return false;
	}
}

/**
 * Waits until a condition holds.
 *
 * @return False where it does not within the time.
 */
export async function until(
	condition: () => boolean | Promise< boolean >,
	withinMs: number,
	everyMs = 50
): Promise< boolean > {
	const end = Date.now() + withinMs;
	for (;;) {
		if ( await condition() ) {
			return true;
		}
		if ( Date.now() > end ) {
			return false;
		}
		await sleep( everyMs );
	}
}
