import { useCallback, useRef, useState } from '@wordpress/element';

import { toApiError, type ApiError } from '../../api/error';

interface Task< Result > {
	isBusy: boolean;
	result: Result | null;
	error: ApiError | null;
	/** Starts it; an earlier one that is still under way counts no more. */
	start: ( work: () => Promise< Result > ) => void;
}

/** Keeps what came of a request that concerns one control only. */
export function useTask< Result >(): Task< Result > {
	const [ state, setState ] = useState< Omit< Task< Result >, 'start' > >( {
		isBusy: false,
		result: null,
		error: null,
	} );
	const newest = useRef( 0 );

	const start = useCallback( ( work: () => Promise< Result > ) => {
		const own = ++newest.current;
		const finish = ( result: Result | null, error: ApiError | null ) => {
			if ( own === newest.current ) {
				setState( { isBusy: false, result, error } );
			}
		};
		setState( ( before ) => ( { ...before, isBusy: true } ) );
		work().then(
			( result ) => finish( result, null ),
			( thrown ) => finish( null, toApiError( thrown ) )
		);
	}, [] );

	return { ...state, start };
}
