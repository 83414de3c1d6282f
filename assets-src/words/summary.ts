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
	return run.kind === 'undo'
		? [ ...undoneSentences( run ), ...failedSentences( run ) ]
		: [
				...readSentences( run ),
				...doneSentences( run ),
				...restSentences( run ),
			];
}

/** What is counted, in the order in which it is told. */
const DONE = [
	'created',
	'updated',
	'deleted',
	'deactivated',
	'reactivated',
] as const;

const doneSentence: Record<
	( typeof DONE )[ number ],
	( count: number ) => string
> = {
	created: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s WordPress user was created.',
				'%s WordPress users were created.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
	updated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s WordPress user was updated.',
				'%s WordPress users were updated.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
	deleted: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s WordPress user was deleted.',
				'%s WordPress users were deleted.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
	deactivated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s WordPress user was deactivated.',
				'%s WordPress users were deactivated.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
	reactivated: ( count ) =>
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s WordPress user was reactivated.',
				'%s WordPress users were reactivated.',
				count,
				'wpo365-user-sync'
			),
			formatNumber( count )
		),
};

function undoneSentences( { counts }: Run ): string[] {
	const sentences = [
		counts.updated > 0 &&
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s WordPress user was changed back.',
					'%s WordPress users were changed back.',
					counts.updated,
					'wpo365-user-sync'
				),
				formatNumber( counts.updated )
			),
		counts.created > 0 &&
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s deleted WordPress user was restored.',
					'%s deleted WordPress users were restored.',
					counts.created,
					'wpo365-user-sync'
				),
				formatNumber( counts.created )
			),
		...( [ 'deleted', 'deactivated', 'reactivated' ] as const ).map(
			( name ) =>
				counts[ name ] > 0 && doneSentence[ name ]( counts[ name ] )
		),
		counts.skipped > 0 &&
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s user was left alone; the row in the table says why.',
					'%s users were left alone; their rows in the tables say why.',
					counts.skipped,
					'wpo365-user-sync'
				),
				formatNumber( counts.skipped )
			),
	].filter( ( sentence ) => sentence !== false );
	return sentences.length > 0
		? sentences
		: [ __( 'No WordPress user was changed.', 'wpo365-user-sync' ) ];
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
	// Of a ticked box zero is worth a sentence, too.
	const isTicked: Partial< Record< ( typeof DONE )[ number ], boolean > > = {
		created: options.create,
		updated: options.update,
		deleted: options.delete && counts.deactivated === 0,
	};
	return DONE.filter(
		( name ) => isTicked[ name ] || counts[ name ] > 0
	).map( ( name ) => doneSentence[ name ]( counts[ name ] ) );
}

function restSentences( run: Run ): string[] {
	const { counts } = run;
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
	return [ ...sentences, ...failedSentences( run ) ];
}

function failedSentences( { counts }: Run ): string[] {
	return counts.failed > 0
		? [
				sprintf(
					/* translators: %s: number of users. */
					_n(
						'%s user failed; the row in the table says why.',
						'%s users failed; their rows in the tables say why.',
						counts.failed,
						'wpo365-user-sync'
					),
					formatNumber( counts.failed )
				),
			]
		: [];
}
