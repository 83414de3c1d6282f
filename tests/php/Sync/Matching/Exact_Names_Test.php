<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Matching;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Names are compared exactly: what the database's collation takes for the same links nobody.
 */
final class Exact_Names_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	/**
	 * @dataProvider lookalikes
	 *
	 * @param array<string, string> $stored Columns of the account.
	 * @param array<string, string> $person Properties of the person.
	 */
	public function test_lookalikes_are_not_linked( array $stored, array $person ): void {
		global $wpdb;
		$account = $this->account();
		$wpdb->update( $wpdb->users, $stored, array( 'ID' => $account ) );
		clean_user_cache( $account );
		$person = $this->person( 'nobody', $person );
		$column = array_key_first( $stored );
		self::assertSame( (string) $account, $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM {$wpdb->users} WHERE {$column} = %s", $person['mail'] ) ), 'The database tells them apart: this case tests nothing.' );
		$before = $this->stored_users( $account );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 0, $run['counts']['matched'] );
		self::assertSame( 0, $run['counts']['conflicts'] );
		self::assertSame( $before, $this->stored_users( $account ) );
		$row = $this->row_of_person( $person['id'] );
		self::assertSame( 'failed', $row['status'] );
		// Only who holds the login that the person would get is named, and so not listed for removal.
		self::assertSame( str_contains( $row['reason'], " {$account} (" ), null === $this->row_of_user( $account ), $row['reason'] );
	}

	public static function lookalikes(): array {
		$plain  = 'jose@lakeside.example';
		$accent = 'josé@lakeside.example';
		$person = static fn( string $name ): array => array( 'userPrincipalName' => $name, 'mail' => $name );
		return array(
			'an accent in the e-mail'              => array( array( 'user_email' => $accent ), $person( $plain ) ),
			'an accent in the login'               => array( array( 'user_login' => $accent ), $person( $plain ) ),
			'an accent in the mail'                => array( array( 'user_email' => $plain ), $person( $accent ) ),
			'an accent in the UPN'                 => array( array( 'user_login' => $plain ), $person( $accent ) ),
			'a blank behind the e-mail'            => array( array( 'user_email' => "{$plain} " ), $person( $plain ) ),
			'a blank behind the login'             => array( array( 'user_login' => "{$plain} " ), $person( $plain ) ),
			'ss for ß in the e-mail'               => array( array( 'user_email' => 'strasse@lakeside.example' ), $person( 'straße@lakeside.example' ) ),
			'ß for ss in the login'                => array( array( 'user_login' => 'straße@lakeside.example' ), $person( 'strasse@lakeside.example' ) ),
			'an accent as a character of its own'  => array( array( 'user_login' => "jose\u{301}@lakeside.example" ), $person( $plain ) ),
			'full-width letters'                   => array( array( 'user_login' => 'ｊose@lakeside.example' ), $person( $plain ) ),
		);
	}

	/**
	 * @dataProvider same_names
	 *
	 * @param array<string, string> $account As wp_insert_user() takes it.
	 * @param array<string, string> $person  Properties of the person.
	 */
	public function test_capitals_make_no_difference( array $account, array $person, string $reason ): void {
		$id     = $this->account( $account );
		$person = $this->person( 'nobody', $person );

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( 'matched', 'logged', $id ), array( $row['table'], $row['status'], $row['user_id'] ), $row['reason'] );
		self::assertStringContainsString( $reason, $row['reason'] );
		self::assertSame( $person['id'], $this->stored_link( $id )['aadObjectId'] ?? 'none' );
	}

	public static function same_names(): array {
		return array(
			'login in capitals'       => array( array( 'user_login' => 'ADA@lakeside.example', 'user_email' => 'ada@lakeside.example' ), array( 'userPrincipalName' => 'ada@lakeside.example', 'mail' => null ), 'username' ),
			'UPN in capitals'         => array( array( 'user_login' => 'ada@lakeside.example', 'user_email' => 'ada.mail@lakeside.example' ), array( 'userPrincipalName' => 'ADA@LAKESIDE.EXAMPLE', 'mail' => 'Ada.Mail@Lakeside.Example' ), 'username' ),
			'UPN as e-mail'           => array( array( 'user_email' => 'Ada@Lakeside.example' ), array( 'userPrincipalName' => 'ada@LAKESIDE.example', 'mail' => null ), 'user principal name is the account’s e-mail' ),
			'mail as e-mail'          => array( array( 'user_email' => 'ada.mail@lakeside.example' ), array( 'mail' => 'ADA.MAIL@lakeside.example' ), 'e-mail address is the account’s' ),
		);
	}

	public function test_letters_that_unicode_folds_into_others_make_no_match(): void {
		$mike   = $this->account( array( 'user_login' => 'mike@members.example', 'user_email' => 'mike@members.example' ) );
		$karen  = $this->account( array( 'user_login' => 'k.member', 'user_email' => 'karen@contoso.example' ) );
		$before = $this->stored_users( $mike, $karen );
		$people = array(
			$this->person( 'stranger', array( 'mail' => "mi\u{212A}e@members.example" ) ),
			$this->person( 'other', array( 'userPrincipalName' => "\u{212A}aren@contoso.example" ) ),
			$this->person( 'third', array( 'userPrincipalName' => "mi\u{212A}e@members.example" ) ),
		);

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 0, 0 ), array( $run['counts']['matched'], $run['counts']['conflicts'] ) );
		self::assertSame( $before, $this->stored_users( $mike, $karen ) );
		self::assertSame( 'failed', $this->row_of_person( $people[0]['id'] )['status'] );
	}

	public function test_a_site_that_stores_addresses_in_lower_case_works(): void {
		add_filter( 'pre_user_email', 'strtolower' );
		$person = $this->person( 'Ada', array( 'mail' => 'Ada.Mail@Lakeside.Example' ) );
		$moved  = $this->person( 'Bea', array( 'mail' => 'Bea.New@Lakeside.Example' ) );
		$bea    = $this->account( array( 'user_email' => 'bea.old@lakeside.example' ) );
		$this->link( $bea, $moved['id'] );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( array( 4, 1, 0 ), array( $run['counts']['created'], $run['counts']['updated'], $run['counts']['failed'] ), (string) wp_json_encode( $this->all_rows( 'directory_only' ) ) );
		self::assertSame( 'ada.mail@lakeside.example', get_userdata( $this->row_of_person( $person['id'] )['user_id'] )->user_email );
		self::assertSame( 'bea.new@lakeside.example', get_userdata( $bea )->user_email );
		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );
		self::assertSame( array( 0, 5 ), array( $run['counts']['updated'], $run['counts']['matched'] ) );
	}

	public function test_a_login_that_wordpress_stripped_is_not_used_to_match(): void {
		$stripped = $this->account( array( 'user_login' => 'siobhan.obrien@lakeside.example', 'user_email' => 'sob@example.org' ) );
		$before   = $this->stored_users( $stripped );
		$person   = $this->person( 'nobody', array( 'userPrincipalName' => "siobhan.o'brien@lakeside.example", 'mail' => "siobhan.o'brien@lakeside.example" ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assertSame( $before, $this->stored_users( $stripped ) );
		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( 'directory_only', 'failed', null ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( "belongs to WordPress user {$stripped}", $row['reason'] );
		self::assertSame( 0, $run['counts']['matched'] );
	}

	public function test_other_addresses_are_not_used_to_match(): void {
		$account = $this->account( array( 'user_email' => 'alias@lakeside.example' ) );
		$this->person( 'ada', array( 'otherMails' => array( 'alias@lakeside.example' ), 'proxyAddresses' => array( 'smtp:alias@lakeside.example' ) ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 0, $run['counts']['matched'] );
		self::assertSame( array(), $this->stored_link( $account ) );
	}

	public function test_the_local_part_alone_is_not_used_to_match(): void {
		$account = $this->account( array( 'user_login' => 'ada' ) );
		$this->person( 'ada' );

		self::assertSame( 0, $this->synchronize( array( 'update' => true ) )['counts']['matched'] );
		self::assertSame( array(), $this->stored_link( $account ) );
	}

	public function test_people_without_mail_do_not_match_accounts_without_email(): void {
		$account = $this->account( array( 'user_email' => '' ) );
		$this->person( 'guest', array( 'userPrincipalName' => 'ola_partner.example#EXT#@lakeside-ms.example', 'mail' => null ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 0, 0, 4 ), array( $run['counts']['matched'], $run['counts']['conflicts'], $run['counts']['created'] ) );
		self::assertSame( array(), $this->stored_link( $account ) );
	}
}
