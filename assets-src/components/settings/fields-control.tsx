import { __ } from '@wordpress/i18n';

import type { Json, JsonObject, Schema } from '../../api/settings-types';
import { wordsOf, type ControlProps } from './control-props';
import { Preview } from './fields-preview';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
import { SettingFrame } from './setting-frame';
import { SimpleControl } from './simple-control';

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

/**
 * Labels a field whose property was chosen, unless somebody has labelled it.
 *
 * @param before The field as it was.
 * @param after  The field as it is now.
 * @param usual  Labels of usual properties.
 */
function withLabel(
	before: JsonObject,
	after: JsonObject,
	usual: Record< string, string >
): JsonObject {
	const labelOf = ( { property }: JsonObject ) =>
		usual[ String( property ) ] ?? '';
	const isOwn = before.label !== '' && before.label !== labelOf( before );
	return before.property === after.property || isOwn
		? after
		: { ...after, label: labelOf( after ) };
}

/**
 * Maps properties of the directory to user meta.
 *
 * @param props Properties.
 */
export function FieldsControl( props: ControlProps ) {
	const { schema, value, error, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	// The server has checked what it stored against its schema.
	const fields = ( Array.isArray( value ) ? value : [] ) as JsonObject[];
	const parts = schema.items?.properties ?? {};
	const usual = parts.property?.suggestions ?? {};

	return (
		<>
			<ListControl
				legend={ legend }
				help={ help }
				entries={ fields }
				addLabel={ __( 'Add a field', 'wpo365-user-sync' ) }
				removeLabel={ __( 'Remove field', 'wpo365-user-sync' ) }
				makeEntry={ () => emptyField( schema.items ) }
				onChange={ onChange }
				renderEntry={ ( field, change, index ) =>
					Object.entries( parts ).map( ( [ key, part ] ) => {
						const wrong = errorWithin(
							error,
							`${ index }.${ key }`
						);
						return (
							isOfUse( key, field ) && (
								<SettingFrame key={ key } error={ wrong }>
									<SimpleControl
										schema={ part }
										value={ field[ key ] ?? null }
										isLocked={ false }
										error={ wrong }
										onChange={ ( changed: Json ) =>
											change(
												withLabel(
													field,
													{
														...field,
														[ key ]: changed,
													},
													usual
												)
											)
										}
									/>
								</SettingFrame>
							)
						);
					} )
				}
			/>
			<Preview fields={ fields } schema={ schema } />
		</>
	);
}
