<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * What comes in between: other processes at work on the same site, and moments just before a statement or a request.
 */
trait Rivals {

	/**
	 * Steps the newest run, each step in a process of its own that may die, until it no longer runs.
	 *
	 * @param string $code What each process does before its step.
	 * @return array<string, mixed> The Run.
	 */
	protected function drive_in_processes( string $code ): array {
		for ( $steps = 0; $steps < 30; $steps++ ) {
			$run = $this->current_run();
			if ( 'running' !== $run['status'] ) {
				return $run;
			}
			Php_Process::start( 'ini_set( "error_log", "/dev/null" ); ' . $code . self::step_code( $run ), array(), self::ADMIN )->wait();
			wp_cache_flush();
		}
		self::fail( 'The run does not end: ' . wp_json_encode( $run ) );
	}

	/**
	 * Steps a run for the first time, in a process that is killed.
	 *
	 * @param string $moment PHP that calls $stop() at the moment when it is killed.
	 */
	protected function kill_in_step( int $id, string $moment ): void {
		$process = Php_Process::start( '$stop = static function (): void { echo "here"; sleep( 600 ); };' . $moment . self::call( 'POST', "/runs/$id/step", array( 'sequence' => 0 ) ), array(), self::ADMIN );
		$process->wait_for( 'here' );
		self::assertSame( 128 + 9, $process->kill() );
		$this->wait_until_rolled_back();
	}

	/**
	 * Waits for the end of all other transactions. The server rolls back when it notices that the connection is gone. InnoDB renews this list only when
	 * nobody has read it for 0.1 seconds, so it is asked less often than that.
	 */
	protected function wait_until_rolled_back(): void {
		global $wpdb;
		for ( $end = microtime( true ) + 30; (int) $wpdb->get_var( 'SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> CONNECTION_ID()' ) > 0; usleep( 200000 ) ) {
			self::assertLessThan( $end, microtime( true ), 'The database never noticed that the process is gone.' );
		}
		wp_cache_flush();
	}

	/**
	 * Does something just before a statement is sent.
	 *
	 * @param string                     $text  Part of the statement.
	 * @param callable(string): mixed    $do    From the statement to the one that is sent instead, if it gives one.
	 * @param int|null                   $times How often; null: for ever.
	 * @return \Closure(): int Tells how often it was done.
	 */
	protected function before_statement( string $text, callable $do, ?int $times = 1 ): \Closure {
		$done = 0;
		add_filter(
			'query',
			static function ( string $statement ) use ( $text, $do, $times, &$done ): string {
				if ( ! str_contains( $statement, $text ) || ( null !== $times && $done >= $times ) ) {
					return $statement;
				}
				++$done;
				$other = $do( $statement );
				return is_string( $other ) ? $other : $statement;
			}
		);
		return static function () use ( &$done ): int {
			return $done;
		};
	}

	/**
	 * Does something once, just before this process sends a request to Graph.
	 *
	 * @param string             $text Part of its address, decoded.
	 * @param callable(): mixed  $do   What to do.
	 */
	protected function before_request( string $text, callable $do ): void {
		$done = false;
		add_filter(
			'pre_http_request',
			static function ( $answer, array $args, string $url ) use ( $text, $do, &$done ) {
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
	protected function rest_elsewhere( string $method, string $route, array $params = array() ): array {
		return json_decode( Php_Process::run( self::call( $method, $route, $params ), array(), self::ADMIN ), true, 512, JSON_THROW_ON_ERROR );
	}

	/**
	 * Writes the PHP that steps a run once.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	protected static function step_code( array $run ): string {
		return self::call( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
	}

	/**
	 * Writes the PHP that calls a route and prints the answer.
	 *
	 * @param array<string, mixed> $params Body.
	 */
	protected static function call( string $method, string $route, array $params = array() ): string {
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
	protected static function wait_until_blocked( string $statement ): void {
		global $wpdb;
		for ( $end = microtime( true ) + 30; true; usleep( 5000 ) ) {
			if ( (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND DB = DATABASE() AND INFO LIKE %s", $wpdb->esc_like( $statement ) . '%' ) ) > 0 ) {
				return;
			}
			self::assertLessThan( $end, microtime( true ), "Nobody waits with {$statement}." );
		}
	}
}
