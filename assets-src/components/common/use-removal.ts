import { useSelect } from '@wordpress/data';

import { store } from '../../store/page-store';

/** What the settings say about users who left, as far as the page speaks of it. */
export interface RemovalSettings {
	mode: 'delete' | 'deactivate';
	/** Days from deactivation to deletion; null: never. */
	delete_after_days: number | null;
	/** What becomes of users who are disabled in the directory. */
	disabled: 'keep' | 'deactivate';
	content: 'reassign' | 'delete' | 'manager';
	reassign_to: number | null;
}

/** Returns what the settings say about users who left; undefined until they are loaded. */
export function useRemoval(): RemovalSettings | undefined {
	return useSelect(
		( select ) =>
			select( store ).getSettings()?.settings.removal as
				RemovalSettings | undefined,
		[]
	);
}

/** Returns for how many days what was changed is kept; undefined until the settings are loaded. */
export function useJournalDays(): number | undefined {
	return useSelect( ( select ) => {
		const history = select( store ).getSettings()?.settings.history as
			{ journal_days: number } | undefined;
		return history?.journal_days;
	}, [] );
}
