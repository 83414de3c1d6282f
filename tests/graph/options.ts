import {
	CLIENT_ID,
	CLIENT_SECRET,
	EXPIRED_SECRET,
	INITIAL_DOMAIN,
	REDIRECT_PATH,
	SECRET_ID,
	SEED,
	TENANT_DOMAIN,
	TENANT_ID,
	TENANT_NAME,
	USERS,
} from './defaults';

/** What a tenant is made from; `POST /_control/tenant` takes any part of it. */
export interface TenantOptions {
	/** How many users, the awkward ones included. */
	users: number;
	seed: string;
	/** Whether the awkward people come first. */
	awkward: boolean;
	tenant_id: string;
	name: string;
	domain: string;
	initial_domain: string;
	/** Seconds an access token lives. */
	token_lifetime: number;
	/** Access tokens that are no JWTs. */
	opaque_tokens: boolean;
	/** Seconds a page token lives, or null for ever. */
	page_token_lifetime: number | null;
	/** Requests a page token is good for, or null for any number. */
	page_token_uses: number | null;
	/** Rows of a page of a delta query: the service chooses. */
	delta_page_size: number;
	/** Seconds that the token of a delta query lives. */
	delta_token_lifetime: number;
	/** Resource units in 10 seconds before Graph answers 429, or null for no limit. */
	quota: number | null;
	/** What User.ReadBasic.All makes of a property it may not read. */
	read_basic: 'null' | 'forbidden';
	/** A byte order mark in front of the number that /users/$count answers. */
	count_bom: boolean;
	/** Seconds until a change of a user shows in listings and counts. */
	replication_delay: number;
	/** Compresses answers for clients that accept it. */
	gzip: boolean;
	/** Licence for signInActivity. */
	premium: boolean;
	app: AppRegistration;
}

/** The application registered in the tenant; `PATCH /_control/app` takes any part of it. */
export interface AppRegistration {
	client_id: string;
	name: string;
	enabled: boolean;
	secrets: AppSecret[];
	/** Compared exactly, but for the port of loopback addresses. */
	redirect_uris: string[];
	/** Application permissions that were granted. */
	roles: string[];
	/** Delegated permissions that were consented to. */
	scopes: string[];
}

export interface AppSecret {
	id: string;
	value: string;
	/** UTC, `2027-01-31T12:00:00Z`. */
	expires: string;
}

/** The tenant that everything starts with. */
export function defaultOptions(): TenantOptions {
	return {
		users: USERS,
		seed: SEED,
		awkward: true,
		tenant_id: TENANT_ID,
		name: TENANT_NAME,
		domain: TENANT_DOMAIN,
		initial_domain: INITIAL_DOMAIN,
		token_lifetime: 3599,
		opaque_tokens: false,
		page_token_lifetime: null,
		page_token_uses: null,
		delta_page_size: 200,
		delta_token_lifetime: 7 * 24 * 3600,
		quota: null,
		read_basic: 'null',
		count_bom: false,
		replication_delay: 0,
		gzip: false,
		premium: false,
		app: {
			client_id: CLIENT_ID,
			name: 'WPO365 User Sync',
			enabled: true,
			secrets: [
				{
					id: SECRET_ID,
					value: CLIENT_SECRET,
					expires: '2099-12-31T00:00:00Z',
				},
				{
					id: '5e0d8c37-1f4b-4a92-b6e5-c8d7a0913f24',
					value: EXPIRED_SECRET,
					expires: '2024-01-31T00:00:00Z',
				},
			],
			redirect_uris: [
				`http://localhost${ REDIRECT_PATH }`,
				`http://127.0.0.1${ REDIRECT_PATH }`,
			],
			roles: [ 'User.Read.All', 'GroupMember.Read.All' ],
			scopes: [ 'User.Read.All', 'GroupMember.Read.All' ],
		},
	};
}
