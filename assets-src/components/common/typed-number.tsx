import { TextControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

interface Props {
	/** What the number is typed for. */
	help: string;
	value: string;
	onChange: ( typed: string ) => void;
}

/**
 * Asks for the number of users: typing it takes the attention that a click does not.
 *
 * @param props Properties.
 */
export function TypedNumber( { help, value, onChange }: Props ) {
	return (
		<TextControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			label={ __( 'Number of users', 'wpo365-user-sync' ) }
			help={ help }
			value={ value }
			onChange={ onChange }
			inputMode="numeric"
			autoComplete="off"
		/>
	);
}
