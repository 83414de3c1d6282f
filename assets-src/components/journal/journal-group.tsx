import { useSelect } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import type { JournalEntry, Run } from '../../api/types';
import { store } from '../../store/page-store';
import { formatTime } from '../../words/format';
import { entryWords, fieldOf } from '../../words/journal';
import { originLabels, userLabel } from '../../words/labels';
import { ChangeLine, useFieldLabel } from '../common/changes';
import { UndoButton } from './undo-button';

interface Props {
	run: Run;
	/** What was done to one account at a time; at least one. */
	entries: readonly JournalEntry[];
	/** Whether it is offered to undo what the run did to this account. */
	isUndoable: boolean;
}

/**
 * Shows what was done to an account: when, in whose name, and each value before and after.
 *
 * @param props Properties.
 */
export function JournalGroup( { run, entries, isUndoable }: Props ) {
	const names = useSelect( ( select ) => select( store ).getNames(), [] );
	const labelOf = useFieldLabel();
	const [ first ] = entries;
	if ( ! first ) {
		return null;
	}
	const login = first.login || userLabel( first.user_id );
	const by = first.by
		? ( names[ first.by ] ?? userLabel( first.by ) )
		: originLabels[ run.origin ]();

	return (
		<li className="wpo365-journal__group">
			<div className="wpo365-journal__about">
				<strong>
					{ entries.some( ( { kind } ) => kind === 'deleted' ) ? (
						login
					) : (
						<a href={ profileOf( first.user_id ) }>{ login }</a>
					) }
				</strong>
				<span className="wpo365-hint">
					{ sprintf(
						/* translators: 1: date and time, 2: name of a user, or of what started the run. */
						__( '%1$s by %2$s', 'wpo365-user-sync' ),
						formatTime( first.at ),
						by
					) }
				</span>
				{ isUndoable && (
					<UndoButton
						run={ run }
						account={ { id: first.user_id, login } }
					/>
				) }
			</div>
			<ul className="wpo365-changes">
				{ entries.map( ( entry ) => (
					<li key={ entry.id }>
						<Line
							entry={ entry }
							label={ labelOf( fieldOf( entry ) ) }
						/>
					</li>
				) ) }
			</ul>
		</li>
	);
}

function Line( { entry, label }: { entry: JournalEntry; label: string } ) {
	const word = entryWords[ entry.kind ];
	if ( word ) {
		return <>{ word() }</>;
	}
	return (
		<ChangeLine
			change={ {
				field: fieldOf( entry ),
				from: entry.before,
				to: entry.after,
			} }
			label={ label }
		/>
	);
}

/**
 * Returns the address of a user's profile.
 *
 * @param id The user.
 */
function profileOf( id: number ): string {
	return new URL( `user-edit.php?user_id=${ id }`, getConfig().pageUrl ).href;
}
