import { __ } from '@wordpress/i18n';

import type { Json, JsonObject, Schema } from '../../api/settings-types';
import { fieldWords } from '../../words/settings';
import { Preview } from './fields-preview';
import { ListControl } from './list-control';
import { SettingControl, type ControlProps } from './setting-control';

function emptyField( schema: Schema | undefined ): JsonObject {
	return Object.fromEntries(
		Object.entries( schema?.properties ?? {} ).map(
			( [ key, { default: value } ] ) => [ key, value ?? '' ]
		)
	);
}

/**
 * Maps properties of the directory to user meta.
 *
 * @param props Properties.
 */
export function FieldsControl( {
	words,
	schema,
	value,
	onChange,
}: ControlProps ) {
	// The server has checked what it stored against its schema.
	const fields = ( Array.isArray( value ) ? value : [] ) as JsonObject[];
	const properties = schema.items?.properties ?? {};

	return (
		<>
			<ListControl
				legend={ words.label }
				entries={ fields }
				addLabel={ __( 'Add a field', 'wpo365-user-sync' ) }
				removeLabel={ __( 'Remove field', 'wpo365-user-sync' ) }
				makeEntry={ () => emptyField( schema.items ) }
				onChange={ onChange }
				renderEntry={ ( field, change ) =>
					Object.entries( fieldWords() ).map(
						( [ key, keyWords ] ) => {
							const part = properties[ key ];
							return (
								part && (
									<SettingControl
										key={ key }
										words={ keyWords }
										schema={ part }
										value={ field[ key ] ?? null }
										isLocked={ false }
										error={ null }
										onChange={ ( changed: Json ) =>
											change( {
												...field,
												[ key ]: changed,
											} )
										}
									/>
								)
							);
						}
					)
				}
			/>
			<Preview fields={ fields } />
		</>
	);
}
