<?php
/**
 * Runs driven from the command line.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Cli;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Types_Commands;

final class Run_Command_Test extends Test_Case {

	use Scene;
	use Types_Commands;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	public function test_a_run_goes_to_its_end_and_shows_how_far_it_is(): void {
		self::assertSame( 0, $this->type( array( 'run', '--create' ) ), $this->complaints );

		$run = $this->current_run();
		self::assertSame( array( 'completed', 'cli', self::ADMIN, 60, 'full' ), array( $run['status'], $run['origin'], $run['started_by'], $run['counts']['created'], $run['kind'] ) );
		self::assertSame( array( array( 'Reading the directory', 60, 60 ) ), \WP_CLI::$bars );
		self::assertSame( "Success: Synchronization {$run['id']} is completed. People read: 60, created: 60, updated: 0, deleted: 0, deactivated: 0, reactivated: 0, conflicts: 0, skipped: 0, failed: 0.\n", $this->output );
		self::assertSame( array( '', array() ), array( $this->complaints, $this->slept ) );
	}

	public function test_without_a_box_it_only_looks(): void {
		$before = $this->stored_users();

		self::assertSame( 0, $this->type( array( 'run' ) ), $this->complaints );

		self::assertSame( array( 'create' => false, 'update' => false, 'delete' => false ), $this->current_run()['options'] );
		self::assertSame( 60, $this->current_run()['counts']['directory_only'] );
		self::assertSame( $before, $this->stored_users() );
	}

	public function test_porcelain_prints_the_id_alone(): void {
		self::assertSame( 0, $this->type( array( 'run', '--porcelain' ) ) );

		self::assertSame( "{$this->current_run()['id']}\n", $this->output );
		self::assertSame( array(), \WP_CLI::$bars );
	}

	public function test_the_kind_is_passed_on(): void {
		$this->type( array( 'run' ) );
		self::assertSame( 0, $this->type( array( 'run', '--kind=changes', '--porcelain' ) ), $this->complaints );

		self::assertSame( 'changes', $this->rest( 'GET', '/runs' )->data[0]['kind'] );
	}

	public function test_a_held_list_waits_and_is_done_only_as_exactly_that_list(): void {
		$gone = $this->gone_users( 7 );

		self::assertSame( 2, $this->type( array( 'run', '--delete', '--approve=6' ) ), 'Another number approves nothing.' );

		$id = $this->current_run()['id'];
		$this->assert_stay( ...$gone );
		self::assertStringContainsString( '7 users would be deleted', $this->complaints );
		self::assertStringContainsString( "wp wpo365-user-sync approve {$id} 7", $this->complaints );
		self::assertSame( 2, $this->type( array( 'resume' ) ), 'A held run is not resumed.' );
		self::assertSame( 1, $this->type( array( 'approve', (string) $id, '6' ) ) );
		self::assertSame( 1, $this->type( array( 'approve', (string) ( $id + 1 ), '7' ) ) );
		$this->assert_stay( ...$gone );
		self::assertSame( 0, $this->type( array( 'approve', (string) $id, '7' ) ), $this->complaints );
		$this->assert_removed( ...$gone );
		self::assertSame( array( 'completed', 7 ), array( $this->current_run()['status'], $this->current_run()['counts']['deleted'] ) );
	}

	public function test_a_held_list_that_deactivates_says_so_and_where_it_is_seen(): void {
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate' ) ) );
		$gone   = $this->gone_users( 6 );
		$person = $this->person( 'anna', array( 'accountEnabled' => false ) );
		$this->link( $anna = $this->account(), $person['id'] );

		self::assertSame( 2, $this->type( array( 'run', '--delete' ) ) );

		foreach ( array( '7 users would be deactivated', 'it would deactivate 7', 'wp wpo365-user-sync results wordpress_only --status=held, wp wpo365-user-sync results matched --status=held' ) as $part ) {
			self::assertStringContainsString( $part, $this->complaints );
		}
		self::assertStringContainsString( 'would deactivate 7 users', $this->mails[0]['message'] );
		self::assertSame( 0, $this->type( array( 'approve', (string) $this->current_run()['id'], '7' ) ), $this->complaints );
		$this->assert_stay( $anna, ...$gone );
		self::assertSame( 7, $this->current_run()['counts']['deactivated'] );
	}

	public function test_what_stops_a_run_is_told_by_mail_since_a_crontab_reads_no_output(): void {
		$this->gone_users( 7 );

		self::assertSame( 2, $this->type( array( 'run', '--delete' ) ) );

		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( 'would remove 7 users', $this->mails[0]['message'] );
	}

	public function test_a_list_of_the_number_approved_beforehand_is_done(): void {
		$gone = $this->gone_users( 7 );

		self::assertSame( 0, $this->type( array( 'run', '--delete', '--approve=7' ) ), $this->complaints );

		$this->assert_removed( ...$gone );
	}

	public function test_a_rejected_list_leaves_everybody(): void {
		$gone = $this->gone_users( 7 );
		$this->type( array( 'run', '--delete' ) );
		$id = (string) $this->current_run()['id'];

		self::assertSame( 0, $this->type( array( 'reject', $id ) ), $this->complaints );

		$this->assert_stay( ...$gone );
		self::assertSame( 'completed', $this->current_run()['status'] );
		self::assertSame( 1, $this->type( array( 'reject', $id ) ), 'Nothing is held any more.' );
	}

	public function test_a_failed_run_says_why_and_is_resumed(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 2 ) );

		self::assertSame( 3, $this->type( array( 'run', '--create' ) ) );
		self::assertSame( 'failed', $this->current_run()['status'] );
		self::assertStringContainsString( $this->current_run()['error']['message'], $this->complaints );
		self::assertSame( 0, $this->type( array( 'resume' ) ), $this->complaints );
		self::assertSame( 60, $this->current_run()['counts']['created'] );
	}

	public function test_a_waiting_run_is_slept_over(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 12, 'on' => 'users' ) );

		$code = $this->type( array( 'run' ), sleep: fn( int $seconds ) => count( $this->slept ) > 2 ? $this->waited( $this->current_run() ) : null );

		self::assertSame( array( 0, 'completed' ), array( $code, $this->current_run()['status'] ), $this->complaints );
		self::assertCount( 3, $this->slept );
		self::assertSame( 5, $this->slept[0], 'It looks now and then whether the run was cancelled.' );
		self::assertSame( 1, substr_count( $this->output, 'goes on by itself at' ), $this->output );
	}

	public function test_a_run_that_is_cancelled_on_the_page_meanwhile_ends_the_command(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users' ) );

		$code = $this->type( array( 'run' ), sleep: fn() => $this->tell( $this->current_run(), 'cancel' ) );

		self::assertSame( array( 1, 'cancelled' ), array( $code, $this->current_run()['status'] ) );
		self::assertStringContainsString( 'was cancelled', $this->complaints );
	}

	public function test_while_the_page_works_on_the_run_the_command_waits_its_turn(): void {
		$run = $this->start( array( 'create' => true ) );
		$this->set_run( $run['id'], array( 'lock_owner' => 'page', 'lock_expires' => time() + 60 ) );

		$code = $this->type( array( 'resume' ), sleep: fn() => $this->set_run( $run['id'], array( 'lock_owner' => '', 'lock_expires' => 0 ) ) );

		self::assertSame( array( 0, 60 ), array( $code, $this->current_run()['counts']['created'] ), $this->complaints );
		self::assertCount( 1, $this->slept );
	}

	/**
	 * @requires extension pcntl
	 */
	public function test_ctrl_c_pauses_the_run_which_is_resumable(): void {
		add_action(
			'user_register',
			static function (): void {
				static $once = 0;
				1 === ++$once && posix_kill( getmypid(), SIGINT );
			}
		);
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users', 'nth' => 3 ) );

		self::assertSame( 1, $this->type( array( 'run', '--create' ) ) );

		self::assertSame( 'paused', $this->current_run()['status'] );
		self::assertStringContainsString( 'wp wpo365-user-sync resume', $this->complaints );
		self::assertSame( SIG_DFL, pcntl_signal_get_handler( SIGINT ), 'The second Ctrl-C ends the process.' );
		self::assertSame( 0, $this->type( array( 'resume' ) ), $this->complaints );
		self::assertSame( 60, $this->current_run()['counts']['created'] );
		pcntl_signal( SIGINT, SIG_DFL );
	}

	public function test_nothing_to_do_has_a_code_of_its_own(): void {
		self::assertSame( 4, $this->type( array( 'resume' ) ) );
		self::assertSame( 4, $this->type( array( 'cancel' ) ) );
		$this->type( array( 'run' ) );
		self::assertSame( 4, $this->type( array( 'resume' ) ) );
		self::assertSame( 4, $this->type( array( 'cancel' ) ) );
		self::assertStringContainsString( 'nothing to do', $this->complaints );
	}

	public function test_cancel_ends_the_newest_run(): void {
		$this->start();

		self::assertSame( 0, $this->type( array( 'cancel' ) ), $this->complaints );

		self::assertSame( 'cancelled', $this->current_run()['status'] );
	}

	public function test_a_second_run_is_refused_with_the_routes_own_words(): void {
		$run = $this->start();

		self::assertSame( 1, $this->type( array( 'run' ) ) );

		self::assertSame( "Error: {$this->rest( 'POST', '/runs' )->data['message']}\n", $this->complaints );
		self::assertSame( $run['id'], $this->current_run()['id'] );
	}

	/**
	 * @dataProvider wrong
	 * @param string[] $words
	 */
	public function test_wrong_input_starts_nothing( array $words, string $says ): void {
		$gone = $this->gone();

		self::assertSame( 1, $this->type( $words ) );

		self::assertStringContainsString( $says, $this->complaints );
		self::assertSame( array(), $this->rest( 'GET', '/runs' )->data );
		$this->assert_stay( $gone );
	}

	/** @return array<string, array{string[], string}> */
	public static function wrong(): array {
		return array(
			'an unknown flag'      => array( array( 'run', '--crate' ), 'unknown --crate parameter' ),
			'an unknown kind'      => array( array( 'run', '--kind=half' ), "Invalid value specified for 'kind'" ),
			'a flag with a value'  => array( array( 'run', '--delete=false' ), '--delete takes no value' ),
			'a word as number'     => array( array( 'run', '--approve=all' ), '--approve must be a whole number' ),
			'a negative number'    => array( array( 'run', '--approve=-1' ), '--approve must be a whole number' ),
			'too many words'       => array( array( 'run', 'delete' ), 'Too many positional arguments' ),
			'a word as run'        => array( array( 'approve', 'last', '3' ), '<run> must be a whole number' ),
			'a missing number'     => array( array( 'approve', '3' ), 'usage' ),
			'a run that never was' => array( array( 'reject', '999999' ), 'There is no synchronization with this ID' ),
		);
	}

	/**
	 * @dataProvider commands
	 * @param string[] $words
	 */
	public function test_nobody_changes_anything_without_the_capability( array $words ): void {
		$this->gone_users( 7 );
		$this->type( array( 'run', '--delete' ) );
		$run    = $this->current_run();
		$words  = str_replace( '{id}', (string) $run['id'], $words );
		$before = array( $this->stored_users(), $this->all_rows( 'wordpress_only' ), $this->record( $run['id'] ) );

		foreach ( array( 0 => '--user=<username>', $this->create_user() => 'Your account may not use WPO365 User Sync' ) as $user_id => $says ) {
			$before[0] = $this->stored_users();
			self::assertSame( 1, $this->type( $words, $user_id ), implode( ' ', $words ) );
			self::assertStringContainsString( $says, $this->complaints );
			self::assertSame( '', $this->output );
			self::assertSame( $before, array( $this->stored_users(), $this->all_rows( 'wordpress_only' ), $this->record( $run['id'] ) ) );
		}
	}

	/** @return array<string, array{string[]}> */
	public static function commands(): array {
		$commands = array( 'run', 'run --create', 'status', 'runs', 'runs --format=count', 'results matched', 'approve {id} 7', 'reject {id}', 'cancel', 'resume', 'check', 'schedule', 'truncate', 'settings get', 'settings set removal.limit_percent 50' );
		return array_combine( $commands, array_map( static fn( string $command ): array => array( explode( ' ', $command ) ), $commands ) );
	}

	public function test_each_box_needs_its_capability(): void {
		$user_id = $this->create_user();
		get_userdata( $user_id )->add_cap( 'manage_options' );
		foreach ( array( 'create' => 'create_users', 'update' => 'edit_users', 'delete' => 'delete_users' ) as $box => $capability ) {
			self::assertSame( 1, $this->type( array( 'run', "--{$box}" ), $user_id ) );
			self::assertStringContainsString( $capability, $this->complaints );
		}
		self::assertSame( array(), $this->rest( 'GET', '/runs' )->data );
		self::assertSame( 0, $this->type( array( 'run' ), $user_id ), $this->complaints );
	}

	public function test_what_others_keep_in_memory_for_each_person_does_not_pile_up(): void {
		global $wp_object_cache;
		add_action( 'user_register', static fn( int $user_id ) => wp_cache_set( $user_id, str_repeat( 'x', 1000 ), 'another_plugin' ) );

		$this->type( array( 'run', '--create' ) );

		self::assertSame( 60, did_action( 'user_register' ) );
		self::assertSame( array(), $wp_object_cache->cache['another_plugin'] ?? array() );
	}
}
