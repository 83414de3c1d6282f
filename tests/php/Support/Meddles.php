<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Meddles with what the engine relies on: its statements and its connection to the database.
 */
trait Meddles {

	use Scene;

	/**
	 * Makes the database refuse statements.
	 *
	 * @param string   $text  Part of them.
	 * @param int|null $times How often; null: for ever.
	 * @return \Closure(): int Tells how often it has refused.
	 */
	private function break_statements( string $text, ?int $times = 1 ): \Closure {
		global $wpdb;
		$wpdb->suppress_errors( true );
		return $this->before_statement( $text, static fn(): string => 'SELECT nothing FROM nowhere_at_all', $times );
	}

	/**
	 * Makes WordPress' connection to the database break, as the server does when it restarts.
	 */
	private function kill_connection(): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		$this->elsewhere( 'KILL ' . mysqli_thread_id( $wpdb->dbh ) );
	}

	/**
	 * Makes the connection break once, just before a statement is sent; WordPress connects anew, and sends it outside any transaction.
	 *
	 * @param string $text Part of the statement.
	 * @param int    $nth  Before which of such statements, from 1.
	 * @return \Closure(): int Tells how often it broke.
	 */
	private function break_connection( string $text, int $nth = 1 ): \Closure {
		$broken = 0;
		$this->before_statement(
			$text,
			function ( string $sql ) use ( &$nth, &$broken ): string {
				if ( 0 === --$nth ) {
					++$broken;
					$this->kill_connection();
				}
				return $sql;
			},
			null
		);
		return static function () use ( &$broken ): int {
			return $broken;
		};
	}

	/**
	 * Sends a statement over a connection of its own, as another process does.
	 *
	 * @return int Rows affected.
	 */
	private function elsewhere( string $statement ): int {
		$database = $this->connection();
		self::assertNotFalse( $database->query( $statement ), $database->error );
		return $database->affected_rows;
	}

	private function connection(): \mysqli {
		global $wpdb;
		list( $host, $port, $socket ) = $wpdb->parse_db_host( DB_HOST );
		mysqli_report( MYSQLI_REPORT_OFF );
		$database = mysqli_init();
		self::assertTrue( $database->real_connect( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port, $socket ) );
		return $database;
	}

	/**
	 * Makes an account that was linked to somebody long ago.
	 *
	 * @param array<string, mixed> $person Person of the directory.
	 * @param array<string, mixed> $data   As wp_insert_user() takes it.
	 */
	private function linked( array $person, array $data = array() ): int {
		$user_id = $this->account( $data );
		$this->link( $user_id, $person['id'], $person['userPrincipalName'] );
		return $user_id;
	}

	/**
	 * Tells who is linked to an object id, straight from the database.
	 *
	 * @return list<int>
	 */
	private function linked_to( string $object_id ): array {
		global $wpdb;
		return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( "SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = 'aadObjectId' AND meta_value = %s ORDER BY user_id", $object_id ) ) );
	}

	/**
	 * Tells the roles of an account, straight from the database.
	 *
	 * @return list<string>
	 */
	private function roles_of( int $user_id ): array {
		clean_user_cache( $user_id );
		return array_values( get_userdata( $user_id )->roles );
	}

	/**
	 * Reads the history.
	 *
	 * @return list<int> Ids of runs and actions.
	 */
	private function history(): array {
		return array_column( $this->rest( 'GET', '/runs' )->data, 'id' );
	}

	/**
	 * Lists the requests for pages of the listing; questions about single people aside.
	 *
	 * @return list<array<string, mixed>> Entries of the log.
	 */
	private function pages_asked(): array {
		return array_values( array_filter( Simulator::log( 'users' ), static fn( array $entry ): bool => ! str_contains( urldecode( $entry['url'] ), 'id in' ) ) );
	}
}
