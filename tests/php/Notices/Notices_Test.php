<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Notices;

use WPO365\User_Sync\Notices\Ledger;
use WPO365\User_Sync\Notices\Notices;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Unattended;

/**
 * What happens while nobody watches is told, once, in numbers.
 */
final class Notices_Test extends Test_Case {

	use Scene;
	use Unattended;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		update_option( 'blogname', 'Lakeside &amp; Sons' );
		update_option( 'admin_email', 'office@lakeside.example' );
	}

	public function test_a_scheduled_run_that_is_held_says_so(): void {
		$this->gone_users( 8 );
		$run = $this->run_scheduled( array( 'delete' => true ) );

		self::assertCount( 1, $this->mails );
		$mail = $this->mails[0];
		self::assertSame( array( 'office@lakeside.example' ), $mail['to'] );
		self::assertSame( '[Lakeside & Sons] WPO365 User Sync: A list waits for your decision', $mail['subject'] );
		foreach ( array( 'would remove 8 users', 'The list is held because', 'approve or reject it', "Synchronization {$run['id']}", 'Directory users read: 4', admin_url( 'users.php?page=wpo365-user-sync' ) ) as $part ) {
			self::assertStringContainsString( $part, $mail['message'] );
		}
		self::assertStringNotContainsString( '<', $mail['message'] );
	}

	public function test_the_same_list_is_told_once_and_another_one_again(): void {
		$this->gone_users( 8 );
		$this->run_scheduled( array( 'delete' => true ) );
		for ( $night = 0; $night < 3; $night++ ) {
			$this->next_day();
			$this->run_scheduled( array( 'delete' => true ) );
		}
		self::assertCount( 1, $this->mails, 'The same list, every night.' );
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate' ) ) );
		$this->next_day();
		$this->run_scheduled( array( 'delete' => true ) );
		self::assertCount( 2, $this->mails, 'The same people, and something else.' );
		$this->mails = array_slice( $this->mails, 1 );
		$this->next_day();

		$this->gone();
		$this->run_scheduled( array( 'delete' => true ) );
		self::assertCount( 2, $this->mails, 'Another list on another day.' );
		$this->gone();
		$this->run_scheduled( array( 'delete' => true ) );
		self::assertCount( 2, $this->mails, 'A third list on the same day waits.' );
		$this->next_day();
		$this->run_scheduled( array( 'delete' => true ) );
		self::assertCount( 3, $this->mails, 'The day after it is told.' );
	}

	/**
	 * @dataProvider settlements
	 */
	public function test_a_list_that_is_settled_is_told_once_more( string $how ): void {
		$this->gone_users( 8 );
		$run = $this->run_scheduled( array( 'delete' => true ) );
		match ( $how ) {
			'approved'  => $this->approve( $run ),
			'rejected'  => $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 8 ) ),
			'cancelled' => $this->rest( 'POST', "/runs/{$run['id']}/cancel" ),
			'gone'      => $this->run_scheduled(),
		};

		self::assertSame( array( 'A list waits for your decision', 'Settled: no list waits any longer' ), $this->headlines() );
		$this->drive( $this->start() );
		self::assertCount( 2, $this->mails );
	}

	public static function settlements(): array {
		return array( 'approved' => array( 'approved' ), 'rejected' => array( 'rejected' ), 'cancelled' => array( 'cancelled' ), 'a scheduled run that holds nothing' => array( 'gone' ) );
	}

	public function test_a_scheduled_run_that_fails_says_why_and_the_next_success_that_it_is_over(): void {
		$this->fail_scheduled();
		self::assertSame( array( 'A synchronization has failed' ), $this->headlines() );
		self::assertStringContainsString( $this->current_run()['error']['message'], $this->mails[0]['message'] );
		$this->next_day();
		$this->fail_scheduled();
		self::assertCount( 2, $this->mails, 'It still fails the day after.' );

		$this->run_scheduled();

		self::assertSame( 'Settled: the synchronization works again', $this->headlines()[2] );
		$this->run_scheduled();
		self::assertCount( 3, $this->mails );
	}

	public function test_a_success_of_another_kind_does_not_say_that_a_full_run_works_again(): void {
		$this->fail_scheduled();
		$changes = $this->start_scheduled( array(), Run_Kind::Full );
		$this->set_run( $changes->id, array( 'kind' => 'changes', 'status' => 'completed', 'phase' => 'done', 'active' => null ) );
		$notices = new Notices( new Settings() );
		$notices->tell( 'late', null, 'It is late.' );
		$notices->run_stopped( ( new Run_Store() )->find( $changes->id ), false );
		self::assertCount( 2, $this->mails );

		$this->run_through( array() );

		self::assertSame( array( 'Settled: the synchronization works again', 'Settled: the synchronization is no longer late' ), array_slice( $this->headlines(), 2 ), 'A full one does, by whomever it was started.' );
	}

	public function test_a_sign_in_that_has_ended_is_a_cause_of_its_own(): void {
		$run = $this->start_scheduled();
		$this->set_run( $run->id, array( 'status' => 'failed', 'active' => null, 'error' => array( 'code' => 'sign_in_needed', 'message' => 'Connect again.', 'details' => array() ) ) );

		( new Notices( new Settings() ) )->run_stopped( ( new Run_Store() )->find( $run->id ), false );
		$this->run_scheduled();

		self::assertSame( array( 'The sign-in needs attention', 'Settled: the sign-in works' ), $this->headlines() );
	}

	public function test_a_scheduled_run_of_changes_whose_place_a_full_one_takes_is_no_failure(): void {
		$run = $this->start_scheduled();
		$this->set_run( $run->id, array( 'kind' => 'changes', 'status' => 'failed', 'active' => null, 'error' => array( 'code' => 'full_run_needed', 'message' => 'Read everything.', 'details' => array() ) ) );
		$notices = new Notices( new Settings() );

		$notices->run_stopped( ( new Run_Store() )->find( $run->id ), false );
		self::assertSame( array(), $this->mails, 'The schedule itself starts a full one.' );

		$this->set_run( $run->id, array( 'origin' => 'cli' ) );
		$notices->run_stopped( ( new Run_Store() )->find( $run->id ), false );
		self::assertSame( array( 'A synchronization has failed' ), $this->headlines(), 'Nobody but a person does after another one.' );
	}

	public function test_a_schedule_that_can_not_start_is_told_once_a_day_until_a_run_completes(): void {
		for ( $tick = 0; $tick < 5; $tick++ ) {
			do_action( 'wpo365_user_sync_schedule_trouble', 'The account that it runs as is gone.' );
		}
		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( 'The account that it runs as is gone.', $this->mails[0]['message'] );

		$this->run_scheduled();

		self::assertSame( 'Settled: the synchronization works again', $this->headlines()[1] ?? '' );
	}

	public function test_who_watches_the_page_gets_no_mail_unless_the_site_goes_on_by_itself(): void {
		$this->gone_users( 8 );
		$this->run_through( array( 'delete' => true ) );
		self::assertSame( array(), $this->mails, 'The page shows it.' );
		$this->tell( $this->current_run(), 'cancel' );

		$run = $this->start( array( 'delete' => true ) );
		$this->drive_unwatched( $run['id'] );

		self::assertSame( array( 'A list waits for your decision' ), $this->headlines() );
	}

	public function test_changes_are_told_where_that_is_wanted(): void {
		$this->save_settings( array( 'notifications' => array( 'on' => array( 'changed' ), 'recipients' => array( 'it@lakeside.example', 'head@lakeside.example' ) ) ) );
		$this->run_scheduled();
		self::assertSame( array(), $this->mails, 'It has only looked.' );

		$this->run_scheduled( array( 'create' => true ) );

		self::assertSame( array( 'Users were changed' ), $this->headlines() );
		self::assertSame( array( 'it@lakeside.example', 'head@lakeside.example' ), $this->mails[0]['to'] );
		self::assertStringContainsString( '4 users', $this->mails[0]['message'] );
		$this->gone_users( 8 );
		$this->run_scheduled( array( 'delete' => true ) );
		self::assertCount( 1, $this->mails, 'Held is not among the causes chosen.' );
	}

	public function test_thirty_causes_in_a_day_make_one_mail_and_one_that_it_is_over(): void {
		$notices = new Notices( new Settings() );
		for ( $i = 0; $i < 30; $i++ ) {
			$notices->tell( 'late', null, 'It is late.' );
			$notices->over( 'late' );
		}
		self::assertSame( array( 'The synchronization is late', 'Settled: the synchronization is no longer late' ), $this->headlines() );

		foreach ( array( '30', '7', '7' ) as $days ) {
			$notices->tell( 'credential', null, 'It ends.', $days );
		}
		self::assertCount( 4, $this->mails, 'Each date is a cause of its own.' );
	}

	public function test_what_was_not_told_is_not_over(): void {
		( new Notices( new Settings() ) )->over( 'failed' );
		self::assertSame( array(), $this->mails );
	}

	public function test_two_processes_tell_of_one_cause_once(): void {
		$this->before_statement(
			Ledger::OPTION,
			function (): void {
				( new Notices( new Settings() ) )->tell( 'late', null, 'It is late.' );
			}
		);

		( new Notices( new Settings() ) )->tell( 'late', null, 'It is late.' );

		self::assertCount( 1, $this->mails );
	}

	public function test_no_mail_names_a_person_a_secret_or_a_token(): void {
		$people = Simulator::people();
		$this->save_settings( array( 'notifications' => array( 'on' => array( 'held', 'failed', 'late', 'changed', 'credential' ) ) ) );
		$this->run_scheduled( array( 'create' => true, 'update' => true ) );
		$this->gone_users( 8 );
		$this->run_scheduled( array( 'delete' => true ) );
		$this->tell( $this->current_run(), 'cancel' );
		foreach ( array( array( 'status' => 403 ), array( 'status' => 400 ), array( 'status' => 401 ) ) as $fault ) {
			$this->next_day();
			$this->fail_scheduled( $fault );
		}
		$this->run_scheduled();
		( new Notices( new Settings() ) )->test();

		self::assertGreaterThan( 6, count( $this->mails ) );
		$text = (string) wp_json_encode( $this->mails );
		foreach ( array_merge( ...array_map( static fn( array $person ): array => array( $person['displayName'], $person['userPrincipalName'], $person['surname'], $person['id'] ), $people ) ) as $name ) {
			self::assertStringNotContainsStringIgnoringCase( (string) $name, $text );
		}
		self::assertStringNotContainsString( WPO_USER_SYNC_CLIENT_SECRET, $text );
		self::assertDoesNotMatchRegularExpression( '/eyJ|Bearer|skiptoken|person\d/', $text );
	}

	/**
	 * @dataProvider handlers
	 */
	public function test_a_mail_that_can_not_be_sent_stops_nothing( callable $add ): void {
		$this->save_settings( array( 'notifications' => array( 'on' => array( 'changed' ) ) ) );
		$add();

		$run = $this->run_scheduled( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 4, $run['counts']['created'] );
		self::assertSame( '', $this->record( $run['id'] )['lock_owner'] );
	}

	public static function handlers(): array {
		$throw = static function (): void {
			throw new \RuntimeException( 'No.' );
		};
		return array(
			'mail that throws'      => array( static fn() => add_filter( 'pre_wp_mail', $throw, 1 ) ),
			'mail that is off'      => array( static fn() => add_filter( 'pre_wp_mail', '__return_false', 99 ) ),
			'filter that throws'    => array( static fn() => add_filter( 'wpo365_user_sync_notice_mail', $throw ) ),
			'action that throws'    => array( static fn() => add_action( 'wpo365_user_sync_notice', $throw ) ),
			'end of run that throws' => array( static fn() => add_action( 'wpo365_user_sync_run_ended', $throw ) ),
		);
	}

	public function test_the_filter_changes_a_mail_or_stops_it(): void {
		$notices = new Notices( new Settings() );
		$seen    = array();
		add_filter(
			'wpo365_user_sync_notice_mail',
			static function ( array $mail, string $cause, ?Run $run ) use ( &$seen ): ?array {
				$seen[] = array( $cause, $run );
				return 'late' === $cause ? null : array( 'subject' => 'Look', 'to' => 'pager@lakeside.example' ) + $mail;
			},
			10,
			3
		);

		$notices->tell( 'late', null, 'It is late.' );
		$notices->tell( 'credential', null, 'It ends.' );

		self::assertSame( array( array( 'late', null ), array( 'credential', null ) ), $seen );
		self::assertSame( array( 'Look', 'pager@lakeside.example' ), array( $this->mails[0]['subject'], $this->mails[0]['to'] ) );
		self::assertCount( 1, $this->mails );
	}

	public function test_the_action_fires_for_each_notice_whether_it_is_mailed_or_not(): void {
		$this->save_settings( array( 'notifications' => array( 'on' => array() ) ) );
		$seen = array();
		add_action(
			'wpo365_user_sync_notice',
			static function ( string $cause, ?Run $run, string $message ) use ( &$seen ): void {
				$seen[] = array( $cause, $run?->id, $message );
			},
			10,
			3
		);
		$this->gone_users( 8 );

		$run = $this->run_scheduled( array( 'delete' => true ) );

		self::assertSame( array(), $this->mails );
		self::assertSame( array( 'held', $run['id'] ), array_slice( $seen[0], 0, 2 ) );
		self::assertStringContainsString( '8 users', $seen[0][2] );
	}

	/** @return list<string> Ends of the subjects. */
	private function headlines(): array {
		return array_map( static fn( array $mail ): string => substr( strstr( $mail['subject'], 'Sync: ' ), 6 ), $this->mails );
	}

	/**
	 * Runs a scheduled run into a failure.
	 *
	 * @param array<string, mixed> $fault Fault of the simulator.
	 */
	private function fail_scheduled( array $fault = array( 'status' => 400 ) ): void {
		Simulator::fault( $fault + array( 'kind' => 'status', 'on' => 'users', 'times' => 20 ) );
		self::assertSame( 'failed', $this->run_scheduled()['status'] );
		Simulator::control( 'DELETE', '/faults' );
	}

	/** Lets a day pass for what was told. */
	private function next_day(): void {
		global $wpdb;
		$told = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", Ledger::OPTION ) ), true ) ?? array();
		$told = array_map( static fn( array $entry ): array => array( 'day' => gmdate( 'Y-m-d', strtotime( $entry['day'] . ' -1 day' ) ) ) + $entry, $told );
		$wpdb->update( $wpdb->options, array( 'option_value' => wp_json_encode( $told ) ), array( 'option_name' => Ledger::OPTION ) );
	}
}
