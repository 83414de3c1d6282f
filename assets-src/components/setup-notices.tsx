import { Notice } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../config';

/** Says what is missing before a run can work, and where to set it. */
export function SetupNotices() {
	const { connection, repair } = getConfig();

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
							'A database table of this plugin is missing and could not be made, so no run can be kept. Repair tries it again. If it stays, ask your host whether the database user may create tables.',
							'wpo365-user-sync'
						) }
					</p>
				</Notice>
			) }
			{ ! connection.isConfigured && (
				<Notice
					status="warning"
					isDismissible={ false }
					className="wpo365-notice"
				>
					<p>
						<strong>
							{ __(
								'The connection to Microsoft 365 is not set up yet.',
								'wpo365-user-sync'
							) }
						</strong>
					</p>
					{ connection.missing.length > 0 && (
						<MissingConstants names={ connection.missing } />
					) }
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
						'Add what is missing to <code>wp-config.php</code>, with the values of your app registration in the Microsoft Entra admin center:',
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
			<p>
				{ __(
					'The app registration needs the application permission User.Read.All with admin consent.',
					'wpo365-user-sync'
				) }
			</p>
		</>
	);
}
