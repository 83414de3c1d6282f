import { __, _n, sprintf } from '@wordpress/i18n';

import type { Held, Table } from '../api/types';
import { formatNumber } from './format';

/** What the page says about a held run. */
interface HeldWords {
	/** The table in which the rows held stand. */
	table: Table;
	/** What the run wants. */
	wish: string;
	/** Why it waits, and what to do. */
	reason: string;
	approve: { question: string; text: string };
	reject: { question: string; text: string };
}

/**
 * Says what a held run waits for.
 *
 * @param held What is held.
 */
export function heldWords( held: Held ): HeldWords {
	switch ( held.action ) {
		case 'roles':
			return ofRoles( held );
		case 'deactivate':
			return ofDeactivations( held );
		case 'delete':
			return ofDeletions( held );
	}
}

function ofDeletions( { count }: Held ): HeldWords {
	return {
		table: 'wordpress_only',
		wish: sprintf(
			/* translators: %s: number of users. */
			_n(
				'The synchronization is about to delete %s WordPress user.',
				'The synchronization is about to delete %s WordPress users.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
		reason: __(
			'No user has been deleted. The synchronization waits because there are many of them, or because some of them were never linked to the directory. Look at the list, then approve or reject it.',
			'wpo365-user-sync'
		),
		approve: {
			question: sprintf(
				/* translators: %s: number of users. */
				_n(
					'Delete %s WordPress user?',
					'Delete %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
			text: __(
				'Exactly the users on the list are deleted. Users who were linked, protected or made administrators meanwhile are kept.',
				'wpo365-user-sync'
			),
		},
		reject: {
			question: __( 'Delete nobody?', 'wpo365-user-sync' ),
			text: __(
				'The synchronization ends without deleting anybody. The users stay in the table, where you can still select and delete some of them by hand.',
				'wpo365-user-sync'
			),
		},
	};
}

function ofDeactivations( { count }: Held ): HeldWords {
	return {
		table: 'wordpress_only',
		wish: sprintf(
			/* translators: %s: number of users. */
			_n(
				'The synchronization is about to deactivate %s WordPress user.',
				'The synchronization is about to deactivate %s WordPress users.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
		reason: __(
			'No user has been deactivated. The synchronization waits because there are many of them, or because some of them were never linked to the directory. Look at the list, then approve or reject it.',
			'wpo365-user-sync'
		),
		approve: {
			question: sprintf(
				/* translators: %s: number of users. */
				_n(
					'Deactivate %s WordPress user?',
					'Deactivate %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
			text: __(
				'Exactly the users on the list are deactivated: they can’t sign in any more, and their content stays. Users who were linked, protected or made administrators meanwhile are kept as they are.',
				'wpo365-user-sync'
			),
		},
		reject: {
			question: __( 'Deactivate nobody?', 'wpo365-user-sync' ),
			text: __(
				'The synchronization ends without deactivating anybody. The users stay in the table, where you can still select and deactivate some of them by hand.',
				'wpo365-user-sync'
			),
		},
	};
}

function ofRoles( { count }: Held ): HeldWords {
	return {
		table: 'matched',
		wish: sprintf(
			/* translators: %s: number of people. */
			_n(
				'%s WordPress user would lose roles that groups no longer give.',
				'%s WordPress users would lose roles that groups no longer give.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
		reason: __(
			'No user has lost a role. The synchronization waits because there are many of them: a group may have been emptied or exchanged by mistake. Everything else is written. Look at the list, then approve or reject it.',
			'wpo365-user-sync'
		),
		approve: {
			question: sprintf(
				/* translators: %s: number of people. */
				_n(
					'Take roles from %s WordPress user?',
					'Take roles from %s WordPress users?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
			text: __(
				'Exactly the roles on the list are taken away. Accounts whose roles, groups or links have changed meanwhile, and accounts that were made administrators by hand, keep theirs. Then the synchronization goes on.',
				'wpo365-user-sync'
			),
		},
		reject: {
			question: __( 'Take roles from nobody?', 'wpo365-user-sync' ),
			text: __(
				'The synchronization ends here: no user loses a role, and no user is deleted. The users stay in the table, where you can still select and update some of them by hand.',
				'wpo365-user-sync'
			),
		},
	};
}
