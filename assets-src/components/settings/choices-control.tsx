import { CheckBoxes } from './check-boxes';
import type { ControlProps } from './control-props';

/**
 * Chooses several of the words that the schema of an entry names.
 *
 * @param props Properties.
 */
export function ChoicesControl( props: ControlProps ) {
	const choices = Object.entries( props.schema.items?.choices ?? {} );
	return (
		<CheckBoxes
			{ ...props }
			choices={ choices.map( ( [ value, label ] ) => ( {
				value,
				label,
			} ) ) }
		/>
	);
}
