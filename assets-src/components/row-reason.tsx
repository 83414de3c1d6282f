import { __, isRTL, sprintf } from '@wordpress/i18n';

import type { Change, Row } from '../api/types';
import { NOTHING } from '../words/format';
import { fieldLabel } from '../words/labels';

function valueText( value: unknown ): string {
	if ( value === null || value === undefined || value === '' ) {
		return __( '(empty)', 'wpo365-user-sync' );
	}
	if ( Array.isArray( value ) ) {
		return value.map( valueText ).join( ', ' );
	}
	return typeof value === 'object'
		? JSON.stringify( value )
		: String( value );
}

function ChangeLine( { change }: { change: Change } ) {
	return (
		<li>
			<span className="wpo365-changes__field">
				{ sprintf(
					/* translators: %s: name of a field, before its old and new value. */
					__( '%s:', 'wpo365-user-sync' ),
					fieldLabel( change.field )
				) }
			</span>{ ' ' }
			<bdi>{ valueText( change.from ) }</bdi> { isRTL() ? '←' : '→' }{ ' ' }
			<bdi className="wpo365-changes__new">
				{ valueText( change.to ) }
			</bdi>
		</li>
	);
}

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
 * @param props     Properties.
 * @param props.row The row.
 */
export function RowReason( { row }: { row: Row } ) {
	if ( ! hasReason( row ) ) {
		return <>{ NOTHING }</>;
	}
	return (
		<div className="wpo365-cell wpo365-cell--reason">
			{ row.reason && <span>{ row.reason }</span> }
			{ row.changes.length > 0 && (
				<ul className="wpo365-changes">
					{ row.changes.map( ( change ) => (
						<ChangeLine key={ change.field } change={ change } />
					) ) }
				</ul>
			) }
		</div>
	);
}
