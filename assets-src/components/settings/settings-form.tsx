import { Button, Panel, PanelBody } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useEffect, useRef, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import type { Json, SettingsDocument } from '../../api/settings-types';
import { store } from '../../store/page-store';
import { ErrorNotice } from '../common/error-notice';
import { panelsOf, type SettingsPanel } from './panels';
import {
	errorWithin,
	isWanted,
	partOf,
	schemaAt,
	settingMessage,
	valueAt,
	wrongPath,
	type SettingError,
} from './paths';
import { SettingControl } from './setting-control';

type Changes = Record< string, Json >;

/** A section that somebody asked for; each wish is an object of its own. */
export interface WantedSection {
	name: string;
}

interface SectionProps {
	panel: SettingsPanel;
	wanted: WantedSection | null;
	document: SettingsDocument;
	changes: Changes;
	error: SettingError | null;
	onChange: ( path: string, value: Json ) => void;
	onTested: ( filter: string ) => void;
}

const FILTER = 'scope.filter';

/**
 * Tells whether a filter would be saved that nobody has tested.
 *
 * @param document The settings as stored.
 * @param changes  New values by path.
 * @param tested   The filter that was tested last.
 */
function isUntested(
	document: SettingsDocument,
	changes: Changes,
	tested: string
): boolean {
	const stored = valueAt( document.settings, FILTER );
	const filter = String( changes[ FILTER ] ?? stored ).trim();
	return ! [ '', stored, tested.trim() ].includes( filter );
}

function Section( {
	panel: { name, title, help, paths },
	wanted,
	document,
	changes,
	error,
	onChange,
	onTested,
}: SectionProps ) {
	const current = ( path: string ) =>
		( path in changes
			? changes[ path ]
			: valueAt( document.settings, path ) ) ?? null;
	const isWrong = paths.some( ( path ) => errorWithin( error, path ) );
	const [ isOpen, setIsOpen ] = useState( name === 'connection' );
	const body = useRef< HTMLDivElement >( null );

	useEffect( () => {
		if ( wanted?.name === name ) {
			setIsOpen( true );
			body.current?.querySelector( 'button' )?.focus();
		}
	}, [ wanted, name ] );

	return (
		<PanelBody
			ref={ body }
			title={ title }
			opened={ isOpen || isWrong }
			onToggle={ ( next ) => setIsOpen( next ) }
		>
			{ help && <p className="wpo365-hint">{ help }</p> }
			{ paths.map( ( path ) => {
				const schema = schemaAt( document.schema, path );
				return (
					schema &&
					isWanted( schema, current ) && (
						<SettingControl
							key={ path }
							schema={ schema }
							value={ current( path ) }
							isLocked={ document.locked.includes( path ) }
							error={ errorWithin( error, path ) }
							onChange={ ( value ) => onChange( path, value ) }
							onTested={ onTested }
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
 * @param props.wanted   The section that somebody asked for.
 */
export function SettingsForm( {
	document,
	wanted,
}: {
	document: SettingsDocument;
	wanted: WantedSection | null;
} ) {
	const [ changes, setChanges ] = useState< Changes >( {} );
	const [ isSaved, setIsSaved ] = useState( false );
	const [ tested, setTested ] = useState( '' );
	const { saveSettings } = useDispatch( store );
	const { isSaving, error } = useSelect( ( select ) => {
		const { isSavingSettings, getSettingsError } = select( store );
		return { isSaving: isSavingSettings(), error: getSettingsError() };
	}, [] );
	const panels = panelsOf( document.schema );
	const mustTest = isUntested( document, changes, tested );
	const mayBeSaved = ! mustTest && Object.keys( changes ).length > 0;
	const wrong = error && {
		at: wrongPath( error ),
		message: settingMessage( error, document.schema ),
	};

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
		if ( mayBeSaved && ( await saveSettings( partOf( changes ) ) ) ) {
			setChanges( {} );
			setIsSaved( true );
		}
	};

	return (
		<form onSubmit={ ( event ) => void save( event ) }>
			<Panel className="wpo365-settings">
				{ panels.map( ( panel ) => (
					<Section
						key={ panel.name }
						panel={ panel }
						wanted={ wanted }
						document={ document }
						changes={ changes }
						error={ wrong }
						onChange={ change }
						onTested={ setTested }
					/>
				) ) }
			</Panel>
			{ error && wrong && (
				<ErrorNotice
					message={ wrong.message }
					code={ error.code }
					details={ error.details }
				/>
			) }
			<div className="wpo365-buttons">
				<Button
					__next40pxDefaultSize
					variant="primary"
					type="submit"
					isBusy={ isSaving }
					disabled={ isSaving || ! mayBeSaved }
					accessibleWhenDisabled
				>
					{ __( 'Save settings', 'wpo365-user-sync' ) }
				</Button>
				<span className="wpo365-hint" role="status">
					{ isSaved && __( 'Saved.', 'wpo365-user-sync' ) }
					{ mustTest &&
						sprintf(
							/* translators: %s: title of a group of settings. */
							__(
								'Test the filter under “%s” before it is saved.',
								'wpo365-user-sync'
							),
							schemaAt( document.schema, 'scope' )?.title ?? ''
						) }
				</span>
			</div>
		</form>
	);
}
