<?php
/**
 * What a tick does besides starting runs and going on with them.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Signs_Of_Life_Test extends Test_Case {

	use Scene;
	use Ticks;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->count_cron_calls();
		update_option( 'timezone_string', 'UTC' );
		Clock::set( strtotime( '2027-02-01 12:00 UTC' ) );
	}

	public function test_the_first_tick_after_an_outage_says_that_it_is_late_and_a_completed_full_run_that_it_is_over(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'times' => 99 ) );
		Clock::set( strtotime( '2027-02-05 10:00 UTC' ) );

		self::assertSame( 'waiting', $this->tick()['status'] );

		self::assertSame( array( 'The synchronization is late' ), $this->headlines() );
		self::assertStringContainsString( 'more than one interval late', $this->mails[0]['message'] );
		Clock::move( 60 );
		$this->tick();
		self::assertCount( 1, $this->mails, 'It is told once a day.' );
		Simulator::control( 'DELETE', '/faults' );
		Clock::move( HOUR_IN_SECONDS );
		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertSame( array( 'The synchronization is late', 'Settled: the synchronization is no longer late' ), $this->headlines() );
		Clock::move( 60 );
		$this->tick();
		self::assertCount( 2, $this->mails );
	}

	public function test_a_tick_that_the_database_refuses_leaves_everything_to_the_next_one(): void {
		global $wpdb;
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		Clock::set( strtotime( '2027-02-02 03:00 UTC' ) );
		$wpdb->suppress_errors( true );
		$refused = $this->before_statement( "option_name = 'wpo365_user_sync_ticks'", static fn(): string => 'SELECT nothing FROM nowhere_at_all', 1 );

		self::assertNull( $this->tick() );

		self::assertSame( 1, $refused() );
		self::assertSame( 'completed', $this->tick()['status'] );
	}

	public function test_nothing_is_late_before_an_interval_has_passed(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		$this->tell( $this->start(), 'pause' ); // While it is there no scheduled run starts.
		Clock::set( strtotime( '2027-02-03 02:59 UTC' ) );
		$this->tick();
		self::assertSame( array(), $this->mails );

		Clock::move( 60 );
		$this->tick();

		self::assertSame( array( 'The synchronization is late' ), $this->headlines() );
	}

	public function test_a_full_run_that_somebody_has_started_ends_the_lateness_for_good(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		$run = $this->start();
		$this->tell( $run, 'pause' );
		Clock::set( strtotime( '2027-02-03 03:00 UTC' ) );
		$this->tick();
		self::assertTrue( $this->rest( 'GET', '/schedule' )->data['late'] );
		$this->tell( $run, 'cancel' );

		self::assert_run( 'completed', $this->synchronize() );

		self::assertFalse( $this->rest( 'GET', '/schedule' )->data['late'] );
		self::assertSame( array( 'The synchronization is late', 'Settled: the synchronization is no longer late' ), $this->headlines() );
	}

	public function test_a_list_that_nobody_looks_at_is_announced_once_and_late_it_is_not(): void {
		$this->gone_users( 8 );
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily', 'delete' => true ) ) );

		foreach ( array( '02', '03', '04', '05' ) as $day ) {
			Clock::set( strtotime( "2027-02-$day 03:00 UTC" ) );
			self::assertSame( 'held', $this->tick()['status'], $day );
		}

		self::assertSame( array( 'A list waits for your decision' ), $this->headlines() );
		self::assertCount( 4, $this->history_of( 'cron' ), 'A new list each night.' );
	}

	public function test_while_this_may_be_a_copy_a_tick_starts_nothing_goes_on_with_nothing_and_tells_nobody(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily', 'create' => true ) ) );
		$run = $this->abandoned();
		$this->live_at( 'https://staging.lakeside.example' );
		Simulator::clear_log();
		Clock::set( strtotime( '2027-02-05 10:00 UTC' ) );

		self::assertSame( $run, $this->tick(), 'The run that was copied stays as it was.' );
		$this->tell( $run, 'cancel' );
		self::assertSame( $run['id'], $this->tick()['id'], 'The scheduled run is due and does not start.' );

		self::assertSame( array( array(), array() ), array( $this->mails, Simulator::log() ) );
		$overview = $this->rest( 'GET', '/schedule' )->data;
		self::assertStringStartsWith( '2027-02-05T10:', $overview['last_tick'], 'It is seen to come.' );
		self::assertStringContainsString( 'Say at the top of the page', (string) $overview['reason'] );
		$this->rest( 'POST', '/site', array( 'is' => 'site' ) );
		self::assertSame( array( 'cron', 'completed' ), array( $this->tick()['origin'], $this->current_run()['status'] ) );
	}

	public function test_a_copy_starts_nothing_by_itself_and_tells_nobody_but_goes_on_with_what_somebody_has_started(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		$this->live_at( 'https://staging.lakeside.example' );
		$this->rest( 'POST', '/site', array( 'is' => 'copy' ) );
		Clock::set( strtotime( '2027-02-05 10:00 UTC' ) );

		self::assertNull( $this->tick() );

		self::assertSame( array(), $this->mails );
		self::assertStringContainsString( 'This is a copy', (string) $this->rest( 'GET', '/schedule' )->data['reason'] );
		$run = $this->abandoned();
		self::assertSame( array( $run['id'], 'completed' ), array( $this->tick()['id'], $this->current_run()['status'] ) );
	}

	public function test_what_is_older_than_the_history_is_kept_is_taken_away_once_a_day(): void {
		$this->save_settings( array( 'history' => array( 'days' => 30 ) ) );
		$ids = array();
		for ( $number = 0; $number < 23; $number++ ) {
			$ids[] = $this->start()['id'];
			$this->tell( $this->current_run(), 'cancel' );
		}
		$this->began( $ids[0], 31 );
		$this->began( $ids[1], 29 );
		$this->began( $ids[5], 31 ); // Among the newest 20.

		$this->tick();

		self::assertSame( array_slice( $ids, 1 ), $this->kept() );
		$this->began( $ids[1], 31 );
		Clock::move( HOUR_IN_SECONDS );
		$this->tick();
		self::assertContains( $ids[1], $this->kept(), 'Later on the same day.' );
		Clock::move( DAY_IN_SECONDS );
		$this->tick();
		self::assertSame( array_slice( $ids, 2 ), $this->kept() );
	}

	private function live_at( string $address ): void {
		Site_Identity::note();
		add_filter( 'option_home', static fn(): string => $address );
	}

	/** @return list<string> Ends of the subjects. */
	private function headlines(): array {
		return array_map( static fn( array $mail ): string => substr( strstr( $mail['subject'], 'Sync: ' ), 6 ), $this->mails );
	}

	/** @return list<int> Ids of the runs with this origin, newest first. */
	private function history_of( string $origin ): array {
		return array_column( array_filter( $this->rest( 'GET', '/runs' )->data, static fn( array $run ): bool => $origin === $run['origin'] ), 'id' );
	}

	private function began( int $id, int $days_ago ): void {
		$this->set_run( $id, array( 'started_at' => Clock::now() - $days_ago * DAY_IN_SECONDS ) );
	}

	/** @return list<int> Ids of the runs in the history, oldest first. */
	private function kept(): array {
		return array_reverse( array_column( $this->rest( 'GET', '/runs', array( 'per_page' => 100 ) )->data, 'id' ) );
	}
}
