import type { Row } from '../../api/types';
import { NOTHING } from '../../words/format';
import { Changes } from '../common/changes';

/** Object ids beside the names of groups. */
const IDS = / \([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/gi;

/**
 * Tells whether there is anything to say about a row beside its status.
 *
 * @param row The row.
 */
export function hasReason( row: Row ): boolean {
	return !! row.reason || row.changes.length > 0;
}

/**
 * Says why a row is as it is, and what changed or would change.
 *
 * @param props         Properties.
 * @param props.row     The row.
 * @param props.isShort Whether object ids are left out where a name stands beside.
 */
export function RowReason( {
	row,
	isShort = false,
}: {
	row: Row;
	isShort?: boolean;
} ) {
	if ( ! hasReason( row ) ) {
		return <>{ NOTHING }</>;
	}
	return (
		<div className="wpo365-cell wpo365-cell--reason">
			{ row.reason && (
				<span>
					{ isShort ? row.reason.replace( IDS, '' ) : row.reason }
				</span>
			) }
			{ row.changes.length > 0 && <Changes changes={ row.changes } /> }
		</div>
	);
}
