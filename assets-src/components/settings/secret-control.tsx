import { Button, TextControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { wordsOf, type ControlProps } from './control-props';

/**
 * Takes a secret: what is stored is never shown, only that something is. Null keeps it,
 * nothing ("") forgets it.
 *
 * @param props Properties.
 */
export function SecretControl( props: ControlProps ) {
	const { value, isLocked, onChange } = props;
	const isStored =
		typeof value === 'object' &&
		value !== null &&
		! Array.isArray( value ) &&
		value.set === true;

	return (
		<>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				{ ...wordsOf( props ) }
				type="password"
				autoComplete="new-password"
				value={ typeof value === 'string' ? value : '' }
				placeholder={
					isStored && ! isLocked
						? __( 'Stored; type to replace it', 'wpo365-user-sync' )
						: ''
				}
				disabled={ isLocked }
				onChange={ ( text ) => onChange( text === '' ? null : text ) }
			/>
			{ isStored && ! isLocked && (
				<Button
					__next40pxDefaultSize
					variant="link"
					isDestructive
					onClick={ () => onChange( '' ) }
				>
					{ __( 'Remove the stored secret', 'wpo365-user-sync' ) }
				</Button>
			) }
			{ value === '' && (
				<p className="wpo365-hint">
					{ __(
						'The stored secret is removed when you save.',
						'wpo365-user-sync'
					) }
				</p>
			) }
		</>
	);
}
