<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Rows that disappear make people look absent who were listed, so nobody is removed then.
 */
final class Lost_Rows_Test extends Test_Case {

	use Scene;

	/**
	 * @dataProvider losses
	 */
	public function test_rows_that_got_lost_while_listing_stop_the_run( string $sql ): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$matched = $this->account();
		$this->link( $matched, Simulator::people()[0]['id'] );
		$gone = $this->gone();
		$run  = $this->run_until( array( 'delete' => true ), array( 'nth' => 3 ) );

		self::assertGreaterThan( 0, $wpdb->query( str_replace( '{results}', $wpdb->prefix . 'wpo365_user_sync_results', $sql ) ) );
		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'results_lost' );
		self::assertSame( array(), $this->rows( 'wordpress_only' ) );
		$this->assert_stay( $matched, $gone );
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/resume" );
		self::assertSame( array( 409, 'invalid_transition' ), array( $answer->status, $answer->code() ), 'A run without its rows can be resumed.' );
	}

	public static function losses(): array {
		return array(
			'all of them'          => array( 'DELETE FROM {results}' ),
			'one of them'          => array( "DELETE FROM {results} WHERE table_name = 'matched'" ),
			'they became others'   => array( "UPDATE {results} SET run_id = run_id + 1 LIMIT 1" ),
		);
	}

	public function test_after_lost_rows_a_new_run_finds_everybody_whom_the_lost_one_created(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$run = $this->run_until( array( 'create' => true ), array( 'nth' => 3 ) );
		$this->lose_one();
		$run = $this->drive( $run );
		self::assert_run( 'failed', $run, 'results_lost' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 0, 60 ), array( $run['counts']['created'], $run['counts']['matched'] ), (string) wp_json_encode( $run ) );
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_rows_that_got_lost_after_the_listing_stop_the_run( array $boxes ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->gone_users( 2 );
		// The first question about absent people comes when the listing is done.
		$run = $this->run_until( $boxes, array( 'match' => 'id in' ) );
		self::assertSame( 'absent', $run['phase'] );

		$this->lose_one();
		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'results_lost' );
		self::assertSame( array( 'rows' => 59, 'received' => 60 ), $run['error']['details'] );
		$this->assert_stay( ...$gone );
	}

	public static function boxes(): array {
		return array(
			'Delete users' => array( array( 'delete' => true ) ),
			'only looking' => array( array() ),
		);
	}

	public function test_rows_that_got_lost_while_removals_are_held_stop_the_run(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $run );

		$this->lose_one();
		$run = $this->approve( $run );

		self::assert_run( 'failed', $run, 'results_lost' );
		$this->assert_stay( ...$gone );
	}

	public function test_nobody_is_removed_by_hand_when_rows_got_lost(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->gone();
		$this->synchronize();
		$row = $this->row_of_user( $gone );
		self::assertSame( 'logged', $row['status'] );

		$this->lose_one();
		$result = $this->act( 'delete', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( 'disappeared', $result['reason'] );
		$this->assert_stay( $gone );
	}

	private function lose_one(): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->query( "DELETE FROM {$wpdb->prefix}wpo365_user_sync_results WHERE table_name = 'directory_only' LIMIT 1" ) );
	}
}
