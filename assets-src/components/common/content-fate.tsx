import { useDispatch, useSelect } from '@wordpress/data';
import { createInterpolateElement, useEffect } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';
import { formatNumber } from '../../words/format';
import { userLabel } from '../../words/labels';
import {
	useJournalDays,
	useRemoval,
	type RemovalSettings,
} from './use-removal';

interface Fate {
	mode: RemovalSettings[ 'content' ];
	heir: string;
}

/**
 * Returns what becomes of content as the settings are now; until they are loaded, as they
 * were when the page was made.
 */
function useFate(): Fate {
	const { content, user } = getConfig();
	const { loadNames } = useDispatch( store );
	const removal = useRemoval();
	const names = useSelect( ( select ) => select( store ).getNames(), [] );
	const id = removal ? removal.reassign_to : content.id;

	useEffect( () => {
		if ( id !== null ) {
			void loadNames( [ id ] );
		}
	}, [ id, loadNames ] );

	return {
		mode: removal?.content ?? content.mode,
		heir: id === null ? user.name : ( names[ id ] ?? userLabel( id ) ),
	};
}

/** Says what becomes of the content of deleted users, as the settings are now. */
export function ContentFate() {
	return <FateInWords { ...useFate() } />;
}

/** The sentence about their content. Whatever is named by an element stands out. */
const contentTexts: Record< Fate[ 'mode' ], () => string > = {
	reassign: () =>
		/* translators: <name /> is the name of a WordPress user. */
		__(
			'Their posts, pages and media are reassigned to <name />.',
			'wpo365-user-sync'
		),
	delete: () =>
		__(
			'Their posts, pages and media are <strong>deleted with them</strong>, as the settings say.',
			'wpo365-user-sync'
		),
	manager: () =>
		/* translators: <name /> is the name of a WordPress user. */
		__(
			'Their posts, pages and media go to the account of each user’s manager; where there is none, to <name />. The list says to whom.',
			'wpo365-user-sync'
		),
};

/**
 * Says what becomes of the content of deleted users, and whether a deletion can be undone.
 *
 * @param props      Properties.
 * @param props.mode What becomes of it.
 * @param props.heir Name of who receives it.
 */
export function FateInWords( { mode, heir }: Fate ) {
	return (
		<>
			<p>
				{ createInterpolateElement( contentTexts[ mode ](), {
					strong: <strong />,
					name: <strong>{ heir }</strong>,
				} ) }
			</p>
			<p>
				{ __(
					'WordPress does not reassign comments, nor what other plugins keep about these users in tables of their own.',
					'wpo365-user-sync'
				) }
			</p>
			<WayBack isContentLost={ mode === 'delete' } />
		</>
	);
}

function WayBack( { isContentLost }: { isContentLost: boolean } ) {
	const days = useJournalDays();
	if ( days === 0 || ! getConfig().canRestore ) {
		return (
			<p>
				<strong>
					{ __(
						'Deleted users can’t be restored.',
						'wpo365-user-sync'
					) }
				</strong>{ ' ' }
				{ days === 0
					? __(
							'By the settings nothing of what was changed is kept; “Keep what was changed for this number of days” changes that.',
							'wpo365-user-sync'
						)
					: __(
							'To keep what is needed for that, the site needs long random values for AUTH_KEY and AUTH_SALT in wp-config.php to encrypt it with, and the settings must keep what was changed.',
							'wpo365-user-sync'
						) }
			</p>
		);
	}
	return (
		<p>
			{ undoText( days ) }{ ' ' }
			{ isContentLost &&
				__(
					'Deleted content can’t be brought back.',
					'wpo365-user-sync'
				) }
		</p>
	);
}

/**
 * Says how long a deletion can be undone.
 *
 * @param days Days for which what was changed is kept; undefined while they are not known.
 */
function undoText( days: number | undefined ): string {
	if ( days === undefined ) {
		return __(
			'A deletion can be undone under “Past synchronizations”, as long as the settings keep what was changed.',
			'wpo365-user-sync'
		);
	}
	return sprintf(
		/* translators: %s: number of days. */
		_n(
			'A deletion can be undone for %s day, under “Past synchronizations”.',
			'A deletion can be undone for %s days, under “Past synchronizations”.',
			days,
			'wpo365-user-sync'
		),
		formatNumber( days )
	);
}
