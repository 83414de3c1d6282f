import type { Field, View } from '@wordpress/dataviews/wp';
import { __ } from '@wordpress/i18n';

import type { Row, RowStatus, Table } from '../../api/types';
import { NOTHING, formatTime } from '../../words/format';
import { rowStatuses } from '../../words/labels';
import { Badge } from '../common/badge';
import { RowReason, hasReason } from './row-reason';

/** The statuses that rows of a table can have, for its filter; an undo brings some that no synchronization brings. */
const STATUSES: Record< Table, readonly RowStatus[] > = {
	directory_only: [
		'logged',
		'held',
		'created',
		'deactivated',
		'conflict',
		'skipped',
		'failed',
	],
	wordpress_only: [
		'logged',
		'held',
		'created',
		'updated',
		'unchanged',
		'deleted',
		'deactivated',
		'reactivated',
		'skipped',
		'failed',
	],
	matched: [
		'logged',
		'held',
		'created',
		'updated',
		'unchanged',
		'deactivated',
		'reactivated',
		'skipped',
		'failed',
	],
};

/** The column that names a row: WordPress users who were never linked have no UPN. */
const TITLES: Record< Table, keyof Row > = {
	directory_only: 'user_principal_name',
	wordpress_only: 'login',
	matched: 'user_principal_name',
};

const COLUMNS: Record< Table, string[] > = {
	directory_only: [ 'email', 'status', 'reason' ],
	wordpress_only: [ 'email', 'status', 'reason' ],
	matched: [ 'login', 'status', 'reason' ],
};

/**
 * Returns a table's columns as DataViews wants them. Their ids are the names that the
 * API sorts by.
 *
 * @param table The table.
 */
export function fieldsOf( table: Table ): Field< Row >[] {
	const text = ( id: keyof Row, label: string ): Field< Row > => ( {
		id,
		label,
		type: 'text',
		enableHiding: TITLES[ table ] !== id,
		getValue: ( { item } ) => item[ id ] ?? '',
		render: ( { item } ) => (
			<span className="wpo365-cell">
				{ String( item[ id ] || NOTHING ) }
			</span>
		),
		filterBy: false,
	} );

	return [
		{
			...text(
				'id',
				__( 'Order of the synchronization', 'wpo365-user-sync' )
			),
			type: 'integer',
			enableHiding: false,
		},
		text(
			'user_principal_name',
			__( 'User principal name', 'wpo365-user-sync' )
		),
		text( 'display_name', __( 'Display name', 'wpo365-user-sync' ) ),
		text( 'email', __( 'E-mail', 'wpo365-user-sync' ) ),
		text( 'login', __( 'Username', 'wpo365-user-sync' ) ),
		{
			id: 'status',
			label: __( 'Status', 'wpo365-user-sync' ),
			type: 'text',
			elements: STATUSES[ table ].map( ( value ) => ( {
				value,
				label: rowStatuses[ value ].label(),
			} ) ),
			filterBy: { operators: [ 'isAny' ], isPrimary: true },
			render: ( { item } ) => <StatusBadge row={ item } />,
		},
		{
			id: 'reason',
			label: __( 'Reason and changes', 'wpo365-user-sync' ),
			type: 'text',
			filterBy: false,
			render: ( { item } ) => <RowReason row={ item } isShort />,
		},
		{
			...text( 'updated_at', __( 'Last change', 'wpo365-user-sync' ) ),
			render: ( { item } ) => <>{ formatTime( item.updated_at ) }</>,
		},
		{
			...text( 'user_id', __( 'WordPress user ID', 'wpo365-user-sync' ) ),
			type: 'integer',
		},
		text( 'object_id', __( 'Object ID', 'wpo365-user-sync' ) ),
		{
			id: 'summary',
			label: __( 'Details', 'wpo365-user-sync' ),
			enableSorting: false,
			enableHiding: false,
			filterBy: false,
			render: ( { item } ) => (
				<div className="wpo365-cell wpo365-cell--summary">
					{ item.display_name && <div>{ item.display_name }</div> }
					<StatusBadge row={ item } />
					{ hasReason( item ) && <RowReason row={ item } isShort /> }
				</div>
			),
		},
	];
}

function StatusBadge( { row }: { row: Row } ) {
	const { label, tone } = rowStatuses[ row.status ];
	return <Badge tone={ tone }>{ label() }</Badge>;
}

/**
 * Returns how a table is shown when it is opened. On a narrow screen everything stands
 * below the name, since columns would have to be scrolled to be read.
 *
 * @param table    The table.
 * @param status   The status it is narrowed to; null shows all.
 * @param isNarrow Whether the screen is as narrow as a phone's.
 */
export function columnsOf(
	table: Table,
	isNarrow: boolean
): Pick< View, 'titleField' | 'descriptionField' | 'fields' > {
	return {
		titleField: TITLES[ table ],
		descriptionField: isNarrow ? 'summary' : 'display_name',
		fields: isNarrow ? [] : COLUMNS[ table ],
	};
}
