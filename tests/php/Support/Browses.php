<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Results\Columns;

/**
 * Opens pages of wp-admin over HTTP, and takes tables away.
 */
trait Browses {

	use Signs_In;

	/** The tables, without the prefix that they share. */
	private static array $all_tables = array( 'journal', 'links', 'results', 'runs', 'work' );

	protected function tearDown(): void {
		// Other tests find the tables that the installation made.
		$GLOBALS['wp_filter'] = array();
		( new Tables() )->create( Columns::lines() );
		parent::tearDown();
	}

	/**
	 * Opens an address as a signed-in user, without following a redirect.
	 *
	 * @return array{int, string, string} Status, body, and where it leads.
	 */
	private function open( string $url, int $user_id = self::ADMIN ): array {
		$answer = wp_remote_get( $url, array( 'redirection' => 0, 'cookies' => $this->cookies( $user_id ), 'timeout' => 30 ) );
		self::assertNotInstanceOf( \WP_Error::class, $answer );
		wp_cache_flush();
		return array( wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ), (string) wp_remote_retrieve_header( $answer, 'location' ) );
	}

	/**
	 * Gives the cookies of a user's session.
	 *
	 * @return array<string, string>
	 */
	private function cookies( int $user_id ): array {
		wp_set_current_user( $user_id );
		$session = wp_get_session_token();
		return array(
			LOGGED_IN_COOKIE => $_COOKIE[ LOGGED_IN_COOKIE ],
			AUTH_COOKIE      => wp_generate_auth_cookie( $user_id, time() + HOUR_IN_SECONDS, 'auth', $session ),
		);
	}

	/**
	 * Removes tables, by default all.
	 */
	private function drop( string ...$names ): void {
		global $wpdb;
		foreach ( $names ? $names : self::$all_tables as $name ) {
			self::assertTrue( $wpdb->query( 'DROP TABLE ' . Tables::name( $name ) ), $wpdb->last_error );
		}
	}

	/**
	 * Lists the tables of the plugin that the database has.
	 *
	 * @return list<string> Without the prefix.
	 */
	private static function tables(): array {
		$tables = array_map( static fn( string $table ): string => substr( $table, strlen( Tables::name( '' ) ) ), Site_State::plugin_tables() );
		sort( $tables );
		return $tables;
	}
}
