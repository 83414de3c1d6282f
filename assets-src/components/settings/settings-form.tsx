import { Button, Panel, PanelBody } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import type { ApiError } from '../../api/error';
import type { Json, SettingsDocument } from '../../api/settings-types';
import { store } from '../../store/page-store';
import { settingsSections, type SectionWords } from '../../words/settings';
import { ErrorNotice } from '../error-notice';
import { partOf, schemaAt, valueAt } from './paths';
import { SettingControl } from './setting-control';

type Changes = Record< string, Json >;

interface SectionProps {
	section: SectionWords;
	document: SettingsDocument;
	changes: Changes;
	error: ApiError | null;
	onChange: ( path: string, value: Json ) => void;
}

/**
 * Returns what the server found wrong with a setting or a part of it.
 *
 * @param error The error.
 * @param path  The setting's path.
 */
function errorAt( error: ApiError | null, path: string ): string | null {
	const field = error?.details.field;
	return typeof field === 'string' &&
		( field === path || field.startsWith( `${ path }.` ) )
		? ( error?.message ?? null )
		: null;
}

function Section( {
	section,
	document,
	changes,
	error,
	onChange,
}: SectionProps ) {
	const paths = Object.keys( section.settings );
	const isWrong = paths.some( ( path ) => errorAt( error, path ) );
	const [ isOpen, setIsOpen ] = useState( section.id === 'connection' );

	return (
		<PanelBody
			title={ section.title }
			opened={ isOpen || isWrong }
			onToggle={ ( next ) => setIsOpen( next ) }
		>
			{ section.intro && (
				<p className="wpo365-hint">{ section.intro }</p>
			) }
			{ Object.entries( section.settings ).map( ( [ path, words ] ) => {
				const schema = schemaAt( document.schema, path );
				return (
					schema && (
						<SettingControl
							key={ path }
							words={ words }
							schema={ schema }
							value={
								( path in changes
									? changes[ path ]
									: valueAt( document.settings, path ) ) ??
								null
							}
							isLocked={ document.locked.includes( path ) }
							error={ errorAt( error, path ) }
							onChange={ ( value ) => onChange( path, value ) }
						/>
					)
				);
			} ) }
		</PanelBody>
	);
}

/**
 * The form of all settings; saves what was changed.
 *
 * @param props          Properties.
 * @param props.document The settings as stored, and their schema.
 */
export function SettingsForm( { document }: { document: SettingsDocument } ) {
	const [ changes, setChanges ] = useState< Changes >( {} );
	const [ isSaved, setIsSaved ] = useState( false );
	const { saveSettings } = useDispatch( store );
	const { isSaving, error } = useSelect( ( select ) => {
		const { isSavingSettings, getSettingsError } = select( store );
		return { isSaving: isSavingSettings(), error: getSettingsError() };
	}, [] );
	const isChanged = Object.keys( changes ).length > 0;

	const change = ( path: string, value: Json ) => {
		setIsSaved( false );
		setChanges( ( before ) => {
			const { [ path ]: _, ...others } = before;
			const isKept =
				value === null && schemaAt( document.schema, path )?.writeOnly;
			return isKept ? others : { ...others, [ path ]: value };
		} );
	};
	const save = async ( event: FormEvent ) => {
		event.preventDefault();
		if ( await saveSettings( partOf( changes ) ) ) {
			setChanges( {} );
			setIsSaved( true );
		}
	};

	return (
		<form onSubmit={ ( event ) => void save( event ) }>
			{ error && (
				<ErrorNotice
					message={ error.message }
					code={ error.code }
					details={ error.details }
				/>
			) }
			<Panel className="wpo365-settings">
				{ settingsSections().map( ( section ) => (
					<Section
						key={ section.id }
						section={ section }
						document={ document }
						changes={ changes }
						error={ error }
						onChange={ change }
					/>
				) ) }
			</Panel>
			<div className="wpo365-buttons">
				<Button
					__next40pxDefaultSize
					variant="primary"
					type="submit"
					isBusy={ isSaving }
					disabled={ isSaving || ! isChanged }
					accessibleWhenDisabled
				>
					{ __( 'Save settings', 'wpo365-user-sync' ) }
				</Button>
				<span className="wpo365-hint" role="status">
					{ isSaved && __( 'Saved.', 'wpo365-user-sync' ) }
				</span>
			</div>
		</form>
	);
}
