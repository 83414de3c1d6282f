import { __, sprintf } from '@wordpress/i18n';

import type { Account } from '../../api/settings-types';
import { formatTime } from '../../words/format';

/**
 * Says who is connected.
 *
 * @param props         Properties.
 * @param props.account The account.
 */
export function AccountStatus( { account }: { account: Account } ) {
	const { connected } = account;
	if ( ! connected ) {
		return (
			<p>
				{ __(
					'You are not connected. Press “Connect with Microsoft”, so that your synchronizations can read the directory with your sign-in.',
					'wpo365-user-sync'
				) }
			</p>
		);
	}
	return (
		<>
			<p>
				{ sprintf(
					/* translators: 1: name of a Microsoft account, 2: date and time. */
					__( 'Connected as %1$s since %2$s.', 'wpo365-user-sync' ),
					connected.name,
					formatTime( connected.since )
				) }
			</p>
			<p className="wpo365-hint">
				{ sprintf(
					/* translators: %s: names of permissions. */
					__( 'Permissions: %s', 'wpo365-user-sync' ),
					connected.scopes.join( ', ' )
				) }
			</p>
			{ connected.ended !== '' && <p>{ connected.ended }</p> }
		</>
	);
}
