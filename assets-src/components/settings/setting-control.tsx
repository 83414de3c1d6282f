import {
	CheckboxControl,
	SelectControl,
	TextControl,
} from '@wordpress/components';
import { useInstanceId } from '@wordpress/compose';
import { __ } from '@wordpress/i18n';

import type { Json, Schema } from '../../api/settings-types';
import type { SettingWords } from '../../words/settings';
import { FieldsControl } from './fields-control';
import { FilterControl } from './filter-control';
import { GroupsControl } from './groups-control';
import { MappingsControl } from './mappings-control';
import { allowsType, type SettingError } from './paths';
import { RoleControl, RolesControl } from './role-controls';
import { SecretControl } from './secret-control';
import { UserControl } from './user-control';

export interface ControlProps {
	words: SettingWords;
	schema: Schema;
	value: Json;
	isLocked: boolean;
	/** What the server found wrong with the value, or with a part of it. */
	error: SettingError | null;
	onChange: ( value: Json ) => void;
	/** Says that the directory understands a value: there are some that it has to be asked about first. */
	onTested?: ( ( value: string ) => void ) | undefined;
}

/** The help text, or why the value can't be changed here. */
export function helpOf( { words, isLocked }: ControlProps ): string {
	return isLocked
		? __( 'Set in wp-config.php.', 'wpo365-user-sync' )
		: ( words.help ?? '' );
}

function FittingControl( props: ControlProps ) {
	switch ( props.words.control ) {
		case 'role':
			return <RoleControl { ...props } />;
		case 'roles':
			return <RolesControl { ...props } />;
		case 'user':
			return <UserControl { ...props } />;
		case 'mappings':
			return <MappingsControl { ...props } />;
		case 'fields':
			return <FieldsControl { ...props } />;
		case 'groups':
			return <GroupsControl { ...props } />;
		case 'filter':
			return <FilterControl { ...props } />;
		case undefined:
			return <SimpleControl { ...props } />;
	}
}

function SimpleControl( props: ControlProps ) {
	const { words, schema, value, isLocked, onChange } = props;
	const common = { label: words.label, help: helpOf( props ) };

	if ( schema.writeOnly ) {
		return <SecretControl { ...props } />;
	}
	if ( allowsType( schema, 'boolean' ) ) {
		return (
			<CheckboxControl
				__nextHasNoMarginBottom
				{ ...common }
				checked={ value === true }
				disabled={ isLocked }
				onChange={ onChange }
			/>
		);
	}
	if ( schema.enum ) {
		return (
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				{ ...common }
				value={ String( value ) }
				disabled={ isLocked }
				options={ schema.enum.map( ( choice ) => ( {
					value: choice,
					label: words.choices?.[ choice ] ?? choice,
				} ) ) }
				onChange={ onChange }
			/>
		);
	}
	return <TypedControl { ...props } />;
}

function TypedControl( props: ControlProps ) {
	const { words, schema, value, isLocked, onChange } = props;
	const listId = useInstanceId( TypedControl, 'wpo365-suggestions' );
	const isNumber = allowsType( schema, 'integer' );

	return (
		<>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ words.label }
				help={ helpOf( props ) }
				{ ...( isNumber && {
					type: 'number' as const,
					min: schema.minimum,
					max: schema.maximum,
				} ) }
				{ ...( words.suggestions && { list: listId } ) }
				value={ value === null ? '' : String( value ) }
				disabled={ isLocked }
				spellCheck={ false }
				onChange={ ( text ) =>
					onChange( isNumber ? numberOrNull( text ) : text )
				}
			/>
			{ words.suggestions && (
				<datalist id={ listId }>
					{ Object.entries( words.suggestions ).map(
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

/**
 * Shows a setting with the control that fits its schema, and what is wrong with it.
 *
 * @param props Properties.
 */
export function SettingControl( props: ControlProps ) {
	// What is wrong with an entry of a list is said at the entry.
	const error = props.error?.at === '' ? props.error : null;
	return (
		<div
			className={
				error
					? 'wpo365-setting wpo365-setting--wrong'
					: 'wpo365-setting'
			}
		>
			<FittingControl { ...props } />
			{ error && (
				<p className="wpo365-setting__error" role="alert">
					{ error.message }
				</p>
			) }
		</div>
	);
}
