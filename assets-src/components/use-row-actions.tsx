import type { Action } from '@wordpress/dataviews/wp';
import { useMemo, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Row, Table } from '../api/types';
import { ACTIONS, allows } from './row-actions';
import { RowDetails } from './row-details';

/**
 * Makes a table's rows selectable where they allow an action, and keeps the selection.
 *
 * DataViews offers check boxes for rows that some bulk action accepts. The buttons
 * themselves stand in our own bar, with their own words.
 *
 * @param table    The table.
 * @param rows     The rows that are shown.
 * @param isLocked Whether nothing may be acted on just now.
 */
export function useRowActions(
	table: Table,
	rows: readonly Row[],
	isLocked: boolean
) {
	const [ selection, setSelection ] = useState< string[] >( [] );

	const actions = useMemo< Action< Row >[] >(
		() => [
			{
				id: 'details',
				label: __( 'Details', 'wpo365-user-sync' ),
				modalHeader: __( 'Details', 'wpo365-user-sync' ),
				RenderModal: ( { items } ) => (
					<>
						{ items.map( ( row ) => (
							<RowDetails key={ row.id } row={ row } />
						) ) }
					</>
				),
			},
			{
				id: 'select',
				label: __( 'Select', 'wpo365-user-sync' ),
				supportsBulk: true,
				isEligible: ( row ) =>
					! isLocked &&
					ACTIONS[ table ].some( ( action ) => allows( row, action ) ),
				callback: ( items ) =>
					setSelection( ( before ) => [
						...new Set( [
							...before,
							...items.map( ( row ) => String( row.id ) ),
						] ),
					] ),
			},
		],
		[ table, isLocked ]
	);

	// Rows that were acted on meanwhile no longer allow it.
	const selected = useMemo(
		() =>
			rows.filter(
				( row ) =>
					selection.includes( String( row.id ) ) &&
					ACTIONS[ table ].some( ( action ) => allows( row, action ) )
			),
		[ rows, selection, table ]
	);

	return { actions, selection, setSelection, selected };
}
