<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Drives runs step by step, looks into their record, and moves time.
 */
trait Steers_Runs {

	/**
	 * Starts a run.
	 *
	 * @param array<string, bool> $options Boxes to tick.
	 * @return array<string, mixed> The Run.
	 */
	private function start( array $options = array() ): array {
		$answer = $this->rest( 'POST', '/runs', $options );
		self::assertSame( 201, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Works on a run once.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function step( array $run ): array {
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Works on a run once, and on while it runs: a slow machine needs more than one slice.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run: waiting, held or ended.
	 */
	private function settle( array $run ): array {
		return $this->step_to_the_end( $this->step( $run ) );
	}

	/**
	 * Does something with a run that changes its status.
	 *
	 * @param array<string, mixed> $run  The Run.
	 * @param string               $verb pause, resume or cancel.
	 */
	private function tell( array $run, string $verb ): Rest_Answer {
		return $this->rest( 'POST', "/runs/{$run['id']}/{$verb}" );
	}

	/**
	 * Resumes a run and sees that it runs.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function resumed( array $run ): array {
		$answer = $this->tell( $run, 'resume' );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( 'running', $answer->data['status'], $answer->text() );
		self::assertNull( $answer->data['error'], $answer->text() );
		self::assertNull( $answer->data['finished_at'], $answer->text() );
		return $answer->data;
	}

	/**
	 * Steps a run to its end; where it waits, time is moved on.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function drive( array $run ): array {
		for ( $steps = 0; in_array( $run['status'], array( 'running', 'waiting' ), true ); $steps++ ) {
			self::assertLessThan( 300, $steps, 'The run does not end: ' . wp_json_encode( $run ) );
			$run = $this->step( 'waiting' === $run['status'] ? $this->waited( $run ) : $run );
		}
		return $run;
	}

	/**
	 * Lets the time pass until a waiting run may go on, here and in the tenant.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function waited( array $run ): array {
		self::assertSame( 'waiting', $run['status'], (string) wp_json_encode( $run ) );
		Simulator::advance( max( 0, strtotime( $run['resume_at'] ) - time() ) );
		$this->change_record( $run['id'], array( 'resume_at' => time() ) );
		return $run;
	}

	/**
	 * Reads the record of a run, with what never leaves the server.
	 *
	 * @return array<string, mixed> Columns; state and rest decoded.
	 */
	private function record( int $id ): array {
		global $wpdb;
		$record = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_runs WHERE id = {$id}", ARRAY_A );
		self::assertIsArray( $record );
		foreach ( array( 'state', 'rest' ) as $column ) {
			$record[ $column ] = '' === $record[ $column ] ? array() : json_decode( $record[ $column ], true );
		}
		return $record;
	}

	/**
	 * Changes the record of a run behind the engine's back.
	 *
	 * @param array<string, mixed> $columns Columns; an array is stored as JSON.
	 */
	private function change_record( int $id, array $columns ): void {
		global $wpdb;
		$columns = array_map( static fn( mixed $value ): mixed => is_array( $value ) ? wp_json_encode( $value ) : $value, $columns );
		self::assertNotFalse( $wpdb->update( "{$wpdb->prefix}wpo365_user_sync_runs", $columns, array( 'id' => $id ) ) );
	}

	/**
	 * Makes the lock of a run expire, as if a minute had passed.
	 */
	private function expire_lock( int $id ): void {
		$this->change_record( $id, array( 'lock_expires' => time() - 1 ) );
	}

	/**
	 * Does something once, just before this process sends a statement to the database.
	 *
	 * @param string           $text Part of the statement.
	 * @param callable(): void $do   What to do.
	 * @return \Closure(): bool Tells whether it was done.
	 */
	private function once_before( string $text, callable $do ): \Closure {
		$done = false;
		add_filter(
			'query',
			static function ( string $statement ) use ( $text, $do, &$done ): string {
				if ( ! $done && str_contains( $statement, $text ) ) {
					$done = true;
					$do();
				}
				return $statement;
			}
		);
		return static function () use ( &$done ): bool {
			return $done;
		};
	}

	/**
	 * Does something once, just before this process asks Graph.
	 *
	 * @param string           $text Part of the address, decoded.
	 * @param callable(): void $do   What to do.
	 */
	private function once_before_request( string $text, callable $do ): void {
		$done = false;
		add_filter(
			'pre_http_request',
			static function ( mixed $answer, array $args, string $url ) use ( $text, $do, &$done ): mixed {
				if ( ! $done && str_contains( urldecode( $url ), $text ) ) {
					$done = true;
					$do();
				}
				return $answer;
			},
			10,
			3
		);
	}

	/**
	 * Calls a route in another process, as the administrator.
	 *
	 * @param array<string, mixed> $params Body.
	 * @return array{status: int, data: mixed} The answer.
	 */
	private function elsewhere( string $method, string $route, array $params = array() ): array {
		return json_decode( Php_Process::run( self::call( $method, $route, $params ), array(), self::ADMIN ), true, 512, JSON_THROW_ON_ERROR );
	}

	/**
	 * Writes the PHP that calls a route and prints the answer.
	 *
	 * @param array<string, mixed> $params Body.
	 */
	private static function call( string $method, string $route, array $params = array() ): string {
		return sprintf(
			'$request = new WP_REST_Request( %s, "/wpo365-user-sync/v1" . %s );
			$request->set_header( "Content-Type", "application/json" );
			$request->set_body( %s );
			$answer = rest_do_request( $request );
			echo wp_json_encode( array( "status" => $answer->get_status(), "data" => $answer->get_data() ) );',
			var_export( $method, true ),
			var_export( $route, true ),
			var_export( (string) wp_json_encode( (object) $params ), true )
		);
	}

	/**
	 * Waits until another connection is held up by a lock of ours.
	 *
	 * @param string $statement Its beginning.
	 */
	private static function wait_until_blocked( string $statement ): void {
		global $wpdb;
		for ( $end = microtime( true ) + 30; true; usleep( 5000 ) ) {
			if ( (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND DB = DATABASE() AND INFO LIKE %s", $wpdb->esc_like( $statement ) . '%' ) ) > 0 ) {
				return;
			}
			self::assertLessThan( $end, microtime( true ), "Nobody waits with {$statement}." );
		}
	}

	/**
	 * Reads the run as anybody sees it.
	 *
	 * @return array<string, mixed> The Run.
	 */
	private function current_run(): array {
		$answer = $this->rest( 'GET', '/runs/current' );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Reads all rows of a table, page by page.
	 *
	 * @return list<array<string, mixed>>
	 */
	private function all_rows( string $table ): array {
		$rows = array();
		for ( $page = 1; true; $page++ ) {
			$more = $this->rows( $table, array( 'page' => $page ) );
			$rows = array_merge( $rows, $more );
			if ( count( $more ) < 100 ) {
				return $rows;
			}
		}
	}

	/**
	 * Counts the requests for a page of the listing.
	 */
	private function pages_asked(): int {
		return count( Simulator::log( 'users' ) );
	}

	/**
	 * Asserts that everybody in the directory has exactly one row, and exactly one whole account where one was created.
	 *
	 * @param array<string, mixed> $run A completed run with Create users.
	 */
	private function assert_everybody_once( array $run, string $message = '' ): void {
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
	private function assert_whole( array $user_ids ): void {
		global $wpdb;
		$keys = array( 'aadObjectId', 'aadTenantId', 'admin_color', 'comment_shortcuts', 'description', 'first_name', 'last_name', 'locale', 'nickname', 'rich_editing', 'show_admin_bar_front', 'syntax_highlighting', 'use_ssl', 'userPrincipalName', 'wp_capabilities', 'wp_user_level' );
		// What only newer versions of WordPress write is left out.
		$odd = $wpdb->get_results( $wpdb->prepare( "SELECT user_id, GROUP_CONCAT( meta_key ORDER BY meta_key ) AS found FROM {$wpdb->usermeta} WHERE user_id > 1 AND meta_key <> 'infinite_scrolling' GROUP BY user_id HAVING found <> BINARY %s", implode( ',', $keys ) ), ARRAY_A );
		self::assertSame( array(), $odd, 'User meta is missing, or there twice.' );
		$roles = $wpdb->get_results( "SELECT meta_value, COUNT(*) AS number FROM {$wpdb->usermeta} WHERE user_id > 1 AND meta_key = 'wp_capabilities' GROUP BY meta_value", ARRAY_N );
		self::assertSame( $user_ids ? array( array( 'a:1:{s:10:"subscriber";b:1;}', (string) count( $user_ids ) ) ) : array(), $roles );
	}
}
