<?php
/**
 * Runs that start by themselves.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Installer;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Schedule_Test extends Test_Case {

	use Ticks;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->count_cron_calls();
		update_option( 'timezone_string', 'Europe/Berlin' );
		$this->set_clock( '2027-02-01 12:00' );
	}

	public function test_a_run_starts_at_its_time_and_only_once(): void {
		$this->schedule( array( 'full' => 'daily', 'create' => true ) );
		self::assertNull( $this->tick(), 'The time of today was before the schedule was saved.' );
		self::assertSame( '2027-02-02T02:00:00Z', $this->overview()['next_full'] );

		$this->set_clock( '2027-02-02 02:59' );
		self::assertNull( $this->tick() );
		$this->set_clock( '2027-02-02 03:00' );
		$run = $this->tick();

		self::assertSame( array( 'completed', 'cron', 'full', self::ADMIN, 3 ), array( $run['status'], $run['origin'], $run['kind'], $run['started_by'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		self::assertSame( '2027-02-03T02:00:00Z', $this->overview()['next_full'] );
		$this->set_clock( '2027-02-02 04:00' );
		self::assertSame( $run['id'], $this->tick()['id'] );
		$this->set_clock( '2027-02-03 03:00' );
		self::assertGreaterThan( $run['id'], $this->tick()['id'] );
	}

	public function test_of_two_ticks_that_see_a_time_one_starts_its_run(): void {
		$this->schedule( array( 'full' => 'daily', 'create' => true ) );
		$this->set_clock( '2027-02-02 03:00' );
		$ticks = array_map( static fn(): Php_Process => Php_Process::start( self::$tick_code ), range( 1, 4 ) );
		foreach ( $ticks as $tick ) {
			self::assertSame( 0, $tick->wait(), $tick->errors() );
		}
		wp_cache_flush();

		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertCount( 1, $this->rest( 'GET', '/runs' )->data );
		self::assertSame( 4, count_users()['total_users'] );
	}

	public function test_a_tick_that_comes_between_look_and_start_starts_nothing(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$this->set_clock( '2027-02-02 03:00' );
		$rival = $this->before_statement(
			'INSERT INTO `wp_wpo365_user_sync_runs`',
			static function (): void {
				Php_Process::run( self::$tick_code );
			}
		);

		$this->tick();

		self::assertSame( 1, $rival() );
		self::assertCount( 1, $this->rest( 'GET', '/runs' )->data );
	}

	public function test_what_was_missed_for_three_days_is_made_up_once(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$this->set_clock( '2027-02-05 10:00' );
		self::assertSame( '2027-02-05T02:00:00Z', $this->overview()['next_full'] );
		self::assertTrue( $this->overview()['late'] );

		foreach ( array( '10:00', '10:01', '11:00' ) as $time ) {
			$this->set_clock( "2027-02-05 {$time}" );
			$this->tick();
		}

		self::assertCount( 1, $this->rest( 'GET', '/runs' )->data );
		self::assertFalse( $this->overview()['late'] );
		self::assertSame( '2027-02-06T02:00:00Z', $this->overview()['next_full'] );
	}

	public function test_late_is_what_was_due_more_than_an_interval_ago(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$this->set_clock( '2027-02-03 02:59' );
		self::assertFalse( $this->overview()['late'], 'Due for not quite a day.' );
		$this->set_clock( '2027-02-03 03:00' );
		self::assertTrue( $this->overview()['late'] );

		$this->schedule( array( 'full' => 'weekly', 'weekday' => 4 ) );
		$this->set_clock( '2027-02-11 02:59' );
		self::assertFalse( $this->overview()['late'] );
		$this->set_clock( '2027-02-11 03:00' );
		self::assertTrue( $this->overview()['late'] );
	}

	public function test_a_time_that_does_not_exist_and_one_that_exists_twice_have_one_run(): void {
		$this->set_clock( '2027-03-27 12:00' );
		$this->schedule( array( 'full' => 'daily', 'time' => '02:30' ) );
		// The clocks go from 02:00 to 03:00 on 28 March 2027, and from 03:00 to 02:00 on 31 October.
		self::assertSame( array( '2027-03-28T01:00:00Z', '2027-03-29T00:30:00Z' ), $this->started_between( '2027-03-27T23:00:00Z', '2027-03-29T12:00:00Z' ) );
		$this->set_clock( '2027-10-30 12:00' );
		$this->schedule( array( 'time' => '02:31' ) );
		self::assertSame( array( '2027-10-31T00:45:00Z', '2027-11-01T01:45:00Z' ), $this->started_between( '2027-10-30T22:00:00Z', '2027-11-01T12:00:00Z' ) );
	}

	public function test_a_site_at_an_offset_of_quarters(): void {
		update_option( 'timezone_string', '' );
		update_option( 'gmt_offset', 5.75 );
		$this->schedule( array( 'full' => 'daily' ) );
		self::assertSame( '2027-02-01T21:15:00Z', $this->overview()['next_full'] );
		self::assertSame( array( '2027-02-01T21:15:00Z', '2027-02-02T21:15:00Z' ), $this->started_between( '2027-02-01T12:00:00Z', '2027-02-03T12:00:00Z' ) );
	}

	public function test_another_time_zone_brings_no_second_run_of_the_day(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		self::assertSame( array( '2027-02-02T02:00:00Z' ), $this->started_between( '2027-02-01T12:00:00Z', '2027-02-02T10:45:00Z' ) );

		update_option( 'timezone_string', 'America/New_York' );

		self::assertSame( '2027-02-03T08:00:00Z', $this->overview()['next_full'] );
		self::assertSame( array( '2027-02-03T08:00:00Z' ), $this->started_between( '2027-02-02T11:00:00Z', '2027-02-03T20:00:00Z' ) );
	}

	public function test_after_a_failure_the_next_try_comes_a_day_later_and_a_success_puts_it_back(): void {
		$this->schedule( array( 'full' => 'weekly', 'weekday' => 2 ) );
		$this->fail_from_now_on();
		self::assertSame( array( '2027-02-02T02:00:00Z', '2027-02-03T02:00:00Z', '2027-02-04T02:00:00Z' ), $this->started_between( '2027-02-01T12:00:00Z', '2027-02-04T12:00:00Z' ) );
		$overview = $this->overview();
		self::assertSame( array( 3, '2027-02-05T02:00:00Z' ), array( $overview['failures'], $overview['next_full'] ) );

		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		self::assertSame( array( '2027-02-05T02:00:00Z' ), $this->started_between( '2027-02-04T12:00:00Z', '2027-02-06T12:00:00Z' ) );
		$overview = $this->overview();
		self::assertSame( array( 0, '2027-02-09T02:00:00Z' ), array( $overview['failures'], $overview['next_full'] ) );
	}

	public function test_a_failed_run_that_somebody_resumes_puts_it_back_too(): void {
		$this->schedule( array( 'full' => 'weekly', 'weekday' => 2 ) );
		$this->fail_from_now_on();
		$this->set_clock( '2027-02-02 03:00' );
		$run = $this->tick();
		self::assertSame( array( 'failed', 1 ), array( $run['status'], $this->overview()['failures'] ) );
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );

		self::assertSame( 'completed', $this->step_to_the_end( $this->resumed( $run ) )['status'] );

		self::assertSame( 0, $this->overview()['failures'] );
		self::assertSame( '2027-02-09T02:00:00Z', $this->overview()['next_full'] );
	}

	public function test_while_another_run_is_active_its_time_waits(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$run = $this->start();
		$this->tell( $run, 'pause' );
		$this->set_clock( '2027-02-02 03:00' );
		$trouble = did_action( 'wpo365_user_sync_schedule_trouble' );
		self::assertSame( $run['id'], $this->tick()['id'] );
		self::assertSame( $trouble, did_action( 'wpo365_user_sync_schedule_trouble' ) );

		$this->tell( $run, 'cancel' );

		self::assertSame( 'cron', $this->tick()['origin'] );
	}

	/**
	 * @dataProvider lost
	 */
	public function test_without_the_user_in_whose_name_it_runs_nothing_starts( string $becomes, string $said, string $told ): void {
		$admin = $this->create_user( array( 'role' => 'administrator', 'display_name' => 'Adele Vance' ) );
		add_role( 'nearly', 'Nearly', array( 'read' => true, 'manage_options' => true, 'edit_users' => true ) );
		$this->schedule( array( 'full' => 'daily', 'create' => true ), $admin );
		self::assertSame( $admin, $this->overview()['run_as'] );
		$reasons = array();
		add_action(
			'wpo365_user_sync_schedule_trouble',
			static function ( string $reason ) use ( &$reasons ): void {
				$reasons[] = $reason;
			}
		);
		require_once ABSPATH . 'wp-admin/includes/user.php';
		'' === $becomes ? wp_delete_user( $admin ) : ( new \WP_User( $admin ) )->set_role( $becomes );
		$this->set_clock( '2027-02-02 03:00' );

		self::assertNull( $this->tick() );

		self::assertCount( 1, $reasons );
		self::assertStringContainsString( $told, $reasons[0] );
		self::assertStringNotContainsString( 'Adele Vance', $reasons[0] . wp_json_encode( $this->mails ), 'Who reads the mail is not known.' );
		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( $told, $this->mails[0]['message'] );
		self::assertStringContainsString( $said, $this->overview()['reason'] );
		$this->schedule( array( 'time' => '03:00' ) );
		self::assertNull( $this->overview()['reason'] );
	}

	/** @return array<string, array{string, string, string}> What becomes of the user, what the page says, and what a mail says. */
	public static function lost(): array {
		return array(
			'deleted'                       => array( '', 'no longer exists', 'no longer exists' ),
			'no administrator any more'     => array( 'subscriber', 'Adele Vance, in whose name this site synchronizes, lacks the capability manage_wpo365_user_sync', 'The user in whose name this site synchronizes lacks the capability manage_wpo365_user_sync' ),
			'without the capability of box' => array( 'nearly', 'lacks the capability create_users', 'lacks the capability create_users' ),
		);
	}

	public function test_after_an_update_that_nobody_has_watched_the_tables_are_brought_up_to_date_first(): void {
		global $wpdb;
		$this->schedule( array( 'full' => 'daily', 'create' => true ) );
		$wpdb->query( "ALTER TABLE {$wpdb->prefix}wpo365_user_sync_runs DROP COLUMN delta_links" );
		update_option( Installer::VERSION_OPTION, 'before the update' );
		$this->set_clock( '2027-02-02 03:00' );

		$run = $this->tick();

		self::assertSame( array( 'completed', 3 ), array( $run['status'] ?? null, $run['counts']['created'] ?? null ), (string) wp_json_encode( $run ) );
		self::assertSame( ( new Installer( new Tables() ) )->version(), get_option( Installer::VERSION_OPTION ) );
	}

	public function test_a_run_of_the_week_that_the_history_no_longer_keeps_is_not_made_up(): void {
		global $wpdb;
		$this->save_settings( array( 'history' => array( 'days' => 1 ) ) );
		$this->schedule( array( 'full' => 'weekly', 'weekday' => 2 ) );
		$this->set_clock( '2027-02-02 03:00' );
		$full  = $this->tick();
		$table = $wpdb->prefix . 'wpo365_user_sync_runs';
		for ( $run = 0; $run < 21; $run++ ) {
			$wpdb->insert( $table, array( 'kind' => 'full', 'status' => 'completed', 'phase' => 'done', 'origin' => 'page', 'started_at' => Clock::now(), 'updated_at' => Clock::now() ) );
		}

		$this->set_clock( '2027-02-05 12:00' );
		$this->tick();
		$this->tick();

		self::assertSame( array( $full['id'] ), array_map( 'intval', $wpdb->get_col( "SELECT id FROM $table WHERE origin = 'cron'" ) ) );
		self::assertSame( '2027-02-09T02:00:00Z', $this->overview()['next_full'] );
	}

	public function test_settings_can_be_saved_while_the_tables_are_missing(): void {
		global $wpdb;
		$table = $wpdb->prefix . 'wpo365_user_sync_runs';
		$wpdb->query( "RENAME TABLE $table TO {$table}_away" );
		$wpdb->suppress_errors( true );
		try {
			$answer = $this->rest( 'POST', '/settings', array( 'removal' => array( 'limit_count' => 7 ) ) );
		} finally {
			$wpdb->suppress_errors( false );
			$wpdb->query( "RENAME TABLE {$table}_away TO $table" );
		}

		self::assertSame( 200, $answer->status, $answer->text() );
	}

	public function test_what_refuses_a_start_is_told_until_it_is_mended(): void {
		$this->schedule( array( 'full' => 'daily', 'delete' => true ) );
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		$this->synchronize();
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => false ) ) );
		$this->set_clock( '2027-02-02 03:00' );
		self::assertSame( 'page', $this->tick()['origin'] );
		self::assertStringContainsString( 'The scope was changed', $this->overview()['reason'] );

		$this->synchronize();
		self::assertSame( 'cron', $this->tick()['origin'] );
		self::assertNull( $this->overview()['reason'] );
	}

	public function test_while_the_site_may_be_a_copy_its_schedule_says_that_nothing_starts(): void {
		Site_Identity::note();
		$this->schedule( array( 'full' => 'daily' ) );
		self::assertNull( $this->overview_after_tick()['reason'] );
		$this->live_at( 'https://staging.lakeside.example' );

		self::assertStringContainsString( 'nothing starts by itself', (string) $this->overview_after_tick()['reason'] );

		$this->rest( 'POST', '/site', array( 'is' => 'site' ) );
		self::assertNull( $this->overview_after_tick()['reason'] );
	}

	public function test_on_a_copy_nothing_is_due_or_late_and_nobody_is_mailed(): void {
		Site_Identity::note();
		$this->schedule( array( 'full' => 'daily', 'changes' => 60 ) );
		self::assertNotNull( $this->overview()['next_full'] );
		$this->live_at( 'https://staging.lakeside.example' );
		$this->rest( 'POST', '/site', array( 'is' => 'copy' ) );
		$told = did_action( 'wpo365_user_sync_notice' );

		$this->set_clock( '2027-02-04 12:00' );
		$overview = $this->overview_after_tick();

		self::assertSame( array( null, null, false ), array( $overview['next_full'], $overview['next_changes'], $overview['late'] ) );
		self::assertStringStartsWith( 'This is a copy of the site that was connected', (string) $overview['reason'] );
		self::assertSame( $told, did_action( 'wpo365_user_sync_notice' ) );
		self::assertSame( array(), $this->rest( 'GET', '/runs' )->data );
	}

	public function test_the_schedule_works_where_background_is_off(): void {
		$this->save_settings( array( 'background' => false ) );
		$this->schedule( array( 'full' => 'daily' ) );
		$this->set_clock( '2027-02-02 03:00' );

		self::assertSame( 'completed', $this->tick()['status'] );
	}

	public function test_while_the_schedule_is_on_ticks_come_every_minute(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );
		$this->tick();
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );
		$this->schedule( array( 'full' => 'off' ) );
		self::assertSame( 'wpo365_user_sync_seldom', wp_get_schedule( 'wpo365_user_sync_tick' ) );
		self::assertNull( $this->overview()['next_full'] );
	}

	public function test_ticks_that_stay_away_are_told(): void {
		$this->tick();
		self::assertSame( array( 'working', null ), array( $this->overview()['ticks'], $this->overview()['reason'] ) );

		$this->set_clock( '2027-02-01 13:01' );

		self::assertSame( 'late', $this->overview()['ticks'] );
		self::assertStringContainsString( 'DISABLE_WP_CRON', $this->overview()['reason'] );
	}

	public function test_a_tick_on_another_server_counts_whatever_the_object_cache_still_holds(): void {
		$this->tick();
		$this->set_clock( '2027-02-01 14:00' );
		wp_using_ext_object_cache( true );
		try {
			self::assertSame( 'late', $this->overview()['ticks'] );
			Php_Process::run( self::$tick_code );

			self::assertSame( array( 'working', null ), array( $this->overview()['ticks'], $this->overview()['reason'] ) );
			self::assertSame( '2027-02-01T13', substr( (string) $this->overview()['last_tick'], 0, 13 ) );
		} finally {
			wp_using_ext_object_cache( false );
		}
	}

	public function test_a_site_that_cannot_call_itself_is_told(): void {
		$said = Php_Process::run(
			'add_filter( "pre_http_request", static fn() => new WP_Error( "blocked", "Connection refused by <b>the wall</b>" ) );
			wp_clear_scheduled_hook( "wpo365_user_sync_tick" ); wp_schedule_event( time() - 3600, "hourly", "wpo365_user_sync_tick" );
			echo wp_json_encode( rest_do_request( new WP_REST_Request( "GET", "/wpo365-user-sync/v1/schedule" ) )->get_data() );',
			array( 'DISABLE_WP_CRON' => false ),
			self::ADMIN
		);

		$overview = json_decode( $said, true );
		self::assertSame( 'late', $overview['ticks'] );
		self::assertStringContainsString( 'can’t call itself', $overview['reason'] );
		self::assertStringContainsString( 'Connection refused by the wall', $overview['reason'] );
	}

	public function test_runs_of_changes_begin_at_whole_intervals_and_a_full_run_in_the_interval_will_do(): void {
		$this->schedule( array( 'full' => 'daily', 'changes' => 60 ) );
		self::assertSame( '2027-02-01T11:00:00Z', $this->overview()['next_changes'], 'Saved in this very second.' );

		self::assertSame( array( '2027-02-02T00:00:00Z', '2027-02-02T01:00:00Z', '2027-02-02T02:00:00Z', '2027-02-02T03:00:00Z' ), $this->started_between( '2027-02-02T00:00:00Z', '2027-02-02T03:45:00Z' ) );
		self::assertSame( 'full', $this->rest( 'GET', '/runs' )->data[1]['kind'] );
	}

	public function test_a_run_of_changes_that_needs_a_full_one_is_followed_by_it(): void {
		$this->schedule( array( 'changes' => 60 ) );
		$this->set_clock( '2027-02-01 14:00' );
		$run = $this->tick();
		$this->set_run( $run['id'], array( 'kind' => 'changes', 'status' => 'failed', 'error' => array( 'code' => 'full_run_needed', 'message' => 'Read everything.', 'details' => array() ) ) );

		$next = $this->tick();

		self::assertSame( array( 'full', 'cron', 'completed' ), array( $next['kind'], $next['origin'], $next['status'] ) );
		self::assertGreaterThan( $run['id'], $next['id'] );
		self::assertSame( $next['id'], $this->tick()['id'] );
	}

	public function test_after_failures_runs_of_changes_come_after_one_two_and_four_intervals_at_most_a_day(): void {
		$this->schedule( array( 'changes' => 360 ) );
		$this->fail_from_now_on();

		self::assertSame(
			array( '2027-02-01T12:00:00Z', '2027-02-01T18:00:00Z', '2027-02-02T06:00:00Z', '2027-02-03T06:00:00Z', '2027-02-04T06:00:00Z' ),
			$this->started_between( '2027-02-01T12:00:00Z', '2027-02-05T00:00:00Z' )
		);
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		self::assertSame( array( '2027-02-05T06:00:00Z', '2027-02-05T12:00:00Z' ), $this->started_between( '2027-02-05T00:15:00Z', '2027-02-05T12:15:00Z' ) );
		self::assertSame( 0, $this->overview()['failures'] );
	}

	public function test_a_night_that_failed_is_not_called_late_where_the_next_one_works_at_once(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$this->tick();
		$this->set_clock( '2027-02-02 03:00' );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		self::assertSame( 'failed', $this->tick()['status'] );
		$this->set_clock( '2027-02-03 02:59' );
		$this->tick();
		$this->set_clock( '2027-02-03 03:00' );
		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertSame( array( 'A synchronization has failed', 'Settled: the synchronization works again' ), $this->headlines() );
	}

	public function test_late_is_told_at_the_first_tick_after_a_silence_and_while_the_next_try_fails_too(): void {
		$this->schedule( array( 'full' => 'daily' ) );
		$this->tick();
		$this->set_clock( '2027-02-05 10:00' );
		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertSame( array( 'The synchronization is late', 'Settled: the synchronization is no longer late' ), $this->headlines() );

		$this->fail_from_now_on();
		foreach ( array( '2027-02-06 03:00', '2027-02-07 02:59', '2027-02-07 03:00' ) as $time ) {
			$this->set_clock( $time );
			$this->tick();
		}
		self::assertContains( 'The synchronization is late', array_slice( $this->headlines(), 2 ) );
	}

	/** @return list<string> Ends of the subjects of the mails. */
	private function headlines(): array {
		return array_map( static fn( array $mail ): string => explode( 'User Sync: ', $mail['subject'] )[1], $this->mails );
	}

	/**
	 * @return array<string, mixed> GET /schedule.
	 */
	private function overview(): array {
		$answer = $this->rest( 'GET', '/schedule' );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * @return array<string, mixed> GET /schedule.
	 */
	private function overview_after_tick(): array {
		$this->tick();
		wp_set_current_user( self::ADMIN );
		return $this->overview();
	}

	private function live_at( string $address ): void {
		remove_all_filters( 'option_home' );
		add_filter( 'option_home', static fn(): string => $address );
	}

	/**
	 * @param array<string, mixed> $schedule Part of the section.
	 */
	private function schedule( array $schedule, int $user_id = self::ADMIN ): void {
		$answer = $this->rest( 'POST', '/settings', compact( 'schedule' ), $user_id );
		self::assertSame( 200, $answer->status, $answer->text() );
	}

	/** Sets the clock to a time in Berlin. */
	private function set_clock( string $time ): void {
		Clock::set( ( new \DateTimeImmutable( $time, new \DateTimeZone( 'Europe/Berlin' ) ) )->getTimestamp() );
	}

	private function fail_from_now_on(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'times' => 99 ) );
	}

	/**
	 * Has a tick come every quarter of an hour.
	 *
	 * @return list<string> When runs began, to the quarter.
	 */
	private function started_between( string $from, string $to ): array {
		$known = array_column( $this->rest( 'GET', '/runs' )->data, 'id' );
		for ( $moment = strtotime( $from ); $moment <= strtotime( $to ); $moment += 900 ) {
			Clock::set( $moment );
			$this->tick();
		}
		$runs = array_filter( $this->rest( 'GET', '/runs' )->data, static fn( array $run ): bool => ! in_array( $run['id'], $known, true ) );
		return array_reverse( array_map( static fn( array $run ): string => gmdate( 'Y-m-d\TH:i:s\Z', intdiv( strtotime( $run['started_at'] ), 900 ) * 900 ), array_values( $runs ) ) );
	}
}
