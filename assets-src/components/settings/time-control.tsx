import { TextControl } from '@wordpress/components';

import { wordsOf, type ControlProps } from './control-props';

/**
 * Chooses a time of the day, such as 03:00.
 *
 * @param props Properties.
 */
export function TimeControl( props: ControlProps ) {
	const { value, isLocked, onChange } = props;
	return (
		<TextControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			{ ...wordsOf( props ) }
			className="wpo365-setting__time"
			type="time"
			value={ typeof value === 'string' ? value : '' }
			disabled={ isLocked }
			onChange={ onChange }
		/>
	);
}
