/** Packs dist/wpo365-user-sync into dist/wpo365-user-sync.zip, with the folder inside. */
import AdmZip from 'adm-zip';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { main } from './lib/process/command';
import { DIST_BUILD, DIST_PLUGIN, DIST_ZIP, ROOT, SLUG } from './lib/paths';

main( async () => {
	if ( ! existsSync( join( DIST_BUILD, 'index.js' ) ) ) {
		throw new Error(
			'Run "npm run build" first: there is no script bundle.'
		);
	}
	await rm( DIST_ZIP, { force: true } );
	const zip = new AdmZip();
	zip.addLocalFolder( DIST_PLUGIN, SLUG );
	zip.writeZip( DIST_ZIP );
	process.stdout.write( `${ relative( ROOT, DIST_ZIP ) }\n` );
} );
