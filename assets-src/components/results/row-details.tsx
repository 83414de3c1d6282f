import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Row } from '../../api/types';
import { NOTHING, formatTime } from '../../words/format';
import { rowStatuses, tableLabels } from '../../words/labels';
import { Badge } from '../common/badge';
import { RowReason } from './row-reason';

function entriesOf( row: Row ): Array< [ string, ReactNode ] > {
	const { label, tone } = rowStatuses[ row.status ];
	return [
		[
			__( 'Status', 'wpo365-user-sync' ),
			<Badge key="status" tone={ tone }>
				{ label() }
			</Badge>,
		],
		[
			__( 'Reason and changes', 'wpo365-user-sync' ),
			<RowReason key="reason" row={ row } />,
		],
		[ __( 'Table', 'wpo365-user-sync' ), tableLabels[ row.table ]() ],
		[
			__( 'User principal name', 'wpo365-user-sync' ),
			row.user_principal_name,
		],
		[ __( 'Display name', 'wpo365-user-sync' ), row.display_name ],
		[ __( 'E-mail', 'wpo365-user-sync' ), row.email ],
		[ __( 'Username', 'wpo365-user-sync' ), row.login ],
		[ __( 'WordPress user ID', 'wpo365-user-sync' ), row.user_id ],
		[ __( 'Object ID', 'wpo365-user-sync' ), row.object_id ],
		[
			__( 'Last change', 'wpo365-user-sync' ),
			formatTime( row.updated_at ),
		],
	];
}

/**
 * Shows everything that is known about a row.
 *
 * @param props     Properties.
 * @param props.row The row.
 */
export function RowDetails( { row }: { row: Row } ) {
	return (
		<dl className="wpo365-details">
			{ entriesOf( row ).map( ( [ label, value ] ) => (
				<div key={ label } className="wpo365-details__entry">
					<dt>{ label }</dt>
					<dd>{ value || NOTHING }</dd>
				</div>
			) ) }
		</dl>
	);
}
