/**
 * @jest-environment node
 */
import { errorOf, rowsOf, tenant } from './support';

/** Who the filter finds, by the key of an awkward person. */
async function found(
	filter: string,
	{ advanced = false } = {}
): Promise< ( string | undefined )[] | string > {
	const t = tenant( { users: 50 } );
	const url = `/users?$top=999&$select=id&$filter=${ encodeURIComponent(
		filter
	) }`;
	const answer = advanced
		? await t.advanced( `${ url }&$count=true` )
		: await t.get( url );
	if ( answer.status !== 200 ) {
		return errorOf( answer );
	}
	const keys = new Map(
		t.simulator.directory
			.awkwardOnes()
			.map( ( { awkward, id } ) => [ id, awkward.key ] )
	);
	return rowsOf( answer ).map( ( { id } ) => keys.get( id ) );
}

describe( '$filter', () => {
	test.each( [
		[
			"userPrincipalName eq 'SIOBHAN.O''BRIEN@lakeside.example'",
			[ 'apostrophe' ],
		],
		[ "startswith(displayName,'Conference')", [ 'room', 'room_enabled' ] ],
		[
			"startsWith(displayName,'conference') and accountEnabled eq true",
			[ 'room_enabled' ],
		],
		[
			"userType eq 'Guest' and (givenName eq 'Noor' or surname eq 'Intern')",
			[ 'guest', 'internal_guest' ],
		],
		[
			"surname in ('Twin', 'Same')",
			[
				'shared_mail_one',
				'shared_mail_two',
				'namesake_one',
				'namesake_two',
			],
		],
		[ "proxyAddresses/any(p:startsWith(p,'sip:'))", [ 'proxy_addresses' ] ],
		[
			"otherMails/any(x:x eq 'alma@home.example')",
			[ 'proxy_addresses', 'same_other_mail' ],
		],
		[ 'createdDateTime ge 2019-01-07T08:49:00Z', [ 'nothing_set' ] ],
	] )( 'by default: %s', async ( filter, keys ) => {
		expect( await found( filter ) ).toEqual( keys );
	} );

	test.each( [
		[ 'userType eq null', [ 'no_user_type' ] ],
		[
			'accountEnabled ne true',
			[ 'disabled', 'enabled_unknown', 'room', 'shared_mailbox' ],
		],
		[
			'not (accountEnabled eq true)',
			[ 'disabled', 'enabled_unknown', 'room', 'shared_mailbox' ],
		],
		[ "endsWith(mail,'partner.example')", [ 'guest' ] ],
		[
			"onPremisesExtensionAttributes/extensionAttribute1 eq 'House Otter'",
			[ 'extensions' ],
		],
		[ 'proxyAddresses/$count gt 1', [ 'proxy_addresses' ] ],
	] )( 'only as an advanced query: %s', async ( filter, keys ) => {
		expect( await found( filter ) ).toMatch(
			/^400 Request_UnsupportedQuery/
		);
		expect( await found( filter, { advanced: true } ) ).toEqual( keys );
	} );

	test.each( [
		[
			"id ge 'a'",
			'The request uses a filter property that is not indexed',
		],
		[
			"shoeSize eq 'x'",
			"Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.",
		],
		[ "endsWith(displayName,'x')", 'Unsupported or invalid query filter' ],
		[ '', 'Invalid filter clause' ],
	] )( 'never: %s', async ( filter, message ) => {
		for ( const advanced of [ false, true ] ) {
			expect( await found( filter, { advanced } ) ).toContain( message );
		}
	} );

	test( 'a list holds fifteen values, sixteen only in an advanced query', async () => {
		const ids = ( many: number ) =>
			`id in (${ Array( many )
				.fill( "'069ac85f-94ce-46ca-85a6-6db465fa1437'" )
				.join( ',' ) })`;
		expect( await found( ids( 15 ) ) ).toEqual( [ 'apostrophe' ] );
		expect( await found( ids( 16 ) ) ).toContain( 'Max allowed: 15' );
		expect( await found( ids( 16 ), { advanced: true } ) ).toEqual( [
			'apostrophe',
		] );
	} );

	test( 'together with $orderby it needs an advanced query', async () => {
		const t = tenant();
		const url =
			"/users?$count=true&$filter=surname eq 'Twin'&$orderby=displayName desc&$select=displayName";
		expect( errorOf( await t.get( url ) ) ).toContain( 'Sorting' );
		expect( rowsOf( await t.advanced( url ) ) ).toEqual( [
			{ displayName: 'Tom Twin' },
			{ displayName: 'Tina Twin' },
		] );
	} );
} );
