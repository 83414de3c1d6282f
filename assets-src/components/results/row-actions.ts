import type { RowAction, Table } from '../../api/types';

/** The buttons over each table, in their order. Which rows they are for is told with each row. */
export const BUTTONS: Record< Table, readonly RowAction[] > = {
	directory_only: [ 'create', 'link' ],
	wordpress_only: [ 'delete', 'deactivate', 'reactivate' ],
	matched: [ 'update', 'deactivate', 'reactivate', 'unlink' ],
};

/** Actions that wait for a yes. */
export type AskedAction = Exclude< RowAction, 'create' | 'update' >;

/**
 * Tells whether an action waits for a yes.
 *
 * @param action The action.
 */
export function isAsked( action: RowAction ): action is AskedAction {
	return action !== 'create' && action !== 'update';
}
