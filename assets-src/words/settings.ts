/**
 * The words of the settings form. Which settings there are, their types, choices and
 * bounds come from the server's schema; a setting without words here is not shown.
 */
import { __ } from '@wordpress/i18n';

export interface SettingWords {
	label: string;
	help?: string;
	/** Values that are offered while typing, with words for them. */
	suggestions?: Record< string, string >;
	/** Words for the choices, by value. */
	choices?: Record< string, string >;
	/** Which control it gets where the schema alone does not tell. */
	control?:
		'role' | 'roles' | 'user' | 'groups' | 'filter' | 'mappings' | 'fields';
}

export interface SectionWords {
	id: string;
	title: string;
	intro?: string;
	/** By path. */
	settings: Record< string, SettingWords >;
}

function policies(): Record< string, string > {
	return {
		always: __( 'Always', 'wpo365-user-sync' ),
		if_empty: __( 'Only where it is empty', 'wpo365-user-sync' ),
		on_create: __( 'Only when the user is created', 'wpo365-user-sync' ),
	};
}

function whenEmpty(): Record< string, string > {
	return {
		keep: __( 'Keep what WordPress has', 'wpo365-user-sync' ),
		clear: __( 'Clear it in WordPress too', 'wpo365-user-sync' ),
	};
}

function connection(): SectionWords {
	return {
		id: 'connection',
		title: __( 'Connection', 'wpo365-user-sync' ),
		settings: {
			'connection.cloud': {
				label: __( 'Cloud', 'wpo365-user-sync' ),
				choices: {
					global: __(
						'Microsoft 365 (worldwide)',
						'wpo365-user-sync'
					),
					usgov: __( 'US Government (GCC High)', 'wpo365-user-sync' ),
					dod: __( 'US Government (DoD)', 'wpo365-user-sync' ),
					china: __( 'China (21Vianet)', 'wpo365-user-sync' ),
				},
			},
			'connection.tenant': {
				label: __( 'Directory (tenant) ID', 'wpo365-user-sync' ),
				help: __(
					'From the overview of your app registration, or a domain of the tenant such as contoso.com.',
					'wpo365-user-sync'
				),
			},
			'connection.client_id': {
				label: __( 'Application (client) ID', 'wpo365-user-sync' ),
				help: __(
					'From the overview of your app registration.',
					'wpo365-user-sync'
				),
			},
			'connection.client_secret': {
				label: __( 'Client secret', 'wpo365-user-sync' ),
				help: __(
					'The Value of a client secret, not its Secret ID. It is stored encrypted and never shown again.',
					'wpo365-user-sync'
				),
			},
			'connection.permission_type': {
				label: __( 'Kind of permissions', 'wpo365-user-sync' ),
				choices: {
					application: __(
						'Application: the site reads by itself',
						'wpo365-user-sync'
					),
					delegated: __(
						'Delegated: each administrator connects and reads with the own sign-in',
						'wpo365-user-sync'
					),
				},
			},
		},
	};
}

function scope(): SectionWords {
	return {
		id: 'scope',
		title: __( 'Who is synchronized', 'wpo365-user-sync' ),
		intro: __(
			'Who is outside of this is never taken for gone. After a change, look first: a run that deletes waits for a run that only looked.',
			'wpo365-user-sync'
		),
		settings: {
			'scope.ignore_guests': {
				label: __( 'Ignore guests', 'wpo365-user-sync' ),
			},
			'scope.group_ids': {
				label: __( 'Only members of these groups', 'wpo365-user-sync' ),
				help: __(
					'Members of nested groups count. No group: everybody.',
					'wpo365-user-sync'
				),
				control: 'groups',
			},
			'scope.filter': {
				label: __( 'Filter', 'wpo365-user-sync' ),
				help: __(
					'An OData filter of Microsoft Graph, for example accountEnabled eq true.',
					'wpo365-user-sync'
				),
				control: 'filter',
			},
			'scope.remove_out_of_scope': {
				label: __(
					'Also remove who is in the directory, but outside of this',
					'wpo365-user-sync'
				),
				help: __(
					'By a run with Delete users ticked. Otherwise they stay, and their row says why.',
					'wpo365-user-sync'
				),
			},
			'matching.first_link': {
				label: __(
					'When an account is found by its name for the first time',
					'wpo365-user-sync'
				),
				choices: {
					automatic: __( 'Link it', 'wpo365-user-sync' ),
					confirm: __(
						'List it as a conflict, so that I link it by hand',
						'wpo365-user-sync'
					),
				},
			},
			'matching.confirm_roles': {
				label: __(
					'List it as a conflict where groups would give it roles',
					'wpo365-user-sync'
				),
				help: __(
					'Anybody may have registered with the address of a colleague. Whoever knows the password would have the roles.',
					'wpo365-user-sync'
				),
			},
		},
	};
}

function roles(): SectionWords {
	return {
		id: 'roles',
		title: __( 'Roles', 'wpo365-user-sync' ),
		settings: {
			'roles.default_role': {
				label: __( 'Default role', 'wpo365-user-sync' ),
				control: 'role',
			},
			'roles.default_role_always': {
				label: __(
					'New users always receive the default role',
					'wpo365-user-sync'
				),
				help: __(
					'Otherwise only those to whom no group gives a role.',
					'wpo365-user-sync'
				),
			},
			'roles.scenario': {
				label: __( 'Roles of existing users', 'wpo365-user-sync' ),
				choices: {
					managed: __(
						'Grant roles of groups and take them back; roles given by hand stay',
						'wpo365-user-sync'
					),
					add: __(
						'Grant roles of groups, take none',
						'wpo365-user-sync'
					),
					replace: __(
						'Exactly the roles of the groups',
						'wpo365-user-sync'
					),
					skip: __( 'Leave them as they are', 'wpo365-user-sync' ),
				},
			},
			'roles.mappings': {
				label: __( 'Groups and their roles', 'wpo365-user-sync' ),
				control: 'mappings',
			},
			'roles.update_administrators': {
				label: __(
					'Also change roles and e-mail of administrators',
					'wpo365-user-sync'
				),
			},
			'roles.confirm_privileged': {
				label: __(
					'I want the directory to give roles that may manage this site',
					'wpo365-user-sync'
				),
				help: __(
					'Needed to save such a role. Whoever manages the group in the directory could then take over this site.',
					'wpo365-user-sync'
				),
			},
		},
	};
}

function fields(): SectionWords {
	const name = ( label: string, key: string ) => ( {
		[ `core_fields.${ key }.policy` ]: {
			label,
			choices: policies(),
		},
	} );
	const empty = ( label: string, key: string ) => ( {
		[ `core_fields.${ key }.when_empty` ]: { label, choices: whenEmpty() },
	} );
	return {
		id: 'fields',
		title: __( 'User fields', 'wpo365-user-sync' ),
		settings: {
			...name(
				__( 'First name is written', 'wpo365-user-sync' ),
				'first_name'
			),
			...empty(
				__(
					'First name is empty in the directory',
					'wpo365-user-sync'
				),
				'first_name'
			),
			...name(
				__( 'Last name is written', 'wpo365-user-sync' ),
				'last_name'
			),
			...empty(
				__( 'Last name is empty in the directory', 'wpo365-user-sync' ),
				'last_name'
			),
			...name(
				__( 'E-mail is written', 'wpo365-user-sync' ),
				'user_email'
			),
			'core_fields.display_name.format': {
				label: __( 'Display name', 'wpo365-user-sync' ),
				choices: {
					directory: __( 'As in the directory', 'wpo365-user-sync' ),
					given_surname: __(
						'First name, last name',
						'wpo365-user-sync'
					),
					surname_given: __(
						'Last name, first name',
						'wpo365-user-sync'
					),
					keep: __( 'Keep what WordPress has', 'wpo365-user-sync' ),
				},
			},
			...name(
				__( 'Display name is written', 'wpo365-user-sync' ),
				'display_name'
			),
			fields: {
				label: __( 'Extra user fields', 'wpo365-user-sync' ),
				control: 'fields',
			},
		},
	};
}

function removal(): SectionWords {
	return {
		id: 'removal',
		title: __( 'Deleting users', 'wpo365-user-sync' ),
		settings: {
			'removal.candidates': {
				label: __( 'Delete users considers', 'wpo365-user-sync' ),
				choices: {
					all: __(
						'All WordPress users who are not in the directory',
						'wpo365-user-sync'
					),
					linked: __(
						'Only those who were linked to the directory',
						'wpo365-user-sync'
					),
				},
			},
			'removal.content': {
				label: __( 'Content of deleted users', 'wpo365-user-sync' ),
				choices: {
					reassign: __( 'Is reassigned', 'wpo365-user-sync' ),
					delete: __( 'Is deleted', 'wpo365-user-sync' ),
				},
			},
			'removal.reassign_to': {
				label: __( 'Content is reassigned to', 'wpo365-user-sync' ),
				help: __(
					'Empty: whoever starts the run.',
					'wpo365-user-sync'
				),
				control: 'user',
			},
			'removal.protected_roles': {
				label: __(
					'Never delete users with these roles',
					'wpo365-user-sync'
				),
				control: 'roles',
			},
			'removal.limit_percent': {
				label: __(
					'Ask before more than this share of the users is deleted (percent)',
					'wpo365-user-sync'
				),
				help: __(
					'0 always asks; empty never asks for this reason.',
					'wpo365-user-sync'
				),
			},
			'removal.limit_count': {
				label: __(
					'Ask before more than this number of users is deleted',
					'wpo365-user-sync'
				),
				help: __(
					'0 always asks; empty never asks for this reason.',
					'wpo365-user-sync'
				),
			},
		},
	};
}

/** Returns the sections of the form, in order. */
export function settingsSections(): SectionWords[] {
	return [
		connection(),
		scope(),
		roles(),
		fields(),
		removal(),
		{
			id: 'notifications',
			title: __( 'Notifications', 'wpo365-user-sync' ),
			settings: {
				'notifications.welcome_email': {
					label: __(
						'Send created users WordPress’ welcome e-mail',
						'wpo365-user-sync'
					),
				},
			},
		},
	];
}

/** Properties that people usually want, with labels for them; any other can be typed. */
export function usualProperties(): Record< string, string > {
	return {
		jobTitle: __( 'Job title', 'wpo365-user-sync' ),
		department: __( 'Department', 'wpo365-user-sync' ),
		companyName: __( 'Company', 'wpo365-user-sync' ),
		officeLocation: __( 'Office', 'wpo365-user-sync' ),
		'businessPhones.0': __( 'Business phone', 'wpo365-user-sync' ),
		mobilePhone: __( 'Mobile phone', 'wpo365-user-sync' ),
		employeeId: __( 'Employee ID', 'wpo365-user-sync' ),
		preferredLanguage: __( 'Preferred language', 'wpo365-user-sync' ),
		streetAddress: __( 'Street', 'wpo365-user-sync' ),
		postalCode: __( 'Postal code', 'wpo365-user-sync' ),
		city: __( 'City', 'wpo365-user-sync' ),
		state: __( 'State or province', 'wpo365-user-sync' ),
		country: __( 'Country', 'wpo365-user-sync' ),
		'manager.displayName': __( 'Manager', 'wpo365-user-sync' ),
		'manager.mail': __( 'E-mail of the manager', 'wpo365-user-sync' ),
		'onPremisesExtensionAttributes.extensionAttribute1': __(
			'Extension attribute 1',
			'wpo365-user-sync'
		),
	};
}

/** Words of an extra field's properties. */
export function fieldWords(): Record< string, SettingWords > {
	return {
		property: {
			label: __( 'Property in Microsoft Graph', 'wpo365-user-sync' ),
			help: __(
				'For example department, businessPhones.0 or manager.displayName.',
				'wpo365-user-sync'
			),
			suggestions: usualProperties(),
		},
		label: { label: __( 'Label', 'wpo365-user-sync' ) },
		meta_key: {
			label: __( 'User meta key', 'wpo365-user-sync' ),
			help: __( 'Empty: the property’s name.', 'wpo365-user-sync' ),
		},
		type: {
			label: __( 'Type', 'wpo365-user-sync' ),
			choices: {
				auto: __( 'Automatic', 'wpo365-user-sync' ),
				text: __( 'Text', 'wpo365-user-sync' ),
				number: __( 'Number', 'wpo365-user-sync' ),
				boolean: __( 'Yes or no', 'wpo365-user-sync' ),
				list: __( 'List', 'wpo365-user-sync' ),
				date: __( 'Date', 'wpo365-user-sync' ),
			},
		},
		separator: {
			label: __( 'Between entries of a list', 'wpo365-user-sync' ),
		},
		policy: {
			label: __( 'Is written', 'wpo365-user-sync' ),
			choices: policies(),
		},
		when_empty: {
			label: __(
				'When it is empty in the directory',
				'wpo365-user-sync'
			),
			choices: whenEmpty(),
		},
	};
}

/**
 * Returns the words for a setting, or for a part of one.
 *
 * @param path Path such as "fields.0.meta_key".
 */
function labelAt( path: string ): string | null {
	const parts: Record< string, SettingWords > = {
		...fieldWords(),
		group_id: { label: __( 'Group', 'wpo365-user-sync' ) },
		role: { label: __( 'Role', 'wpo365-user-sync' ) },
	};
	const [ , setting = path, part = '' ] =
		/^(.+?)(?:\.\d+(?:\.(\w+))?)?$/.exec( path ) ?? [];
	const words = settingsSections().find(
		( section ) => setting in section.settings
	);
	return ( parts[ part ] ?? words?.settings[ setting ] )?.label ?? null;
}

/**
 * Says what the server found wrong with a setting in the words of the form, where the
 * server's sentence has names of the REST API.
 *
 * @param message The server's sentence.
 * @param path    Path of the setting that is wrong.
 */
export function settingMessage( message: string, path: string ): string {
	const label =
		path === 'filter' ? labelAt( 'scope.filter' ) : labelAt( path );
	const sentence =
		label !== null && message.startsWith( path )
			? label + message.slice( path.length )
			: message;
	return sentence.replace( / \([a-z]+\.[a-z_]+\)/g, '' );
}
