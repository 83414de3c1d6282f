<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection;

use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The way back from Microsoft as a browser takes it: over HTTP, with WordPress' cookies.
 */
final class Callback_Test extends Test_Case {

	use Signs_In;

	private const CLEAN = 'users.php?page=wpo365-user-sync&tab=settings';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
		$this->begin_session();
		$this->delegated();
	}

	public function test_connects_and_leaves_for_a_clean_address(): void {
		$query = $this->browse( $this->authorize() );
		$this->assert_left_clean( $this->open( $query, $this->cookies() ), $query );
		wp_cache_flush();
		self::assertTrue( $this->is_connected() );
	}

	public function test_a_failure_leaves_for_the_same_clean_address(): void {
		$query = array( 'state' => 'forged' ) + $this->browse( $this->authorize() );
		$this->assert_left_clean( $this->open( $query, $this->cookies() ), $query );
		wp_cache_flush();
		self::assertFalse( $this->is_connected() );
		self::assertSame( 'error', $this->line( 'account' )['status'] );
	}

	public function test_signed_out_nothing_is_redeemed(): void {
		$query = $this->browse( $this->authorize() );
		Simulator::clear_log();
		$answer = $this->open( $query, array() );
		self::assertSame( 401, wp_remote_retrieve_response_code( $answer ) );
		self::assertStringNotContainsString( $query['code'], wp_remote_retrieve_body( $answer ) );
		self::assertSame( array(), Simulator::log() );
	}

	public function test_whoever_lost_the_right_meanwhile_redeems_nothing(): void {
		$user = $this->create_user( array( 'role' => 'administrator' ) );
		$this->begin_session( $user );
		$query   = $this->browse( $this->authorize( $user ) );
		$cookies = $this->cookies( $user );
		get_userdata( $user )->set_role( 'editor' );
		Simulator::clear_log();
		$answer = $this->open( $query, $cookies );
		self::assertSame( 403, wp_remote_retrieve_response_code( $answer ) );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @param array<string, mixed>|\WP_Error $answer
	 * @param array<string, string>         $query Parameters that must not show.
	 */
	private function assert_left_clean( array|\WP_Error $answer, array $query ): void {
		self::assertSame( 303, wp_remote_retrieve_response_code( $answer ), (string) wp_json_encode( $answer ) );
		self::assertSame( admin_url( self::CLEAN ), wp_remote_retrieve_header( $answer, 'location' ) );
		self::assertSame( 'no-store', wp_remote_retrieve_header( $answer, 'cache-control' ) );
		self::assertSame( 'no-referrer', wp_remote_retrieve_header( $answer, 'referrer-policy' ) );
		foreach ( $query as $value ) {
			self::assertStringNotContainsString( $value, wp_remote_retrieve_body( $answer ) . wp_json_encode( wp_remote_retrieve_headers( $answer )->getAll() ) );
		}
	}

	/**
	 * @param array<string, string>   $query
	 * @param array<string, string> $cookies
	 * @return array<string, mixed>|\WP_Error
	 */
	private function open( array $query, array $cookies ): array|\WP_Error {
		return wp_remote_get( admin_url( 'admin-post.php?' . http_build_query( $query ) ), array( 'redirection' => 0, 'cookies' => $cookies, 'timeout' => 30 ) );
	}

	/**
	 * Gives the cookies of the session that was begun last.
	 *
	 * @return array<string, string>
	 */
	private function cookies( int $user_id = self::ADMIN ): array {
		$session = wp_get_session_token();
		$expires = time() + HOUR_IN_SECONDS;
		return array(
			LOGGED_IN_COOKIE => $_COOKIE[ LOGGED_IN_COOKIE ],
			AUTH_COOKIE      => wp_generate_auth_cookie( $user_id, $expires, 'auth', $session ),
		);
	}
}
