<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Checks;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Diagnosis_Test extends Test_Case {

	use Signs_In;

	private const IDS = array( 'results_table', 'https', 'network', 'tenant', 'application', 'secret', 'token', 'consent', 'list_users', 'full_profiles', 'group_members', 'permission_type', 'account', 'throttling' );

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
	}

	public function test_before_a_test_only_what_can_be_seen_from_here_is_known(): void {
		$lines = $this->lines( 'GET' );
		self::assertSame( self::IDS, array_keys( $lines ) );
		self::assertSame( 'ok', $lines['results_table']['status'] );
		self::assertSame( 'warning', $lines['https']['status'] );
		foreach ( array( 'network', 'tenant', 'application', 'secret', 'token', 'consent', 'list_users', 'full_profiles', 'group_members', 'permission_type', 'throttling' ) as $id ) {
			self::assertSame( 'unknown', $lines[ $id ]['status'], $id );
			self::assertNull( $lines[ $id ]['action'] );
		}
		self::assertSame( array(), Simulator::log(), 'Looking calls nobody.' );
	}

	public function test_a_good_connection_is_all_green(): void {
		$lines = $this->lines();
		foreach ( array_diff( self::IDS, array( 'https' ) ) as $id ) {
			self::assertSame( 'ok', $lines[ $id ]['status'], $id . ': ' . $lines[ $id ]['message'] );
			self::assertNull( $lines[ $id ]['action'] );
		}
		self::assertEquals( $lines, $this->lines( 'GET' ), 'It is remembered.' );
	}

	public function test_a_delegated_connection_is_all_green_too(): void {
		$this->begin_session();
		$this->delegated();
		self::assertSame( 'error', $this->lines()['account']['status'] );
		self::assertTrue( $this->connect() );
		foreach ( array_diff_key( $this->lines(), array( 'https' => true ) ) as $id => $line ) {
			self::assertSame( 'ok', $line['status'], "$id: {$line['message']}" );
		}
	}

	public function test_the_test_uses_a_new_token(): void {
		$this->lines();
		Simulator::control( 'PATCH', '/app', array( 'roles' => array() ) );
		self::assertSame( 'error', $this->lines()['list_users']['status'] );
		Simulator::control( 'PATCH', '/app', array( 'roles' => array( 'User.Read.All', 'GroupMember.Read.All' ) ) );
		self::assertSame( 'ok', $this->lines()['list_users']['status'], 'What was granted a second ago counts.' );
	}

	/** @dataProvider permissions */
	public function test_permissions_are_found_out_by_trying( array $roles, array $expected ): void {
		Simulator::control( 'PATCH', '/app', compact( 'roles' ) );
		$lines = $this->lines();
		self::assertSame( $expected, array_intersect_key( array_column( $lines, 'status', 'id' ), $expected ), (string) wp_json_encode( $lines ) );
		foreach ( $lines as $id => $line ) {
			self::assertSame( in_array( $line['status'], array( 'warning', 'error' ), true ) && ! in_array( $id, array( 'https' ), true ), null !== $line['action'], $id );
		}
	}

	public function permissions(): array {
		return array(
			'none'              => array( array(), array( 'token' => 'ok', 'consent' => 'error', 'list_users' => 'error', 'full_profiles' => 'unknown', 'group_members' => 'unknown', 'permission_type' => 'warning' ) ),
			'no users'          => array( array( 'GroupMember.Read.All' ), array( 'consent' => 'error', 'list_users' => 'error', 'permission_type' => 'warning' ) ),
			'basic profiles'    => array( array( 'User.ReadBasic.All', 'GroupMember.Read.All' ), array( 'list_users' => 'error', 'permission_type' => 'ok' ) ),
			'no groups'         => array( array( 'User.Read.All' ), array( 'consent' => 'ok', 'list_users' => 'ok', 'full_profiles' => 'ok', 'group_members' => 'warning', 'permission_type' => 'ok' ) ),
		);
	}

	public function test_nothing_is_concluded_from_a_token_that_can_not_be_read(): void {
		Simulator::control( 'PATCH', '/tenant', array( 'opaque_tokens' => true ) );
		self::assertSame( 'ok', $this->lines()['permission_type']['status'] );
		Simulator::control( 'PATCH', '/app', array( 'roles' => array() ) );
		$lines = $this->lines();
		self::assertSame( array( 'error', 'unknown', 'unknown' ), array( $lines['list_users']['status'], $lines['permission_type']['status'], $lines['consent']['status'] ) );
	}

	/** @dataProvider basic_reading */
	public function test_basic_profiles_are_recognised( int $status, array $json ): void {
		add_filter(
			'pre_http_request',
			static fn ( mixed $done, array $args, string $url ): mixed => str_contains( $url, 'accountEnabled' )
				? array(
					'response' => array( 'code' => $status, 'message' => '' ),
					'headers'  => array(),
					'body'     => wp_json_encode( $json ),
					'cookies'  => array(),
				)
				: $done,
			10,
			3
		);
		$lines = $this->lines();
		self::assertSame( array( 'ok', 'error' ), array( $lines['list_users']['status'], $lines['full_profiles']['status'] ), (string) wp_json_encode( $lines ) );
		self::assertStringContainsString( 'User.ReadBasic.All', $lines['full_profiles']['message'] );
	}

	public function basic_reading(): array {
		return array(
			'fields are null'     => array( 200, array( 'value' => array( array( 'id' => 'a', 'department' => null, 'accountEnabled' => null ) ) ) ),
			'fields are absent'   => array( 200, array( 'value' => array( array( 'id' => 'a' ) ) ) ),
			'asking is forbidden' => array( 403, array( 'error' => array( 'code' => 'Authorization_RequestDenied' ) ) ),
		);
	}

	public function test_the_members_of_the_chosen_groups_are_tried(): void {
		$gone = 'ffffffff-0000-4000-8000-000000000001';
		self::assertSame( 200, $this->rest( 'POST', '/settings', array( 'roles' => array( 'mappings' => array( array( 'group_id' => $gone, 'role' => 'editor' ) ) ) ) )->status );
		$line = $this->lines()['group_members'];
		self::assertSame( 'error', $line['status'] );
		self::assertStringContainsString( $gone, $line['message'] );
		self::assertStringContainsString( 'does not exist', $line['message'] );

		Simulator::control( 'PATCH', '/app', array( 'roles' => array( 'User.Read.All' ) ) );
		$line = $this->lines()['group_members'];
		self::assertSame( 'error', $line['status'] );
		self::assertStringContainsString( 'GroupMember.Read.All', $line['message'] );
	}

	/** @dataProvider settings_of_the_connection */
	public function test_each_wrong_setting_has_its_line( array $constants, string $id, string $words ): void {
		$line = $this->lines_with( $constants )[ $id ];
		self::assertSame( 'error', $line['status'], (string) wp_json_encode( $line ) );
		self::assertStringContainsString( $words, $line['message'] );
	}

	public function settings_of_the_connection(): array {
		$guid = '11112222-3333-4444-5555-666677778888';
		return array(
			'no tenant'              => array( array( 'WPO_USER_SYNC_TENANT_ID' => null ), 'tenant', 'No tenant' ),
			'no application'         => array( array( 'WPO_USER_SYNC_CLIENT_ID' => null ), 'application', 'No application' ),
			'no secret'              => array( array( 'WPO_USER_SYNC_CLIENT_SECRET' => null ), 'secret', 'No secret' ),
			'another tenant'         => array( array( 'WPO_USER_SYNC_TENANT_ID' => $guid ), 'tenant', 'not found in this cloud' ),
			'another application'    => array( array( 'WPO_USER_SYNC_CLIENT_ID' => $guid ), 'application', 'not found in this tenant' ),
			'another secret'         => array( array( 'WPO_USER_SYNC_CLIENT_SECRET' => 'Wrong8Q~secret' ), 'secret', 'not accepted' ),
			'the id of the secret'   => array( array( 'WPO_USER_SYNC_CLIENT_SECRET' => 'd4f1b6a0-52c7-4e39-b8d1-9a0c3e7f6521' ), 'secret', 'looks like a Secret ID' ),
			'an expired secret'      => array( array( 'WPO_USER_SYNC_CLIENT_SECRET' => 'Old7Q~lakeside.Secret-expired' ), 'secret', 'has expired' ),
			'unknown cloud'          => array( array( 'WPO_USER_SYNC_CLOUD' => 'mars' ), 'network', 'WPO_USER_SYNC_CLOUD' ),
			'a simulator elsewhere'  => array( array( 'WPO_USER_SYNC_GRAPH_URL' => 'https://evil.example' ), 'network', 'WPO_USER_SYNC_GRAPH_URL' ),
			'nobody answers'         => array( array( 'WPO_USER_SYNC_LOGIN_URL' => 'http://127.0.0.1:9' ), 'network', 'refused' ),
			'nobody answers as Graph' => array( array( 'WPO_USER_SYNC_GRAPH_URL' => 'http://127.0.0.1:9' ), 'network', 'refused' ),
		);
	}

	public function test_changed_salts_ask_for_the_secret_again(): void {
		$none = array( 'WPO_USER_SYNC_CLIENT_SECRET' => null );
		Php_Process::run( 'WPO365\User_Sync\Settings\Update::of( new WPO365\User_Sync\Settings\Settings(), array( "connection" => array( "client_secret" => WPO365_SECRET ) ) );', $none + array( 'WPO365_SECRET' => WPO_USER_SYNC_CLIENT_SECRET ) );
		self::assertSame( 'ok', $this->lines_with( $none )['secret']['status'] );
		$line = $this->lines_with( $none + array( 'AUTH_KEY' => 'changed 0123456789' ) )['secret'];
		self::assertSame( 'error', $line['status'] );
		self::assertStringContainsString( 'Enter the secret again', $line['message'] );
	}

	public function test_a_missing_table_is_seen_and_can_be_repaired(): void {
		global $wpdb;
		$wpdb->query( "RENAME TABLE {$wpdb->prefix}wpo365_user_sync_results TO {$wpdb->prefix}away" );
		try {
			$line = $this->lines( 'GET' )['results_table'];
		} finally {
			$wpdb->query( "RENAME TABLE {$wpdb->prefix}away TO {$wpdb->prefix}wpo365_user_sync_results" );
		}
		self::assertSame( 'error', $line['status'] );
		self::assertStringContainsString( 'action=wpo365_user_sync_repair', $line['action']['url'] );
		self::assertStringContainsString( '_wpnonce=', $line['action']['url'] );
		self::assertStringNotContainsString( '&amp;', $line['action']['url'] );
	}

	public function test_notes_end_with_the_connection_they_are_about(): void {
		$this->lines();
		self::assertSame( 200, $this->rest( 'POST', '/settings', array( 'connection' => array( 'cloud' => 'usgov' ) ) )->status );
		self::assertSame( 'unknown', $this->lines( 'GET' )['list_users']['status'] );
	}

	public function test_links_lead_into_the_portal_of_the_cloud(): void {
		Simulator::control( 'PATCH', '/app', array( 'roles' => array() ) );
		self::assertStringStartsWith( 'https://entra.microsoft.com/', $this->lines()['list_users']['action']['url'] );
		self::assertStringContainsString( WPO_USER_SYNC_CLIENT_ID, $this->lines( 'GET' )['list_users']['action']['url'] );
		$this->rest( 'POST', '/settings', array( 'connection' => array( 'cloud' => 'china' ) ) );
		self::assertStringStartsWith( 'https://portal.azure.cn/', $this->lines()['list_users']['action']['url'] );
		self::assertStringContainsString( '/v2.0/adminconsent?', $this->lines( 'GET' )['consent']['action']['url'] );
	}

	public function test_support_gets_request_id_and_time_and_nothing_personal(): void {
		Simulator::control( 'PATCH', '/app', array( 'roles' => array() ) );
		$details = $this->lines()['list_users']['details'];
		self::assertMatchesRegularExpression( '/^[0-9a-f-]{36}$/', $details['request_id'] );
		self::assertSame( 403, $details['status'] );
		self::assertArrayHasKey( 'date', $details );

		$this->begin_session();
		$this->delegated();
		$this->connect();
		$report = (string) wp_json_encode( $this->lines() );
		self::assertStringNotContainsString( $this->member()['userPrincipalName'], $report );
		self::assertStringNotContainsString( $this->member()['id'], $report );
	}

	/**
	 * @return array<string, array<string, mixed>> Lines by id.
	 */
	private function lines( string $method = 'POST' ): array {
		$answer = $this->rest( $method, '/connection' . ( 'POST' === $method ? '/test' : '' ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		return array_column( $answer->data, null, 'id' );
	}

	/**
	 * Tests the connection in a process with other constants.
	 *
	 * @param array<string, mixed> $constants
	 * @return array<string, array<string, mixed>> Lines by id.
	 */
	private function lines_with( array $constants ): array {
		$code = 'wp_set_current_user( 1 ); echo wp_json_encode( rest_do_request( new WP_REST_Request( "POST", "/wpo365-user-sync/v1/connection/test" ) )->get_data() );';
		return array_column( json_decode( Php_Process::run( $code, $constants ), true, 512, JSON_THROW_ON_ERROR ), null, 'id' );
	}
}
