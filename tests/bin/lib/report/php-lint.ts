import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { readdir } from 'node:fs/promises';
import { capture } from '../process/command';
import { ROOT } from '../paths';

/**
 * Lets PHP read every PHP file of the sources.
 *
 * @return 0 where all are well-formed.
 */
export async function lintPhp( folders: string[] ): Promise< number > {
	const files = ( await Promise.all( folders.map( phpFiles ) ) ).flat();
	if ( ! files.length ) {
		throw new Error( 'There are no PHP files to check.' );
	}
	let worst = 0;
	const left = [ ...files ];
	const worker = async () => {
		for ( let file = left.pop(); file; file = left.pop() ) {
			const { code, stdout, stderr } = await capture( 'php', [
				'-l',
				file,
			] );
			if ( code !== 0 ) {
				process.stderr.write( `${ stdout }${ stderr }` );
				worst = 1;
			}
		}
	};
	await Promise.all(
		Array.from( { length: availableParallelism() }, worker )
	);
	process.stdout.write( `PHP reads ${ files.length } files.\n` );
	return worst;
}

async function phpFiles( folder: string ): Promise< string[] > {
	const entries = await readdir( join( ROOT, folder ), {
		recursive: true,
		withFileTypes: true,
	} );
	return entries
		.filter( ( entry ) => entry.isFile() && entry.name.endsWith( '.php' ) )
		.map( ( entry ) =>
			relative( ROOT, join( entry.parentPath ?? entry.path, entry.name ) )
		);
}
