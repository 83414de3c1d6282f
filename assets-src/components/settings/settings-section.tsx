import {
	Button,
	Card,
	CardBody,
	CardHeader,
	Spinner,
} from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { forwardRef, useRef } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { chevronDown, chevronUp } from '@wordpress/icons';

import { store } from '../../store/page-store';
import { LoadError } from '../common/load-error';
import { SettingsForm, type WantedSection } from './settings-form';

interface Props {
	isUnfolded: boolean;
	/** The section that somebody asked for. */
	wanted: WantedSection | null;
	onToggle: ( isUnfolded: boolean ) => void;
}

/** The settings, folded until they are wanted. */
export const SettingsSection = forwardRef< HTMLButtonElement, Props >(
	function Section( { isUnfolded, wanted, onToggle }, buttonRef ) {
		// Folding it must not lose what was typed.
		const wasUnfolded = useRef( isUnfolded );
		wasUnfolded.current ||= isUnfolded;

		return (
			<Card className="wpo365-card">
				<CardHeader>
					<h2 className="wpo365-fold">
						<Button
							ref={ buttonRef }
							icon={ isUnfolded ? chevronUp : chevronDown }
							iconPosition="right"
							aria-expanded={ isUnfolded }
							aria-controls="wpo365-settings"
							onClick={ () => onToggle( ! isUnfolded ) }
						>
							{ __( 'Settings', 'wpo365-user-sync' ) }
						</Button>
					</h2>
				</CardHeader>
				<div id="wpo365-settings" hidden={ ! isUnfolded }>
					{ wasUnfolded.current && (
						<CardBody>
							<Settings wanted={ wanted } />
						</CardBody>
					) }
				</div>
			</Card>
		);
	}
);

function Settings( { wanted }: { wanted: WantedSection | null } ) {
	const { settings, error } = useSelect( ( select ) => {
		const { getSettings, getResolutionError } = select( store );
		return {
			settings: getSettings(),
			error: getResolutionError( 'getSettings', [] ),
		};
	}, [] );
	const { invalidateResolution } = useDispatch( store );

	if ( error ) {
		return (
			<LoadError
				error={ error }
				onRetry={ () => void invalidateResolution( 'getSettings', [] ) }
			/>
		);
	}
	return settings ? (
		<SettingsForm document={ settings } wanted={ wanted } />
	) : (
		<Spinner />
	);
}
