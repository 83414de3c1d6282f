<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Rest\Routes;
use WPO365\User_Sync\Tests\Support\Asks_About_People;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * One person now obeys the guards of a run, and stands in nobody's way.
 */
final class Person_Now_Guards_Test extends Test_Case {

	use Asks_About_People;
	use Routes;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	/**
	 * @dataProvider both
	 */
	public function test_not_while_a_run_is_active( bool $write ): void {
		$person = $this->person( 'jane' );
		$this->rest( 'POST', '/runs', array( 'create' => true ) );
		$before = $this->everything();
		Simulator::clear_log();

		$answer = $this->rest( 'POST', '/people', array( 'who' => $person['id'], 'write' => $write ) );

		self::assertSame( array( 409, 'run_active' ), array( $answer->status, $answer->code() ) );
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	public static function both(): array {
		return array( 'looking' => array( false ), 'writing' => array( true ) );
	}

	public function test_no_run_begins_while_a_person_is_written(): void {
		$person = $this->person( 'jane' );
		$answer = '';
		add_action(
			'wpo365_user_sync_user_created',
			static function () use ( &$answer ): void {
				$answer = Php_Process::run( '$response = rest_do_request( new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs" ) ); echo $response->get_status(), " ", $response->get_data()["code"] ?? "";', array(), self::ADMIN );
			}
		);

		self::assertSame( 'created', $this->write( $person['id'] )['row']['status'] );
		self::assertSame( '409 run_active', $answer );
	}

	public function test_without_a_connection_nothing_is_asked(): void {
		$this->save_settings( array( 'connection' => array( 'permission_type' => 'delegated' ) ) );

		$answer = $this->rest( 'POST', '/people', array( 'who' => '1' ) );

		self::assertSame( array( 409, 'not_configured' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( array(), $this->history() );
	}

	/**
	 * @dataProvider lacking
	 *
	 * @param string[] $capabilities What somebody may do beside managing.
	 * @param string   $missing      The capability that the refusal names; empty where there is none.
	 */
	public function test_writing_needs_what_the_row_does( bool $exists, array $capabilities, string $missing ): void {
		$person = $this->person( 'jane' );
		if ( $exists ) {
			$this->link( $this->account(), $person['id'], $person['userPrincipalName'] );
		}
		$somebody = $this->somebody_who_may( 'manage_options', ...$capabilities );
		$before   = $this->everything();

		$looked  = $this->rest( 'POST', '/people', array( 'who' => $person['id'] ), $somebody );
		$written = $this->rest( 'POST', '/people', array( 'who' => $person['id'], 'write' => true ), $somebody );

		self::assertSame( 200, $looked->status, $looked->text() );
		if ( '' === $missing ) {
			self::assertSame( array( 200, $exists ? 'updated' : 'created' ), array( $written->status, $written->data['row']['status'] ?? null ), $written->text() );
			return;
		}
		self::assertSame( array( 403, 'rest_forbidden' ), array( $written->status, $written->code() ), $written->text() );
		self::assertStringContainsString( $missing, $written->data['message'] );
		self::assertEquals( array_diff_key( $before, array( 'links' => true, 'options' => true ) ), array_diff_key( $this->everything(), array( 'links' => true, 'options' => true ) ) );
	}

	public static function lacking(): array {
		return array(
			'create with the other one'  => array( false, array( 'edit_users' ), 'create_users' ),
			'create'                     => array( false, array( 'create_users' ), '' ),
			'update with the other one'  => array( true, array( 'create_users' ), 'edit_users' ),
			'update'                     => array( true, array( 'edit_users' ), '' ),
		);
	}

	public function test_an_account_that_the_user_may_not_edit_is_left_alone(): void {
		$person = $this->person( 'jane' );
		$user   = $this->account();
		$this->link( $user, $person['id'], $person['userPrincipalName'] );
		add_filter( 'map_meta_cap', static fn( array $caps, string $cap, int $by, array $args ): array => 'edit_user' === $cap && ( $args[0] ?? 0 ) === $user ? array( 'do_not_allow' ) : $caps, 10, 4 );
		$before = $this->stored_users( $user );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok failed', self::path( $answer ) );
		self::assertStringContainsString( 'not allowed to edit this account', self::message( $answer, 'write' ) );
		self::assertSame( $before, $this->stored_users( $user ) );
	}

	/**
	 * @dataProvider unread
	 */
	public function test_roles_stay_where_a_group_counts_as_not_read( \Closure $break, string $why ): void {
		$person = $this->person( 'jane' );
		$group  = Simulator::group( 'Editors', array( Simulator::people()[0]['id'], $person['id'] ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		self::assertSame( 'completed', $this->synchronize()['status'] );
		$user = $this->write( $person['id'] )['row']['user_id'];
		self::assertContains( 'editor', get_userdata( $user )->roles );
		Simulator::control( 'PATCH', '/groups/editors', array( 'remove' => array( $person['id'] ) ) );
		$break();
		Simulator::change( $person['id'], array( 'givenName' => 'Janet' ) );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok ok', self::path( $answer ) );
		self::assertStringContainsString( $why, self::message( $answer, 'read' ) );
		self::assertStringContainsString( 'roles stay as they are', self::message( $answer, 'decide' ) );
		self::assertSame( array( 'first_name' ), array_column( $answer['row']['changes'], 'field' ) );
		clean_user_cache( $user );
		self::assertContains( 'editor', get_userdata( $user )->roles );
	}

	public static function unread(): array {
		return array(
			'gone'      => array( static fn(): array => Simulator::control( 'DELETE', '/groups/editors' ), 'can’t be read' ),
			'emptied'   => array( static fn(): array => Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array() ) ), 'answers with none' ),
			'hidden'    => array( static fn(): array => Simulator::control( 'PATCH', '/groups/editors', array( 'visibility' => 'HiddenMembership' ) ), 'can’t be read' ),
			'forbidden' => array( static fn(): array => Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'member_of', 'times' => null ) ), 'lacks a permission' ),
		);
	}

	public function test_roles_follow_groups_at_once_nested_ones_included(): void {
		$person = $this->person( 'jane' );
		$inner  = Simulator::group( 'Inner', array( $person['id'], Simulator::people()[0]['id'] ), 'inner' );
		$outer  = Simulator::group( 'Outer', array( $inner ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => strtoupper( $outer ), 'role' => 'editor' ) ) ) ) );
		$user = $this->write( $person['id'] )['row']['user_id'];
		self::assertContains( 'editor', get_userdata( $user )->roles );
		Simulator::control( 'PATCH', '/groups/inner', array( 'remove' => array( $person['id'] ) ) );

		$answer = $this->write( $person['id'] );

		self::assertSame( array( 'updated', array( 'roles' ) ), array( $answer['row']['status'], array_column( $answer['row']['changes'], 'field' ) ), (string) wp_json_encode( $answer ) );
		clean_user_cache( $user );
		self::assertNotContains( 'editor', get_userdata( $user )->roles );
	}

	public function test_an_administrator_keeps_roles_and_address(): void {
		$person = $this->person( 'jane' );
		$user   = $this->account( array( 'user_login' => 'boss', 'user_email' => 'boss@site.example', 'role' => 'administrator' ) );
		$this->link( $user, $person['id'], $person['userPrincipalName'] );

		$answer = $this->write( $person['id'] );

		self::assertNotContains( 'user_email', array_column( $answer['row']['changes'], 'field' ) );
		self::assertSame( 'boss@site.example', get_userdata( $user )->user_email );
		self::assertStringContainsString( 'address of an administrator', self::message( $answer, 'decide' ) );
	}

	public function test_nobody_is_ever_removed(): void {
		$person = $this->person( 'jane' );
		$this->save_settings( array( 'scope' => array( 'filter' => "department eq 'Nowhere'", 'remove_out_of_scope' => true ) ) );
		$left = $this->account();
		$this->link( $left, $person['id'], $person['userPrincipalName'] );
		$gone = $this->gone();

		$this->write( (string) $left );
		$this->write( (string) $gone );

		$this->assert_stay( $left, $gone );
	}

	public function test_the_row_of_the_last_run_follows_what_was_written_and_the_others_stay(): void {
		$person = $this->person( 'jane' );
		$run    = $this->synchronize();
		$row    = $this->row_of_person( $person['id'] );
		$others = array_column( $this->all_rows( 'directory_only' ), 'status', 'object_id' );

		self::assertSame( 0, $this->look( $person['id'] )['row']['id'] );
		self::assertSame( $row, $this->row_of_person( $person['id'] ), 'A look has changed the row.' );
		$written = $this->write( $person['id'] )['row'];

		$after = $this->row_of_person( $person['id'] );
		self::assertSame( array( $row['id'], $run['id'], 'created' ), array( $written['id'], $written['run_id'], $written['status'] ) );
		self::assertSame( array( 'created', $written['user_id'] ), array( $after['status'], $after['user_id'] ) );
		self::assertSame( array_replace( $others, array( $person['id'] => 'created' ) ), array_column( $this->all_rows( 'directory_only' ), 'status', 'object_id' ) );
		self::assertSame( 0, $this->rest( 'GET', '/runs' )->data[1]['counts']['created'], 'The run itself has created nobody.' );
	}

	public function test_who_has_no_row_gets_none_but_the_mail(): void {
		$this->save_settings( array( 'notifications' => array( 'welcome_email' => true ) ) );
		$this->synchronize();
		$person = $this->person( 'jane' );
		$before = $this->all_rows( 'directory_only' );

		$answer = $this->write( $person['id'] );

		self::assertSame( 'created', $answer['row']['status'] );
		self::assertSame( $before, $this->all_rows( 'directory_only' ) );
		self::assertSame( array( 'jane@lakeside.example' ), array_column( $this->mails, 'to' ) );
	}

	public function test_the_service_failing_changes_nothing_and_says_when_to_try_again(): void {
		$person = $this->person( 'jane' );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 20, 'on' => 'user' ) );
		$before = $this->everything();

		$answer = $this->rest( 'POST', '/people', array( 'who' => $person['id'] ) );

		self::assertSame( array( 429, 'throttled', 20 ), array( $answer->status, $answer->code(), $answer->data['data']['retry_after'] ?? null ) );
		self::assertEquals( $before['runs'], $this->everything()['runs'] );
		self::assertEquals( $before['users'], $this->everything()['users'] );
	}

	public function test_a_handler_that_throws_takes_the_person_back(): void {
		$person = $this->person( 'jane' );
		add_action(
			'user_register',
			static function (): void {
				throw new \RuntimeException( 'broken' );
			}
		);

		$answer = $this->write( $person['id'] );

		self::assertSame( 'ok ok ok ok failed', self::path( $answer ) );
		self::assertSame( 'failed', $answer['row']['status'] );
		self::assertFalse( get_user_by( 'login', 'jane@lakeside.example' ) );
		self::assertSame( 'completed', $this->history()[0][1] );
	}

	public function test_links_written_by_others_since_the_last_run_count(): void {
		$person = $this->person( 'jane' );
		$this->synchronize();
		$user = $this->account();
		$this->link( $user, strtoupper( $person['id'] ), $person['userPrincipalName'] );

		self::assertSame( array( 'matched', $user ), array( $this->look( $person['id'] )['row']['table'], $this->look( $person['id'] )['row']['user_id'] ) );
	}

	public function test_properties_that_the_service_refuses_are_left_out(): void {
		$person = $this->person( 'jane' );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'hobbies' ), array( 'property' => 'department' ) ) ) );

		self::assertSame( 'ok ok ok ok skipped', self::path( $this->look( $person['id'] ) ) );
	}

	public function test_it_costs_few_requests(): void {
		$person = $this->person( 'jane' );
		$this->look( $person['id'] ); // A token.
		Simulator::clear_log();

		$this->look( $person['id'] );
		self::assertSame( array( 'user' ), array_column( Simulator::log(), 'route' ) );
		$in  = Simulator::group( 'In', array( $person['id'] ) );
		$out = Simulator::group( 'Out', array( Simulator::people()[0]['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $in, 'role' => 'editor' ), array( 'group_id' => $out, 'role' => 'author' ) ) ) ) );
		Simulator::clear_log();
		$this->look( $person['id'] );
		self::assertSame( array( 'user', 'member_of', 'member_count' ), array_column( Simulator::log(), 'route' ) );
	}
}
