/** Runs the simulated tenant alone, until Ctrl+C. Arguments are those of tests/graph/serve.ts. */
import { join } from 'node:path';
import { main, run } from './lib/process/command';
import { ROOT } from './lib/paths';

main( () =>
	run( process.execPath, [
		join( ROOT, 'node_modules/tsx/dist/cli.mjs' ),
		join( ROOT, 'tests/graph/serve.ts' ),
		...process.argv.slice( 2 ),
	] )
);
