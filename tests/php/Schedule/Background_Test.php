<?php
/**
 * Runs whose page is gone.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Background_Test extends Test_Case {

	use Ticks;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->count_cron_calls();
	}

	protected function tearDown(): void {
		ini_restore( 'max_execution_time' );
		parent::tearDown();
	}

	public function test_a_tick_completes_a_run_whose_page_is_gone(): void {
		$this->abandoned( array( 'create' => true ) );

		$run = $this->tick();

		self::assertSame( array( 'completed', 60 ), array( $run['status'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	public function test_nothing_goes_on_in_the_name_of_somebody_who_is_deactivated_but_the_last_administrator(): void {
		$other = $this->create_user( array( 'role' => 'administrator', 'display_name' => 'Bea Boss' ) );
		$run   = $this->abandoned( array( 'create' => true ) );
		update_user_meta( self::ADMIN, 'wpo365_active', 'deactivated' );

		self::assertSame( $run, $this->tick() );
		self::assertStringContainsString( 'The account of admin, in whose name this site synchronizes, is deactivated.', $this->rest( 'GET', '/schedule', array(), $other )->data['reason'] );

		get_userdata( $other )->set_role( 'editor' );
		self::assertSame( 'completed', $this->tick()['status'] );
	}

	public function test_a_tick_leaves_a_run_alone_that_was_stepped_lately(): void {
		$run = $this->start( array( 'create' => true ) );
		Clock::move( 50 );

		self::assertSame( $run, $this->tick() );
		self::assertSame( array(), Simulator::log(), 'Nobody was asked.' );
	}

	public function test_a_tick_goes_on_with_a_wait_that_is_over_and_with_no_other(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 300, 'on' => 'users' ) );
		$run = $this->settle( $this->start() );
		self::assertSame( 'waiting', $run['status'] );
		Clock::move( 200 );
		self::assertSame( $run, $this->tick() );

		Clock::move( 101 );

		self::assertSame( 'completed', $this->tick()['status'] );
	}

	/**
	 * @dataProvider at_rest
	 */
	public function test_a_tick_does_nothing_where_a_person_has_to_decide( string $verb, string $status ): void {
		$run = $this->start();
		$this->tell( $run, $verb );
		Clock::move( 3600 );

		self::assertSame( $status, $this->tick()['status'] );
		self::assertSame( array(), Simulator::log() );
	}

	/** @return array<string, array{string, string}> */
	public static function at_rest(): array {
		return array(
			'paused'    => array( 'pause', 'paused' ),
			'cancelled' => array( 'cancel', 'cancelled' ),
		);
	}

	public function test_where_background_is_off_nothing_goes_on_without_its_page(): void {
		$this->save_settings( array( 'background' => false ) );
		$run = $this->abandoned();

		self::assertSame( $run, $this->tick() );
	}

	public function test_a_tick_acts_in_the_name_of_whoever_started_the_run(): void {
		$admin = $this->create_user( array( 'role' => 'administrator' ) );
		$seen  = array();
		add_action(
			'user_register',
			static function () use ( &$seen ): void {
				$seen[ get_current_user_id() ] = true;
			}
		);
		$this->rest( 'POST', '/runs', array( 'create' => true ), $admin );
		Clock::move( 60 );

		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertSame( array( $admin ), array_keys( $seen ) );
	}

	/**
	 * @dataProvider losses
	 */
	public function test_nothing_goes_on_in_the_name_of_somebody_who_lost_the_capability( string $role, array $options, bool $goes_on ): void {
		$admin = $this->create_user( array( 'role' => 'administrator' ) );
		add_role( 'nearly', 'Nearly', array( 'read' => true, 'manage_options' => true, 'edit_users' => true ) );
		$run = $this->rest( 'POST', '/runs', $options, $admin )->data;
		Clock::move( 60 );
		( new \WP_User( $admin ) )->set_role( $role );

		self::assertSame( $goes_on ? 'completed' : 'running', $this->tick()['status'] );
		self::assertSame( $goes_on, array() !== Simulator::log() );
		$reason = (string) $this->rest( 'GET', '/schedule' )->data['reason'];
		self::assertSame( ! $goes_on, str_contains( $reason, 'does not go on by itself' ), $reason );
	}

	/** @return array<string, array{string, array<string, bool>, bool}> */
	public static function losses(): array {
		return array(
			'everything'                    => array( 'subscriber', array(), false ),
			'that of a box that is ticked'  => array( 'nearly', array( 'create' => true ), false ),
			'that of a box that is not'     => array( 'nearly', array( 'update' => true ), true ),
		);
	}

	public function test_nothing_goes_on_in_the_name_of_somebody_who_is_gone(): void {
		$admin = $this->create_user( array( 'role' => 'administrator' ) );
		$this->rest( 'POST', '/runs', array(), $admin );
		Clock::move( 60 );
		require_once ABSPATH . 'wp-admin/includes/user.php';
		wp_delete_user( $admin );

		self::assertSame( 'running', $this->tick()['status'] );
	}

	public function test_a_tick_that_is_not_done_asks_for_the_next_one_which_goes_on_at_once(): void {
		Simulator::tenant( array( 'users' => 200, 'awkward' => false ) );
		ini_set( 'max_execution_time', '6' );
		add_action( 'user_register', static fn() => usleep( 30000 ) );
		$this->abandoned( array( 'create' => true ) );

		$run = $this->tick();

		self::assertSame( array( 'running', 1 ), array( $run['status'], $run['sequence'] ), 'Where the server allows little time a tick is one step.' );
		self::assertNotFalse( wp_next_scheduled( 'wpo365_user_sync_tick', array( 'once' ) ) );
		self::assertSame( 1, $this->cron_calls );
		self::assertSame( 2, $this->tick()['sequence'] );
	}

	public function test_where_a_page_has_come_back_the_next_tick_leaves_the_run_to_it(): void {
		Simulator::tenant( array( 'users' => 300, 'awkward' => false ) );
		ini_set( 'max_execution_time', '6' );
		add_action( 'user_register', static fn() => usleep( 30000 ) );
		$this->abandoned( array( 'create' => true ) );
		$run = $this->step( $this->tick() );
		self::assertSame( 'running', $run['status'] );

		self::assertSame( $run['sequence'], $this->tick()['sequence'] );
	}

	public function test_whoever_starts_resumes_or_approves_has_ticks_come_every_minute(): void {
		$this->create_users( 2, 'stranger' );
		self::assertCount( 1, preg_grep( '/ensure$/', array_keys( $GLOBALS['wp_filter']['init']->callbacks[10] ) ), 'Each request sees to it that ticks come.' );
		$seldom = function (): void {
			wp_clear_scheduled_hook( 'wpo365_user_sync_tick' );
			( new Events() )->ensure();
			self::assertSame( 'wpo365_user_sync_seldom', wp_get_schedule( 'wpo365_user_sync_tick' ) );
		};
		$seldom();
		$run = $this->start( array( 'delete' => true ) );
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );
		self::assertLessThanOrEqual( time() + 60, wp_next_scheduled( 'wpo365_user_sync_tick' ) );

		$this->tell( $run, 'pause' );
		$seldom();
		$this->tell( $run, 'resume' );
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );

		$held = $this->step_to_the_end( $this->current_run() );
		$seldom();
		$this->rest( 'POST', "/runs/{$held['id']}/approve", array( 'action' => 'approve', 'count' => 2 ) );
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );

		Clock::move( 60 );
		self::assertSame( 'completed', $this->tick()['status'] );
		self::assertSame( 'wpo365_user_sync_seldom', wp_get_schedule( 'wpo365_user_sync_tick' ) );
	}

	public function test_a_killed_tick_is_followed_by_another_one_and_nothing_is_doubled(): void {
		$run     = $this->abandoned( array( 'create' => true ) );
		$process = Php_Process::start( 'add_action( "user_register", static function (): void { static $number = 0; if ( 30 === ++$number ) { echo "here"; sleep( 600 ); } } );' . self::$tick_code );
		$process->wait_for( 'here' );
		self::assertSame( 128 + 9, $process->kill() );
		$this->wait_until_rolled_back();
		self::assertSame( 'wpo365_user_sync_often', wp_get_schedule( 'wpo365_user_sync_tick' ) );

		Clock::move( 60 );
		self::assertSame( 'running', $this->tick()['status'], 'The lock of the dead holds for a while.' );
		Clock::move( 60 );
		$run = $this->tick();

		self::assertSame( array( 'completed', 60 ), array( $run['status'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	public function test_a_page_and_a_tick_at_once_make_200_people_once(): void {
		Simulator::tenant( array( 'users' => 200, 'awkward' => false ) );
		$run = $this->abandoned( array( 'create' => true ) );
		add_action( 'user_register', static fn() => usleep( 5000 ) );
		$tick = Php_Process::start( 'add_action( "user_register", static fn() => usleep( 5000 ) ); echo "here";' . self::$tick_code );
		$tick->wait_for( 'here' );

		for ( $end = microtime( true ) + 60; 'running' === $run['status']; $run = $this->current_run() ) {
			self::assertLessThan( $end, microtime( true ) );
			$this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		}

		self::assertSame( 0, $tick->wait(), $tick->errors() );
		self::assertSame( array( 'completed', 200 ), array( $run['status'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	public function test_steps_leave_no_closures_behind(): void {
		Simulator::tenant( array( 'users' => 400, 'awkward' => false ) );
		$this->abandoned( array( 'create' => true ) );

		$count = Php_Process::run(
			'eval( "namespace WPO365\\\\User_Sync\\\\Sync; function register_shutdown_function( ...\$arguments ): void { ++\$GLOBALS[\'closures\']; \\\\register_shutdown_function( ...\$arguments ); }" );
			$GLOBALS["closures"] = 0; add_action( "user_register", static fn() => usleep( 10000 ) );' . self::$tick_code . ' echo $GLOBALS["closures"];'
		);

		wp_cache_flush();
		self::assertGreaterThan( 2, $this->current_run()['sequence'], 'There were several steps.' );
		self::assertSame( '1', $count );
	}

	public function test_deactivating_the_plugin_takes_the_events_off(): void {
		wp_schedule_single_event( time() + 60, 'wpo365_user_sync_tick', array( 'once' ) );

		do_action( 'deactivate_wpo365-user-sync/wpo365-user-sync.php', false );

		self::assertStringNotContainsString( 'wpo365_user_sync', (string) wp_json_encode( _get_cron_array() ) );
	}

	public function test_where_action_scheduler_is_at_hand_its_queue_is_asked(): void {
		$said = Php_Process::run(
			'class ActionScheduler { public static function is_initialized() { return true; } }
			$GLOBALS["queue"] = array();
			function as_get_scheduled_actions( $args, $format ) { return array_keys( $GLOBALS["queue"] ); }
			function as_enqueue_async_action( $hook, $args, $group ) { $GLOBALS["queue"][] = "$hook $group"; }
			function as_schedule_single_action( $at, $hook, $args, $group ) { $GLOBALS["queue"][] = "$hook $group later"; }
			$events = new WPO365\User_Sync\Schedule\Events(); $events->ask( time() ); $events->ask( time() );
			echo implode( ",", $GLOBALS["queue"] ), " ", (int) wp_next_scheduled( "wpo365_user_sync_tick", array( "once" ) );'
		);

		self::assertSame( 'wpo365_user_sync_tick wpo365-user-sync 0', $said );
	}
}
