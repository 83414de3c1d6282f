<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What a run has listed says nothing about another tenant, or another scope.
 */
final class Stale_Settings_Test extends Test_Case {

	use Meddles;

	private const OTHER_TENANT = '99999999-1111-4111-8111-111111111111';

	/** @var array<string, int> Ids of the rows by action. */
	private array $rows = array();

	/** @var list<int> Accounts in the rows. */
	private array $accounts = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$people         = Simulator::people();
		$gone           = $this->gone();
		$named          = $this->account( array( 'user_login' => $people[1]['userPrincipalName'], 'user_email' => 'private@example.org' ) );
		$linked         = $this->linked( $people[0] );
		$this->accounts = array( $gone, $named, $linked );
		self::assert_run( 'completed', $this->synchronize() );
		$this->rows = array(
			'create' => $this->row_of_person( $people[2]['id'] )['id'],
			'update' => $this->row_of_person( $people[0]['id'] )['id'],
			'link'   => $this->row_of_person( $people[1]['id'] )['id'],
			'delete' => $this->row_of_user( $gone )['id'],
		);
	}

	/**
	 * @dataProvider actions
	 */
	public function test_no_action_by_hand_after_the_scope_was_changed( string $action ): void {
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		$users   = $this->stored_users();
		$rows    = $this->stored_rows();
		$history = $this->history();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $this->rows[ $action ] ) ) );

		self::assertSame( array( 409, 'settings_changed' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( $users, $this->stored_users() );
		self::assertSame( $rows, $this->stored_rows() );
		self::assertSame( $history, $this->history(), 'A refused action stands in the history.' );
	}

	public static function actions(): array {
		return array(
			'create' => array( 'create', 'created' ),
			'update' => array( 'update', 'updated' ),
			'link'   => array( 'link', 'logged' ),
			'delete' => array( 'delete', 'deleted' ),
		);
	}

	/**
	 * @dataProvider actions
	 */
	public function test_no_action_by_hand_after_the_tenant_was_changed( string $action ): void {
		$users   = $this->stored_users();
		$rows    = $this->stored_rows();
		$history = $this->history();
		Simulator::clear_log();

		$answer = json_decode( Php_Process::run( self::call( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $this->rows[ $action ] ) ) ), array( 'WPO_USER_SYNC_TENANT_ID' => self::OTHER_TENANT ), self::ADMIN ), true );

		self::assertSame( array( 409, 'settings_changed' ), array( $answer['status'], $answer['data']['code'] ), (string) wp_json_encode( $answer ) );
		self::assertSame( $users, $this->stored_users() );
		self::assertSame( $rows, $this->stored_rows() );
		self::assertSame( $history, $this->history(), 'A refused action stands in the history.' );
		self::assertSame( array(), Simulator::log( 'user' ), 'The other tenant was asked.' );
	}

	/**
	 * @dataProvider actions
	 */
	public function test_other_settings_do_not_matter( string $action, string $status ): void {
		$this->save_settings( array( 'removal' => array( 'limit_count' => 7 ) ) );

		self::assertSame( $status, $this->act( $action, array( $this->rows[ $action ] ) )[0]['status'] );
	}

	public function test_a_change_that_is_taken_back_does_not_matter(): void {
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => false ) ) );

		self::assertSame( 'deleted', $this->act( 'delete', array( $this->rows['delete'] ) )[0]['status'] );
	}

	public function test_a_run_that_is_under_way_stops_and_touches_nobody_until_the_scope_is_what_it_was(): void {
		$run   = $this->run_until( array( 'create' => true, 'update' => true, 'delete' => true ), array() );
		$users = $this->stored_users();
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		Simulator::clear_log();

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'settings_changed' );
		self::assertSame( array(), Simulator::log(), 'Nobody is asked with other settings.' );
		self::assert_run( 'failed', $this->resume( $run ), 'settings_changed' );
		self::assertSame( $users, $this->stored_users() );

		$this->save_settings( array( 'scope' => array( 'ignore_guests' => false ) ) );
		$run = $this->resume( $run );
		self::assert_run( 'completed', $run );
		self::assertSame( array( 5, 1 ), array( $run['counts']['received'], $run['counts']['deleted'] ), (string) wp_json_encode( $run ) );
	}

	public function test_an_approved_removal_stops_when_the_scope_was_changed_meanwhile(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );

		$run = $this->approve( $run );

		self::assert_run( 'failed', $run, 'settings_changed' );
		$this->assert_stay( ...$gone, ...$this->accounts );
	}

	/**
	 * @return list<array<string, string>>
	 */
	private function stored_rows(): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_results ORDER BY id", ARRAY_A );
	}
}
