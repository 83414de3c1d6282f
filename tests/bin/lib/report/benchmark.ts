import { cpus, totalmem } from 'node:os';
import { must } from '../process/command';
import { versionOf } from '../wordpress/core';

export interface Measurement {
	users: number;
	seconds: number;
	queries: number;
	/** Bytes above what WordPress itself takes, at most. */
	memory: number;
}

export interface Figures {
	/** A loop of wp_insert_user(). */
	plain: Measurement;
	/** A first synchronization that creates everybody, 25 a batch. */
	first: Measurement;
	/** The same without a journal. */
	unwritten: Measurement;
	/** The same rows by INSERTs of 500. */
	raw: Measurement;
	/** A synchronization with nothing changed, 999 a batch. */
	again: Measurement;
	/** The download of the same pages alone. */
	download: Measurement;
	/** Accounts of people who left are deactivated. */
	deactivate: Measurement;
	/** They come back. */
	reactivate: Measurement;
	/** That is undone. */
	undo: Measurement;
	/** Accounts of people who left are deleted. */
	delete: Measurement;
	/** That is undone. */
	restore: Measurement;
}

const HEAD =
	'| what | users | seconds | users a second | queries a user | memory on top |\n| --- | ---: | ---: | ---: | ---: | ---: |';

/** Writes the figures as a page of the documentation. */
export async function benchmarkReport(
	figures: Figures,
	site: string
): Promise< string > {
	const php = await must( 'php', [ '-r', 'echo PHP_VERSION;' ] );
	const mariadb = await must( 'mariadb', [ '--version' ] );
	const system = [
		`${ cpus().length } cores`,
		`${ Math.round( totalmem() / 2 ** 30 ) } GiB of memory`,
		`PHP ${ php }`,
		`MariaDB ${ /\d+\.\d+\.\d+(?=-MariaDB)/.exec( mariadb )?.[ 0 ] ?? '' }`,
		`WordPress ${ await versionOf( site ) }`,
	].join( ', ' );
	return benchmarkPage( figures, system );
}

/**
 * Gives the page.
 *
 * @param figures What was measured.
 * @param system  What it was measured on, in words.
 */
export function benchmarkPage( figures: Figures, system: string ): string {
	const { plain, first, unwritten, raw, again, download } = figures;
	return `# Benchmarks

Written by \`npm run bench\` on ${ system }. MariaDB flushes to the disk at every commit, as in production. The simulated tenant runs on the same machine. A synchronization is stepped through its REST routes in one PHP process, so what is missing is the start of WordPress for each request of the page.

${ HEAD }
${ row( 'plain loop of `wp_insert_user()`', plain ) }
${ row( 'first synchronization, *Create users*, batches of 25', first ) }
${ row( 'raw multi-row `INSERT` of the same rows', raw ) }
${ row( 'unchanged, synchronized again, *Create* and *Update users*, batches of 999', again ) }
${ row( 'download of the same pages alone', download ) }
${ row( 'first synchronization without a journal (`history.journal_days` 0)', unwritten ) }
${ row( 'people have left, *Delete users*: deactivated', figures.deactivate ) }
${ row( 'they are back, *Update users*: reactivated', figures.reactivate ) }
${ row( 'that is undone, preview included', figures.undo ) }
${ row( 'people have left, *Delete users*: deleted', figures.delete ) }
${ row( 'that is undone, preview included: restored', figures.restore ) }

- A first synchronization is **${ times( first, plain ) } times** as fast as the plain loop.
- An unchanged one takes **${ ( again.seconds / download.seconds ).toFixed( 1 ) } times** as long as the download of its pages alone.
- With the journal a first synchronization takes **${ percent( first, unwritten ) }** of the time that it takes without it (110 % at most are wanted): the same people were created with and without it in turn, and each figure is the middle one.
`;
}

function row( what: string, figures: Measurement ): string {
	return `| ${ [
		what,
		figures.users,
		figures.seconds.toFixed( 2 ),
		Math.round( speed( figures ) ),
		( figures.queries / figures.users ).toFixed( 2 ),
		`${ ( figures.memory / 2 ** 20 ).toFixed( 1 ) } MiB`,
	].join( ' | ' ) } |`;
}

function times( fast: Measurement, slow: Measurement ): string {
	return ( speed( fast ) / speed( slow ) ).toFixed( 1 );
}

function percent( slow: Measurement, fast: Measurement ): string {
	return `${ ( ( slow.seconds / fast.seconds ) * 100 ).toFixed( 0 ) } %`;
}

function speed( { users, seconds }: Measurement ): number {
	return users / seconds;
}
