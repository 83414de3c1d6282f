<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Looks at what has become of runs, rows and accounts.
 */
trait Looks {

	/**
	 * Reads a person's row, wherever it stands.
	 *
	 * @return array<string, mixed>
	 */
	protected function row_of_person( string $object_id ): array {
		foreach ( array( 'directory_only', 'matched' ) as $table ) {
			foreach ( $this->all_rows( $table ) as $row ) {
				if ( $row['object_id'] === $object_id ) {
					return $row;
				}
			}
		}
		self::fail( "The person {$object_id} has no row." );
	}

	/**
	 * Reads the row of a WordPress user without a directory user; null where there is none.
	 *
	 * @return array<string, mixed>|null
	 */
	protected function row_of_user( int $user_id ): ?array {
		return array_column( $this->all_rows( 'wordpress_only' ), null, 'user_id' )[ $user_id ] ?? null;
	}

	/**
	 * Reads a whole table.
	 *
	 * @return list<array<string, mixed>>
	 */
	protected function all_rows( string $table ): array {
		for ( $rows = array(), $page = 1; true; $page++ ) {
			$part = $this->rows( $table, array( 'page' => $page ) );
			$rows = array_merge( $rows, $part );
			if ( count( $part ) < 100 ) {
				return $rows;
			}
		}
	}

	protected function exists( int $user_id ): bool {
		global $wpdb;
		return '1' === $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->users} WHERE ID = %d", $user_id ) );
	}

	/** Asserts that accounts are still there. */
	protected function assert_stay( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertTrue( $this->exists( $user_id ), "User {$user_id} was removed." );
		}
	}

	/** Asserts that accounts are gone. */
	protected function assert_removed( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertFalse( $this->exists( $user_id ), "User {$user_id} is still there." );
		}
	}

	/**
	 * Asserts a run's end, with its error in the message.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	protected static function assert_run( string $status, array $run, ?string $error = null ): void {
		self::assertSame( array( $status, $error ), array( $run['status'], $run['error']['code'] ?? null ), (string) wp_json_encode( $run ) );
	}

	/**
	 * Reads everything WordPress has stored about users: accounts, or those of some.
	 *
	 * @return array{users: list<array<string, string>>, usermeta: list<array<string, string>>}
	 */
	protected function stored_users( int ...$user_ids ): array {
		global $wpdb;
		$only = array() === $user_ids ? array( '1 = 1', '1 = 1' ) : array( 'ID IN (' . implode( ',', $user_ids ) . ')', 'user_id IN (' . implode( ',', $user_ids ) . ')' );
		return array(
			'users'    => $wpdb->get_results( "SELECT * FROM {$wpdb->users} WHERE {$only[0]} ORDER BY ID", ARRAY_A ),
			'usermeta' => $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE {$only[1]} ORDER BY umeta_id", ARRAY_A ),
		);
	}

	/**
	 * Reads the link of an account straight from the database.
	 *
	 * @return array<string, string> By meta key.
	 */
	protected function stored_link( int $user_id ): array {
		global $wpdb;
		return array_column(
			$wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->usermeta} WHERE user_id = %d AND meta_key IN ( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ) ORDER BY meta_key", $user_id ), ARRAY_A ),
			'meta_value',
			'meta_key'
		);
	}

	/**
	 * Asserts that everybody in the directory has exactly one row, and exactly one whole account where one was created.
	 *
	 * @param array<string, mixed> $run A completed run with Create users.
	 */
	protected function assert_everybody_once( array $run, string $message = '' ): void {
		global $wpdb;
		$message .= wp_json_encode( $run );
		$ids      = array_column( Simulator::people(), 'id' );
		sort( $ids );
		$rows   = array_merge( $this->all_rows( 'directory_only' ), $this->all_rows( 'matched' ) );
		$listed = array_column( $rows, 'object_id' );
		sort( $listed );
		self::assertSame( $ids, $listed, 'Somebody is lost or doubled in the results: ' . $message );
		self::assertSame( count( $ids ), $run['counts']['received'], $message );

		$with_account = array_column( array_filter( $rows, static fn( array $row ): bool => null !== $row['user_id'] && 'conflict' !== $row['status'] ), 'object_id', 'user_id' );
		ksort( $with_account );
		$links = $wpdb->get_results( "SELECT m.user_id, m.meta_value FROM {$wpdb->usermeta} m INNER JOIN {$wpdb->users} u ON u.ID = m.user_id WHERE m.meta_key = 'aadObjectId' ORDER BY m.user_id", ARRAY_N );
		self::assertSame( count( $with_account ), count( $links ), 'Somebody has several accounts, or one without a row: ' . $message );
		self::assertSame( $with_account, array_combine( array_map( 'intval', array_column( $links, 0 ) ), array_column( $links, 1 ) ), $message );
		self::assertSame( count( $with_account ) + 1, (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->users}" ), 'Accounts that nobody asked for: ' . $message );
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->usermeta} m LEFT JOIN {$wpdb->users} u ON u.ID = m.user_id WHERE u.ID IS NULL" ), 'User meta of nobody: ' . $message );
		$this->assert_whole( array_keys( $with_account ) );
	}

	/**
	 * Asserts that accounts have all that WordPress and the link need, each once.
	 *
	 * @param list<int> $user_ids Accounts that a run created.
	 */
	protected function assert_whole( array $user_ids ): void {
		global $wpdb;
		$keys = array( 'aadObjectId', 'aadTenantId', 'admin_color', 'comment_shortcuts', 'description', 'first_name', 'last_name', 'locale', 'nickname', 'rich_editing', 'show_admin_bar_front', 'syntax_highlighting', 'use_ssl', 'userPrincipalName', 'wp_capabilities', 'wp_user_level' );
		// What only newer versions of WordPress write is left out.
		$odd = $wpdb->get_results( $wpdb->prepare( "SELECT user_id, GROUP_CONCAT( meta_key ORDER BY meta_key ) AS found FROM {$wpdb->usermeta} WHERE user_id > 1 AND meta_key <> 'infinite_scrolling' GROUP BY user_id HAVING found <> BINARY %s", implode( ',', $keys ) ), ARRAY_A );
		self::assertSame( array(), $odd, 'User meta is missing, or there twice.' );
		$roles = $wpdb->get_results( "SELECT meta_value, COUNT(*) AS number FROM {$wpdb->usermeta} WHERE user_id > 1 AND meta_key = 'wp_capabilities' GROUP BY meta_value", ARRAY_N );
		self::assertSame( $user_ids ? array( array( 'a:1:{s:10:"subscriber";b:1;}', (string) count( $user_ids ) ) ) : array(), $roles );
	}
}
