import type { Group, User } from '@microsoft/microsoft-graph-types';

/**
 * What a user of the directory can be asked for: the one table that `$select`, `$filter` and the default answer are made from.
 *
 * Sources: https://learn.microsoft.com/graph/api/resources/user and
 * https://learn.microsoft.com/graph/aad-advanced-queries (which operators need an advanced query).
 */

export type PropertyType =
	'string' | 'boolean' | 'date' | 'strings' | 'complex';

/**
 * How a property can be filtered: `plain` by default, `advanced` only with ConsistencyLevel and $count, `flag` by eq and in only,
 * `list` by any(), `no` not at all.
 */
export type FilterKind = 'plain' | 'advanced' | 'flag' | 'list' | 'id' | 'no';

export interface Property {
	type: PropertyType;
	/** Returned without `$select`. */
	byDefault?: true;
	filter: FilterKind;
	/** Readable with User.ReadBasic.All. */
	basic?: true;
	/** The permission that it takes on top: without it, it stays null. */
	needs?: string;
}

const ofUsers: Partial< Record< keyof User, Property > > = {
	businessPhones: { type: 'strings', byDefault: true, filter: 'list' },
	displayName: {
		type: 'string',
		byDefault: true,
		filter: 'plain',
		basic: true,
	},
	givenName: {
		type: 'string',
		byDefault: true,
		filter: 'plain',
		basic: true,
	},
	jobTitle: { type: 'string', byDefault: true, filter: 'plain' },
	mail: { type: 'string', byDefault: true, filter: 'plain', basic: true },
	mobilePhone: { type: 'string', byDefault: true, filter: 'advanced' },
	officeLocation: { type: 'string', byDefault: true, filter: 'advanced' },
	preferredLanguage: { type: 'string', byDefault: true, filter: 'advanced' },
	surname: { type: 'string', byDefault: true, filter: 'plain', basic: true },
	userPrincipalName: {
		type: 'string',
		byDefault: true,
		filter: 'plain',
		basic: true,
	},
	id: { type: 'string', byDefault: true, filter: 'id', basic: true },
	accountEnabled: { type: 'boolean', filter: 'flag' },
	ageGroup: { type: 'string', filter: 'plain' },
	city: { type: 'string', filter: 'plain' },
	companyName: { type: 'string', filter: 'advanced' },
	country: { type: 'string', filter: 'plain' },
	createdDateTime: { type: 'date', filter: 'plain' },
	creationType: { type: 'string', filter: 'plain' },
	deletedDateTime: { type: 'date', filter: 'advanced' },
	department: { type: 'string', filter: 'plain' },
	employeeHireDate: { type: 'date', filter: 'advanced' },
	employeeId: { type: 'string', filter: 'plain' },
	employeeLeaveDateTime: {
		type: 'date',
		filter: 'advanced',
		needs: 'User-LifeCycleInfo.Read.All',
	},
	employeeType: { type: 'string', filter: 'advanced' },
	externalUserState: { type: 'string', filter: 'plain' },
	externalUserStateChangeDateTime: { type: 'string', filter: 'plain' },
	faxNumber: { type: 'string', filter: 'advanced' },
	identities: { type: 'complex', filter: 'no' },
	imAddresses: { type: 'strings', filter: 'list' },
	mailNickname: { type: 'string', filter: 'plain' },
	onPremisesDistinguishedName: { type: 'string', filter: 'no' },
	onPremisesDomainName: { type: 'string', filter: 'no' },
	onPremisesExtensionAttributes: { type: 'complex', filter: 'advanced' },
	onPremisesImmutableId: { type: 'string', filter: 'plain' },
	onPremisesLastSyncDateTime: { type: 'date', filter: 'plain' },
	onPremisesSamAccountName: { type: 'string', filter: 'advanced' },
	onPremisesSecurityIdentifier: { type: 'string', filter: 'plain' },
	onPremisesSyncEnabled: { type: 'boolean', filter: 'plain' },
	onPremisesUserPrincipalName: { type: 'string', filter: 'no' },
	otherMails: { type: 'strings', filter: 'list' },
	postalCode: { type: 'string', filter: 'advanced' },
	proxyAddresses: { type: 'strings', filter: 'list' },
	securityIdentifier: { type: 'string', filter: 'no' },
	showInAddressList: { type: 'boolean', filter: 'no' },
	signInActivity: { type: 'complex', filter: 'no' },
	state: { type: 'string', filter: 'plain' },
	streetAddress: { type: 'string', filter: 'advanced' },
	usageLocation: { type: 'string', filter: 'plain' },
	userType: { type: 'string', filter: 'flag' },
};

export const userProperties: Record< string, Property > = ofUsers;

/** Properties that live in another service: a listing that asks for one fails as a whole, with 501. */
const ofUsersElsewhere: ReadonlyArray< keyof User > = [
	'aboutMe',
	'birthday',
	'hireDate',
	'interests',
	'mailboxSettings',
	'mySite',
	'pastProjects',
	'preferredName',
	'responsibilities',
	'schools',
	'skills',
];

/** A type of object that can be listed. */
export interface ObjectType {
	/** For example `user`, behind `microsoft.graph.`. */
	name: string;
	properties: Record< string, Property >;
	/** Names that are known and live in another service. */
	elsewhere: readonly string[];
	/** Spelling of each name, by its lower case. */
	spelling: ReadonlyMap< string, string >;
	/** What stands there without `$select`. */
	byDefault: readonly string[];
}

function objectType(
	name: string,
	properties: Record< string, Property >,
	elsewhere: readonly string[] = []
): ObjectType {
	const names = Object.keys( properties );
	return {
		name,
		properties,
		elsewhere,
		spelling: new Map(
			[ ...names, ...elsewhere ].map( ( one ) => [
				one.toLowerCase(),
				one,
			] )
		),
		byDefault: names.filter( ( one ) => properties[ one ]?.byDefault ),
	};
}

export const userType = objectType( 'user', userProperties, ofUsersElsewhere );

const ofGroups: Partial< Record< keyof Group, Property > > = {
	id: { type: 'string', byDefault: true, filter: 'id' },
	createdDateTime: { type: 'date', byDefault: true, filter: 'plain' },
	description: { type: 'string', byDefault: true, filter: 'plain' },
	displayName: { type: 'string', byDefault: true, filter: 'plain' },
	groupTypes: { type: 'strings', byDefault: true, filter: 'list' },
	isAssignableToRole: { type: 'boolean', byDefault: true, filter: 'flag' },
	mail: { type: 'string', byDefault: true, filter: 'plain' },
	mailEnabled: { type: 'boolean', byDefault: true, filter: 'flag' },
	mailNickname: { type: 'string', byDefault: true, filter: 'plain' },
	onPremisesSyncEnabled: { type: 'boolean', byDefault: true, filter: 'flag' },
	proxyAddresses: { type: 'strings', byDefault: true, filter: 'list' },
	securityEnabled: { type: 'boolean', byDefault: true, filter: 'flag' },
	visibility: { type: 'string', byDefault: true, filter: 'no' },
};

export const groupType = objectType( 'group', ofGroups );

/** What members can be asked for where they are of mixed types. */
export const directoryObjectType = objectType( 'directoryObject', {
	...groupType.properties,
	...userProperties,
} );
