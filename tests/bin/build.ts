/**
 * Puts the plugin together in dist/wpo365-user-sync, exactly as it ships.
 *
 * --php copies the PHP files only; --watch goes on after every change.
 */
import { watch } from 'node:fs';
import { main, run } from './lib/process/command';
import { DIST_BUILD, PHP_SOURCE, PLUGIN_SOURCE, ROOT } from './lib/paths';
import { copyPluginFiles } from './lib/plugin/plugin-files';
import { relative } from 'node:path';

const bundleArguments = [
	'--source-path=assets-src',
	`--output-path=${ relative( ROOT, DIST_BUILD ) }`,
];

main( async () => {
	await copyPluginFiles();
	if ( process.argv.includes( '--php' ) ) {
		return 0;
	}
	if ( process.argv.includes( '--watch' ) ) {
		watchPluginFiles();
		return run( 'npx', [ 'wp-scripts', 'start', ...bundleArguments ] );
	}
	return run( 'npx', [ 'wp-scripts', 'build', ...bundleArguments ] );
} );

/** Copies the PHP files again a moment after one of them changed. */
function watchPluginFiles(): void {
	let timer: NodeJS.Timeout | undefined;
	for ( const source of [ PLUGIN_SOURCE, PHP_SOURCE ] ) {
		watch( source, { recursive: true }, () => {
			clearTimeout( timer );
			timer = setTimeout( () => {
				copyPluginFiles().catch( ( error: Error ) => {
					process.stderr.write( `${ error.message }\n` );
				} );
			}, 200 );
		} );
	}
}
