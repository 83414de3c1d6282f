import type { View } from '@wordpress/dataviews/wp';
import { useViewportMatch } from '@wordpress/compose';
import { useMemo, useState } from '@wordpress/element';

import type {
	ResultsQuery,
	RowColumn,
	RowStatus,
	Table,
} from '../../api/types';
import { getConfig } from '../../api/config';
import { rowStatuses } from '../../words/labels';
import { columnsOf } from './table-fields';

/** The name takes what these leave. */
const WIDTHS = {
	email: { minWidth: 240 },
	login: { minWidth: 240 },
	reason: { minWidth: 240 },
};

/**
 * Keeps how a table is shown, and turns it into a query for the server.
 *
 * @param table  The table.
 * @param status The status it is narrowed to at first; null shows all.
 */
export function useTableView( table: Table, status: RowStatus | null ) {
	const isNarrow = useViewportMatch( 'medium', '<' );
	const { pageSize } = getConfig();
	const [ chosen, setView ] = useState< View >( () => ( {
		type: 'table',
		page: 1,
		perPage: pageSize,
		search: '',
		// DataViews lets nobody choose the items per page before something is sorted by.
		sort: { field: 'id', direction: 'asc' },
		filters: status
			? [ { field: 'status', operator: 'isAny', value: [ status ] } ]
			: [],
		layout: { density: 'compact', styles: WIDTHS },
		...columnsOf( table, false ),
	} ) );

	const view = useMemo< View >(
		() =>
			isNarrow ? { ...chosen, ...columnsOf( table, true ) } : chosen,
		[ chosen, isNarrow, table ]
	);
	const query = useMemo( () => queryOf( table, chosen ), [ table, chosen ] );
	const pageSizes = useMemo(
		() =>
			[ ...new Set( [ pageSize, 10, 25, 50, 100 ] ) ].sort(
				( a, b ) => a - b
			),
		[ pageSize ]
	);

	return { view, setView, query, pageSizes };
}

function queryOf( table: Table, view: View ): ResultsQuery {
	const { sort, filters = [] } = view;
	const filter = filters.find( ( { field } ) => field === 'status' );
	const wanted: unknown[] = Array.isArray( filter?.value )
		? filter.value
		: [];

	return {
		table,
		page: view.page ?? 1,
		per_page: view.perPage ?? getConfig().pageSize,
		search: view.search?.trim() ?? '',
		// The columns' ids are the API's names for them.
		orderby: ( sort?.field ?? 'id' ) as RowColumn,
		order: sort?.direction ?? 'asc',
		status: wanted.filter(
			( value ): value is RowStatus =>
				typeof value === 'string' && value in rowStatuses
		),
	};
}
