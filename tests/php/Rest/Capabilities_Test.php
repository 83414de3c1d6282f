<?php
/**
 * Who may do what, route by route.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Capabilities_Test extends Test_Case {

	use Routes;

	private const NAMESPACE = 'wpo365-user-sync/v1';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
	}

	public function test_the_table_of_routes_is_complete(): void {
		$registered = array();
		foreach ( rest_get_server()->get_routes( self::NAMESPACE ) as $path => $endpoints ) {
			$path = (string) preg_replace( '~\(\?P<(\w+)>[^)]*\)~', '{$1}', substr( $path, strlen( self::NAMESPACE ) + 1 ) );
			foreach ( '' === $path ? array() : $endpoints as $endpoint ) {
				foreach ( array_keys( $endpoint['methods'] ) as $method ) {
					$registered[] = "{$method} {$path}";
				}
			}
		}
		$known = array_keys( self::routes() );
		sort( $registered );
		sort( $known );
		self::assertSame( $known, $registered, 'A route that this table lacks is tested by nobody.' );
	}

	/**
	 * @dataProvider refusals
	 * @param array<string, mixed> $params
	 */
	public function test_whoever_may_not_manage_the_site_changes_and_sees_nothing( string $method, string $route, array $params, string $role, int $status ): void {
		$run    = $this->rest( 'POST', '/runs' )->data;
		$user   = '' === $role ? 0 : $this->create_user( array( 'role' => $role ) );
		$before = $this->everything();
		Simulator::clear_log();

		$answer = $this->rest( $method, str_replace( '{id}', (string) $run['id'], $route ), $params, $user );

		self::assertSame( array( $status, 'rest_forbidden' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( array( 'code', 'message', 'data' ), array_keys( $answer->data ), $answer->text() );
		self::assertSame( array( 'status' => $status ), $answer->data['data'], $answer->text() );
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @return array<string, array{string, string, array<string, mixed>, string, int}> Route, who, and status.
	 */
	public static function refusals(): array {
		$cases = array();
		foreach ( self::routes() as $name => $route ) {
			$cases[ "{$name}, signed out" ] = array( ...$route, '', 401 );
			foreach ( array( 'subscriber', 'author', 'editor' ) as $role ) {
				$cases[ "{$name}, {$role}" ] = array( ...$route, $role, 403 );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider routes
	 * @param array<string, mixed> $params
	 */
	public function test_an_administrator_gets_through( string $method, string $route, array $params ): void {
		$run = $this->rest( 'POST', '/runs' )->data;

		$answer = $this->rest( $method, str_replace( '{id}', (string) $run['id'], $route ), $params );

		self::assertNotContains( $answer->status, array( 401, 403, 500 ), $answer->text() );
		self::assertNotSame( 'rest_no_route', $answer->code(), $answer->text() );
	}

	/**
	 * @dataProvider routes
	 * @param array<string, mixed> $params
	 */
	public function test_the_capability_is_that_of_the_options( string $method, string $route, array $params ): void {
		$run     = $this->rest( 'POST', '/runs' )->data;
		$without = $this->somebody_who_may( 'create_users', 'edit_users', 'delete_users', 'list_users', 'promote_users' );
		$with    = $this->somebody_who_may( 'manage_options', 'create_users', 'edit_users', 'delete_users' );
		$route   = str_replace( '{id}', (string) $run['id'], $route );

		self::assertSame( 403, $this->rest( $method, $route, $params, $without )->status );
		self::assertNotContains( $this->rest( $method, $route, $params, $with )->status, array( 401, 403 ) );
	}

	public function test_another_plugin_may_map_the_capability(): void {
		$user = $this->somebody_who_may( 'sync_users' );
		self::assertSame( 403, $this->rest( 'GET', '/runs', array(), $user )->status );
		add_filter( 'map_meta_cap', static fn( array $caps, string $cap ): array => 'manage_wpo365_user_sync' === $cap ? array( 'sync_users' ) : $caps, 20, 2 );

		self::assertSame( 200, $this->rest( 'GET', '/runs', array(), $user )->status );
	}

	public function test_over_http_a_visitor_is_told_to_sign_in(): void {
		$answer = wp_remote_get( home_url( '/index.php?rest_route=/' . self::NAMESPACE . '/runs' ) );

		self::assertSame( 401, wp_remote_retrieve_response_code( $answer ), wp_json_encode( $answer ) );
		self::assertSame( 'rest_forbidden', json_decode( wp_remote_retrieve_body( $answer ), true )['code'] );
	}

	public function test_over_http_a_cookie_needs_its_nonce(): void {
		$run     = $this->rest( 'POST', '/runs' )->data;
		$expires = time() + 3600;
		$token   = \WP_Session_Tokens::get_instance( self::ADMIN )->create( $expires );
		$cookie  = wp_generate_auth_cookie( self::ADMIN, $expires, 'logged_in', $token );
		$url     = home_url( '/index.php?rest_route=/' . self::NAMESPACE . "/runs/{$run['id']}/pause" );
		$headers = array( 'Cookie' => LOGGED_IN_COOKIE . '=' . rawurlencode( $cookie ) );

		$answer = wp_remote_post( $url, array( 'headers' => $headers ) );
		self::assertSame( 401, wp_remote_retrieve_response_code( $answer ), wp_json_encode( $answer ) );

		$_COOKIE[ LOGGED_IN_COOKIE ] = $cookie;
		$answer                      = wp_remote_post( $url, array( 'headers' => $headers + array( 'X-WP-Nonce' => wp_create_nonce( 'wp_rest' ) ) ) );
		self::assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_json_encode( $answer ) );
		self::assertSame( 'paused', json_decode( wp_remote_retrieve_body( $answer ), true )['status'] );
	}
}
