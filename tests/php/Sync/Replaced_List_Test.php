<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Unattended;

/**
 * A scheduled run that is held waits; the next full scheduled one takes its place, and nobody else's does.
 */
final class Replaced_List_Test extends Test_Case {

	use Scene;
	use Unattended;

	/** @var list<int> */
	private array $gone;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->gone = $this->gone_users( 8 );
	}

	public function test_the_next_scheduled_run_takes_the_place_of_the_list(): void {
		$held = $this->run_scheduled( array( 'delete' => true ) );
		self::assert_run( 'held', $held );
		$rows = array();
		$this->before_statement(
			"DELETE FROM `{$GLOBALS['wpdb']->prefix}wpo365_user_sync_results`",
			static function () use ( &$rows ): void {
				global $wpdb;
				$rows = $wpdb->get_results( "SELECT status, reason, pending FROM {$wpdb->prefix}wpo365_user_sync_results WHERE table_name = 'wordpress_only' AND cause = 'gone'", ARRAY_A );
			}
		);

		$next = $this->run_scheduled( array( 'delete' => true ) );

		$old = $this->record( $held['id'] );
		self::assertSame( array( 'completed', null, '' ), array( $old['status'], $old['active'], $old['held'] ) );
		self::assertNotNull( $old['finished_at'] );
		self::assertSame( array( array( 'status' => 'logged', 'pending' => '' ) ), array_values( array_unique( array_map( static fn( array $row ): array => array_diff_key( $row, array( 'reason' => 1 ) ), $rows ), SORT_REGULAR ) ) );
		self::assertCount( 8, $rows );
		self::assertStringEndsWith( 'Another run has taken the place of this list.', $rows[0]['reason'] );
		self::assertStringNotContainsString( 'held', $rows[0]['reason'] );
		self::assertSame( array( 'held', 8 ), array( $next['status'], $next['held']['count'] ) );
		$this->assert_stay( ...$this->gone );
	}

	public function test_nobody_starts_beside_it_by_hand_or_for_changes(): void {
		$held = $this->run_scheduled( array( 'delete' => true ) );

		self::assertSame( 'run_active', $this->rest( 'POST', '/runs', array() )->code() );
		self::assertSame( 'run_active', $this->start_scheduled( array(), Run_Kind::Changes )->get_error_code() );

		self::assertSame( 'held', $this->record( $held['id'] )['status'] );
	}

	public function test_a_list_that_a_person_has_started_is_not_replaced(): void {
		$held = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $held );

		self::assertSame( 'run_active', $this->start_scheduled( array( 'delete' => true ) )->get_error_code() );

		self::assertSame( 'held', $this->record( $held['id'] )['status'] );
	}

	/** @dataProvider under_way */
	public function test_neither_is_a_run_that_is_not_held( string $status ): void {
		$run = $this->start_scheduled();
		$this->set_run( $run->id, array( 'status' => $status ) );

		self::assertSame( 'run_active', $this->start_scheduled()->get_error_code() );

		self::assertSame( $status, $this->record( $run->id )['status'] );
	}

	public static function under_way(): array {
		return array( 'running' => array( 'running' ), 'waiting' => array( 'waiting' ), 'paused' => array( 'paused' ) );
	}

	public function test_who_approves_at_that_moment_wins(): void {
		$held   = $this->run_scheduled( array( 'delete' => true ) );
		$answer = array();
		$this->before_statement(
			"`status` = 'completed'",
			function () use ( $held, &$answer ): void {
				$answer = $this->rest_elsewhere( 'POST', "/runs/{$held['id']}/approve", array( 'action' => 'approve', 'count' => 8 ) );
			}
		);

		$next = $this->start_scheduled( array( 'delete' => true ) );

		self::assertSame( 200, $answer['status'], (string) wp_json_encode( $answer ) );
		self::assertSame( 'run_active', is_wp_error( $next ) ? $next->get_error_code() : $next->id );
		self::assertSame( 'running', $this->record( $held['id'] )['status'] );
		self::assert_run( 'completed', $this->drive( $this->current_run() ) );
		$this->assert_removed( ...$this->gone );
	}

	public function test_a_start_that_fails_leaves_the_list_as_it_was(): void {
		$held   = $this->run_scheduled( array( 'delete' => true ) );
		$before = $this->all_rows( 'wordpress_only' );
		$GLOBALS['wpdb']->suppress_errors( true );
		$this->before_statement( 'INSERT INTO `' . $GLOBALS['wpdb']->prefix . 'wpo365_user_sync_runs', static fn(): string => 'SELECT nothing FROM nowhere_at_all' );

		self::assertSame( 'run_active', $this->start_scheduled( array( 'delete' => true ) )->get_error_code() );

		self::assertSame( 'held', $this->record( $held['id'] )['status'] );
		self::assertSame( $before, $this->all_rows( 'wordpress_only' ) );
		self::assert_run( 'completed', $this->approve( $this->current_run() ) );
	}

	public function test_a_list_at_which_nobody_looked_settles_nothing_for_later_runs(): void {
		$this->synchronize();
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}wpo365_user_sync_runs SET tenant_id = 'eeeeeeee-0000-4000-8000-000000000000'" );
		array_map( $this->delete_account( ... ), array_slice( $this->gone, 0, 7 ) );
		$this->run_scheduled( array( 'delete' => true ) );

		$second = $this->run_scheduled( array( 'delete' => true ) );

		self::assertSame( 1, $second['held']['count'] ?? null, 'One removal alone would be held for the new tenant only.' );
		self::assertStringContainsString( 'another tenant', $this->row_of_user( $this->gone[7] )['reason'] );
	}

	public function test_changes_of_a_list_at_which_nobody_looked_come_again(): void {
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		$person = Simulator::people()[0]['id'];
		$this->save_settings( array( 'removal' => array( 'limit_count' => 0 ) ) );
		Simulator::remove( $person );
		$list = $this->start_scheduled( array( 'delete' => true ), Run_Kind::Changes );
		self::assert_run( 'held', $this->drive_unwatched( $list->id ) );

		$next = $this->start_scheduled( array( 'delete' => true ) );
		$this->rest( 'POST', "/runs/{$next->id}/cancel" );
		$list = $this->start_scheduled( array( 'delete' => true ), Run_Kind::Changes );

		self::assertSame( 1, $this->drive_unwatched( $list->id )['held']['count'] ?? null );
	}
}
