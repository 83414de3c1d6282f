<?php
/**
 * An undo is a run: it is started with the number of the preview, stepped, paused, killed and resumed like any other.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Driven_Test extends Test_Case {

	use Undoes;
	use Ticks;

	/** @var array<string, mixed> The site before the run that is undone. */
	private array $before;

	/** @var array<string, mixed> That run. */
	private array $run;

	/** @var list<int> Accounts that were updated. */
	private array $linked;

	private function synchronized( int $created = 60, int $updated = 40, int $deleted = 4 ): void {
		Simulator::tenant( array( 'users' => $created + $updated, 'awkward' => false ) );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'jobTitle' ) ), 'removal' => array( 'limit_percent' => null ) ) );
		$this->linked = $this->create_linked_users( array_slice( Simulator::people(), 0, $updated ) );
		foreach ( $this->linked as $user_id ) {
			add_user_meta( $user_id, 'jobTitle', 'Old' );
		}
		foreach ( $this->gone_users( $deleted ) as $user_id ) {
			wp_insert_post( array( 'post_title' => 'Mine', 'post_status' => 'publish', 'post_author' => $user_id ) );
		}
		$this->synchronize();
		$this->before = $this->site();
		$this->run    = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		self::assertSame( array( $created, $updated, $deleted ), array( $this->run['counts']['created'], $this->run['counts']['updated'], $this->run['counts']['deleted'] ) );
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_killed_undo_is_done_as_a_whole( string $moment ): void {
		$this->synchronized();
		$undo    = $this->start_undo( $this->run['id'] );
		$this->kill_in_step( $undo['id'], $moment );
		$this->expire_lock( $undo['id'] );

		$undo = $this->drive( $this->current_run() );

		self::assert_run( 'completed', $undo );
		self::assertSame( $this->before, $this->site() );
		self::assertSame( array( 104, 4, 40, 60, 0 ), array( $undo['counts']['received'], $undo['counts']['created'], $undo['counts']['updated'], $undo['counts']['deleted'], $undo['counts']['skipped'] ) );
	}

	/**
	 * @return array<string, array{string}> PHP that calls $stop() at a moment.
	 */
	public static function moments(): array {
		$hook = static fn( string $name, int $nth ): string => "add_action( '$name', static function () use ( \$stop ): void { static \$number = 0; if ( $nth === ++\$number ) { \$stop(); } } );";
		$at   = static fn( string $text ): string => 'add_filter( "query", static function ( string $sql ) use ( $stop ): string { if ( str_contains( $sql, ' . var_export( $text, true ) . ' ) ) { $stop(); } return $sql; } );';
		return array(
			'while somebody is restored'        => array( $hook( 'user_register', 3 ) ),
			'while somebody is removed'         => array( $hook( 'deleted_user', 55 ) ),
			'while somebody is put back'        => array( $hook( 'profile_update', 20 ) ),
			'between record and user meta'      => array( $hook( 'updated_user_meta', 3 ) ),
			'before the rows are written'       => array( $at( 'INSERT INTO `wp_wpo365_user_sync_results`' ) ),
			'before the journal is written'     => array( $at( 'INSERT INTO `wp_wpo365_user_sync_journal`' ) ),
		);
	}

	public function test_it_is_paused_and_resumed_also_days_later(): void {
		$this->synchronized( 10, 10, 1 );
		$undo = $this->start_undo( $this->run['id'] );
		self::assertSame( array( 'running', 'matching' ), array( $undo['status'], $undo['phase'] ) );
		self::assertSame( 'paused', $this->tell( $undo, 'pause' )->data['status'] );
		Clock::move( 3 * DAY_IN_SECONDS );

		$undo = $this->resume( $undo );

		self::assert_run( 'completed', $undo );
		self::assertSame( $this->before['accounts'], $this->accounts() );
	}

	public function test_a_failed_undo_goes_on_where_it_was(): void {
		$this->synchronized( 10, 10, 1 );
		$undo = $this->start_undo( $this->run['id'] );
		$this->set_run( $undo['id'], array( 'status' => 'failed', 'active' => null, 'received' => 3, 'error' => array( 'code' => 'results_lost', 'message' => 'x', 'details' => array() ) ) );

		self::assert_run( 'completed', $this->resume( $this->current_run() ) );

		self::assertSame( $this->before['accounts'], $this->accounts() );
	}

	public function test_a_failed_undo_can_not_go_on_when_its_rows_were_truncated(): void {
		$this->synchronized( 3, 3, 1 );
		$undo = $this->start_undo( $this->run['id'] );
		$this->set_run( $undo['id'], array( 'status' => 'failed', 'active' => null, 'error' => array( 'code' => 'results_lost', 'message' => 'x', 'details' => array() ) ) );
		self::assertSame( 200, $this->rest( 'DELETE', '/results' )->status );

		self::assertSame( 'invalid_transition', $this->tell( $undo, 'resume' )->code() );
		self::assertSame( 7, $this->preview( $this->run['id'] )['count'], 'A new one can be started.' );
	}

	public function test_the_site_goes_on_with_it_when_its_page_is_gone(): void {
		$this->count_cron_calls();
		$this->synchronized( 5, 5, 1 );
		$this->start_undo( $this->run['id'] );
		Clock::move( 60 );

		self::assertSame( 'completed', $this->tick()['status'] );

		self::assertSame( $this->before['accounts'], $this->accounts() );
	}

	public function test_another_connection_does_not_stop_it_and_none_is_needed(): void {
		$this->synchronized( 5, 5, 1 );
		$undo = $this->start_undo( $this->run['id'] );
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		Simulator::clear_log();
		$asked = count( Simulator::log() );

		self::assert_run( 'completed', $this->drive( $undo ) );

		self::assertSame( $this->before['accounts'], $this->accounts() );
		self::assertCount( $asked, Simulator::log() );
	}

	public function test_the_number_has_to_be_that_of_the_preview(): void {
		$this->synchronized( 5, 5, 1 );
		$path = "/runs/{$this->run['id']}/undo";

		foreach ( array( 10, 12, 0 ) as $count ) {
			$answer = $this->rest( 'POST', $path, array( 'count' => $count ) );
			self::assertSame( array( 409, 'undo_count_differs' ), array( $answer->status, $answer->code() ), $answer->text() );
			self::assertStringContainsString( '11', $answer->text() );
		}
		self::assertSame( array( 400, 'rest_missing_callback_param' ), array( $this->rest( 'POST', $path )->status, $this->rest( 'POST', $path )->code() ) );
		self::assertSame( 400, $this->rest( 'POST', $path, array( 'count' => 11, 'user' => 3 ) )->status );
		self::assertSame( 404, $this->rest( 'POST', '/runs/9999/undo', array( 'preview' => true ) )->status );
		self::assertCount( 11, $this->rows( 'directory_only', array( 'per_page' => 100 ) ) + array_fill( 0, 11, 0 ), 'The results of the last run are there.' );
		update_user_meta( $this->linked[0], 'jobTitle', 'x' );
		wp_update_user( array( 'ID' => $this->linked[1], 'display_name' => 'x' ) );
		self::assertSame( 11, $this->preview( $this->run['id'] )['count'] );
		self::assertSame( 201, $this->rest( 'POST', $path, array( 'count' => 11 ) )->status );
		foreach ( array( array( 'preview' => true ), array( 'count' => 11 ) ) as $params ) {
			$answer = $this->rest( 'POST', $path, $params );
			self::assertSame( array( 409, 'run_active' ), array( $answer->status, $answer->code() ), $answer->text() );
		}
	}

	public function test_where_nothing_is_known_nothing_can_be_undone(): void {
		$this->save_settings( array( 'history' => array( 'journal_days' => 0 ) ) );
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 'count' => 0, 'skipped' => 0, 'entries' => array() ), $this->preview( $run['id'] ) );
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/undo", array( 'count' => 0 ) );
		self::assertSame( array( 409, 'nothing_to_undo' ), array( $answer->status, $answer->code() ) );
		self::assertCount( 5, $this->rows( 'directory_only' ) );
	}

	/**
	 * @dataProvider capabilities
	 *
	 * @param string[] $lacking Capabilities.
	 */
	public function test_who_may_undo( array $lacking, bool $preview, bool $start ): void {
		$this->synchronized( 3, 3, 1 );
		$admin = $this->create_user( array( 'role' => 'administrator' ) );
		foreach ( $lacking as $capability ) {
			( new \WP_User( $admin ) )->add_cap( $capability, false );
		}
		$path = "/runs/{$this->run['id']}/undo";

		self::assertSame( $preview ? 200 : 403, $this->rest( 'POST', $path, array( 'preview' => true ), $admin )->status );
		self::assertSame( $start ? 201 : 403, $this->rest( 'POST', $path, array( 'count' => 7 ), $admin )->status );
		if ( $start ) {
			return;
		}
		$undo = $this->start_undo( $this->run['id'] );
		self::assertSame( 403, $this->rest( 'POST', "/runs/{$undo['id']}/step", array( 'sequence' => 0 ), $admin )->status );
		self::assertSame( 403, $this->rest( 'POST', "/runs/{$undo['id']}/resume", array(), $admin )->status );
	}

	/**
	 * @return array<string, array{string[], bool, bool}>
	 */
	public static function capabilities(): array {
		return array(
			'an administrator'               => array( array(), true, true ),
			'who may not manage the plugin'  => array( array( 'manage_options' ), false, false ),
			'who may not edit users'         => array( array( 'edit_users' ), false, false ),
			'who may not delete users'       => array( array( 'delete_users' ), true, false ),
			'who may not create users'       => array( array( 'create_users' ), true, false ),
		);
	}

	public function test_a_handler_that_ends_the_process_costs_one_account_only(): void {
		$this->synchronized( 3, 18, 1 );
		$this->start_undo( $this->run['id'] );

		$undo = $this->drive_in_processes( 'add_action( "profile_update", static function ( int $id ): void { if ( ' . $this->linked[0] . ' === $id ) { exit; } } ); global $wpdb; $wpdb->query( "UPDATE {$wpdb->prefix}wpo365_user_sync_runs SET lock_expires = 1" );' );

		self::assert_run( 'completed', $undo );
		self::assertSame( array( 1, 17, 3, 1 ), array( $undo['counts']['created'], $undo['counts']['updated'], $undo['counts']['deleted'], $undo['counts']['failed'] ) );
		self::assertSame( 'failed', $this->row_of( $this->linked[0] )['status'], 'The last one that is worked on.' );
	}

	public function test_a_handler_that_throws_costs_one_account_only_and_leaves_it_whole(): void {
		$this->synchronized( 3, 8, 1 );
		$after = $this->accounts()[ $this->linked[5] ];
		$user  = $this->linked[5];
		ini_set( 'error_log', '/dev/null' );
		add_action(
			'profile_update',
			static function ( int $id ) use ( $user ): void {
				if ( $id === $user ) {
					throw new \RuntimeException( 'no' );
				}
			}
		);

		$undo = $this->undo( $this->run['id'] );

		ini_restore( 'error_log' );
		self::assertSame( array( 7, 1 ), array( $undo['counts']['updated'], $undo['counts']['failed'] ) );
		self::assertSame( $after, $this->accounts()[ $user ] );
	}

	public function test_the_next_run_and_the_limits_take_no_notice(): void {
		$this->synchronized( 10, 5, 3 );
		$undo = $this->undo( $this->run['id'] );
		self::assertArrayNotHasKey( 'unasked', $this->record( $undo['id'] )['state'] );

		$again = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $again );
		self::assertSame( array( 10, 5, 3 ), array( $again['counts']['created'], $again['counts']['updated'], $again['counts']['deleted'] ) );
		self::assertSame( array( 'full', 'undo', 'full', 'full' ), array_column( $this->rest( 'GET', '/runs' )->data, 'kind' ) );
		self::assertSame( array(), $this->mails );
	}

	public function test_on_a_copy_of_the_site_nothing_is_undone(): void {
		$this->synchronized( 3, 3, 1 );
		add_filter( 'option_home', static fn(): string => 'https://copy.contoso.example' );

		$answer = $this->rest( 'POST', "/runs/{$this->run['id']}/undo", array( 'count' => 7 ) );

		self::assertSame( array( 409, 'site_in_doubt' ), array( $answer->status, $answer->code() ), $answer->text() );
	}
}
