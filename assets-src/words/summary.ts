import { __, _n, sprintf } from '@wordpress/i18n';

import type { Run } from '../api/types';
import { formatNumber } from './format';

/**
 * Says in words what a run came to.
 *
 * @param run A run, finished or not.
 * @return Sentences.
 */
export function summarize( run: Run ): string[] {
	return [
		...readSentences( run ),
		...doneSentences( run ),
		...restSentences( run ),
	];
}

function readSentences( { counts, status }: Run ): string[] {
	const read = sprintf(
		/* translators: %s: number of users. */
		_n(
			'%s user was read from the directory.',
			'%s users were read from the directory.',
			counts.received,
			'wpo365-user-sync'
		),
		formatNumber( counts.received )
	);
	// Who is missing where is known only once everything was compared.
	if ( status !== 'completed' ) {
		return [ read ];
	}
	return [
		read,
		sprintf(
			/* translators: 1: number of directory users with a WordPress user, 2: number of those without. */
			__(
				'With a WordPress user: %1$s. Without: %2$s.',
				'wpo365-user-sync'
			),
			formatNumber( counts.matched ),
			formatNumber( counts.directory_only )
		),
		sprintf(
			/* translators: %s: number of WordPress users. */
			_n(
				'%s WordPress user is not in the directory.',
				'%s WordPress users are not in the directory.',
				counts.wordpress_only,
				'wpo365-user-sync'
			),
			formatNumber( counts.wordpress_only )
		),
	];
}

function doneSentences( { counts, options }: Run ): string[] {
	if ( ! options.create && ! options.update && ! options.delete ) {
		return [
			__(
				'This synchronization only looked: no WordPress user was changed.',
				'wpo365-user-sync'
			),
		];
	}
	const sentences: string[] = [];
	if ( options.create ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s WordPress user was created.',
					'%s WordPress users were created.',
					counts.created,
					'wpo365-user-sync'
				),
				formatNumber( counts.created )
			)
		);
	}
	if ( options.update ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s WordPress user was updated.',
					'%s WordPress users were updated.',
					counts.updated,
					'wpo365-user-sync'
				),
				formatNumber( counts.updated )
			)
		);
	}
	if ( options.delete ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s WordPress user was deleted.',
					'%s WordPress users were deleted.',
					counts.deleted,
					'wpo365-user-sync'
				),
				formatNumber( counts.deleted )
			)
		);
	}
	return sentences;
}

function restSentences( { counts }: Run ): string[] {
	const sentences: string[] = [];
	if ( counts.conflicts > 0 ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s user is a conflict and was left alone; the first table says why.',
					'%s users are conflicts and were left alone; the first table says why.',
					counts.conflicts,
					'wpo365-user-sync'
				),
				formatNumber( counts.conflicts )
			)
		);
	}
	if ( counts.skipped > 0 ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s user was skipped on purpose.',
					'%s users were skipped on purpose.',
					counts.skipped,
					'wpo365-user-sync'
				),
				formatNumber( counts.skipped )
			)
		);
	}
	if ( counts.failed > 0 ) {
		sentences.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s user failed; the row in the table says why.',
					'%s users failed; their rows in the tables say why.',
					counts.failed,
					'wpo365-user-sync'
				),
				formatNumber( counts.failed )
			)
		);
	}
	return sentences;
}
