import { useSelect } from '@wordpress/data';
import { __, isRTL, sprintf } from '@wordpress/i18n';

import type { Change, Row } from '../../api/types';
import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';
import { NOTHING } from '../../words/format';
import { fieldLabel } from '../../words/labels';

interface Labelled {
	meta_key: string;
	label: string;
}

/** Object ids beside the names of groups. */
const IDS = / \([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)/gi;

function valueText( value: unknown ): string {
	const isEmptyList = Array.isArray( value ) && value.length === 0;
	if (
		value === null ||
		value === undefined ||
		value === '' ||
		isEmptyList
	) {
		return __( '(empty)', 'wpo365-user-sync' );
	}
	if ( Array.isArray( value ) ) {
		return value.map( valueText ).join( ', ' );
	}
	return typeof value === 'object'
		? JSON.stringify( value )
		: String( value );
}

/**
 * Names roles as WordPress does; a role that is gone keeps its key.
 *
 * @param value Keys of roles, if it is a list.
 */
function roleNames( value: unknown ): unknown {
	return Array.isArray( value )
		? value.map( ( role ) => getConfig().roles[ String( role ) ] ?? role )
		: value;
}

/** Returns the labels of the extra user fields by meta key, as the settings are now. */
function useLabels(): Record< string, string > {
	const fields = useSelect(
		( select ) =>
			select( store ).getSettings()?.settings.fields as
				Labelled[] | undefined,
		[]
	);
	return Object.fromEntries(
		( fields ?? [] ).map( ( { meta_key: key, label } ) => [ key, label ] )
	);
}

function ChangeLine( { change, label }: { change: Change; label: string } ) {
	const inWords = ( value: unknown ) =>
		valueText( change.field === 'roles' ? roleNames( value ) : value );
	return (
		<li>
			<span className="wpo365-changes__field">
				{ sprintf(
					/* translators: %s: name of a field, before its old and new value. */
					__( '%s:', 'wpo365-user-sync' ),
					label
				) }
			</span>{ ' ' }
			<bdi>{ inWords( change.from ) }</bdi> { isRTL() ? '←' : '→' }{ ' ' }
			<bdi className="wpo365-changes__new">{ inWords( change.to ) }</bdi>
		</li>
	);
}

function Changes( { changes }: { changes: readonly Change[] } ) {
	const labels = useLabels();
	return (
		<ul className="wpo365-changes">
			{ changes.map( ( change ) => (
				<ChangeLine
					key={ change.field }
					change={ change }
					label={
						labels[ change.field ] ?? fieldLabel( change.field )
					}
				/>
			) ) }
		</ul>
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
