import { useDispatch } from '@wordpress/data';
import { useCallback, useEffect, useState } from '@wordpress/element';

import { api } from '../../api/client';
import { toApiError, type ApiError } from '../../api/error';
import type { JournalPage, Run } from '../../api/types';
import { store } from '../../store/page-store';

/** Entries of a page. */
const PER_PAGE = 25;

interface Answer {
	/** Null until the server has answered; the last one while the next is read. */
	page: JournalPage | null;
	error: ApiError | null;
	isLoading: boolean;
}

/**
 * Reads what a run did, and looks up the names of whom it did it in the name of.
 *
 * @param run    The run; where its status changes, it is read again.
 * @param page   Which page, from 1.
 * @param search What to search for; empty for all.
 * @return The answer, and a function that asks anew.
 */
export function useJournal(
	{ id, status }: Run,
	page: number,
	search: string
): Answer & { reload: () => void } {
	const { loadNames } = useDispatch( store );
	const [ turn, setTurn ] = useState( 0 );
	const [ answer, setAnswer ] = useState< Answer >( {
		page: null,
		error: null,
		isLoading: true,
	} );

	useEffect( () => {
		let isWanted = true;
		const take = ( next: Partial< Answer > ) =>
			isWanted && setAnswer( ( last ) => ( { ...last, ...next } ) );
		take( { isLoading: true, error: null } );
		api.journal( id, { page, per_page: PER_PAGE, search } )
			.then( ( read ) => {
				take( { page: read, isLoading: false } );
				void loadNames(
					read.entries.flatMap( ( { by } ) => ( by ? [ by ] : [] ) )
				);
			} )
			.catch( ( thrown: unknown ) =>
				take( { error: toApiError( thrown ), isLoading: false } )
			);
		return () => {
			isWanted = false;
		};
	}, [ id, status, page, search, turn, loadNames ] );

	const reload = useCallback( () => setTurn( ( last ) => last + 1 ), [] );
	return { ...answer, reload };
}
