import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN } from '../paths';
import { groupLives, stopGroup } from '../process/service';

/** What the demo has running. */
export interface DemoState {
	url: string;
	graph: string;
	/** Process groups: the tenant's and the site's. */
	pids: number[];
}

const FILE = join( RUN, 'demo.json' );

/** Reads what runs; null where the demo was stopped, or the machine. */
export async function readDemo(): Promise< DemoState | null > {
	if ( ! existsSync( FILE ) ) {
		return null;
	}
	const state = JSON.parse( await readFile( FILE, 'utf8' ) ) as DemoState;
	return state.pids.every( groupLives ) ? state : null;
}

export async function writeDemo( state: DemoState ): Promise< void > {
	await mkdir( RUN, { recursive: true } );
	await writeFile( FILE, JSON.stringify( state, null, '\t' ) );
}

/**
 * Ends what the demo started.
 *
 * @return False where nothing ran.
 */
export async function stopDemo(): Promise< boolean > {
	if ( ! existsSync( FILE ) ) {
		return false;
	}
	const { pids } = JSON.parse( await readFile( FILE, 'utf8' ) ) as DemoState;
	const running = pids.filter( groupLives );
	await Promise.all( running.map( stopGroup ) );
	await rm( FILE );
	return running.length > 0;
}
