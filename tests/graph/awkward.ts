import type { User } from '@microsoft/microsoft-graph-types';

/** What Graph knows of users, and what a directory extension adds. */
type Properties = User & { [ name: `extension_${ string }` ]: string };

/**
 * The people who break careless synchronizations, each with a key that tests look them up by.
 *
 * The expectations hold for a first run with *Create users* on an empty site that takes the listing in its order (the design's
 * rules for new accounts): `created`, `skipped` (disabled accounts) or `failed` with the reason in `why`.
 */
export interface Awkward {
	key: string;
	why: string;
	expect: 'created' | 'skipped' | 'failed';
	/** Properties besides `id`; those of an ordinary enabled member where missing. */
	person: Properties & { userPrincipalName: string };
}

/**
 * Writes the list for a tenant.
 *
 * @param domain  The tenant's domain, for example `lakeside.example`.
 * @param initial The domain guests' names end in.
 */
export function awkwardPeople( domain: string, initial: string ): Awkward[] {
	const at = ( local: string ) => `${ local }@${ domain }`;
	const guest = ( local: string, home: string ) =>
		`${ local }_${ home }#EXT#@${ initial }`;
	const list: Awkward[] = [];
	const add = (
		key: string,
		expect: Awkward[ 'expect' ],
		why: string,
		person: Awkward[ 'person' ]
	) => list.push( { key, why, expect, person } );

	/** Somebody whose mail is the user principal name. */
	const member = (
		local: string,
		givenName: string | null,
		surname: string | null,
		more: Omit< Properties, 'userPrincipalName' > = {}
	): Awkward[ 'person' ] => ( {
		userPrincipalName: at( local ),
		mail: at( local ),
		displayName: [ givenName, surname ].filter( Boolean ).join( ' ' ),
		givenName,
		surname,
		...more,
	} );

	// Names of the account.
	add(
		'apostrophe',
		'created',
		'an apostrophe in name, UPN and mail; WordPress drops it from the login',
		member( "siobhan.o'brien", 'Siobhán', "O'Brien" )
	);
	add(
		'apostrophe_twin',
		'failed',
		'her UPN is what WordPress makes of the login of `apostrophe`: the login is taken, and she is somebody else',
		member( 'siobhan.obrien', 'Siobhan', 'Obrien' )
	);
	add( 'upper_case', 'created', 'UPN and mail in capitals', {
		...member( 'max.capital', 'Max', 'Capital' ),
		userPrincipalName: at( 'MAX.CAPITAL' ).toUpperCase(),
		mail: at( 'Max.Capital' ),
	} );
	add(
		'odd_upn',
		'created',
		"every sign a UPN may hold: ' . - _ ! # ^ ~",
		member( "odd!sign#s^of~the'_-upn", 'Odette', 'Signs' )
	);
	add(
		'long_upn',
		'failed',
		'a UPN of more than 60 characters, which is longer than a WordPress login',
		member(
			'bartholomaeus.featherstonehaugh-cholmondeley-marjoribanks',
			'Bartholomaeus',
			'Featherstonehaugh-Cholmondeley-Marjoribanks'
		)
	);
	add(
		'upn_of_60',
		'created',
		'a UPN of exactly 60 characters fits',
		member(
			`u${ 'x'.repeat( Math.max( 1, 58 - domain.length ) ) }`,
			'Sixty',
			'Characters'
		)
	);
	add( 'long_mail', 'failed', 'an e-mail of more than 100 characters', {
		...member( 'long.mail', 'Longina', 'Mailer' ),
		mail: `${ 'long.'.repeat( 12 ) }mail@${ 'mail.'.repeat( 8 ) }${ domain }`,
	} );
	add(
		'digits_only',
		'created',
		'a local part of digits',
		member( '20481', 'Digit', 'Only' )
	);
	add( 'plus_mail', 'created', 'a plus sign in the mail address', {
		...member( 'petra.plus', 'Petra', 'Plus' ),
		mail: at( 'petra+school' ),
	} );

	// Guests and kinds of account.
	add(
		'guest',
		'created',
		'a guest with #EXT# and the mail address of home',
		{
			userPrincipalName: guest( 'noor.haddad', 'partner.example' ),
			mail: 'noor.haddad@partner.example',
			displayName: 'Noor Haddad',
			givenName: 'Noor',
			surname: 'Haddad',
			userType: 'Guest',
			creationType: 'Invitation',
			externalUserState: 'Accepted',
		}
	);
	add(
		'guest_without_mail',
		'created',
		'a guest without mail: no e-mail at all',
		{
			userPrincipalName: guest( 'ola.nordmann', 'partner.example' ),
			mail: null,
			displayName: 'Ola Nordmann',
			givenName: null,
			surname: null,
			userType: 'Guest',
			creationType: 'Invitation',
			externalUserState: 'PendingAcceptance',
		}
	);
	add(
		'guest_without_mail_two',
		'created',
		'a second guest without mail: two empty e-mails are no duplicate',
		{
			userPrincipalName: guest( 'kari.nordmann', 'partner.example' ),
			mail: null,
			displayName: 'Kari Nordmann',
			givenName: null,
			surname: null,
			userType: 'Guest',
			creationType: 'Invitation',
			externalUserState: 'PendingAcceptance',
		}
	);
	add(
		'external_member',
		'created',
		'a #EXT# name whose userType is Member',
		{
			userPrincipalName: guest( 'ravi.menon', 'sister.example' ),
			mail: 'ravi.menon@sister.example',
			displayName: 'Ravi Menon',
			givenName: 'Ravi',
			surname: 'Menon',
			userType: 'Member',
			externalUserState: 'Accepted',
		}
	);
	add(
		'internal_guest',
		'created',
		'an ordinary UPN whose userType is Guest',
		{
			...member( 'ida.intern', 'Ida', 'Intern' ),
			userType: 'Guest',
		}
	);
	add(
		'no_user_type',
		'created',
		'an account from before userType existed',
		member( 'old.timer', 'Otto', 'Oldtimer', {
			userType: null,
			createdDateTime: null,
		} )
	);
	add(
		'disabled',
		'skipped',
		'accountEnabled is false',
		member( 'dora.disabled', 'Dora', 'Disabled', { accountEnabled: false } )
	);
	add(
		'enabled_unknown',
		'created',
		'accountEnabled is null, which is not false',
		member( 'una.unknown', 'Una', 'Unknown', { accountEnabled: null } )
	);
	add( 'room', 'skipped', 'a meeting room: no names, sign-in off', {
		...member( 'room.birch', null, null ),
		displayName: 'Conference Room Birch',
		accountEnabled: false,
		officeLocation: 'Building 1',
	} );
	add( 'room_enabled', 'created', 'a meeting room that may sign in', {
		...member( 'room.oak', null, null ),
		displayName: 'Conference Room Oak',
	} );
	add( 'shared_mailbox', 'skipped', 'a shared mailbox: sign-in off', {
		...member( 'office', null, null ),
		displayName: 'Front Office (shared)',
		accountEnabled: false,
	} );

	// Mail addresses.
	add( 'no_mail', 'created', 'no mailbox: the UPN becomes the e-mail', {
		...member( 'nora.nomail', 'Nora', 'Nomail' ),
		mail: null,
		proxyAddresses: [],
	} );
	add(
		'shared_mail_one',
		'created',
		'the first of two with one mail address',
		{
			...member( 'tina.twin', 'Tina', 'Twin' ),
			mail: at( 'twins' ),
		}
	);
	add( 'shared_mail_two', 'failed', 'the second: the e-mail is taken', {
		...member( 'tom.twin', 'Tom', 'Twin' ),
		mail: at( 'twins' ),
	} );
	add(
		'mail_of_other_upn',
		'created',
		'her mail is the UPN of the next person',
		{
			...member( 'carla.crossed', 'Carla', 'Crossed' ),
			mail: at( 'chris.crossed' ),
		}
	);
	add(
		'upn_of_other_mail',
		'failed',
		'his e-mail would be his UPN, which is taken',
		{
			...member( 'chris.crossed', 'Chris', 'Crossed' ),
			mail: null,
		}
	);
	add(
		'mail_twin',
		'created',
		'what WordPress would make of the next mail address',
		member( 'jrg.maier', 'Jrg', 'Maier' )
	);
	add(
		'mail_with_umlaut',
		'failed',
		'WordPress would strip this address into that of `mail_twin`',
		{
			...member( 'joerg.maier', 'Jörg', 'Maier' ),
			mail: at( 'jörg.maier' ),
		}
	);
	add(
		'proxy_addresses',
		'created',
		'aliases in all shapes, also with a blank',
		{
			...member( 'alma.alias', 'Alma', 'Alias' ),
			proxyAddresses: [
				`SMTP: ${ at( 'alma.alias' ) }`,
				`smtp:${ at( 'alma' ) }`,
				`SIP:${ at( 'alma.alias' ) }`,
				'X500:/o=Lakeside/ou=Exchange/cn=Recipients/cn=alma',
			],
			otherMails: [ 'alma@home.example' ],
		}
	);
	add(
		'same_other_mail',
		'created',
		'an unverified other address of somebody else',
		{
			...member( 'olaf.other', 'Olaf', 'Other' ),
			otherMails: [ 'alma@home.example', at( 'alma.alias' ) ],
		}
	);

	// What stands in the names.
	add( 'no_names', 'created', 'only a display name', {
		...member( 'mononym', null, null ),
		displayName: 'Mononym',
	} );
	add( 'empty_names', 'created', 'empty texts instead of null', {
		...member( 'emil.empty', '', '' ),
		displayName: 'Emil Empty',
	} );
	add(
		'zero_name',
		'created',
		'"0" is a name, although PHP calls it empty',
		member( 'zero', '0', '0', { displayName: '0', jobTitle: '0' } )
	);
	add(
		'null_name',
		'created',
		'somebody is really called Null',
		member( 'nina.null', 'Nina', 'Null', { displayName: 'null' } )
	);
	add(
		'long_display_name',
		'failed',
		'more than 250 characters in the name',
		{
			...member( 'lena.long', 'Lena', 'Long' ),
			displayName: `Lena ${ 'Long '.repeat( 49 ) }Name`,
		}
	);
	add(
		'four_byte',
		'created',
		'characters of four bytes',
		member( 'fanny.fox', 'Fanny 🦊', '𠮷野', {
			displayName: 'Fanny 🦊 𠮷野',
		} )
	);
	add(
		'combining',
		'created',
		'an accent as a character of its own',
		member( 'jose.combining', 'Jose\u0301', 'Pe\u0301rez' )
	);
	add(
		'right_to_left',
		'created',
		'a right-to-left name and an override sign',
		member( 'layla.rtl', 'ليلى', 'حداد', {
			displayName: 'ليلى \u202Eحداد',
		} )
	);
	add(
		'html',
		'created',
		'HTML in every name',
		member( 'bobby.tags', '<b>Bobby</b>', '<img src=x onerror=alert(1)>', {
			displayName: '<script>alert("name")</script> Bobby Tags',
			jobTitle: '"><svg onload=alert(2)>',
		} )
	);
	add(
		'formula',
		'created',
		'formulas that a spreadsheet would run',
		member( 'fred.formula', '=1+1', '@SUM(A1:A9)', {
			displayName: '=HYPERLINK("http://evil.example","click")',
			jobTitle: '+cmd',
			department: '-2+3',
		} )
	);
	add(
		'sql',
		'created',
		'quotes that would end an SQL text',
		member( 'bobby.sql', "Robert'); DROP TABLE wp_users;--", 'Sequel' )
	);
	add(
		'backslash',
		'created',
		'backslashes, which WordPress takes away unless they are slashed',
		member( 'bea.back', 'Bea\\trix', 'Back\\\\slash' )
	);
	add(
		'ampersand',
		'created',
		'signs that WordPress writes as entities',
		member( 'amp.quote', 'Ann & "Co"', "d'Amp <3" )
	);
	add(
		'percent',
		'created',
		'percent signs that look like encoded octets',
		member( 'percy.percent', '100%25', 'Percy%20', {
			displayName: 'Percy 100%41',
		} )
	);
	add(
		'blanks',
		'created',
		'blanks around and inside, also one that does not break',
		member( 'blanca.blank', '  Blanca ', ' Blank\u00A0Space', {
			displayName: '  Blanca   Blank ',
		} )
	);
	add(
		'line_breaks',
		'created',
		'line breaks and 1,000 characters',
		member( 'linus.lines', 'Linus', 'Lines', {
			streetAddress: `1 Lake Road\r\n${ 'Line of an address\r\n'.repeat(
				49
			) }End`,
			jobTitle: 'First line\nsecond line',
		} )
	);
	add(
		'namesake_one',
		'created',
		'the same display name as the next',
		member( 'sam.same1', 'Sam', 'Same' )
	);
	add(
		'namesake_two',
		'created',
		'the same display name as the one before',
		member( 'sam.same2', 'Sam', 'Same' )
	);

	// Further fields.
	add(
		'phones',
		'created',
		'two business phones, a mobile one',
		member( 'phil.phone', 'Phil', 'Phone', {
			businessPhones: [ '+1 555 0100', '+1 555 0101' ],
			mobilePhone: '+1 555 0199',
		} )
	);
	add(
		'extensions',
		'created',
		'extension attributes and a directory extension',
		member( 'exa.tension', 'Exa', 'Tension', {
			onPremisesSyncEnabled: true,
			onPremisesSamAccountName: 'etension',
			onPremisesImmutableId: 'cGVuZ3VpbnMrYW5kPXNsYXNoZXM=',
			onPremisesExtensionAttributes: {
				extensionAttribute1: 'House Otter',
				extensionAttribute2: '7b',
				extensionAttribute15: '<i>fifteen</i>',
			},
			[ EXTENSION ]: 'card-4711',
		} )
	);
	add(
		'nothing_set',
		'created',
		'every further field is null',
		member( 'nils.nothing', 'Nils', 'Nothing', {
			jobTitle: null,
			department: null,
			companyName: null,
			officeLocation: null,
			businessPhones: [],
			city: null,
			country: null,
			employeeId: null,
			preferredLanguage: null,
		} )
	);
	return list;
}

/** The directory extension that the tenant has registered; most people have no value for it. */
export const EXTENSION =
	'extension_0c9a7e523b184f6da1c47e85d2906b3f_badgeNumber';
