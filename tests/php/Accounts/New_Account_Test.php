<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Which login, e-mail and names a new account gets, and who gets none.
 */
final class New_Account_Test extends Test_Case {

	use Scene;

	/** Login, e-mail, first, last and display name, as WordPress stores them, by key of the awkward person. */
	private const ACCOUNTS = array(
		'apostrophe'             => array( 'siobhan.obrien@lakeside.example', "siobhan.o'brien@lakeside.example", 'Siobhán', "O'Brien", "Siobhán O'Brien" ),
		'upper_case'             => array( 'MAX.CAPITAL@LAKESIDE.EXAMPLE', 'Max.Capital@lakeside.example', 'Max', 'Capital', 'Max Capital' ),
		'odd_upn'                => array( 'oddsignsofthe_-upn@lakeside.example', "odd!sign#s^of~the'_-upn@lakeside.example", 'Odette', 'Signs', 'Odette Signs' ),
		'upn_of_60'              => array( 'uxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@lakeside.example', 'uxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx@lakeside.example', 'Sixty', 'Characters', 'Sixty Characters' ),
		'digits_only'            => array( '20481@lakeside.example', '20481@lakeside.example', 'Digit', 'Only', 'Digit Only' ),
		'plus_mail'              => array( 'petra.plus@lakeside.example', 'petra+school@lakeside.example', 'Petra', 'Plus', 'Petra Plus' ),
		'guest'                  => array( 'noor.haddad_partner.exampleEXT@lakeside-ms.example', 'noor.haddad@partner.example', 'Noor', 'Haddad', 'Noor Haddad' ),
		'guest_without_mail'     => array( 'ola.nordmann_partner.exampleEXT@lakeside-ms.example', '', '', '', 'Ola Nordmann' ),
		'guest_without_mail_two' => array( 'kari.nordmann_partner.exampleEXT@lakeside-ms.example', '', '', '', 'Kari Nordmann' ),
		'external_member'        => array( 'ravi.menon_sister.exampleEXT@lakeside-ms.example', 'ravi.menon@sister.example', 'Ravi', 'Menon', 'Ravi Menon' ),
		'internal_guest'         => array( 'ida.intern@lakeside.example', 'ida.intern@lakeside.example', 'Ida', 'Intern', 'Ida Intern' ),
		'no_user_type'           => array( 'old.timer@lakeside.example', 'old.timer@lakeside.example', 'Otto', 'Oldtimer', 'Otto Oldtimer' ),
		'enabled_unknown'        => array( 'una.unknown@lakeside.example', 'una.unknown@lakeside.example', 'Una', 'Unknown', 'Una Unknown' ),
		'room_enabled'           => array( 'room.oak@lakeside.example', 'room.oak@lakeside.example', '', '', 'Conference Room Oak' ),
		'no_mail'                => array( 'nora.nomail@lakeside.example', 'nora.nomail@lakeside.example', 'Nora', 'Nomail', 'Nora Nomail' ),
		'shared_mail_one'        => array( 'tina.twin@lakeside.example', 'twins@lakeside.example', 'Tina', 'Twin', 'Tina Twin' ),
		'mail_of_other_upn'      => array( 'carla.crossed@lakeside.example', 'chris.crossed@lakeside.example', 'Carla', 'Crossed', 'Carla Crossed' ),
		'mail_twin'              => array( 'jrg.maier@lakeside.example', 'jrg.maier@lakeside.example', 'Jrg', 'Maier', 'Jrg Maier' ),
		'proxy_addresses'        => array( 'alma.alias@lakeside.example', 'alma.alias@lakeside.example', 'Alma', 'Alias', 'Alma Alias' ),
		'same_other_mail'        => array( 'olaf.other@lakeside.example', 'olaf.other@lakeside.example', 'Olaf', 'Other', 'Olaf Other' ),
		'no_names'               => array( 'mononym@lakeside.example', 'mononym@lakeside.example', '', '', 'Mononym' ),
		'empty_names'            => array( 'emil.empty@lakeside.example', 'emil.empty@lakeside.example', '', '', 'Emil Empty' ),
		// To WordPress, a name of "0" is no name.
		'zero_name'              => array( 'zero@lakeside.example', 'zero@lakeside.example', '', '', 'zero@lakeside.example' ),
		'null_name'              => array( 'nina.null@lakeside.example', 'nina.null@lakeside.example', 'Nina', 'Null', 'null' ),
		'four_byte'              => array( 'fanny.fox@lakeside.example', 'fanny.fox@lakeside.example', 'Fanny 🦊', '𠮷野', 'Fanny 🦊 𠮷野' ),
		'combining'              => array( 'jose.combining@lakeside.example', 'jose.combining@lakeside.example', "Jose\u{301}", "Pe\u{301}rez", "Jose\u{301} Pe\u{301}rez" ),
		'right_to_left'          => array( 'layla.rtl@lakeside.example', 'layla.rtl@lakeside.example', 'ليلى', 'حداد', "ليلى \u{202E}حداد" ),
		'html'                   => array( 'bobby.tags@lakeside.example', 'bobby.tags@lakeside.example', 'Bobby', '', 'Bobby Tags' ),
		'formula'                => array( 'fred.formula@lakeside.example', 'fred.formula@lakeside.example', '=1+1', '@SUM(A1:A9)', '=HYPERLINK("http://evil.example","click")' ),
		'sql'                    => array( 'bobby.sql@lakeside.example', 'bobby.sql@lakeside.example', "Robert'); DROP TABLE wp_users;--", 'Sequel', "Robert'); DROP TABLE wp_users;-- Sequel" ),
		'backslash'              => array( 'bea.back@lakeside.example', 'bea.back@lakeside.example', 'Bea\\trix', 'Back\\\\slash', 'Bea\\trix Back\\\\slash' ),
		'ampersand'              => array( 'amp.quote@lakeside.example', 'amp.quote@lakeside.example', 'Ann &amp; "Co"', "d'Amp &lt;3", "Ann &amp; \"Co\" d'Amp &lt;3" ),
		// WordPress takes encoded octets out.
		'percent'                => array( 'percy.percent@lakeside.example', 'percy.percent@lakeside.example', '100', 'Percy', 'Percy 100' ),
		'blanks'                 => array( 'blanca.blank@lakeside.example', 'blanca.blank@lakeside.example', 'Blanca', "Blank\u{A0}Space", 'Blanca Blank' ),
		'line_breaks'            => array( 'linus.lines@lakeside.example', 'linus.lines@lakeside.example', 'Linus', 'Lines', 'Linus Lines' ),
		'namesake_one'           => array( 'sam.same1@lakeside.example', 'sam.same1@lakeside.example', 'Sam', 'Same', 'Sam Same' ),
		'namesake_two'           => array( 'sam.same2@lakeside.example', 'sam.same2@lakeside.example', 'Sam', 'Same', 'Sam Same' ),
		'phones'                 => array( 'phil.phone@lakeside.example', 'phil.phone@lakeside.example', 'Phil', 'Phone', 'Phil Phone' ),
		'extensions'             => array( 'exa.tension@lakeside.example', 'exa.tension@lakeside.example', 'Exa', 'Tension', 'Exa Tension' ),
		'nothing_set'            => array( 'nils.nothing@lakeside.example', 'nils.nothing@lakeside.example', 'Nils', 'Nothing', 'Nils Nothing' ),
	);

	/** Status and part of the reason, by key of the awkward person. */
	private const OTHERS = array(
		'apostrophe_twin'   => array( 'failed', 'belongs to WordPress user' ),
		'long_upn'          => array( 'failed', '60 characters' ),
		'long_mail'         => array( 'failed', '100 characters' ),
		'disabled'          => array( 'skipped', 'disabled in the directory' ),
		'room'              => array( 'skipped', 'disabled in the directory' ),
		'shared_mailbox'    => array( 'skipped', 'disabled in the directory' ),
		'shared_mail_two'   => array( 'failed', 'belongs to WordPress user' ),
		'upn_of_other_mail' => array( 'failed', 'belongs to WordPress user' ),
		'mail_with_umlaut'  => array( 'failed', 'somebody else’s' ),
		'long_display_name' => array( 'failed', '250 characters' ),
	);

	public function test_every_awkward_person(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$users_before = count( $this->stored_users()['users'] );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		$rows = array_column( $this->all_rows( 'directory_only' ), null, 'object_id' );
		$keys = array();
		foreach ( Simulator::control( 'GET', '/awkward' ) as $awkward ) {
			$keys[] = $awkward['key'];
			self::assertSame( $awkward['expect'], $rows[ $awkward['id'] ]['status'], $awkward['key'] . ': ' . $awkward['why'] );
			$this->assert_became( $awkward['key'], $awkward['person'] + array( 'id' => $awkward['id'] ), $rows[ $awkward['id'] ] );
		}
		$known = array_keys( self::ACCOUNTS + self::OTHERS );
		sort( $known );
		sort( $keys );
		self::assertSame( $known, $keys, 'An awkward person is not looked at here.' );
		self::assertCount( $users_before + $run['counts']['created'], $this->stored_users()['users'] );
	}

	/**
	 * @param array<string, mixed> $person The person.
	 * @param array<string, mixed> $row    The row.
	 */
	private function assert_became( string $key, array $person, array $row ): void {
		if ( isset( self::OTHERS[ $key ] ) ) {
			list( $status, $reason ) = self::OTHERS[ $key ];
			self::assertSame( array( $status, null ), array( $row['status'], $row['user_id'] ), $key );
			self::assertStringContainsString( $reason, $row['reason'], $key );
			return;
		}
		self::assertSame( 'created', $row['status'], "{$key}: {$row['reason']}" );
		$user = get_userdata( $row['user_id'] );
		self::assertSame( self::ACCOUNTS[ $key ], array( $user->user_login, $user->user_email, $user->first_name, $user->last_name, $user->display_name ), $key );
		self::assertSame( $user->user_login, $row['login'], $key );
		self::assertSame( array( 'aadObjectId' => $person['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => $person['userPrincipalName'] ), $this->stored_link( $user->ID ), $key );
		self::assertSame( array( 'subscriber' ), $user->roles, $key );
	}

	public function test_nothing_is_left_to_do_for_awkward_people_afterwards(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$this->synchronize( array( 'create' => true ) );
		$before = $this->stored_users();

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 50, 0, 0 ), array( $run['counts']['matched'], $run['counts']['updated'], $run['counts']['failed'] ), wp_json_encode( $this->rows( 'matched', array( 'status' => 'updated,failed' ) ) ) );
		self::assertSame( $before, $this->stored_users() );
	}

	public function test_looking_creates_nobody_and_says_who_could_not_be_created(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$before = $this->stored_users();

		$this->synchronize();

		self::assertSame( $before, $this->stored_users() );
		$rows = array_column( $this->all_rows( 'directory_only' ), null, 'object_id' );
		foreach ( Simulator::control( 'GET', '/awkward' ) as $awkward ) {
			self::assertSame( 'logged', $rows[ $awkward['id'] ]['status'], $awkward['key'] );
		}
		$long = array_column( Simulator::control( 'GET', '/awkward' ), 'id', 'key' )['long_upn'];
		self::assertStringContainsString( '60 characters', $rows[ $long ]['reason'] );
	}
}
