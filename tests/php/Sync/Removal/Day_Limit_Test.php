<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The limits count over 24 hours, not per run: many small lists are as good as a large one.
 */
final class Day_Limit_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 91, 'awkward' => false ) );
		$this->create_linked_users( Simulator::people() );
	}

	public function test_runs_of_nine_percent_each_are_held_at_the_second(): void {
		$first = $this->gone_users( 9 );
		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );
		$this->assert_removed( ...$first );
		$second = $this->gone_users( 9 );

		$run = $this->run_through( array( 'delete' => true ) );

		self::assertSame( array( 'action' => 'delete', 'count' => 9 ), $run['held'], (string) wp_json_encode( $run ) );
		$this->assert_stay( ...$second );
		self::assertStringContainsString( '9 removals, together with 9 of the last 24 hours', $this->row_of_user( $second[0] )['reason'] );
	}

	public function test_small_lists_add_up(): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => 6 ) ) );
		foreach ( array( 3, 3 ) as $count ) {
			$this->gone_users( $count );
			self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );
		}
		$this->gone();

		self::assertSame( 1, $this->run_through( array( 'delete' => true ) )['held']['count'] ?? null );
	}

	public function test_removals_that_somebody_approved_do_not_count(): void {
		$this->gone_users( 12 );
		self::assert_run( 'completed', $this->approve( $this->run_through( array( 'delete' => true ) ) ) );
		$next = $this->gone_users( 6 );

		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );

		$this->assert_removed( ...$next );
	}

	public function test_neither_do_removals_of_the_day_before(): void {
		$this->gone_users( 9 );
		$run = $this->run_through( array( 'delete' => true ) );
		$this->set_run( $run['id'], array( 'updated_at' => time() - DAY_IN_SECONDS - 1 ) );
		$next = $this->gone_users( 9 );

		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );

		$this->assert_removed( ...$next );
	}

	public function test_they_count_when_their_results_were_truncated_and_their_run_was_cancelled(): void {
		$this->gone_users( 9 );
		$run = $this->run_through( array( 'delete' => true ) );
		$this->rest( 'DELETE', '/results' );
		$this->set_run( $run['id'], array( 'status' => 'cancelled' ) );
		$next = $this->gone_users( 9 );

		self::assertSame( 9, $this->run_through( array( 'delete' => true ) )['held']['count'] ?? null );

		$this->assert_stay( ...$next );
	}

	public function test_a_run_that_lists_anew_counts_what_it_removed_itself(): void {
		$this->gone_users( 9 );
		$run = $this->run_through( array( 'delete' => true ) );
		$this->set_run( $run['id'], array( 'status' => 'failed', 'active' => null, 'phase' => 'absent', 'error' => array( 'code' => 'listing_incomplete', 'message' => 'No.', 'details' => array() ) ) );
		$leavers = array_slice( Simulator::people(), 0, 9 );
		array_map( static fn( array $person ) => Simulator::remove( $person['id'] ), $leavers );
		$next = array_map( fn( array $person ): int => (int) get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $person['id'], 'fields' => 'ids' ) )[0], $leavers );

		$this->set_state( $run['id'], static fn( array $state ): array => array( 'listed_at' => time() - 2 * DAY_IN_SECONDS ) + $state );

		self::assertSame( 9, $this->resume( $run )['held']['count'] ?? null );

		$this->assert_stay( ...$next );
	}

	public function test_deleting_by_hand_is_approved_by_the_hand_that_does_it(): void {
		$this->gone_users( 9 );
		$this->run_through( array() );
		$this->act( 'delete', array_column( array_filter( $this->all_rows( 'wordpress_only' ), static fn( array $row ): bool => self::ADMIN !== $row['user_id'] ), 'id' ) );
		$next = $this->gone_users( 9 );

		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );

		$this->assert_removed( ...$next );
	}
}
