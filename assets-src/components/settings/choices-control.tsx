import { CheckboxControl } from '@wordpress/components';

import { wordsOf, type ControlProps } from './control-props';

/**
 * Chooses several of the words that the schema of an entry names.
 *
 * @param props Properties.
 */
export function ChoicesControl( props: ControlProps ) {
	const { schema, value, isLocked, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	const chosen = Array.isArray( value ) ? value : [];
	return (
		<fieldset className="wpo365-setting__group">
			<legend>{ legend }</legend>
			{ help && <p className="wpo365-hint">{ help }</p> }
			{ Object.entries( schema.items?.choices ?? {} ).map(
				( [ choice, label ] ) => (
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
									: chosen.filter(
											( other ) => other !== choice
										)
							)
						}
					/>
				)
			) }
		</fieldset>
	);
}
