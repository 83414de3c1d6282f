/** Downloads the WordPress versions that the tests run on: all, or those named. */
import { main } from './lib/process/command';
import {
	CORE_VERSIONS,
	wordPressCore,
	type CoreVersion,
} from './lib/wordpress/core';

main( async () => {
	const named = process.argv.slice( 2 );
	for ( const name of named ) {
		if ( ! ( CORE_VERSIONS as readonly string[] ).includes( name ) ) {
			throw new Error(
				`Known versions: ${ CORE_VERSIONS.join( ', ' ) }.`
			);
		}
	}
	for ( const version of named.length ? named : CORE_VERSIONS ) {
		process.stdout.write(
			`${ await wordPressCore( version as CoreVersion ) }\n`
		);
	}
} );
