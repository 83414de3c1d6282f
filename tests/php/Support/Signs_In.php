<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use WPO365\User_Sync\Connection\Callback;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Settings\Settings;

/**
 * Connects administrators with the simulated tenant, as a browser would.
 */
trait Signs_In {

	/**
	 * Chooses delegated permissions, and who signs in without being asked.
	 *
	 * @param array<string, mixed> $sign_in How sign-in behaves; see tests/graph/sign-in.ts.
	 */
	protected function delegated( array $sign_in = array() ): void {
		Simulator::control( 'PATCH', '/sign-in', $sign_in + array( 'account' => $this->member()['id'] ) );
		$this->save_settings( array( 'connection' => array( 'permission_type' => 'delegated' ) ) );
	}

	/**
	 * Finds an ordinary member of the tenant.
	 *
	 * @return array<string, mixed>
	 */
	protected function member(): array {
		$people = Simulator::people();
		return end( $people );
	}

	/** Begins a login session of WordPress, as wp-login.php does. */
	protected function begin_session( int $user_id = self::ADMIN ): void {
		$expires                      = time() + HOUR_IN_SECONDS;
		$token                        = \WP_Session_Tokens::get_instance( $user_id )->create( $expires );
		$_COOKIE[ LOGGED_IN_COOKIE ] = wp_generate_auth_cookie( $user_id, $expires, 'logged_in', $token );
	}

	/**
	 * Asks for the address of the sign-in page.
	 */
	protected function authorize( int $user_id = self::ADMIN ): string {
		$answer = $this->rest( 'POST', '/connection/authorize', array(), $user_id );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array( 'url' ), array_keys( $answer->data ) );
		return $answer->data['url'];
	}

	/**
	 * Opens the sign-in page and gives what it sends the browser back with.
	 *
	 * @return array<string, string> Parameters of the redirect address.
	 */
	protected function browse( string $url ): array {
		$answer = wp_remote_get( $url, array( 'redirection' => 0 ) );
		self::assertSame( 302, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		$target = wp_remote_retrieve_header( $answer, 'location' );
		self::assertStringStartsWith( admin_url( 'admin-post.php?action=wpo365_user_sync_connect&' ), $target );
		parse_str( (string) wp_parse_url( $target, PHP_URL_QUERY ), $query );
		return $query;
	}

	/**
	 * Signs in from beginning to end.
	 *
	 * @return bool Whether the administrator is connected now.
	 */
	protected function connect( int $user_id = self::ADMIN ): bool {
		$this->come_back( $this->browse( $this->authorize( $user_id ) ), $user_id );
		return $this->is_connected( $user_id );
	}

	/**
	 * Takes the way back from Microsoft.
	 *
	 * @param array<string, mixed> $query Parameters of the address.
	 */
	protected function come_back( array $query, int $user_id = self::ADMIN ): void {
		wp_set_current_user( $user_id );
		( new Callback( new Settings() ) )->connect( $user_id, $query );
	}

	protected function is_connected( int $user_id = self::ADMIN ): bool {
		$grant = ( new Grants( new Settings() ) )->fresh( $user_id );
		return null !== $grant && '' === $grant->ended && '' !== $grant->refresh_token;
	}

	/**
	 * Gives a line of the checklist.
	 *
	 * @return array{id: string, label: string, status: string, message: string, action: mixed, details: mixed}
	 */
	protected function line( string $id, int $user_id = self::ADMIN ): array {
		$answer = $this->rest( 'GET', '/connection', array(), $user_id );
		self::assertSame( 200, $answer->status, $answer->text() );
		return array_column( $answer->data, null, 'id' )[ $id ];
	}
}
