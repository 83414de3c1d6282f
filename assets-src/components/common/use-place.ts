import { useCallback, useEffect, useState } from '@wordpress/element';
import { addQueryArgs, getQueryArg } from '@wordpress/url';

import { TABLES, type RowStatus, type Table } from '../../api/types';
import { getConfig } from '../../api/config';
import { rowStatuses } from '../../words/labels';

/** Which table is open, and to which status it was narrowed by the link that opened it. */
export interface Place {
	table: Table | null;
	status: RowStatus | null;
}

function readPlace(): Place {
	const table = getQueryArg( window.location.href, 'table' );
	const status = getQueryArg( window.location.href, 'status' );
	return {
		table: TABLES.find( ( name ) => name === table ) ?? null,
		status:
			typeof status === 'string' && status in rowStatuses
				? ( status as RowStatus )
				: null,
	};
}

/**
 * Returns the address at which the page shows a table.
 *
 * @param place The table, and the status to narrow it to.
 */
export function addressOf( { table, status }: Place ): string {
	return addQueryArgs( getConfig().pageUrl, {
		...( table && { table } ),
		...( table && status && { status } ),
	} );
}

/**
 * Keeps the open table in the address, so that it can be linked to and the browser's
 * back button works.
 */
export function usePlace(): [ Place, ( place: Place ) => void ] {
	const [ place, setPlace ] = useState( readPlace );

	useEffect( () => {
		const onPopState = () => setPlace( readPlace() );
		window.addEventListener( 'popstate', onPopState );
		return () => window.removeEventListener( 'popstate', onPopState );
	}, [] );

	const go = useCallback( ( next: Place ) => {
		window.history.pushState( null, '', addressOf( next ) );
		setPlace( next );
	}, [] );

	return [ place, go ];
}
