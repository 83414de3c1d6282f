<?php
/**
 * Starting, truncating, and the history that survives both.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class History_Test extends Test_Case {

	use Routes;
	use Signs_In;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 12, 'awkward' => false ) );
	}

	public function test_before_the_first_run_there_is_nothing(): void {
		$answer = $this->rest( 'GET', '/runs/current' );
		self::assertSame( array( 200, null ), array( $answer->status, $answer->data ) );

		$answer = $this->rest( 'GET', '/runs' );
		self::assertSame( array( 200, array(), '0', '0' ), array( $answer->status, $answer->data, (string) $answer->headers['X-WP-Total'], (string) $answer->headers['X-WP-TotalPages'] ) );
		foreach ( array( 'directory_only', 'wordpress_only', 'matched' ) as $table ) {
			self::assertSame( array(), $this->rows( $table ) );
		}
		self::assertSame( 200, $this->rest( 'DELETE', '/results' )->status );
	}

	public function test_where_no_run_ever_was_the_body_is_null_for_browsers_and_the_page_knows_it_beforehand(): void {
		$this->begin_session();
		wp_set_current_user( self::ADMIN );
		$sent   = array(
			'cookies' => array( LOGGED_IN_COOKIE => $_COOKIE[ LOGGED_IN_COOKIE ] ),
			'headers' => array( 'X-WP-Nonce' => wp_create_nonce( 'wp_rest' ) ),
		);
		$answer = wp_remote_get( rest_url( 'wpo365-user-sync/v1/runs/current' ), $sent );
		self::assertSame( array( 200, 'null' ), array( wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) ) );

		$answer = wp_remote_get( admin_url( 'users.php?page=wpo365-user-sync' ), array( 'cookies' => $sent['cookies'] + array( AUTH_COOKIE => wp_generate_auth_cookie( self::ADMIN, time() + HOUR_IN_SECONDS, 'auth', wp_get_session_token() ) ) ) );
		self::assertStringContainsString( '"/wpo365-user-sync/v1/runs/current":{"body":null,', wp_remote_retrieve_body( $answer ) );
	}

	public function test_the_newest_comes_first_page_by_page(): void {
		$ids = array();
		for ( $number = 0; $number < 12; $number++ ) {
			$run = $this->rest( 'POST', '/runs' )->data;
			$this->rest( 'POST', "/runs/{$run['id']}/cancel" );
			array_unshift( $ids, $run['id'] );
		}

		$answer = $this->rest( 'GET', '/runs' );
		self::assertSame( array_slice( $ids, 0, 10 ), array_column( $answer->data, 'id' ), $answer->text() );
		self::assertSame( array( '12', '2' ), array( (string) $answer->headers['X-WP-Total'], (string) $answer->headers['X-WP-TotalPages'] ) );
		self::assertSame( array_slice( $ids, 10 ), array_column( $this->rest( 'GET', '/runs', array( 'page' => 2 ) )->data, 'id' ) );
		self::assertSame( array_slice( $ids, 5, 5 ), array_column( $this->rest( 'GET', '/runs', array( 'page' => 2, 'per_page' => 5 ) )->data, 'id' ) );
		self::assertSame( array(), $this->rest( 'GET', '/runs', array( 'page' => 3 ) )->data );
		self::assertSame( $ids[0], $this->rest( 'GET', '/runs/current' )->data['id'] );
	}

	public function test_each_entry_of_the_history_has_an_address(): void {
		$first = $this->synchronize();
		$ids   = array_column( $this->rows( 'directory_only' ), 'id' );
		$this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array_slice( $ids, 0, 1 ) ) );
		$this->synchronize();

		foreach ( $this->rest( 'GET', '/runs' )->data as $entry ) {
			$answer = $this->rest( 'GET', "/runs/{$entry['id']}" );
			self::assertSame( array( 200, $entry ), array( $answer->status, $answer->data ) );
		}
		self::assertContains( $first['id'], array_column( $this->rest( 'GET', '/runs' )->data, 'id' ) );
		$answer = $this->rest( 'GET', '/runs/999999' );
		self::assertSame( array( 404, 'unknown_run' ), array( $answer->status, $answer->data['code'] ) );
		self::assertSame( 400, $this->rest( 'GET', "/runs/{$first['id']}", array( 'fields' => 'all' ) )->status );
		self::assertSame( 401, $this->rest( 'GET', "/runs/{$first['id']}", array(), 0 )->status );
	}

	public function test_history_survives_truncating_and_the_next_run(): void {
		$first = $this->synchronize( array( 'create' => true ) );
		self::assertSame( 12, $first['counts']['created'] );

		$answer = $this->rest( 'DELETE', '/results' );
		self::assertSame( 200, $answer->status, $answer->text() );
		foreach ( array( 'directory_only', 'wordpress_only', 'matched' ) as $table ) {
			self::assertSame( array(), $this->rows( $table ) );
		}
		self::assertSame( array( $first ), $this->rest( 'GET', '/runs' )->data, 'The run and its counts stay.' );
		self::assertSame( 13, count_users()['total_users'], 'Nobody goes with the results.' );
		self::assertCount( 12, get_users( array( 'meta_key' => 'aadObjectId' ) ), 'No link goes with the results.' );

		$second = $this->synchronize();
		self::assertSame( array( $second, $first ), $this->rest( 'GET', '/runs' )->data );
		self::assertSame( array( $second['id'] ), array_values( array_unique( array_column( $this->rows( 'matched' ), 'run_id' ) ) ) );
	}

	public function test_old_history_is_taken_away_but_for_the_newest_runs_and_the_last_completed_one(): void {
		global $wpdb;
		$completed = $this->synchronize()['id'];
		$cancelled = array();
		for ( $number = 0; $number < 25; $number++ ) {
			$run = $this->rest( 'POST', '/runs' )->data;
			$this->rest( 'POST', "/runs/{$run['id']}/cancel" );
			$cancelled[] = $run['id'];
		}
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET started_at = started_at - %d', $wpdb->prefix . 'wpo365_user_sync_runs', 90 * DAY_IN_SECONDS + 60 ) );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET started_at = started_at + 120 WHERE id = %d', $wpdb->prefix . 'wpo365_user_sync_runs', $cancelled[1] ) );

		$newest = $this->rest( 'POST', '/runs' )->data['id'];

		$kept = array( $newest, ...array_reverse( array_slice( $cancelled, 6 ) ), $cancelled[1], $completed );
		self::assertSame( $kept, array_column( $this->rest( 'GET', '/runs', array( 'per_page' => 100 ) )->data, 'id' ) );
	}

	public function test_how_long_history_is_kept_can_be_set_and_actions_by_hand_do_not_count_among_the_newest_20(): void {
		global $wpdb;
		$this->save_settings( array( 'history' => array( 'days' => 7 ) ) );
		$first = $this->rest( 'POST', '/runs' )->data['id'];
		$this->rest( 'POST', "/runs/{$first}/cancel" );
		for ( $number = 0; $number < 20; $number++ ) {
			$run = $this->synchronize();
			$this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $this->rows( 'wordpress_only' )[0]['id'] ) ) );
			$this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $this->rows( 'wordpress_only' )[0]['id'] ) ) );
			$runs[] = $run['id'];
		}
		$actions = array_diff( array_column( $this->rest( 'GET', '/runs', array( 'per_page' => 100 ) )->data, 'id' ), array( $first, ...$runs ) );
		self::assertNotSame( array(), $actions );
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET started_at = started_at - %d', $wpdb->prefix . 'wpo365_user_sync_runs', 8 * DAY_IN_SECONDS ) );

		$newest = $this->rest( 'POST', '/runs' )->data['id'];

		self::assertSame( array( $newest, ...array_reverse( array_slice( $runs, 1 ) ) ), array_column( $this->rest( 'GET', '/runs', array( 'per_page' => 100 ) )->data, 'id' ) );
		foreach ( array( 0, 3651, '7 days', null, 1.5 ) as $days ) {
			self::assertSame( 400, $this->rest( 'POST', '/settings', array( 'history' => array( 'days' => $days ) ) )->status );
		}
	}

	public function test_a_start_empties_the_last_runs_results(): void {
		$first = $this->synchronize();
		self::assertCount( 12, $this->rows( 'directory_only' ) );

		$second = $this->rest( 'POST', '/runs' )->data;

		self::assertGreaterThan( $first['id'], $second['id'] );
		foreach ( array( 'directory_only', 'wordpress_only', 'matched' ) as $table ) {
			self::assertSame( array(), $this->rows( $table ) );
		}
	}

	public function test_actions_by_hand_are_recorded(): void {
		$run = $this->synchronize();
		$ids = array_column( $this->rows( 'directory_only' ), 'id' );

		self::assertSame( 200, $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array_slice( $ids, 0, 3 ) ) )->status );

		$history = $this->rest( 'GET', '/runs' )->data;
		self::assertCount( 2, $history );
		self::assertSame( array( 'completed', 3, array( 'create' => true, 'update' => false, 'delete' => false ), self::ADMIN ), array( $history[0]['status'], $history[0]['counts']['created'], $history[0]['options'], $history[0]['started_by'] ), wp_json_encode( $history[0] ) );
		self::assertSame( array_keys( $run ), array_keys( $history[0] ) );
		self::assertSame( $run['id'], $this->rest( 'GET', '/runs/current' )->data['id'], 'An action is no run.' );
	}

	/**
	 * @dataProvider unusable_connections
	 * @param array<string, mixed> $constants
	 */
	public function test_without_a_usable_connection_nothing_is_emptied( array $constants ): void {
		$this->synchronize();
		$before = $this->everything();
		Simulator::clear_log();
		$code = '$response = rest_do_request( new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs" ) );
		echo $response->get_status(), "|", $response->get_data()["code"] ?? "", "|", $response->get_data()["message"] ?? "";';

		$said = explode( '|', Php_Process::run( $code, $constants, self::ADMIN ) );

		self::assertSame( array( '409', 'not_configured' ), array_slice( $said, 0, 2 ), implode( '|', $said ) );
		self::assertGreaterThan( 30, strlen( $said[2] ) );
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @return array<string, array{array<string, mixed>}> Constants that make the connection unusable.
	 */
	public static function unusable_connections(): array {
		return array(
			'no tenant'         => array( array( 'WPO_USER_SYNC_TENANT_ID' => null ) ),
			'an empty tenant'   => array( array( 'WPO_USER_SYNC_TENANT_ID' => '' ) ),
			'no client id'      => array( array( 'WPO_USER_SYNC_CLIENT_ID' => null ) ),
			'no secret'         => array( array( 'WPO_USER_SYNC_CLIENT_SECRET' => null ) ),
			'an unknown cloud'  => array( array( 'WPO_USER_SYNC_CLOUD' => 'mars' ) ),
			'Graph elsewhere'   => array( array( 'WPO_USER_SYNC_GRAPH_URL' => 'https://graph.evil.example' ) ),
			'sign-in elsewhere' => array( array( 'WPO_USER_SYNC_LOGIN_URL' => 'http://10.0.0.1' ) ),
			'a host that begins like loopback' => array( array( 'WPO_USER_SYNC_GRAPH_URL' => 'http://127.0.0.1.evil.example' ) ),
			'loopback as user name' => array( array( 'WPO_USER_SYNC_GRAPH_URL' => 'http://127.0.0.1@evil.example' ) ),
		);
	}

	/**
	 * @dataProvider batch_sizes
	 */
	public function test_the_constant_of_the_batch_size( mixed $constant, int $top ): void {
		$run  = $this->rest( 'POST', '/runs' )->data;
		$code = '$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/' . $run['id'] . '/step" );
		$request->set_body_params( array( "sequence" => 0 ) );
		echo rest_do_request( $request )->get_status();';

		self::assertSame( '200', Php_Process::run( $code, array( 'WPO_USER_SYNC_BATCH_SIZE' => $constant ), self::ADMIN ) );

		$asked = Simulator::log( 'users' );
		self::assertStringEndsWith( "&\$top={$top}", $asked[0]['query'] );
		self::assertCount( (int) ceil( 12 / $top ), $asked );
		self::assertSame( 'completed', $this->rest( 'GET', '/runs/current' )->data['status'] );
	}

	/**
	 * @return array<string, array{mixed, int}> Value of WPO_USER_SYNC_BATCH_SIZE, and users that Graph is asked for.
	 */
	public static function batch_sizes(): array {
		return array(
			'not defined'  => array( null, 25 ),
			'one'          => array( 1, 1 ),
			'a text'       => array( '5', 5 ),
			'the most'     => array( 999, 999 ),
			'one too many' => array( 1000, 25 ),
			'none'         => array( 0, 25 ),
			'negative'     => array( -1, 25 ),
			'a fraction'   => array( 2.5, 25 ),
			'a word'       => array( 'all', 25 ),
			'true'         => array( true, 25 ),
		);
	}
}
