import { SelectControl } from '@wordpress/components';

import { getConfig } from '../../api/config';
import { CheckBoxes } from './check-boxes';
import { wordsOf, type ControlProps } from './control-props';

/**
 * Returns the site's roles as options, and a role that is gone as what it is.
 *
 * @param chosen Slug of the role that is chosen.
 */
export function roleOptions( chosen: string ) {
	const options = Object.entries( getConfig().roles ).map(
		( [ value, label ] ) => ( { value, label } )
	);
	return chosen === '' || chosen in getConfig().roles
		? options
		: [ ...options, { value: chosen, label: chosen } ];
}

/**
 * Chooses one role.
 *
 * @param props Properties.
 */
export function RoleControl( props: ControlProps ) {
	const { value, isLocked, onChange } = props;
	const chosen = String( value ?? '' );
	return (
		<SelectControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			{ ...wordsOf( props ) }
			value={ chosen }
			disabled={ isLocked }
			options={ roleOptions( chosen ) }
			onChange={ onChange }
		/>
	);
}

/**
 * Chooses several roles.
 *
 * @param props Properties.
 */
export function RolesControl( props: ControlProps ) {
	return <CheckBoxes { ...props } choices={ roleOptions( '' ) } />;
}
