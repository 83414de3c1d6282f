/** Settings, checklist and account as the server answers them. */
import type {
	Account,
	Check,
	SettingsDocument,
} from '../../../assets-src/api/settings-types';
import kept from '../../fixtures/settings.json';

/** Makes the answer of `GET /settings`: a connection that is set up, by the form. */
export function makeSettings(): SettingsDocument {
	// A copy: tests change it.
	const { settings, schema } = structuredClone( kept );
	settings.connection.tenant = 'school.example';
	return { settings, schema, locked: [] };
}

/**
 * Makes a line of the checklist.
 *
 * @param change What is different.
 */
export function makeCheck( change: Partial< Check > = {} ): Check {
	return {
		id: 'tenant',
		label: 'Tenant',
		status: 'ok',
		message: 'The tenant was found.',
		action: null,
		details: {},
		...change,
	};
}

export function makeAccount(): Account {
	return {
		redirect_uri:
			'http://site.test/wp-admin/admin-post.php?action=wpo365_user_sync_connect',
		can_store_secrets: true,
		consent: null,
		connected: null,
	};
}
