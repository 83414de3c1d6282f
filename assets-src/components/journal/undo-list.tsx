import { __, sprintf } from '@wordpress/i18n';

import type { UndoPreview } from '../../api/types';
import { formatNumber } from '../../words/format';
import { undoActions } from '../../words/journal';
import { userLabel } from '../../words/labels';
import { Badge } from '../common/badge';
import { Changes } from '../common/changes';

/**
 * Lists what undoing would do to each account, and what stands against it.
 *
 * @param props         Properties.
 * @param props.preview What the server says.
 */
export function UndoList( { preview }: { preview: UndoPreview } ) {
	const { entries } = preview;
	const all = preview.count + preview.skipped;
	if ( entries.length === 0 ) {
		return null;
	}
	return (
		<>
			{ /* It is scrolled, so the keyboard must get there. */ }
			<ul
				className="wpo365-undo"
				aria-label={ __( 'What would happen', 'wpo365-user-sync' ) }
				tabIndex={ 0 }
			>
				{ entries.map( ( entry ) => (
					<li key={ entry.user_id } className="wpo365-undo__entry">
						<strong>
							{ entry.login || userLabel( entry.user_id ) }
						</strong>
						{ entry.display_name !== '' &&
							entry.display_name !== entry.login && (
								<> · { entry.display_name }</>
							) }{ ' ' }
						<Badge tone={ undoActions[ entry.action ].tone }>
							{ undoActions[ entry.action ].label() }
						</Badge>
						{ entry.reason && <div>{ entry.reason }</div> }
						{ entry.changes.length > 0 && (
							<Changes changes={ entry.changes } />
						) }
					</li>
				) ) }
			</ul>
			{ entries.length < all && (
				<p>
					{ sprintf(
						/* translators: 1: number of accounts that are listed, 2: number of all accounts. */
						__(
							'The list shows the first %1$s of %2$s accounts.',
							'wpo365-user-sync'
						),
						formatNumber( entries.length ),
						formatNumber( all )
					) }
				</p>
			) }
		</>
	);
}
