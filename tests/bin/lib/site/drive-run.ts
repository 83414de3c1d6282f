import { setTimeout as sleep } from 'node:timers/promises';
import type { SiteClient } from './site-client';

const NAMESPACE = '/wpo365-user-sync/v1';
const END_WITHIN_MS = 10 * 60_000;

export const TABLES = [
	'directory_only',
	'wordpress_only',
	'matched',
] as const;
export type Table = ( typeof TABLES )[ number ];

/** What this driver reads of a Run. */
export interface Run {
	id: number;
	status: string;
	sequence: number;
	resume_at: string | null;
	error: { code: string; message: string } | null;
	counts: Record< string, number >;
}

/**
 * Starts a synchronization and steps it until it stops, as the page does.
 *
 * @throws Error where a route answers with an error, or the run never ends.
 */
export async function driveRun(
	site: SiteClient,
	options: { create?: boolean; update?: boolean; delete?: boolean }
): Promise< Run > {
	const end = Date.now() + END_WITHIN_MS;
	let run = (
		await site.must< Run >( 'POST', `${ NAMESPACE }/runs`, options )
	).data;
	while ( run.status === 'running' || run.status === 'waiting' ) {
		if ( Date.now() > end ) {
			throw new Error(
				`The run is still ${ run.status }; that takes too long.`
			);
		}
		await sleep( untilResume( run ) );
		const answer = await site.rest<
			Run & { data?: { retry_after?: number } }
		>( 'POST', `${ NAMESPACE }/runs/${ run.id }/step`, {
			sequence: run.sequence,
		} );
		const retryAfter = answer.data.data?.retry_after;
		if ( answer.status === 409 && retryAfter !== undefined ) {
			await sleep( retryAfter * 1000 );
			continue;
		}
		if ( answer.status !== 200 ) {
			throw new Error(
				`A step answered ${ answer.status }: ${ JSON.stringify( answer.data ) }`
			);
		}
		run = answer.data;
	}
	return run;
}

/** Counts the rows of the three tables. */
export async function countTables(
	site: SiteClient
): Promise< Record< Table, number > > {
	const counts = { directory_only: 0, wordpress_only: 0, matched: 0 };
	for ( const table of TABLES ) {
		const { headers } = await site.must(
			'GET',
			`${ NAMESPACE }/results?table=${ table }&per_page=1`
		);
		const total = Number( headers.get( 'X-WP-Total' ) ?? NaN );
		if ( ! Number.isInteger( total ) ) {
			throw new Error( `GET /results has no X-WP-Total for ${ table }.` );
		}
		counts[ table ] = total;
	}
	return counts;
}

function untilResume( run: Run ): number {
	return run.resume_at
		? Math.max( 0, Date.parse( run.resume_at ) - Date.now() )
		: 0;
}
