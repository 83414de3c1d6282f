<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A person on whom the process dies is left out, and so is the account that may be the person's.
 */
final class Deaths_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider accounts
	 *
	 * @param \Closure(self, array<string, mixed>): int $account Makes the account of a person.
	 */
	public function test_the_account_of_a_person_left_out_while_listing_stays( \Closure $account ): void {
		$first = $account( $this, $this->people[0] );
		$gone  = $this->gone();
		$run   = $this->run_until( array( 'create' => true, 'delete' => true ), array() );
		self::assertSame( 'listing', $run['phase'] );
		$this->set_run( $run['id'], array( 'deaths' => 3 ) );

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 1, 4 ), array( $run['counts']['failed'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'left out', $row['reason'] );
		self::assertNull( $this->row_of_user( $first ), 'The account looks absent.' );
		$this->assert_stay( $first );
		$this->assert_removed( $gone );
	}

	public static function accounts(): array {
		return array(
			'found by its user name' => array( static fn( self $test, array $person ): int => $test->account( array( 'user_login' => $person['userPrincipalName'], 'user_email' => 'private@example.org' ) ) ),
			'found by its e-mail'    => array( static fn( self $test, array $person ): int => $test->account( array( 'user_email' => $person['mail'] ) ) ),
			'linked'                 => array( static fn( self $test, array $person ): int => $test->linked( $person ) ),
		);
	}

	public function test_of_several_accounts_that_may_be_the_persons_none_is_removed(): void {
		$accounts = array(
			$this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => 'private@example.org' ) ),
			$this->account( array( 'user_email' => $this->people[0]['mail'] ) ),
		);
		$run      = $this->run_until( array( 'delete' => true ), array() );
		$this->set_run( $run['id'], array( 'deaths' => 3 ) );

		self::assert_run( 'completed', $this->drive( $run ) );
		$this->assert_stay( ...$accounts );
	}

	public function test_the_account_on_which_the_process_dies_while_matching_stays(): void {
		$account = $this->account( array( 'user_email' => $this->people[2]['mail'] ) );
		$gone    = $this->gone();
		$this->start( array( 'update' => true, 'delete' => true ) );

		$run = $this->drive_in_processes( sprintf( 'add_action( "wpo365_user_sync_user_updated", static function ( $user_id ) { %d === $user_id && exit; } );', $account ) );

		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $this->people[2]['id'] );
		self::assertSame( 'failed', $row['status'], (string) wp_json_encode( $row ) );
		self::assertNull( $this->row_of_user( $account ), 'The account looks absent.' );
		$this->assert_stay( $account );
		self::assertSame( array(), $this->stored_link( $account ), 'What was begun was not taken back.' );
		$this->assert_removed( $gone );
	}

	public function test_time_spent_waiting_for_graph_is_no_death(): void {
		$run = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;
		for ( $death = 1; $death <= 4; $death++ ) {
			$process = Php_Process::start( 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) { if ( str_contains( $url, "/users?" ) ) { posix_kill( getmypid(), 9 ); } return $answer; }, 10, 3 );' . self::step_code( $run ), array(), self::ADMIN );
			self::assertSame( 137, $process->wait(), $process->output() . $process->errors() );
			$this->set_run( $run['id'], array( 'lock_expires' => 1 ) );
		}
		$run = $this->rest( 'GET', '/runs/current' )->data;
		self::assertSame( array( 'running', 'listing' ), array( $run['status'], $run['phase'] ) );

		$run = $this->step_to_the_end( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 5, 0 ), array( $run['counts']['created'], $run['counts']['failed'] ) );
	}

	public function test_after_a_handler_called_exit_the_lock_is_free_and_nothing_is_left_behind(): void {
		global $wpdb;
		$run    = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;
		$before = $this->stored_users();

		Php_Process::run( 'add_action( "user_register", static function () { exit( 0 ); } );' . self::step_code( $run ), array(), self::ADMIN );

		$record = $wpdb->get_row( $wpdb->prepare( 'SELECT lock_owner, lock_expires, deaths, phase FROM %i WHERE id = %d', $wpdb->prefix . 'wpo365_user_sync_runs', $run['id'] ), ARRAY_A );
		self::assertSame( array( 'lock_owner' => '', 'lock_expires' => '0', 'deaths' => '1', 'phase' => 'listing' ), $record );
		self::assertSame( $before, $this->stored_users() );
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		$run = $this->step_to_the_end( $answer->data );
		self::assert_run( 'completed', $run );
		self::assertSame( 5, $run['counts']['created'] );
	}
}
