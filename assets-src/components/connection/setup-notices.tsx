import { Notice } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import { useMissingConstants } from './use-missing-constants';

interface Props {
	/** Opens the settings. */
	onSettings: () => void;
}

/**
 * Says what is missing before a run can work, and where to set it.
 *
 * @param props Properties.
 */
export function SetupNotices( { onSettings }: Props ) {
	const { repair } = getConfig();
	const missing = useMissingConstants();

	return (
		<>
			{ repair.isNeeded && (
				<Notice
					status="error"
					isDismissible={ false }
					className="wpo365-notice"
					actions={ [
						{
							label: __( 'Repair', 'wpo365-user-sync' ),
							url: repair.url,
							variant: 'primary',
						},
					] }
				>
					<p>
						{ __(
							'A database table of this plugin is missing and could not be created, so no synchronization can start. Press “Repair” to try again. If that does not help, ask your host whether the database user may create tables.',
							'wpo365-user-sync'
						) }
					</p>
				</Notice>
			) }
			{ missing.length > 0 && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="wpo365-notice"
					spokenMessage={ null }
					actions={ [
						{
							label: __(
								'Open the settings',
								'wpo365-user-sync'
							),
							onClick: onSettings,
							variant: 'primary',
						},
					] }
				>
					<p>
						<strong>
							{ __(
								'The connection to Microsoft 365 is not set up yet.',
								'wpo365-user-sync'
							) }
						</strong>
					</p>
					<MissingConstants names={ missing } />
				</Notice>
			) }
		</>
	);
}

function MissingConstants( { names }: { names: readonly string[] } ) {
	return (
		<>
			<p>
				{ createInterpolateElement(
					__(
						'Register an application in Microsoft Entra: the steps are below, under “Connection to Microsoft 365”. Enter its values under “Settings”, or add what is missing to <code>wp-config.php</code>:',
						'wpo365-user-sync'
					),
					{ code: <code /> }
				) }
			</p>
			<pre className="wpo365-notice__constants" dir="ltr">
				{ names
					.map( ( name ) => `define( '${ name }', '…' );` )
					.join( '\n' ) }
			</pre>
		</>
	);
}
