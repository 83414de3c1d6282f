import { existsSync } from 'node:fs';
import { run } from './command';

/** Gives the command as root runs it: through sudo for everybody else. */
export function asRoot( command: string[] ): [ string, ...string[] ] {
	const whole = process.getuid?.() === 0 ? command : [ 'sudo', ...command ];
	return whole as [ string, ...string[] ];
}

/** Tells whether this system installs its packages with apt. */
export function hasApt(): boolean {
	return existsSync( '/usr/bin/apt-get' );
}

/**
 * Installs Debian packages without a question.
 *
 * @throws Error where apt fails.
 */
export async function aptInstall( packages: string[] ): Promise< void > {
	const environment = {
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	};
	const [ update, ...updateArguments ] = asRoot( [
		'apt-get',
		'-qq',
		'update',
	] );
	await run( update, updateArguments, environment );
	const [ install, ...installArguments ] = asRoot( [
		'env',
		'DEBIAN_FRONTEND=noninteractive',
		'apt-get',
		'-qq',
		'-y',
		'--no-install-recommends',
		'install',
		...packages,
	] );
	if ( ( await run( install, installArguments, environment ) ) !== 0 ) {
		throw new Error( `apt could not install ${ packages.join( ', ' ) }.` );
	}
}
