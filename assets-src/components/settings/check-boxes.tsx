import { CheckboxControl } from '@wordpress/components';

import { wordsOf, type ControlProps } from './control-props';

interface Props extends ControlProps {
	/** What can be chosen, with its label. */
	choices: ReadonlyArray< { value: string; label: string } >;
}

/**
 * Chooses several values of a list, each with a check box.
 *
 * @param props Properties.
 */
export function CheckBoxes( { choices, ...props }: Props ) {
	const { value, isLocked, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	const chosen = Array.isArray( value ) ? value : [];
	return (
		<fieldset className="wpo365-setting__group">
			<legend>{ legend }</legend>
			{ help && <p className="wpo365-hint">{ help }</p> }
			{ choices.map( ( { value: choice, label } ) => (
				<CheckboxControl
					__nextHasNoMarginBottom
					key={ choice }
					label={ label }
					checked={ chosen.includes( choice ) }
					disabled={ isLocked }
					onChange={ ( isChecked ) =>
						onChange(
							isChecked
								? [ ...chosen, choice ]
								: chosen.filter( ( other ) => other !== choice )
						)
					}
				/>
			) ) }
		</fieldset>
	);
}
