import { existsSync } from 'node:fs';
import { capture, must } from '../process/command';

/** Gives the command as root runs it: through sudo for everybody else. */
export function asRoot( command: string[] ): [ string, string[] ] {
	const [ program = '', ...args ] =
		process.getuid?.() === 0 ? command : [ 'sudo', ...command ];
	return [ program, args ];
}

/** Tells whether this system installs its packages with apt. */
export function hasApt(): boolean {
	return existsSync( '/usr/bin/apt-get' );
}

/**
 * Installs Debian packages without a question.
 *
 * @throws Error with what apt says where it fails.
 */
export async function aptInstall( packages: string[] ): Promise< void > {
	await capture( ...asRoot( [ 'apt-get', '-qq', 'update' ] ) );
	await must(
		...asRoot( [
			'env',
			'DEBIAN_FRONTEND=noninteractive',
			'apt-get',
			'-qq',
			'-y',
			'--no-install-recommends',
			'install',
			...packages,
		] )
	);
}
