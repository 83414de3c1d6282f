<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Asks_About_People;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * One person now: how far somebody comes, and why no further.
 */
final class Person_Now_Test extends Test_Case {

	use Asks_About_People;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	public function test_somebody_new_is_to_be_created_and_is_not_by_looking(): void {
		$person = $this->person( 'jane' );
		$before = $this->stored_users();

		$answer = $this->look( $person['userPrincipalName'] );

		self::assertSame( 'ok ok ok ok skipped', self::path( $answer ) );
		self::assertStringContainsString( 'jane@lakeside.example', self::message( $answer, 'decide' ) );
		self::assertSame( array( 'directory_only', 'logged', $person['id'], null, array( 'create' ) ), self::facts( $answer ) );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array(), $this->history() );
	}

	public function test_writing_creates_links_and_stands_in_the_history(): void {
		$person = $this->person( 'jane' );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok ok', self::path( $answer ) );
		$user = get_user_by( 'login', 'jane@lakeside.example' );
		self::assertSame( array( 'directory_only', 'created', $person['id'], $user->ID, array() ), self::facts( $answer ) );
		self::assertSame( array( 'aadObjectId' => $person['id'], 'aadTenantId' => '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a', 'userPrincipalName' => 'jane@lakeside.example' ), $this->stored_link( $user->ID ) );
		self::assertSame( array( array( 'action', 'completed', '{"create":true,"update":false,"delete":false}' ) ), $this->history() );
		self::assertSame( 'ok ok ok ok skipped', self::path( $this->write( $person['id'] ) ), 'The second time there is nothing to write.' );
	}

	public function test_somebody_linked_is_updated_where_something_differs(): void {
		$person = $this->person( 'jane' );
		$user   = $this->account( array( 'user_login' => 'jane@lakeside.example', 'user_email' => 'jane@lakeside.example', 'display_name' => 'Jane', 'first_name' => 'Janet', 'last_name' => 'Person' ) );
		$this->link( $user, $person['id'], 'jane@lakeside.example' );
		$before = $this->stored_users();

		$answer = $this->look( (string) $user );

		self::assertSame( 'ok ok ok ok skipped', self::path( $answer ) );
		self::assertSame( array( 'matched', 'logged', $person['id'], $user, array( 'update' ) ), self::facts( $answer ) );
		self::assertSame( array( array( 'field' => 'first_name', 'from' => 'Janet', 'to' => 'Jane' ) ), $answer['row']['changes'] );
		self::assertSame( $before, $this->stored_users() );
		$written = $this->write( (string) $user );
		self::assertSame( 'ok ok ok ok ok', self::path( $written ) );
		self::assertSame( array( 'updated', array( array( 'field' => 'first_name', 'from' => 'Janet', 'to' => 'Jane' ) ) ), array( $written['row']['status'], $written['row']['changes'] ) );
		self::assertSame( 'Jane', get_user_meta( $user, 'first_name', true ) );
		self::assertSame( array(), $this->mails );
	}

	public function test_somebody_who_is_as_the_directory_says_has_nothing_to_be_written(): void {
		$person = $this->person( 'jane' );
		$this->write( $person['id'] );
		$before = $this->stored_users();

		$answer = $this->look( $person['id'] );

		self::assertSame( array( 'ok ok ok ok skipped', array() ), array( self::path( $answer ), $answer['row']['actions'] ) );
		self::assertStringContainsString( 'nothing to write', self::message( $answer, 'write' ) );
		self::assertSame( 'ok ok ok ok skipped', self::path( $this->write( $person['id'] ) ) );
		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider outsiders
	 *
	 * @param array<string, mixed> $scope Settings; GROUP stands for a group that holds somebody else.
	 * @param array<string, mixed> $more  Properties of the person.
	 */
	public function test_who_is_out_of_scope_comes_no_further( array $scope, array $more, string $why ): void {
		$person = $this->person( 'jane', $more );
		if ( isset( $scope['group_ids'] ) ) {
			$scope['group_ids'] = array( Simulator::group( 'Others', array( Simulator::people()[0]['id'] ) ) );
		}
		$this->save_settings( array( 'scope' => $scope ) );
		$user = $this->account();
		$this->link( $user, $person['id'], $person['userPrincipalName'] );
		$before = $this->stored_users();

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok failed skipped skipped skipped', self::path( $answer ) );
		self::assertStringContainsString( $why, self::message( $answer, 'scope' ) );
		self::assertSame( array( 'matched', 'skipped', $person['id'], $user, array() ), self::facts( $answer ) );
		self::assertSame( $before, $this->stored_users() );
	}

	public static function outsiders(): array {
		return array(
			'by the filter' => array( array( 'filter' => "department eq 'Music'" ), array( 'department' => 'Sports' ), "filter of the settings does not list the person: department eq 'Music'" ),
			'by groups'     => array( array( 'group_ids' => array( 'GROUP' ) ), array(), 'none of the groups' ),
			'as a guest'    => array( array( 'ignore_guests' => true ), array( 'userType' => 'Guest' ), 'guest' ),
		);
	}

	public function test_who_is_in_filter_and_groups_is_in_scope(): void {
		$person = $this->person( 'jane', array( 'department' => 'Music' ) );
		$inner  = Simulator::group( 'Inner', array( $person['id'] ) );
		$this->save_settings( array( 'scope' => array( 'filter' => "department eq 'Music'", 'group_ids' => array( Simulator::group( 'Outer', array( $inner ) ) ) ) ) );

		self::assertSame( 'ok ok ok ok skipped', self::path( $this->look( $person['id'] ) ) );
	}

	public function test_a_scope_group_that_is_gone_leaves_it_open_who_is_in_scope(): void {
		$person = $this->person( 'jane' );
		$group  = Simulator::group( 'Scope', array( $person['id'] ) );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ) ) ) );
		Simulator::control( 'DELETE', "/groups/{$group}" );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok failed skipped skipped skipped', self::path( $answer ) );
		self::assertStringContainsString( 'not known whether the person is in scope', self::message( $answer, 'scope' ) );
		self::assertFalse( get_user_by( 'login', 'jane@lakeside.example' ) );
	}

	public function test_who_is_disabled_is_not_created(): void {
		$person = $this->person( 'jane', array( 'accountEnabled' => false ) );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok failed skipped', self::path( $answer ) );
		self::assertStringContainsString( 'disabled', self::message( $answer, 'decide' ) );
		self::assertSame( array( 'directory_only', 'logged', $person['id'], null, array() ), self::facts( $answer ) );
		self::assertFalse( get_user_by( 'login', 'jane@lakeside.example' ) );
	}

	/**
	 * @dataProvider conflicts
	 *
	 * @param list<array<string, mixed>> $accounts Accounts.
	 * @param list<array<string, mixed>> $others   Other people.
	 */
	public function test_a_conflict_stays_one_and_nothing_is_written( array $accounts, array $others, string $why ): void {
		$person = $this->person( 'jane', array( 'mail' => 'jane.mail@lakeside.example' ) );
		array_map( Simulator::add( ... ), $others );
		$users  = array_map( fn( array $data ): int => $this->account( $data ), $accounts );
		$before = $this->stored_users();

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok failed skipped', self::path( $answer ) );
		self::assertStringContainsString( $why, self::message( $answer, 'decide' ) );
		self::assertSame( array( 'directory_only', 'conflict', $person['id'], 1 === count( $users ) ? $users[0] : null, array() ), self::facts( $answer ) );
		self::assertSame( $before, $this->stored_users() );
	}

	public static function conflicts(): array {
		$by_login = array( 'user_login' => 'jane@lakeside.example', 'user_email' => 'private@site.example' );
		$by_mail  = array( 'user_login' => 'janes', 'user_email' => 'jane.mail@lakeside.example' );
		return array(
			'by the login alone'     => array( array( $by_login ), array(), 'Only the username matches' ),
			'privileged'             => array( array( array( 'role' => 'administrator' ) + $by_mail ), array(), 'may manage the site' ),
			'two accounts'           => array( array( $by_login, $by_mail ), array(), 'point to different WordPress users' ),
			'claimed by another one' => array( array( $by_mail ), array( array( 'userPrincipalName' => 'jane.mail@lakeside.example', 'mail' => 'other@lakeside.example' ) ), 'Several directory users' ),
			'claimed by address'     => array( array( $by_mail ), array( array( 'userPrincipalName' => 'other@lakeside.example', 'mail' => 'Jane.Mail@lakeside.example' ) ), 'Several directory users' ),
		);
	}

	public function test_whoever_is_linked_elsewhere_claims_no_account_by_its_name(): void {
		$person = $this->person( 'jane' );
		$other  = $this->person( 'other', array( 'mail' => 'jane@lakeside.example' ) );
		$this->link( $this->account( array( 'user_login' => 'elsewhere' ) ), $other['id'], $other['userPrincipalName'] );
		$user = $this->account( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok ok', self::path( $answer ), (string) wp_json_encode( $answer ) );
		self::assertSame( $person['id'], $this->stored_link( $user )['aadObjectId'] );
	}

	public function test_a_first_link_by_address_is_made_as_a_run_would(): void {
		$person = $this->person( 'jane' );
		$user   = $this->account( array( 'user_login' => 'janes', 'user_email' => 'JANE@lakeside.example', 'display_name' => 'Jane', 'first_name' => 'Jane', 'last_name' => 'Person' ) );

		$looked = $this->look( $person['id'] );
		self::assertSame( array( 'matched', 'logged', $person['id'], $user, array( 'link' ) ), self::facts( $looked ) );
		self::assertSame( array(), $this->stored_link( $user ) );
		$written = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok ok', self::path( $written ) );
		self::assertSame( array( 'matched', 'unchanged', $person['id'], $user, array() ), self::facts( $written ) );
		self::assertSame( $person['id'], $this->stored_link( $user )['aadObjectId'] );
	}

	public function test_who_was_created_anew_in_the_directory_is_a_conflict_with_the_former_account(): void {
		$person = $this->person( 'jane' );
		$former = $this->gone( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) );
		$link   = $this->stored_link( $former );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok failed skipped', self::path( $answer ) );
		self::assertStringContainsString( 'leads to nobody', self::message( $answer, 'decide' ) );
		self::assertSame( array( 'directory_only', 'conflict', $person['id'], $former, array() ), self::facts( $answer ) );
		self::assertSame( $link, $this->stored_link( $former ) );
	}

	public function test_whose_names_somebody_has_who_is_still_in_the_directory_is_not_created(): void {
		$person = $this->person( 'jane' );
		$other  = $this->person( 'other' );
		$this->link( $this->account( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) ), $other['id'], $other['userPrincipalName'] );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok failed skipped', self::path( $answer ) );
		self::assertStringContainsString( 'linked to another directory user', self::message( $answer, 'decide' ) );
		self::assertFalse( get_user_by( 'login', 'jane@lakeside.example' ) );
	}

	public function test_an_address_that_another_account_has_stays_there_and_all_else_is_written(): void {
		$person = $this->person( 'jane', array( 'mail' => 'taken@lakeside.example' ) );
		$this->account( array( 'user_login' => 'holder', 'user_email' => 'taken@lakeside.example' ) );
		$user = $this->account( array( 'user_login' => 'janes', 'user_email' => 'janes@lakeside.example', 'first_name' => 'Janet' ) );
		$this->link( $user, $person['id'], $person['userPrincipalName'] );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok ok', self::path( $answer ), (string) wp_json_encode( $answer ) );
		self::assertStringContainsString( 'taken@lakeside.example belongs to', $answer['row']['reason'] );
		self::assertStringContainsString( 'taken@lakeside.example belongs to', self::message( $answer, 'decide' ) );
		self::assertSame( array( 'Jane', 'janes@lakeside.example' ), array( get_userdata( $user )->first_name, get_userdata( $user )->user_email ) );
	}

	public function test_first_links_that_wait_for_a_person_wait_here_too(): void {
		$this->save_settings( array( 'matching' => array( 'first_link' => 'confirm' ) ) );
		$person = $this->person( 'jane' );
		$user   = $this->account( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) );

		self::assertSame( 'conflict', $this->write( $person['id'] )['row']['status'] );
		self::assertSame( array(), $this->stored_link( $user ) );
	}

	/**
	 * @dataProvider nobodies
	 */
	public function test_who_is_not_found_has_no_row( \Closure $who, string $why ): void {
		$answer = $this->write( $who( $this ) );

		self::assertSame( 'failed skipped skipped skipped skipped', self::path( $answer ) );
		self::assertNull( $answer['row'] );
		self::assertStringContainsString( $why, self::message( $answer, 'read' ) );
		self::assertSame( array(), $this->history() );
	}

	public static function nobodies(): array {
		return array(
			'an object id'        => array( static fn(): string => 'aaaabbbb-0000-4ccc-8ddd-eeeeffff0000', 'no user with the object ID' ),
			'a UPN'               => array( static fn(): string => 'nobody@lakeside.example', 'no user with the user principal name' ),
			'a user id'           => array( static fn(): string => '999999', 'no WordPress user' ),
			'a linked account'    => array( static fn( self $test ): string => (string) $test->gone(), 'was deleted there' ),
			'an unlinked account' => array( static fn( self $test ): string => (string) $test->account(), 'no directory user has its username' ),
			'of another tenant'   => array( static fn( self $test ): string => (string) $test->foreigner(), 'another tenant' ),
		);
	}

	/**
	 * @dataProvider spellings
	 */
	public function test_a_person_is_found_by( string $upn, \Closure $spell ): void {
		$person = $this->person( 'odd', array( 'userPrincipalName' => $upn, 'mail' => 'odd@lakeside.example' ) );

		$answer = $this->look( $spell( $person ) );

		self::assertSame( $person['id'], $answer['row']['object_id'] ?? null, (string) wp_json_encode( $answer ) );
		self::assertSame( $upn, $answer['row']['user_principal_name'] );
	}

	public static function spellings(): array {
		$upn = static fn( array $person ): string => $person['userPrincipalName'];
		return array(
			'its object id'            => array( 'odd@lakeside.example', static fn( array $person ): string => $person['id'] ),
			'its object id in capitals' => array( 'odd@lakeside.example', static fn( array $person ): string => strtoupper( $person['id'] ) ),
			'its UPN in capitals'      => array( 'odd@lakeside.example', static fn( array $person ): string => strtoupper( $person['userPrincipalName'] ) ),
			'its UPN between blanks'   => array( 'odd@lakeside.example', static fn( array $person ): string => " {$person['userPrincipalName']} " ),
			'a guest\'s UPN'           => array( 'odd_partner.example#EXT#@lakeside.example', $upn ),
			'an apostrophe'            => array( "o'dd@lakeside.example", $upn ),
			'a dollar sign in front'   => array( "\$o'dd@lakeside.example", $upn ),
			'an ampersand and a plus'  => array( 'o+d&d@lakeside.example', $upn ),
		);
	}

	public function test_a_person_is_found_by_an_account_that_has_one_of_the_names(): void {
		$person = $this->person( 'jane' );
		$other  = $this->person( 'known', array( 'mail' => null ) );
		$named  = $this->account( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) );
		$known  = $this->account( array( 'user_login' => 'somebody' ) );
		update_user_meta( $known, 'userPrincipalName', 'known@lakeside.example' );

		self::assertSame( array( $person['id'], $named ), array_slice( self::facts( $this->look( (string) $named ) ), 2, 2 ) );
		self::assertSame( array( $other['id'], $known ), array_slice( self::facts( $this->look( (string) $known ) ), 2, 2 ) );
	}

	public function test_an_account_whose_names_several_people_have_is_nobodys(): void {
		$this->person( 'jane' );
		$this->person( 'other', array( 'mail' => 'jane@lakeside.example' ) );
		$named = $this->account( array( 'user_login' => 'janes', 'user_email' => 'jane@lakeside.example' ) );

		$answer = $this->look( (string) $named );

		self::assertNull( $answer['row'] );
		self::assertStringContainsString( 'jane@lakeside.example, other@lakeside.example', self::message( $answer, 'read' ) );
	}

	/** Makes an account that is linked to another tenant. */
	private function foreigner(): int {
		$user_id = $this->gone();
		update_user_meta( $user_id, 'aadTenantId', wp_generate_uuid4() );
		return $user_id;
	}
}
