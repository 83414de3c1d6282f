import type { Action } from '@wordpress/dataviews/wp';
import { useDispatch } from '@wordpress/data';
import { useCallback, useMemo, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Row, RowAction, Table } from '../../api/types';
import { store } from '../../store/page-store';
import { singleActionLabels } from '../../words/labels';
import { BUTTONS, isAsked, type AskedAction } from './row-actions';
import { RowDetails } from './row-details';

const DETAILS = ( { items }: { items: Row[] } ) => (
	<>
		{ items.map( ( row ) => (
			<RowDetails key={ row.id } row={ row } />
		) ) }
	</>
);

/** An action that waits for a yes. */
interface Asked {
	action: AskedAction;
	rows: readonly Row[];
}

/**
 * Keeps the selection of a table, and acts on selected or single rows; what can't simply be done again asks first.
 *
 * DataViews offers a check box where a row allows some bulk action, so each row's menu has
 * the same actions as the bar of buttons.
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
	const [ asked, setAsked ] = useState< Asked | null >( null );
	const { actOnRows } = useDispatch( store );

	const act = useCallback(
		async ( action: RowAction, chosen: readonly Row[] ) => {
			setAsked( null );
			if ( await actOnRows( action, chosen ) ) {
				setSelection( [] );
			}
		},
		[ actOnRows ]
	);
	const request = useCallback(
		( action: RowAction, chosen: readonly Row[] ) => {
			const allowed = chosen.filter( ( row ) =>
				row.actions.includes( action )
			);
			if ( isAsked( action ) ) {
				setAsked( { action, rows: allowed } );
			} else {
				void act( action, allowed );
			}
		},
		[ act ]
	);

	const menu = useMemo< Action< Row >[] >(
		() => [
			{
				id: 'details',
				label: __( 'Details', 'wpo365-user-sync' ),
				RenderModal: DETAILS,
			},
			...BUTTONS[ table ].map( ( action ) => ( {
				id: action,
				label: singleActionLabels[ action ](),
				supportsBulk: true,
				isEligible: ( row: Row ) =>
					! isLocked && row.actions.includes( action ),
				callback: ( items: Row[] ) => request( action, items ),
			} ) ),
		],
		[ table, isLocked, request ]
	);

	// What was selected on another page, or acted on meanwhile, does not count.
	const selected = useMemo(
		() =>
			rows.filter(
				( row ) =>
					selection.includes( String( row.id ) ) &&
					row.actions.length > 0
			),
		[ rows, selection ]
	);

	return {
		menu,
		selection,
		setSelection,
		selected,
		request,
		asked,
		confirm: () => asked && void act( asked.action, asked.rows ),
		cancel: () => setAsked( null ),
	};
}
