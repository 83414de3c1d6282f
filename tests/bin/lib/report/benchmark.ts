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
	/** The same rows by INSERTs of 500. */
	raw: Measurement;
	/** A synchronization with nothing changed, 999 a batch. */
	again: Measurement;
	/** The download of the same pages alone. */
	download: Measurement;
}

const HEAD =
	'| what | users | seconds | users a second | queries a user | memory on top |\n| --- | ---: | ---: | ---: | ---: | ---: |';

/** Writes the figures as a page of the documentation. */
export async function benchmarkReport(
	figures: Figures,
	site: string
): Promise< string > {
	const { plain, first, raw, again, download } = figures;
	const php = await must( 'php', [ '-r', 'echo PHP_VERSION;' ] );
	const mariadb = await must( 'mariadb', [ '--version' ] );
	const system = [
		`${ cpus().length } cores`,
		`${ Math.round( totalmem() / 2 ** 30 ) } GiB of memory`,
		`PHP ${ php }`,
		`MariaDB ${ /\d+\.\d+\.\d+(?=-MariaDB)/.exec( mariadb )?.[ 0 ] ?? '' }`,
		`WordPress ${ await versionOf( site ) }`,
	].join( ', ' );
	return `# Benchmarks

Written by \`npm run bench\` on ${ system }. MariaDB flushes to the disk at every commit, as in production. The simulated tenant runs on the same machine. A synchronization is stepped through its REST routes in one PHP process, so what is missing is the start of WordPress for each request of the page.

${ HEAD }
${ row( 'plain loop of `wp_insert_user()`', plain ) }
${ row( 'first synchronization, *Create users*, batches of 25', first ) }
${ row( 'raw multi-row `INSERT` of the same rows', raw ) }
${ row( 'unchanged, synchronized again, *Create* and *Update users*, batches of 999', again ) }
${ row( 'download of the same pages alone', download ) }

- A first synchronization is **${ times( first, plain ) } times** as fast as the plain loop.
- An unchanged one takes **${ ( again.seconds / download.seconds ).toFixed( 1 ) } times** as long as the download of its pages alone.
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

function speed( { users, seconds }: Measurement ): number {
	return users / seconds;
}
