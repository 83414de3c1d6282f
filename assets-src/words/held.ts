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
	return held.action === 'roles' ? ofRoles( held ) : ofRemovals( held );
}

function ofRemovals( { count }: Held ): HeldWords {
	return {
		table: 'wordpress_only',
		wish: sprintf(
			/* translators: %s: number of users. */
			_n(
				'The run wants to delete %s WordPress user.',
				'The run wants to delete %s WordPress users.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
		reason: __(
			'Nobody has been deleted. The run waits because these are many, or because some of them were never linked to the directory. Look at the list, then decide.',
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
				'Exactly the users on the list are deleted. Whoever was linked, protected or made an administrator meanwhile stays.',
				'wpo365-user-sync'
			),
		},
		reject: {
			question: __( 'Delete nobody?', 'wpo365-user-sync' ),
			text: __(
				'The run ends without deleting anybody. The users stay in the table, where you can still select and delete some of them by hand.',
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
				'%s person would lose roles that groups no longer give.',
				'%s people would lose roles that groups no longer give.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
		reason: __(
			'Nobody has lost a role. The run waits because these are many: a group may have been emptied or exchanged by mistake. Everything else is written. Look at the list, then decide.',
			'wpo365-user-sync'
		),
		approve: {
			question: sprintf(
				/* translators: %s: number of people. */
				_n(
					'Take roles from %s person?',
					'Take roles from %s people?',
					count,
					'wpo365-user-sync'
				),
				formatNumber( count )
			),
			text: __(
				'Exactly the roles on the list are taken away. Accounts whose roles, groups or links have changed meanwhile, and administrators by hand, keep theirs. Then the run goes on.',
				'wpo365-user-sync'
			),
		},
		reject: {
			question: __( 'Take roles from nobody?', 'wpo365-user-sync' ),
			text: __(
				'The run ends here: nobody loses a role, and nobody is deleted. The users stay in the table, where you can still select and update some of them by hand.',
				'wpo365-user-sync'
			),
		},
	};
}
