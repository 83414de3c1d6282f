import type { Row, Run } from '../../../assets-src/api/types';

const NO_COUNTS: Run[ 'counts' ] = {
	received: 0,
	directory_only: 0,
	wordpress_only: 0,
	matched: 0,
	created: 0,
	updated: 0,
	deleted: 0,
	conflicts: 0,
	skipped: 0,
	failed: 0,
};

type RunChange = Partial< Omit< Run, 'counts' > > & {
	counts?: Partial< Run[ 'counts' ] >;
};

/**
 * Makes a run as the server answers it: a completed look-only run, where nothing else is said.
 *
 * @param change What is different.
 */
export function makeRun( { counts, ...change }: RunChange = {} ): Run {
	return {
		id: 1,
		status: 'completed',
		phase: 'done',
		sequence: 0,
		options: { create: false, update: false, delete: false },
		counts: { ...NO_COUNTS, ...counts },
		expected: null,
		resume_at: null,
		held: null,
		error: null,
		origin: 'page',
		started_by: 1,
		started_at: '2026-01-31T12:00:00Z',
		updated_at: '2026-01-31T12:00:00Z',
		finished_at: null,
		...change,
	} as Run;
}

/**
 * Makes a row as the server answers it.
 *
 * @param change What is different.
 */
export function makeRow( change: Partial< Row > = {} ): Row {
	const id = change.id ?? 1;
	return {
		id,
		table: 'directory_only',
		object_id: `00000000-0000-4000-8000-${ String( id ).padStart( 12, '0' ) }`,
		user_id: null,
		user_principal_name: `person${ id }@school.example`,
		email: `person${ id }@school.example`,
		display_name: `Person ${ id }`,
		login: null,
		status: 'logged',
		reason: null,
		changes: [],
		owns: null,
		run_id: 1,
		updated_at: '2026-01-31T12:00:00Z',
		...change,
	};
}
