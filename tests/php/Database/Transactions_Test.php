<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Transactions that somebody else ends, and connections that break: the rows say what is in the database.
 */
final class Transactions_Test extends Test_Case {

	use Meddles;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	/**
	 * @dataProvider statements
	 */
	public function test_a_connection_that_breaks_loses_and_invents_nobody( string $statement ): void {
		$run    = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;
		$broken = $this->break_connection( $statement );

		$run = $this->step_to_the_end( $run );

		self::assertSame( 1, $broken(), 'The connection never broke.' );
		self::assert_run( 'completed', $run );
		$this->assert_everybody_has_an_account( $run );
	}

	public static function statements(): array {
		return array(
			'before a user is written'         => array( 'INSERT INTO `wp_users`' ),
			'before the meta are written'      => array( 'INSERT INTO `wp_usermeta` (user_id' ),
			'before the links are written'     => array( 'INSERT INTO `wp_wpo365_user_sync_links`' ),
			'before the run is locked'         => array( 'SET saves = saves + 1 WHERE' ),
			'before the rows are written'      => array( 'INSERT INTO `wp_wpo365_user_sync_results`' ),
			'before the run is saved'          => array( 'SET saves = saves + 1, `active`' ),
			'before the transaction is checked' => array( 'RELEASE SAVEPOINT wpo365_user_sync' ),
			'before a person is settled'       => array( 'RELEASE SAVEPOINT wpo365_user_sync_person' ),
			'before the commit'                => array( 'COMMIT' ),
		);
	}

	/**
	 * @dataProvider beginnings
	 */
	public function test_a_run_is_begun_as_a_whole_or_not_at_all( string $statement ): void {
		self::assert_run( 'completed', $this->synchronize() );
		$history = $this->history();
		$rows    = $this->rows( 'directory_only' );
		$this->break_connection( $statement );

		$answer = $this->rest( 'POST', '/runs', array( 'create' => true ) );

		self::assertSame( array( 500, 'results_lost' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( $history, $this->history() );
		self::assertSame( $rows, $this->rows( 'directory_only' ) );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
	}

	public static function beginnings(): array {
		return array(
			'before it is checked'   => array( 'RELEASE SAVEPOINT' ),
			'before it is committed' => array( 'COMMIT' ),
		);
	}

	/**
	 * @dataProvider meddlers
	 */
	public function test_a_handler_that_ends_the_transaction_once( string $statement ): void {
		$this->end_transaction( $statement, 1 );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_everybody_has_an_account( $run );
	}

	public static function meddlers(): array {
		return array(
			'COMMIT'            => array( 'COMMIT', false ),
			'START TRANSACTION' => array( 'START TRANSACTION', false ),
			'DDL'               => array( 'CREATE TABLE IF NOT EXISTS wp_somebodys_table ( id int )', false ),
			'ROLLBACK'          => array( 'ROLLBACK', true ),
		);
	}

	/**
	 * @dataProvider meddlers
	 */
	public function test_a_handler_that_always_ends_the_transaction( string $statement, bool $undoes ): void {
		$this->end_transaction( $statement, PHP_INT_MAX );

		$run = $this->synchronize( array( 'create' => true ) );

		if ( $undoes ) {
			self::assert_run( 'failed', $run, 'results_lost' );
			self::assertSame( array( 0, 0 ), array( $run['counts']['created'], $run['counts']['received'] ) );
			self::assertSame( array(), $this->rows( 'directory_only' ) );
			return;
		}
		self::assert_run( 'completed', $run );
		$this->assert_everybody_has_an_account( $run );
	}

	public function test_ignored_guests_are_counted_once(): void {
		foreach ( array( 0, 3 ) as $guest ) {
			Simulator::change( Simulator::people()[ $guest ]['id'], array( 'userType' => 'Guest' ) );
		}
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		$this->end_transaction( 'COMMIT', 1 );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 5, $run['counts']['received'] );
		self::assertCount( 3, array_merge( $this->rows( 'directory_only' ), $this->rows( 'matched' ) ) );
	}

	/**
	 * A deadlock undoes the whole transaction, not only its statement.
	 *
	 * @dataProvider deadlocked
	 */
	public function test_a_deadlock_is_no_failure_of_a_person( string $statement ): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		$deadlock = $this->before_statement(
			$statement,
			static function () use ( $wpdb ): string {
				mysqli_query( $wpdb->dbh, 'ROLLBACK' );
				return 'SELECT nothing FROM nowhere_at_all';
			}
		);

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 1, $deadlock() );
		self::assert_run( 'completed', $run );
		self::assertSame( array( 5, 0 ), array( $run['counts']['created'], $run['counts']['failed'] ), (string) wp_json_encode( $run ) );
		$this->assert_everybody_has_an_account( $run );
	}

	public static function deadlocked(): array {
		return array(
			'when a user is written'     => array( 'INSERT INTO `wp_users`' ),
			'when the meta are written'  => array( 'INSERT INTO `wp_usermeta` (user_id' ),
			'when the rows are written'  => array( 'INSERT INTO `wp_wpo365_user_sync_results`' ),
			'when the links are written' => array( 'INSERT INTO `wp_wpo365_user_sync_links`' ),
		);
	}

	public function test_by_hand_an_account_that_was_undone_is_not_said_to_be_there(): void {
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->rows( 'directory_only' )[0];
		$this->end_transaction( 'ROLLBACK', 1 );
		$before = $this->stored_users();

		$result = $this->act( 'create', array( $row['id'] ) )[0];

		self::assertSame( array( 'failed', null ), array( $result['status'], $result['user_id'] ) );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( 'failed', $this->row_of_person( $row['object_id'] )['status'] );
	}

	/** Ends the transaction when a user is made, as other plugins' handlers do. */
	private function end_transaction( string $statement, int $times ): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		add_action(
			'user_register',
			static function () use ( $statement, &$times ): void {
				if ( $times-- > 0 ) {
					$GLOBALS['wpdb']->query( $statement );
				}
			}
		);
	}

	/**
	 * Asserts that everybody has one row and one whole account, which the row names.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	private function assert_everybody_has_an_account( array $run ): void {
		global $wpdb;
		$rows = array_column( array_merge( $this->rows( 'directory_only' ), $this->rows( 'matched' ) ), null, 'object_id' );
		self::assertEqualsCanonicalizing( array_column( Simulator::people(), 'id' ), array_keys( $rows ), (string) wp_json_encode( $run ) );
		self::assertSame( 5, $run['counts']['received'] );
		foreach ( $rows as $object_id => $row ) {
			self::assertContains( $row['status'], array( 'created', 'logged' ), (string) wp_json_encode( $row ) );
			self::assertSame( array( $row['user_id'] ), $this->linked_to( $object_id ), (string) wp_json_encode( $row ) );
			$this->assert_stay( $row['user_id'] );
			self::assertSame( array( 'subscriber' ), $this->roles_of( $row['user_id'] ) );
		}
		self::assertSame( '6', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->users}" ) );
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->usermeta} m LEFT JOIN {$wpdb->users} u ON u.ID = m.user_id WHERE u.ID IS NULL" ), 'User meta of nobody.' );
	}
}
