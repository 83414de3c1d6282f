/** Settings, checklist and account as the server answers them, a little shortened. */
import type {
	Account,
	Check,
	JsonObject,
	Schema,
	SettingsDocument,
} from '../../../assets-src/api/settings-types';

const text = { type: 'string', default: '' };
const flag = { type: 'boolean', default: false };
const choice = ( ...values: string[] ): Schema => ( {
	type: 'string',
	enum: values,
	default: values[ 0 ] ?? '',
} );
const group = ( properties: Record< string, Schema > ): Schema => ( {
	type: 'object',
	properties,
} );

const SCHEMA = group( {
	connection: group( {
		cloud: choice( 'global', 'usgov', 'dod', 'china' ),
		tenant: text,
		client_id: text,
		client_secret: { type: [ 'string', 'null' ], writeOnly: true },
		permission_type: choice( 'application', 'delegated' ),
	} ),
	scope: group( {
		ignore_guests: flag,
		group_ids: { type: 'array', items: text, default: [] },
		filter: text,
	} ),
	roles: group( {
		default_role: text,
		mappings: {
			type: 'array',
			items: group( { group_id: text, role: text } ),
			default: [],
		},
	} ),
	fields: {
		type: 'array',
		default: [],
		items: group( {
			property: text,
			meta_key: text,
			label: text,
			policy: choice( 'always', 'if_empty', 'on_create' ),
		} ),
	},
	removal: group( {
		content: choice( 'reassign', 'delete' ),
		reassign_to: { type: [ 'integer', 'null' ], minimum: 1, default: null },
		protected_roles: { type: 'array', items: text, default: [] },
		limit_percent: { type: [ 'integer', 'null' ], minimum: 0, default: 10 },
	} ),
} );

/** Makes the answer of `GET /settings`: a connection that is set up, by the form. */
export function makeSettings(): SettingsDocument {
	const settings: JsonObject = {
		connection: {
			cloud: 'global',
			tenant: 'school.example',
			client_id: '11112222-3333-4444-5555-666677778888',
			client_secret: { set: true },
			permission_type: 'application',
		},
		scope: { ignore_guests: false, group_ids: [], filter: '' },
		roles: { default_role: 'subscriber', mappings: [] },
		fields: [],
		removal: {
			content: 'reassign',
			reassign_to: null,
			protected_roles: [ 'administrator' ],
			limit_percent: 10,
		},
	};
	return { settings, schema: SCHEMA, locked: [] };
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
