import { Button, TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type {
	FieldsPreview,
	Json,
	JsonObject,
	Schema,
} from '../../api/settings-types';
import { NOTHING } from '../../words/format';
import { partSchema, settingMessage } from './paths';
import { useTask } from './use-task';

interface Props {
	fields: readonly JsonObject[];
	/** Schema of the fields. */
	schema: Schema;
}

/**
 * Shows what extra fields, saved or not, would hold for one user of the tenant.
 *
 * @param props Properties.
 */
export function Preview( { fields, schema }: Props ) {
	const [ user, setUser ] = useState( '' );
	const { isBusy, result, error, start } = useTask< FieldsPreview >();

	return (
		<div className="wpo365-list-entry">
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Show the values of', 'wpo365-user-sync' ) }
				help={ __(
					'User principal name, e-mail address or object ID; empty for anybody.',
					'wpo365-user-sync'
				) }
				value={ user }
				onChange={ setUser }
			/>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				isBusy={ isBusy }
				disabled={ isBusy || fields.length === 0 }
				accessibleWhenDisabled
				onClick={ () =>
					start( () => api.previewFields( user, fields ) )
				}
			>
				{ __( 'Preview', 'wpo365-user-sync' ) }
			</Button>
			<div role="status">
				{ error && (
					<p className="wpo365-setting__error">
						{ settingMessage(
							error,
							partSchema( { fields: schema } )
						) }
					</p>
				) }
				{ result && <Values preview={ result } /> }
			</div>
		</div>
	);
}

function textOf( value: Json ): string {
	if ( value === null || value === '' ) {
		return NOTHING;
	}
	return typeof value === 'object'
		? JSON.stringify( value )
		: String( value );
}

function Values( { preview }: { preview: FieldsPreview } ) {
	const { user, values, refused } = preview;
	return (
		<>
			<p>
				<strong>
					{ user.display_name ?? user.user_principal_name }
				</strong>
			</p>
			<dl className="wpo365-details">
				{ values.map( ( { meta_key: key, label, value } ) => (
					<div key={ key } className="wpo365-details__entry">
						<dt>{ label }</dt>
						<dd>{ textOf( value ) }</dd>
					</div>
				) ) }
			</dl>
			{ refused.length > 0 && (
				<p className="wpo365-setting__error">
					{ sprintf(
						/* translators: %s: names of properties. */
						__(
							'Microsoft Graph does not give these properties: %s. Check their spelling.',
							'wpo365-user-sync'
						),
						refused.join( ', ' )
					) }
				</p>
			) }
		</>
	);
}
