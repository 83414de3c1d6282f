<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A persistent object cache may hold what a killed part had written, or what was true before somebody's change. The database decides.
 */
final class Caches_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->people = Simulator::people();
		wp_using_ext_object_cache( true );
	}

	protected function tearDown(): void {
		wp_using_ext_object_cache( false );
		parent::tearDown();
	}

	public function test_users_who_never_were_keep_nobody_from_being_created(): void {
		foreach ( $this->people as $number => $person ) {
			update_user_caches(
				(object) array(
					'ID'                  => (string) ( 900000 + $number ),
					'user_login'          => $person['userPrincipalName'],
					'user_pass'           => 'x',
					'user_nicename'       => sanitize_title( $person['userPrincipalName'] ),
					'user_email'          => $person['mail'],
					'user_url'            => '',
					'user_registered'     => self::$long_ago,
					'user_activation_key' => '',
					'user_status'         => '0',
					'display_name'        => 'Ghost',
				)
			);
		}

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 5, 0 ), array( $run['counts']['created'], $run['counts']['failed'] ), (string) wp_json_encode( $this->rows( 'directory_only' ) ) );
	}

	public function test_a_link_that_the_cache_does_not_know_is_not_written_twice(): void {
		$account = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => $this->people[0]['mail'] ) );
		get_user_meta( $account, 'aadObjectId', true );
		$this->write_link( $account, $this->people[0]['id'] );
		self::assertSame( '', get_user_meta( $account, 'aadObjectId', true ), 'The cache knows it.' );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( array( $account ), $this->linked_to( $this->people[0]['id'] ), 'Two rows of meta.' );
	}

	public function test_a_link_that_only_the_cache_knows_does_not_count(): void {
		$account = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => $this->people[0]['mail'] ) );
		$this->lie( $account, array( 'aadObjectId' => array( $this->people[0]['id'] ), 'userPrincipalName' => array( $this->people[0]['userPrincipalName'] ), 'aadTenantId' => array( WPO_USER_SYNC_TENANT_ID ) ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( array( $account ), $this->linked_to( $this->people[0]['id'] ), 'The link was not written.' );
	}

	public function test_who_is_somebody_elses_in_the_database_is_not_matched_by_name(): void {
		$account = $this->account( array( 'user_email' => $this->people[0]['mail'] ) );
		$other   = wp_generate_uuid4();
		get_user_meta( $account, 'aadObjectId', true );
		$this->write_link( $account, $other );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $other, $this->stored_link( $account )['aadObjectId'] );
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_who_has_become_administrator_is_protected( array $boxes ): void {
		global $wpdb;
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$gone  = $this->gone();
		$named = $this->account( array( 'user_email' => $this->people[0]['mail'] ) );
		foreach ( array( $gone, $named ) as $account ) {
			get_userdata( $account );
			$wpdb->update( $wpdb->usermeta, array( 'meta_value' => serialize( array( 'administrator' => true ) ) ), array( 'user_id' => $account, 'meta_key' => 'wp_capabilities' ) );
			self::assertSame( array( 'subscriber' ), get_userdata( $account )->roles, 'The cache knows it.' );
		}

		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		$this->assert_stay( $gone );
		self::assertSame( array(), $this->stored_link( $named ), 'Linked by name, though an administrator.' );
		self::assertSame( 'conflict', $this->row_of_person( $this->people[0]['id'] )['status'] );
	}

	public static function boxes(): array {
		return array(
			'delete'            => array( array( 'delete' => true ) ),
			'update and delete' => array( array( 'update' => true, 'delete' => true ) ),
		);
	}

	public function test_by_hand_who_has_become_administrator_is_protected(): void {
		global $wpdb;
		$gone = $this->gone();
		self::assert_run( 'completed', $this->synchronize() );
		get_userdata( $gone );
		$wpdb->update( $wpdb->usermeta, array( 'meta_value' => serialize( array( 'administrator' => true ) ) ), array( 'user_id' => $gone, 'meta_key' => 'wp_capabilities' ) );

		self::assertSame( 'failed', $this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) )[0]['status'] );
		$this->assert_stay( $gone );
	}

	public function test_after_a_rollback_the_cache_knows_nobody_who_never_was(): void {
		$seen = array();
		add_action(
			'user_register',
			static function ( int $user_id ) use ( &$seen ): void {
				$seen[ $user_id ] = get_userdata( $user_id )->user_login;
				get_user_by( 'email', get_userdata( $user_id )->user_email );
				username_exists( $seen[ $user_id ] );
			}
		);
		$this->break_statements( 'INSERT INTO `wp_wpo365_user_sync_results`', null );

		self::assert_run( 'failed', $this->synchronize( array( 'create' => true ) ), 'results_lost' );

		self::assertNotSame( array(), $seen );
		foreach ( $seen as $user_id => $login ) {
			self::assertFalse( get_userdata( $user_id ), "User {$user_id} is still in the cache." );
			self::assertSame( array(), get_user_meta( $user_id ), "Meta of user {$user_id} are still in the cache." );
			self::assertFalse( username_exists( $login ) );
			self::assertFalse( email_exists( $login ) );
		}
	}

	/**
	 * @dataProvider followers
	 *
	 * @param callable(self, array<string, mixed>): void $follow What happens after the death.
	 */
	public function test_after_a_death_the_cache_knows_nothing_that_was_never_committed( callable $follow ): void {
		$account = $this->linked( $this->people[0], array( 'user_login' => 'subscriber', 'user_email' => $this->people[0]['mail'], 'first_name' => 'Former' ) );
		$run     = $this->rest( 'POST', '/runs', array( 'create' => true, 'update' => true ) )->data;
		$this->die_in_part( $run, 'profile_update', 'user_register' );
		// What handlers that read meta have put into a cache that outlives the process.
		get_userdata( $account );
		wp_cache_set( $account, array( 'wp_capabilities' => array( serialize( array( 'administrator' => true ) ) ) ) + get_user_meta( $account ), 'user_meta' );
		$ghost = (object) array( 'ID' => '900000', 'user_login' => $this->people[1]['userPrincipalName'], 'user_nicename' => sanitize_title( $this->people[1]['userPrincipalName'] ), 'user_email' => $this->people[1]['mail'], 'display_name' => 'Ghost' );
		update_user_caches( $ghost );
		self::assertSame( array( 'administrator' ), get_userdata( $account )->roles, 'The cache knows it.' );

		$follow( $this, $run );

		self::assertSame( array( 'subscriber' ), get_userdata( $account )->roles );
		self::assertFalse( wp_cache_get( 900000, 'users' ) );
		self::assertNotSame( 900000, (int) username_exists( $this->people[1]['userPrincipalName'] ) );
		self::assertNotSame( 900000, (int) email_exists( $this->people[1]['mail'] ) );
	}

	public static function followers(): array {
		$then = static fn( string $how ): \Closure => static fn( self $test, array $run ) => self::assertSame( 200, $test->rest( 'POST', "/runs/{$run['id']}/{$how}" )->status );
		return array(
			'cancelled'                    => array( $then( 'cancel' ) ),
			'paused'                       => array( $then( 'pause' ) ),
			'stepped on'                   => array( static function ( self $test, array $run ): void {
				$test->set_run( $run['id'], array( 'lock_expires' => 1 ) );
				self::assert_run( 'completed', $test->step_to_the_end( $run ) );
			} ),
		);
	}

	public function test_after_an_action_by_hand_died_the_cache_knows_nothing_that_was_never_committed(): void {
		$account = $this->linked( $this->people[0], array( 'first_name' => 'Former' ) );
		self::assert_run( 'completed', $this->synchronize() );
		$process = Php_Process::start( 'add_action( "profile_update", static function () { posix_kill( getmypid(), 9 ); } ); $request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/results/actions" ); $request->set_body_params( array( "action" => "update", "ids" => array( ' . $this->rows( 'matched' )[0]['id'] . ' ) ) ); rest_do_request( $request );', array(), self::ADMIN );
		self::assertSame( 137, $process->wait(), $process->output() . $process->errors() );
		wp_cache_set( $account, array( 'wp_capabilities' => array( serialize( array( 'administrator' => true ) ) ) ), 'user_meta' );
		$this->elsewhere( "UPDATE wp_wpo365_user_sync_runs SET updated_at = updated_at - 1000 WHERE kind = 'action'" );

		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status );

		self::assertSame( array( 'subscriber' ), get_userdata( $account )->roles );
	}

	/**
	 * Steps a run in a process that is killed in the middle of the first part.
	 *
	 * @param array<string, mixed> $run   The Run.
	 * @param string               ...$hooks When; the last of them kills.
	 */
	private function die_in_part( array $run, string ...$hooks ): void {
		$code = implode( '', array_map( static fn( string $hook ): string => "add_action( '{$hook}', static function () { echo '{$hook}'; " . ( end( $hooks ) === $hook ? 'posix_kill( getmypid(), 9 );' : '' ) . ' } );', $hooks ) );
		$step = sprintf( '$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/%d/step" ); $request->set_body_params( array( "sequence" => %d ) ); rest_do_request( $request );', $run['id'], $run['sequence'] );
		$process = Php_Process::start( $code . $step, array(), self::ADMIN );
		self::assertSame( 137, $process->wait(), $process->output() . $process->errors() );
		self::assertSame( implode( '', $hooks ), $process->output() );
	}

	/** Links an account past the cache, as another server did. */
	private function write_link( int $user_id, string $object_id ): void {
		global $wpdb;
		$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $user_id, 'meta_key' => 'aadObjectId', 'meta_value' => $object_id ) );
	}

	/**
	 * Puts meta into the cache that the database does not have.
	 *
	 * @param array<string, list<string>> $meta Values by key.
	 */
	private function lie( int $user_id, array $meta ): void {
		get_user_meta( $user_id );
		wp_cache_set( $user_id, $meta + wp_cache_get( $user_id, 'user_meta' ), 'user_meta' );
	}
}
