<?php
/**
 * Run and Row, value by value, as other software relies on them; their keys are pinned by Fixtures_Test.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Shapes_Test extends Test_Case {

	private const COUNTS = array( 'conflicts', 'created', 'deactivated', 'deleted', 'directory_only', 'failed', 'matched', 'reactivated', 'received', 'skipped', 'updated', 'wordpress_only' );

	private const TIME = '/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ$/D';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
	}

	public function test_a_run_that_has_just_begun(): void {
		$before = time();
		$run    = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;

		$this->assert_run( $run );
		self::assertSame( array( 'running', 'groups', 0 ), array( $run['status'], $run['phase'], $run['sequence'] ) );
		self::assertSame( array( 'create' => true, 'update' => false, 'delete' => false ), $run['options'] );
		self::assertSame( array_fill_keys( self::COUNTS, 0 ), self::sorted( $run['counts'] ) );
		self::assertSame( array( null, null, null, null, null ), array( $run['expected'], $run['resume_at'], $run['held'], $run['error'], $run['finished_at'] ) );
		self::assertSame( array( 'page', self::ADMIN ), array( $run['origin'], $run['started_by'] ) );
		self::assertEqualsWithDelta( $before, strtotime( $run['started_at'] ), 5 );
		self::assertSame( $run, $this->rest( 'GET', '/runs/current' )->data );
		self::assertSame( array( $run ), $this->rest( 'GET', '/runs' )->data );
	}

	public function test_times_are_utc_whatever_the_site_says(): void {
		update_option( 'timezone_string', 'Pacific/Auckland' );
		$before = time();

		$run = $this->synchronize( array( 'create' => true ) );

		foreach ( array( 'started_at', 'updated_at', 'finished_at' ) as $time ) {
			self::assertEqualsWithDelta( $before, strtotime( $run[ $time ] ), 60, $time );
		}
		self::assertEqualsWithDelta( $before, strtotime( $this->rows( 'directory_only' )[0]['updated_at'] ), 60 );
	}

	public function test_a_run_that_waits_and_one_that_fails(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users' ) );
		$run = $this->synchronize();
		$this->assert_run( $run );
		self::assertMatchesRegularExpression( self::TIME, $run['resume_at'] );
		self::assertNull( $run['finished_at'] );
		self::assertSame( 30, $run['expected'] );
		$this->rest( 'POST', "/runs/{$run['id']}/cancel" );

		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$run = $this->synchronize();
		$this->assert_run( $run );
		self::assertSame( array( 'code', 'details', 'message' ), array_keys( self::sorted( $run['error'] ) ) );
		self::assertSame( 'forbidden', $run['error']['code'] );
		self::assertSame( 403, $run['error']['details']['status'] );
		self::assertMatchesRegularExpression( self::TIME, $run['finished_at'] );
	}

	public function test_details_are_an_object_also_where_there_are_none(): void {
		global $wpdb;
		$run = $this->synchronize();
		$wpdb->update( "{$wpdb->prefix}wpo365_user_sync_runs", array( 'status' => 'failed', 'error' => '{"code":"forbidden","message":"No.","details":[]}' ), array( 'id' => $run['id'] ) );

		$response = rest_do_request( new \WP_REST_Request( 'GET', '/wpo365-user-sync/v1/runs/current' ) );

		self::assertStringContainsString( '"details":{}', (string) wp_json_encode( $response->get_data() ) );
	}

	public function test_a_held_run_and_one_that_has_completed(): void {
		$this->create_users( 2, 'stranger' );
		$run = $this->synchronize( array( 'delete' => true ) );
		$this->assert_run( $run );
		self::assertSame( array( 'held', 'absent', array( 'action' => 'delete', 'count' => 2 ), null ), array( $run['status'], $run['phase'], $run['held'], $run['finished_at'] ) );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 2 ) )->data;
		$this->assert_run( $run );
		self::assertSame( array( 'completed', 'done', null ), array( $run['status'], $run['phase'], $run['held'] ) );
		self::assertMatchesRegularExpression( self::TIME, $run['finished_at'] );
		self::assertSame( array( 'logged', 'logged' ), array_column( $this->rows( 'wordpress_only', array( 'status' => 'logged', 'search' => 'stranger' ) ), 'status' ) );
	}

	public function test_no_link_and_no_token_leaves_the_server(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->synchronize();
		$all = wp_json_encode( array( $run, $this->rest( 'GET', '/runs' )->data, $this->rows( 'directory_only' ), $this->rest( 'GET', '/settings' )->data, $this->rest( 'GET', '/connection' )->data ) );

		foreach ( array( 'skiptoken', 'Bearer', 'eyJ', 'nextLink', 'fingerprint', 'lock_owner', 'pending', WPO_USER_SYNC_CLIENT_SECRET ) as $secret ) {
			self::assertStringNotContainsString( $secret, $all );
		}
	}

	public function test_rows_of_all_three_tables(): void {
		$people   = Simulator::people();
		$linked   = $this->create_user( array( 'user_email' => 'linked@example.org', 'first_name' => 'Other' ) );
		$stranger = $this->create_user( array( 'user_login' => 'stranger', 'user_email' => 'stranger@example.org', 'display_name' => 'A & B <c>' ) );
		$this->link( $linked, $people[0]['id'], 'old@lakeside.example' );
		$run = $this->synchronize();

		foreach ( array( 'directory_only', 'matched', 'wordpress_only' ) as $table ) {
			foreach ( $this->rows( $table ) as $row ) {
				$this->assert_row( $row, $table, $run['id'] );
			}
		}
		$new = $this->rows( 'directory_only' )[0];
		self::assertSame( array( $people[1]['id'], null, $people[1]['userPrincipalName'], $people[1]['mail'], $people[1]['displayName'], '', 'logged' ), array_values( array_intersect_key( $new, array_flip( array( 'object_id', 'user_id', 'user_principal_name', 'email', 'display_name', 'login', 'status' ) ) ) ) );
		$matched = $this->rows( 'matched' )[0];
		self::assertSame( array( $people[0]['id'], $linked ), array( $matched['object_id'], $matched['user_id'] ) );
		self::assertContains( array( 'field' => 'first_name', 'from' => 'Other', 'to' => $people[0]['givenName'] ), $matched['changes'], wp_json_encode( $matched ) );
		self::assertNotSame( '', $matched['reason'] );
		$absent = array_column( $this->rows( 'wordpress_only' ), null, 'user_id' )[ $stranger ];
		self::assertSame( array( null, $stranger, '', 'stranger@example.org', 'stranger' ), array( $absent['object_id'], $absent['user_id'], $absent['user_principal_name'], $absent['email'], $absent['login'] ) );
		self::assertSame( get_userdata( $stranger )->display_name, esc_html( $absent['display_name'] ), 'The name itself, not its HTML.' );
	}

	public function test_somebody_without_mail_is_shown_with_the_address_that_the_account_has_or_will_get(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		list( $new, $known, $guest ) = Simulator::people();
		foreach ( array( $new, $known, $guest ) as $person ) {
			Simulator::change( $person['id'], array( 'mail' => null ) );
		}
		Simulator::change( $guest['id'], array( 'userPrincipalName' => 'eve_elsewhere.example#EXT#@lakeside.example' ) );
		$account = $this->create_user( array( 'user_email' => 'known@example.org' ) );
		$this->link( $account, $known['id'], $known['userPrincipalName'] );

		$this->synchronize();

		$emails = array_column( array_merge( $this->rows( 'directory_only' ), $this->rows( 'matched' ) ), 'email', 'object_id' );
		self::assertSame( array( $new['userPrincipalName'], '', 'known@example.org' ), array( $emails[ $new['id'] ], $emails[ $guest['id'] ], $emails[ $known['id'] ] ) );
	}

	public function test_a_created_users_row_stays_in_its_table(): void {
		$this->synchronize( array( 'create' => true ) );

		$row = $this->rows( 'directory_only' )[0];
		self::assertSame( 'created', $row['status'] );
		self::assertSame( get_user_by( 'email', $row['email'] )->ID, $row['user_id'] );
		self::assertSame( get_user_by( 'email', $row['email'] )->user_login, $row['login'] );
		self::assertSame( array(), $this->rows( 'matched' ) );
	}

	/**
	 * @param array<string, mixed> $run
	 */
	private function assert_run( array $run ): void {
		$text = (string) wp_json_encode( $run );
		foreach ( array( 'id', 'sequence', 'started_by' ) as $key ) {
			self::assertIsInt( $run[ $key ], $text );
		}
		self::assertSame( array( 'create', 'update', 'delete' ), array_keys( $run['options'] ), $text );
		self::assertContainsOnly( 'bool', $run['options'], true, $text );
		self::assertSame( self::COUNTS, array_keys( self::sorted( $run['counts'] ) ), $text );
		self::assertContainsOnly( 'int', $run['counts'], true, $text );
		self::assertMatchesRegularExpression( self::TIME, $run['started_at'], $text );
		self::assertMatchesRegularExpression( self::TIME, $run['updated_at'], $text );
		$this->assert_fits( $run, '/runs' );
	}

	/**
	 * @param array<string, mixed> $row
	 */
	private function assert_row( array $row, string $table, int $run_id ): void {
		$text = (string) wp_json_encode( $row );
		self::assertSame( array( $table, $run_id ), array( $row['table'], $row['run_id'] ), $text );
		self::assertIsInt( $row['id'], $text );
		self::assertIsArray( $row['changes'], $text );
		self::assertMatchesRegularExpression( self::TIME, $row['updated_at'], $text );
		foreach ( array( 'user_principal_name', 'email', 'display_name', 'login', 'status', 'reason' ) as $key ) {
			self::assertIsString( $row[ $key ], $text );
		}
		self::assertSame( 'wordpress_only' === $table, null === $row['object_id'], $text );
		self::assertSame( 'directory_only' === $table, null === $row['user_id'], $text );
		$this->assert_fits( $row, '/results' );
	}

	/**
	 * Asserts that something is what the route's own schema says.
	 *
	 * @param array<string, mixed> $value
	 */
	private function assert_fits( array $value, string $route ): void {
		$schema = $this->rest( 'OPTIONS', $route )->data['schema'];
		self::assertSame( array_keys( $schema['properties'] ), array_keys( $value ), 'Schema and answer have other keys.' );
		$valid = rest_validate_value_from_schema( $value, $schema );
		self::assertTrue( $valid, is_wp_error( $valid ) ? $valid->get_error_message() : '' );
	}

	/**
	 * @param array<string, mixed> $values
	 * @return array<string, mixed>
	 */
	private static function sorted( array $values ): array {
		ksort( $values );
		return $values;
	}
}
