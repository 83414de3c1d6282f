import type { Row, Run, Schedule } from '../../../assets-src/api/types';
import { keptRows, keptRuns, keptSchedule } from './answers';

type RunChange = Partial< Omit< Run, 'counts' > > & {
	counts?: Partial< Run[ 'counts' ] >;
};

/**
 * Makes a run as the server answers it: the first, which only looks and has counted
 * nothing yet, and is completed where nothing else is said.
 *
 * @param change What is different.
 */
export function makeRun( { counts, ...change }: RunChange = {} ): Run {
	const kept = keptRuns[ change.status ?? 'completed' ]();
	const none = Object.keys( kept.counts ).map( ( name ) => [ name, 0 ] );
	return {
		...kept,
		id: 1,
		sequence: 0,
		options: { create: false, update: false, delete: false },
		counts: { ...Object.fromEntries( none ), ...counts },
		expected: null,
		...change,
	} as Run;
}

/**
 * Makes a row as the server answers it, about a made-up person of that number.
 *
 * @param change What is different.
 */
export function makeRow( change: Partial< Row > = {} ): Row {
	const { id = 1, table = 'directory_only', status = 'logged' } = change;
	const rows = keptRows[ table ]();
	const kept = rows.find( ( row ) => row.status === status ) ?? rows[ 0 ];
	return {
		...( kept as Row ),
		id,
		object_id: `00000000-0000-4000-8000-${ String( id ).padStart( 12, '0' ) }`,
		user_id: null,
		user_principal_name: `person${ id }@school.example`,
		email: `person${ id }@school.example`,
		display_name: `Person ${ id }`,
		login: '',
		status,
		reason: '',
		changes: [],
		actions: kept?.status === status ? ( kept as Row ).actions : [],
		...change,
	};
}

/**
 * Makes the answer of `GET /schedule`: no schedule, and a site that was never seen to go on by itself.
 *
 * @param change What is different.
 */
export function makeSchedule( change: Partial< Schedule > = {} ): Schedule {
	return {
		...keptSchedule.off(),
		reason: null,
		...change,
	};
}
