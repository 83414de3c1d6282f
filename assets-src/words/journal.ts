import { __, _n, _x, sprintf } from '@wordpress/i18n';

import type { JournalEntry, UndoEntry, UndoPreview } from '../api/types';
import { formatNumber } from './format';
import type { Tone } from './labels';

/** What a kind of entry says all by itself; of the others the field says more. */
export const entryWords: Partial<
	Record< JournalEntry[ 'kind' ], () => string >
> = {
	created: () => _x( 'Created', 'user', 'wpo365-user-sync' ),
	deactivated: () => _x( 'Deactivated', 'user', 'wpo365-user-sync' ),
	reactivated: () => _x( 'Reactivated', 'user', 'wpo365-user-sync' ),
	deleted: () => _x( 'Deleted', 'user', 'wpo365-user-sync' ),
};

/** What would become of an account. */
export const undoActions: Record<
	UndoEntry[ 'action' ],
	{ label: () => string; tone: Tone }
> = {
	change: {
		label: () => _x( 'Will be changed back', 'user', 'wpo365-user-sync' ),
		tone: 'info',
	},
	remove: {
		label: () => _x( 'Will be deleted', 'user', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	restore: {
		label: () => _x( 'Will be restored', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	none: {
		label: () => _x( 'Is left alone', 'user', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
};

/**
 * Returns the field that an entry is about, by the name under which people know it: roles
 * are kept under names that differ from site to site.
 *
 * @param entry The entry.
 */
export function fieldOf( { kind, field }: JournalEntry ): string {
	if ( kind === 'role' && field.endsWith( '_capabilities' ) ) {
		return 'roles';
	}
	return kind === 'role' && field.endsWith( '_user_level' )
		? 'user_level'
		: field;
}

/**
 * Says how many accounts undoing would change, and how many it would leave alone.
 *
 * @param preview What it would come to.
 * @return Sentences.
 */
export function undoSentences( { count, skipped }: UndoPreview ): string[] {
	return [
		count === 0 &&
			__(
				'Nothing can be undone: no account was changed, or all of them were changed since, or what was changed is no longer kept.',
				'wpo365-user-sync'
			),
		count > 0 &&
			sprintf(
				/* translators: %s: number of accounts. */
				_n(
					'%s account would be changed.',
					'%s accounts would be changed.',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
		skipped > 0 &&
			sprintf(
				/* translators: %s: number of accounts. */
				_n(
					'%s account is left alone; the list says why.',
					'%s accounts are left alone; the list says why.',
					skipped,
					'wpo365-user-sync'
				),
				formatNumber( skipped )
			),
	].filter( ( sentence ) => sentence !== false );
}
