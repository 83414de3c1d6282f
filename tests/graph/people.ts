import type { User } from '@microsoft/microsoft-graph-types';
import type { JsonObject } from './json';
import { mix } from './random';

/** What the simulator knows of somebody; a property that is missing is one that was never set. */
export type Person = User &
	JsonObject & { id: string; userPrincipalName: string };

const GIVEN = (
	'Anna Ben Clara David Elif Finn Greta Hugo Ines Jonas Karla Liam Mara Noah Olga Paul Quinn Rosa Samuel Tessa ' +
	'Umar Vera Willem Xenia Yusuf Zoe Amina Bruno Celia Dario Edda Farid Gitta Henk Ilka Jasper Katya Luca Mina Nils'
).split( ' ' );

const SURNAMES = (
	'Ahlers Berg Conrad Dreyer Engel Fischer Graf Holm Iversen Jansen Keller Lund Moreau Nowak Olsen Petri Quist Reuter ' +
	'Sander Thoma Ulrich Vogel Weber Xander York Zander Arnold Brandt Costa Dahl Ekman Falk Gruber Haas Ibsen Jung Krause ' +
	'Lorenz Maurer Neumann Otte Pohl Rask Simon Toth Urban Vidal Winter Yilmaz Zeller'
).split( ' ' );

const DEPARTMENTS = [
	'Administration',
	'Languages',
	'Sciences',
	'Music',
	'Sports',
];
const TITLES = [ 'Teacher', 'Student', 'Student', 'Student', 'Assistant' ];

const START = Date.UTC( 2019, 0, 7, 8 );

function pick< T >( list: readonly T[], number: number ): T {
	return list[ number % list.length ] as T;
}

/**
 * Makes an ordinary member of the tenant: enabled, with a mailbox and both names, so that tests can count on them.
 *
 * @param position Where the person stands in the listing; it is part of the user principal name.
 * @param id       The object id.
 * @param domain   The tenant's domain.
 * @param seed     Number of the seed.
 */
export function ordinaryPerson(
	position: number,
	id: string,
	domain: string,
	seed: number
): Person {
	const number = mix( position + seed );
	const given = pick( GIVEN, number );
	const surname = pick( SURNAMES, number >>> 8 );
	const local = `${ given }.${ surname }${ position }`.toLowerCase();
	const address = `${ local }@${ domain }`;
	const kind = ( number >>> 16 ) % TITLES.length;
	return {
		id,
		userPrincipalName: address,
		displayName: `${ given } ${ surname }`,
		givenName: given,
		surname,
		mail: address,
		mailNickname: local,
		proxyAddresses: [ `SMTP:${ address }` ],
		accountEnabled: true,
		userType: 'Member',
		jobTitle: pick( TITLES, kind ),
		department: pick( DEPARTMENTS, number >>> 20 ),
		companyName: 'Lakeside School',
		officeLocation: `Building ${ 1 + ( number % 4 ) }`,
		mobilePhone: null,
		businessPhones: [
			`+1 555 ${ String( position % 10000 ).padStart( 4, '0' ) }`,
		],
		city: 'Lakeside',
		country: 'Exampleland',
		usageLocation: 'US',
		preferredLanguage: pick( [ 'en-US', 'de-DE', null ], number >>> 4 ),
		employeeId: String( 10000 + position ),
		createdDateTime: new Date( START + position * 60000 )
			.toISOString()
			.replace( '.000', '' ),
	} satisfies User;
}

/**
 * Reads the position out of the user principal name of an ordinary person, or -1.
 *
 * @param name A user principal name.
 */
export function ordinaryPosition( name: string ): number {
	const match = /^[a-z]+\.[a-z]+(\d+)@/i.exec( name );
	return match?.[ 1 ] ? Number( match[ 1 ] ) : -1;
}
