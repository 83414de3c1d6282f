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
}

export const userProperties: Record< string, Property > = {
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
	department: { type: 'string', filter: 'plain' },
	employeeHireDate: { type: 'date', filter: 'advanced' },
	employeeId: { type: 'string', filter: 'plain' },
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
	state: { type: 'string', filter: 'plain' },
	streetAddress: { type: 'string', filter: 'advanced' },
	usageLocation: { type: 'string', filter: 'plain' },
	userType: { type: 'string', filter: 'flag' },
};

/** Properties that live in another service: a listing that asks for one fails as a whole, with 501. */
export const elsewhereProperties: readonly string[] = [
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

/** Properties that cost a licence and another permission. */
export const premiumProperties: readonly string[] = [ 'signInActivity' ];

export const defaultProperties: readonly string[] = Object.keys(
	userProperties
).filter( ( name ) => userProperties[ name ]?.byDefault );
