import type { Row, RowAction, Table } from '../../api/types';

/** The actions of each table, in the order of their buttons. */
export const ACTIONS: Record< Table, readonly RowAction[] > = {
	directory_only: [ 'create', 'link' ],
	wordpress_only: [ 'delete' ],
	matched: [ 'update' ],
};

/**
 * Tells whether a row allows an action: rows of a ticked box are a log.
 *
 * @param row    The row.
 * @param action The action.
 */
export function allows( row: Row, action: RowAction ): boolean {
	if ( ! ACTIONS[ row.table ].includes( action ) ) {
		return false;
	}
	return action === 'link'
		? row.status === 'conflict' && row.user_id !== null
		: row.status === 'logged';
}
