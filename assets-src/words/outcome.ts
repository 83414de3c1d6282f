import { __, _n, sprintf } from '@wordpress/i18n';

import type { Counts, Run } from '../api/types';
import { formatNumber } from './format';

type Words = ( count: number ) => string;

/** What is counted, in the order in which it is told. */
const words: Partial< Record< keyof Counts, Words | undefined > > = {
	received: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s read', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	created: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s created', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	updated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s updated', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	deleted: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s deleted', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	deactivated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s deactivated', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	reactivated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s reactivated', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	conflicts: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n( '%s conflict', '%s conflicts', count, 'wpo365-user-sync' ),
			formatNumber( count )
		),
	skipped: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s skipped', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	failed: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s failed', 'wpo365-user-sync' ),
			formatNumber( count )
		),
};

/** The same of an undo, where it has another name. */
const undone: typeof words = {
	...words,
	// It reads nobody.
	received: undefined,
	created: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s restored', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	updated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s changed back', 'wpo365-user-sync' ),
			formatNumber( count )
		),
	skipped: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			__( '%s left alone', 'wpo365-user-sync' ),
			formatNumber( count )
		),
};

/**
 * Says in a line what a run came to; empty where there is nothing to say.
 *
 * @param run The run.
 */
export function outcomeText( { kind, counts }: Run ): string {
	const labels = kind === 'undo' ? undone : words;
	return ( Object.keys( labels ) as Array< keyof Counts > )
		.filter( ( name ) => counts[ name ] > 0 )
		.flatMap( ( name ) => labels[ name ]?.( counts[ name ] ) ?? [] )
		.join( ' · ' );
}
