/** Settings, checklist and account as the server answers them. */
import type {
	Account,
	Check,
	JsonObject,
	SettingsDocument,
} from '../../../assets-src/api/settings-types';
import { keptConnection, keptSettings } from './answers';

/** Makes the answer of `GET /settings`: a connection that is set up, by the form. */
export function makeSettings(): SettingsDocument {
	const document = keptSettings();
	Object.assign( document.settings.connection as JsonObject, {
		tenant: 'school.example',
		client_id: '11112222-3333-4444-5555-666677778888',
	} );
	return { ...document, locked: [] };
}

/**
 * Makes a line of the checklist: that of the tenant, which was found.
 *
 * @param change What is different.
 */
export function makeCheck( change: Partial< Check > = {} ): Check {
	const tenant = keptConnection
		.tested()
		.find( ( { id } ) => id === 'tenant' );
	return { ...( tenant as Check ), ...change };
}

/** Makes the account of somebody who is not connected, where nothing needs consent. */
export function makeAccount(): Account {
	return { ...keptConnection.disconnected(), consent: null };
}
