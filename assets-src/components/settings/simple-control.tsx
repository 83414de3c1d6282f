import {
	CheckboxControl,
	SelectControl,
	TextControl,
} from '@wordpress/components';
import { useInstanceId } from '@wordpress/compose';

import { wordsOf, type ControlProps } from './control-props';
import { allowsType } from './paths';

/**
 * Shows a setting whose schema alone tells how: yes or no, a choice, a number, a text.
 *
 * @param props Properties.
 */
export function SimpleControl( props: ControlProps ) {
	const { schema, value, isLocked, onChange } = props;

	if ( allowsType( schema, 'boolean' ) ) {
		return (
			<CheckboxControl
				__nextHasNoMarginBottom
				{ ...wordsOf( props ) }
				checked={ value === true }
				disabled={ isLocked }
				onChange={ onChange }
			/>
		);
	}
	if ( schema.enum ) {
		const isNumber = allowsType( schema, 'integer' );
		return (
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				{ ...wordsOf( props ) }
				value={ String( value ) }
				disabled={ isLocked }
				options={ schema.enum.map( ( choice ) => ( {
					value: String( choice ),
					label: schema.choices?.[ choice ] ?? String( choice ),
				} ) ) }
				onChange={ ( choice ) =>
					onChange( isNumber ? Number( choice ) : choice )
				}
			/>
		);
	}
	return <TypedControl { ...props } />;
}

function TypedControl( props: ControlProps ) {
	const { schema, value, isLocked, onChange } = props;
	const listId = useInstanceId( TypedControl, 'wpo365-suggestions' );
	const isNumber = allowsType( schema, 'integer' );

	return (
		<>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				{ ...wordsOf( props ) }
				{ ...( isNumber && {
					type: 'number' as const,
					min: schema.minimum,
					max: schema.maximum,
				} ) }
				{ ...( schema.suggestions && { list: listId } ) }
				value={ value === null ? '' : String( value ) }
				disabled={ isLocked }
				spellCheck={ false }
				onChange={ ( text ) =>
					onChange( isNumber ? numberOrNull( text ) : text )
				}
			/>
			{ schema.suggestions && (
				<datalist id={ listId }>
					{ Object.entries( schema.suggestions ).map(
						( [ suggestion, label ] ) => (
							<option
								key={ suggestion }
								value={ suggestion }
								label={ label }
							/>
						)
					) }
				</datalist>
			) }
		</>
	);
}

function numberOrNull( text: string ): number | null {
	return text.trim() === '' ? null : Number( text );
}
