import type { RowAction, Table } from '../../api/types';

/** The buttons over each table, in their order. Which rows they are for is told with each row. */
export const BUTTONS: Record< Table, readonly RowAction[] > = {
	directory_only: [ 'create', 'link' ],
	wordpress_only: [ 'delete' ],
	matched: [ 'update' ],
};
