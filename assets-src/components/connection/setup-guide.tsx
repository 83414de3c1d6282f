import { ExternalLink } from '@wordpress/components';
import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Account } from '../../api/settings-types';
import { getConfig } from '../../api/config';
import { CopyButton } from './connection-buttons';

const CODE = { code: <code /> };

/**
 * Explains how to register the application, step by step.
 *
 * @param props         Properties.
 * @param props.account What is needed to connect; null until it is loaded.
 */
export function SetupGuide( { account }: { account: Account | null } ) {
	return (
		<details className="wpo365-guide">
			<summary>
				{ __(
					'How to register the application in Microsoft Entra',
					'wpo365-user-sync'
				) }
			</summary>
			<ol>
				<li>
					{ __(
						'Sign in to the Microsoft Entra admin center as an administrator who may consent for the organization. (Its former name was Azure Active Directory.)',
						'wpo365-user-sync'
					) }{ ' ' }
					<ExternalLink href="https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade">
						{ __( 'Open app registrations', 'wpo365-user-sync' ) }
					</ExternalLink>
				</li>
				<li>
					{ __(
						'Choose New registration, give it a name, and choose “Accounts in this organizational directory only”.',
						'wpo365-user-sync'
					) }
				</li>
				<li>
					{ createInterpolateElement(
						__(
							'Under API permissions, add Microsoft Graph > Application permissions > <code>User.Read.All</code>, and <code>GroupMember.Read.All</code> where roles or the scope follow groups. Then choose “Grant admin consent”. (Formerly: Required permissions, “Read all users’ full profiles” and “Read all groups”.)',
							'wpo365-user-sync'
						),
						CODE
					) }
				</li>
				<li>
					{ __(
						'Under Certificates & secrets, create a client secret and copy its Value at once: it is shown only now.',
						'wpo365-user-sync'
					) }
				</li>
				<li>
					{ __(
						'Copy the Directory (tenant) ID and the Application (client) ID from the overview, and enter all three under Settings, Connection.',
						'wpo365-user-sync'
					) }
				</li>
				<li>
					{ __(
						'Only for delegated permissions: choose the same permissions among the Delegated permissions, and under Authentication add the platform Web with this redirect address:',
						'wpo365-user-sync'
					) }
					{ account && (
						<div className="wpo365-guide__address">
							<code>{ account.redirect_uri }</code>
							<CopyButton
								text={ account.redirect_uri }
								label={ __(
									'Copy address',
									'wpo365-user-sync'
								) }
							/>
						</div>
					) }
				</li>
			</ol>
			<p>
				<ExternalLink href={ getConfig().guideUrl }>
					{ __( 'Read the whole setup guide', 'wpo365-user-sync' ) }
				</ExternalLink>
			</p>
			{ account && ! account.can_store_secrets && (
				<p>
					{ createInterpolateElement(
						__(
							'This site has no key to encrypt secrets with, so they can’t be stored. Define <code>WPO_USER_SYNC_ENCRYPTION_KEY</code> or WordPress’ own keys and salts in <code>wp-config.php</code>.',
							'wpo365-user-sync'
						),
						CODE
					) }
				</p>
			) }
			{ account?.consent && (
				<p>
					<ExternalLink href={ account.consent.url }>
						{ account.consent.label }
					</ExternalLink>
				</p>
			) }
		</details>
	);
}
