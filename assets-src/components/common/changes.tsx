import { useSelect } from '@wordpress/data';
import { __, isRTL, sprintf } from '@wordpress/i18n';

import type { Change } from '../../api/types';
import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';
import { fieldLabel } from '../../words/labels';

interface Labelled {
	meta_key: string;
	label: string;
}

/**
 * Writes a value; several stand side by side.
 *
 * @param value The value.
 */
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

/** Returns a function that names fields: extra user fields by their labels as the settings are now. */
export function useFieldLabel(): ( field: string ) => string {
	const fields = useSelect(
		( select ) =>
			select( store ).getSettings()?.settings.fields as
				Labelled[] | undefined,
		[]
	);
	return ( field ) =>
		fields?.find( ( { meta_key: key } ) => key === field )?.label ??
		fieldLabel( field );
}

/**
 * Says what a field was and what it is, or would be.
 *
 * @param props        Properties.
 * @param props.change The change.
 * @param props.label  Name of the field.
 */
export function ChangeLine( {
	change,
	label,
}: {
	change: Change;
	label: string;
} ) {
	const inWords = ( value: unknown ) =>
		valueText( change.field === 'roles' ? roleNames( value ) : value );
	// Nothing becomes nothing only where the server keeps the values to itself.
	const isHidden = change.from === null && change.to === null;
	return (
		<>
			<span className="wpo365-changes__field">
				{ sprintf(
					/* translators: %s: name of a field, before its old and new value. */
					__( '%s:', 'wpo365-user-sync' ),
					label
				) }
			</span>{ ' ' }
			{ isHidden ? (
				__( 'Not shown', 'wpo365-user-sync' )
			) : (
				<>
					<bdi>{ inWords( change.from ) }</bdi>{ ' ' }
					{ isRTL() ? '←' : '→' }{ ' ' }
					<bdi className="wpo365-changes__new">
						{ inWords( change.to ) }
					</bdi>
				</>
			) }
		</>
	);
}

/**
 * Says what changed or would change.
 *
 * @param props         Properties.
 * @param props.changes The changes.
 */
export function Changes( { changes }: { changes: readonly Change[] } ) {
	const labelOf = useFieldLabel();
	return (
		<ul className="wpo365-changes">
			{ changes.map( ( change ) => (
				<li key={ change.field }>
					<ChangeLine
						change={ change }
						label={ labelOf( change.field ) }
					/>
				</li>
			) ) }
		</ul>
	);
}
