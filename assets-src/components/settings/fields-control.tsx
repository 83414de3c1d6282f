import { __ } from '@wordpress/i18n';

import type { Json, JsonObject, Schema } from '../../api/settings-types';
import { fieldWords, usualProperties } from '../../words/settings';
import { Preview } from './fields-preview';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
import { SettingControl, type ControlProps } from './setting-control';

function emptyField( schema: Schema | undefined ): JsonObject {
	return Object.fromEntries(
		Object.entries( schema?.properties ?? {} ).map(
			( [ key, { default: value } ] ) => [ key, value ?? '' ]
		)
	);
}

/**
 * Tells whether a part of a field decides anything.
 *
 * @param key   Name of the part.
 * @param field The field.
 */
function isOfUse( key: string, field: JsonObject ): boolean {
	return (
		key !== 'separator' ||
		[ 'auto', 'list' ].includes( String( field.type ?? 'auto' ) )
	);
}

function usualLabel( { property }: JsonObject ): string {
	return usualProperties()[ String( property ) ] ?? '';
}

/**
 * Labels a field whose property was chosen, unless somebody has labelled it.
 *
 * @param before The field as it was.
 * @param after  The field as it is now.
 */
function withLabel( before: JsonObject, after: JsonObject ): JsonObject {
	const isOwn = before.label !== '' && before.label !== usualLabel( before );
	return before.property === after.property || isOwn
		? after
		: { ...after, label: usualLabel( after ) };
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
	error,
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
				renderEntry={ ( field, change, index ) =>
					Object.entries( fieldWords() ).map(
						( [ key, keyWords ] ) => {
							const part = properties[ key ];
							return (
								part &&
								isOfUse( key, field ) && (
									<SettingControl
										key={ key }
										words={ keyWords }
										schema={ part }
										value={ field[ key ] ?? null }
										isLocked={ false }
										error={ errorWithin(
											error,
											`${ index }.${ key }`
										) }
										onChange={ ( changed: Json ) =>
											change(
												withLabel( field, {
													...field,
													[ key ]: changed,
												} )
											)
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
