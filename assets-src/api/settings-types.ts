/** The shapes of the settings and the connection. */

export type Json =
	string | number | boolean | null | Json[] | { [ key: string ]: Json };

export interface JsonObject {
	[ key: string ]: Json;
}

/** As much of JSON schema as the server uses for settings, and its own keywords. */
export interface Schema {
	type: string | string[];
	title?: string;
	/** A sentence of help. */
	description?: string;
	enum?: Array< string | number >;
	/** Titles of the values of `enum`, by value. */
	choices?: Record< string, string >;
	/** Values that are offered while somebody types, with a title each. */
	suggestions?: Record< string, string >;
	/** Which control it gets where the type alone does not tell; `none` where the form does not show it. */
	control?: string;
	/** The form shows it only where each of these settings, by path, has one of these values. */
	when?: Record< string, Json[] >;
	/** Section in whose panel a section stands. */
	panel?: string;
	minimum?: number;
	maximum?: number;
	maxLength?: number;
	/** Secrets are sent, never received. */
	writeOnly?: boolean;
	items?: Schema;
	properties?: Record< string, Schema >;
	default?: Json;
}

export interface SettingsDocument {
	settings: JsonObject;
	schema: Schema;
	/** Paths of the settings that wp-config.php decides. */
	locked: string[];
}

export type CheckStatus = 'ok' | 'warning' | 'error' | 'unknown';

/** A line of the connection's checklist. */
export interface Check {
	id: string;
	label: string;
	status: CheckStatus;
	message: string;
	action: { label: string; url: string } | null;
	/** What Microsoft's support asks for. */
	details: JsonObject;
}

/** What is needed to connect, and who is connected. */
export interface Account {
	redirect_uri: string;
	can_store_secrets: boolean;
	consent: { label: string; url: string } | null;
	connected: {
		name: string;
		since: string;
		scopes: string[];
		is_guest: boolean;
		/** Why the sign-in came to its end; empty while it is good. */
		ended: string;
	} | null;
}

/** What became of a test e-mail. */
export interface TestMail {
	/** Addresses that it was meant for. */
	to: string[];
	sent: boolean;
	/** Why not; empty where it was. */
	reason: string;
}

/** A group of the directory; name and members are null where the directory does not know it. */
export interface Group {
	id: string;
	name: string | null;
	members: number | null;
}

/** Somebody in the directory. */
export interface Person {
	object_id: string;
	user_principal_name: string;
	display_name: string | null;
	email: string | null;
	user_type: string | null;
	account_enabled: boolean | null;
}

/** What a filter would list. */
export interface FilterTrial {
	/** Null where Graph can't say. */
	count: number | null;
	/** The first of them. */
	users: Person[];
}

/** The values that one user of the tenant would get. */
export interface FieldsPreview {
	user: Person;
	values: Array< { meta_key: string; label: string; value: string } >;
	/** Properties that Graph does not give. */
	refused: string[];
}
