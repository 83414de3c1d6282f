<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Nobody is removed from a listing of yesterday, nor, without a second look, from another tenant's.
 */
final class Old_Listing_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	/**
	 * @dataProvider ages
	 */
	public function test_held_removals_are_not_done_from_a_listing_of_yesterday( int $seconds, bool $too_old ): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		$this->age( $run['id'], 'listed_at', $seconds );

		$run = $this->approve( $run );

		self::assert_run( $too_old ? 'failed' : 'completed', $run, $too_old ? 'listing_incomplete' : null );
		self::assertSame( $too_old ? 7 : 0, count( array_filter( $gone, $this->exists( ... ) ) ) );
	}

	public static function ages(): array {
		return array(
			'a minute less than 24 hours' => array( DAY_IN_SECONDS - 60, false ),
			'more than 24 hours'          => array( DAY_IN_SECONDS + 1, true ),
			'a month'                     => array( MONTH_IN_SECONDS, true ),
			'by a clock that was a month ahead' => array( -MONTH_IN_SECONDS, true ),
			'by a clock that was a minute ahead' => array( -MINUTE_IN_SECONDS, true ),
			'by another server’s clock, a second ahead' => array( -1, false ),
		);
	}

	public function test_resuming_reads_the_directory_again_and_holds_again(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		$this->age( $run['id'], 'listed_at', DAY_IN_SECONDS + 1 );
		$run = $this->approve( $run );
		// Two of them are back, and are matched by their links.
		$back = array( $this->bring_back( $gone[0] ), $this->bring_back( $gone[1] ) );
		Simulator::clear_log();

		$run = $this->resume( $run );

		self::assertNotSame( array(), Simulator::log( 'users' ), 'The directory was not read again.' );
		self::assert_run( 'completed', $run );
		self::assertSame( 5, $run['counts']['deleted'] );
		self::assertSame( array( 'matched', 'matched' ), array_map( fn( string $id ): string => $this->row_of_person( $id )['table'], $back ) );
		$this->assert_stay( $gone[0], $gone[1] );
		$this->assert_removed( ...array_slice( $gone, 2 ) );
	}

	public function test_a_run_that_waits_for_more_than_a_day_before_it_lists_the_absent_removes_nobody(): void {
		$gone = $this->gone_users( 2 );
		$run  = $this->run_until( array( 'delete' => true ), array( 'match' => 'id in' ) );
		$this->age( $run['id'], 'listed_at', DAY_IN_SECONDS + 1 );

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		$this->assert_stay( ...$gone );
	}

	public function test_a_listing_is_as_old_as_its_first_page(): void {
		$gone = $this->gone_users( 2 );
		$run  = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		$this->age( $run['id'], 'listed_at', DAY_IN_SECONDS + 1 );

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		$this->assert_stay( ...$gone );
	}

	/**
	 * @dataProvider ages_by_hand
	 */
	public function test_nobody_is_removed_by_hand_from_a_listing_of_yesterday( int $seconds ): void {
		$gone = $this->gone();
		$run  = $this->synchronize();
		$this->age( $run['id'], 'listed_at', $seconds );

		$result = $this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( '24 hours', $result['reason'] );
		$this->assert_stay( $gone );
	}

	public static function ages_by_hand(): array {
		return array(
			'more than 24 hours'                => array( DAY_IN_SECONDS + 1 ),
			'by a clock that was a month ahead' => array( -MONTH_IN_SECONDS ),
		);
	}

	/**
	 * @dataProvider tenants
	 */
	public function test_removals_are_held_after_a_change_of_tenant( string $last_tenant, bool $held ): void {
		$first = $this->synchronize();
		$this->set_run( $first['id'], array( 'tenant_id' => $last_tenant ) );
		$gone = $this->gone();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( $held ? 'held' : 'completed', $run );
		self::assertSame( $held, $this->exists( $gone ) );
		if ( $held ) {
			self::assertSame( array( 'action' => 'delete', 'count' => 1 ), $run['held'] );
			self::assert_run( 'completed', $this->approve( $run ) );
			$this->assert_removed( $gone );
		}
	}

	public static function tenants(): array {
		return array(
			'the same'                       => array( '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a', false ),
			'the same, in capitals'          => array( '6B5F2C1E-9D34-4A87-8C60-1F2E3D4C5B6A', false ),
			'another one'                    => array( '00000000-1111-4222-8333-444444444444', true ),
		);
	}

	public function test_the_first_run_of_all_is_not_held_for_its_tenant(): void {
		$gone = $this->gone();

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_removed( $gone );
	}

	public function test_only_completed_runs_count_as_the_last_one(): void {
		$other = '00000000-1111-4222-8333-444444444444';
		$first = $this->synchronize();
		$this->set_run( $first['id'], array( 'tenant_id' => $other ) );
		// A run of this tenant that was cancelled says nothing, and neither does an action by hand.
		$cancelled = $this->run_until( array(), array( 'nth' => 2 ) );
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$cancelled['id']}/cancel" )->status );
		$gone = $this->gone();

		self::assert_run( 'held', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_stay( $gone );
	}

	private function bring_back( int $user_id ): string {
		$object_id = get_user_meta( $user_id, 'aadObjectId', true );
		$this->person( "back{$user_id}", array( 'id' => $object_id ) );
		return $object_id;
	}
}
