import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST_BUILD } from '../paths';

/** What a browser downloads before the page shows anything. */
const ENTRY_LIMIT = 60_000;

/**
 * Checks that the entry script stays small; the tables come in a chunk of their own.
 *
 * @return 0 where it is.
 */
export async function checkBundleSize(): Promise< number > {
	const entry = await readFile( join( DIST_BUILD, 'index.js' ) );
	const size = gzipSync( entry, { level: 9 } ).length;
	process.stdout.write( `The entry script has ${ size } bytes gzipped.\n` );
	if ( size >= ENTRY_LIMIT ) {
		process.stderr.write(
			`That is too much: it must stay under ${ ENTRY_LIMIT }.\n`
		);
		return 1;
	}
	return 0;
}
