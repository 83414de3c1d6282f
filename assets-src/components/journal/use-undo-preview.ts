import { useCallback, useEffect, useState } from '@wordpress/element';

import { api } from '../../api/client';
import { toApiError, type ApiError } from '../../api/error';
import type { UndoPreview } from '../../api/types';

interface Answer {
	/** Null until the server has answered. */
	preview: UndoPreview | null;
	error: ApiError | null;
}

const NONE: Answer = { preview: null, error: null };
const NOTHING: UndoPreview = { count: 0, skipped: 0, entries: [] };

function failed( thrown: unknown ): Answer {
	const error = toApiError( thrown );
	return error.code === 'nothing_to_undo'
		? { preview: NOTHING, error: null }
		: { preview: null, error };
}

/**
 * Asks what undoing a run would come to.
 *
 * @param id     The run.
 * @param userId The one account; null for all.
 * @return The answer, and a function that asks anew.
 */
export function useUndoPreview(
	id: number,
	userId: number | null
): Answer & { reload: () => void } {
	const [ answer, setAnswer ] = useState( NONE );
	const [ turn, setTurn ] = useState( 0 );

	useEffect( () => {
		let isWanted = true;
		setAnswer( NONE );
		void api
			.previewUndo( id, userId )
			.then( ( preview ): Answer => ( { preview, error: null } ) )
			.catch( failed )
			.then( ( next ) => isWanted && setAnswer( next ) );
		return () => {
			isWanted = false;
		};
	}, [ id, userId, turn ] );

	const reload = useCallback( () => setTurn( ( last ) => last + 1 ), [] );
	return { ...answer, reload };
}
