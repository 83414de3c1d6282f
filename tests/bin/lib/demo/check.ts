import { countTables, driveRun, TABLES } from '../site/drive-run';
import type { DemoUsers } from './users';
import type { SiteClient } from '../site/site-client';

/**
 * Runs a synchronization with "Create users", prints how many rows each table has, and
 * compares them with what was put there.
 *
 * @return Sentences about what is off; empty where all is well.
 */
export async function checkDemo(
	site: SiteClient,
	users: DemoUsers,
	people: number
): Promise< string[] > {
	const run = await driveRun( site, { create: true } );
	const rows = await countTables( site );
	for ( const table of TABLES ) {
		process.stdout.write( `${ table }: ${ rows[ table ] }\n` );
	}
	const wrong: string[] = [];
	const expect = ( what: string, is: unknown, should: unknown ) => {
		if ( is !== should ) {
			wrong.push( `${ what }: ${ is }, expected ${ should }` );
		}
	};
	expect( 'status', run.status, 'completed' );
	expect( 'error', run.error?.message ?? null, null );
	expect( 'received', run.counts.received, people );
	expect( 'rows of people', rows.directory_only + rows.matched, people );
	expect( 'matched', rows.matched, users.matching );
	// The administrator belongs to nobody in the tenant either.
	expect( 'wordpress_only', rows.wordpress_only, users.alone + 1 );
	const settled = [ 'created', 'conflicts', 'skipped', 'failed' ].reduce(
		( sum, name ) => sum + ( run.counts[ name ] ?? NaN ),
		0
	);
	expect(
		'created, skipped, failed or in conflict',
		settled,
		rows.directory_only
	);
	if ( ! run.counts.created ) {
		wrong.push( 'nobody was created' );
	}
	return wrong;
}
