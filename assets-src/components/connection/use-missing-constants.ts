import { useSelect } from '@wordpress/data';

import type { JsonObject } from '../../api/settings-types';
import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';

const CONSTANTS: Record< string, string > = {
	tenant: 'WPO_USER_SYNC_TENANT_ID',
	client_id: 'WPO_USER_SYNC_CLIENT_ID',
	client_secret: 'WPO_USER_SYNC_CLIENT_SECRET',
};

/**
 * Returns the constants that could still set up the connection: as the settings are now,
 * and until they are loaded, as they were when the page was made.
 */
export function useMissingConstants(): string[] {
	const connection = useSelect(
		( select ) =>
			select( store ).getSettings()?.settings.connection as
				JsonObject | undefined,
		[]
	);
	if ( ! connection ) {
		return getConfig().missing;
	}
	const isSet = ( key: string ) =>
		key === 'client_secret'
			? ( connection[ key ] as JsonObject ).set === true
			: connection[ key ] !== '';
	return Object.entries( CONSTANTS ).flatMap( ( [ key, name ] ) =>
		isSet( key ) ? [] : [ name ]
	);
}
