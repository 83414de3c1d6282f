<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Calls the plugin's REST routes, inside this process.
 */
trait Calls_Rest {

	/**
	 * Calls a route as somebody.
	 *
	 * @param string               $route   From the namespace on, with or without it: "/runs/current".
	 * @param array<string, mixed> $params  The query of a GET, the JSON body of everything else.
	 * @param int                  $user_id Who asks; 0 is nobody.
	 */
	protected function rest( string $method, string $route, array $params = array(), int $user_id = self::ADMIN ): Rest_Answer {
		$response = $this->dispatch( $method, $route, $params, $user_id );
		// What the browser gets: objects and times have become JSON.
		$data = json_decode( (string) wp_json_encode( rest_get_server()->response_to_data( $response, false ) ), true );
		return new Rest_Answer( $response->get_status(), $data, $response->get_headers() );
	}

	/**
	 * Calls a route, with the arguments of rest().
	 *
	 * @param array<string, mixed> $params The query of a GET, the JSON body of everything else.
	 */
	protected function dispatch( string $method, string $route, array $params, int $user_id ): \WP_REST_Response {
		wp_set_current_user( $user_id );
		$path    = str_starts_with( $route, '/wpo365-user-sync/' ) ? $route : '/wpo365-user-sync/v1' . $route;
		$request = new \WP_REST_Request( $method, $path );
		if ( 'GET' === $method ) {
			$request->set_query_params( $params );
		} elseif ( $params ) {
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( (string) wp_json_encode( $params ) );
		}
		// What WordPress does to an answer on its way to the browser belongs to it: it asks for permissions once more.
		return apply_filters( 'rest_post_dispatch', rest_ensure_response( rest_do_request( $request ) ), rest_get_server(), $request );
	}

	/**
	 * Saves settings as an administrator does.
	 *
	 * @param array<string, mixed> $part Part of the settings.
	 */
	protected function save_settings( array $part ): void {
		$answer = $this->rest( 'POST', '/settings', $part );
		self::assertSame( 200, $answer->status, $answer->text() );
	}

	/**
	 * Starts a run and steps it until it no longer runs.
	 *
	 * @param array<string, bool> $options Boxes to tick: create, update, delete.
	 * @return array<string, mixed> The Run.
	 */
	protected function synchronize( array $options = array(), int $user_id = self::ADMIN ): array {
		$started = $this->rest( 'POST', '/runs', $options, $user_id );
		self::assertSame( 201, $started->status, $started->text() );
		return $this->step_to_the_end( $started->data, $user_id );
	}

	/**
	 * Steps a run while it is running.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function step_to_the_end( array $run, int $user_id = self::ADMIN ): array {
		for ( $steps = 0; 'running' === $run['status']; $steps++ ) {
			self::assertLessThan( 1000, $steps, 'The run does not end.' );
			$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ), $user_id );
			self::assertSame( 200, $answer->status, $answer->text() );
			$run = $answer->data;
		}
		return $run;
	}

	/**
	 * Reads rows of a results table.
	 *
	 * @param string               $table directory_only, wordpress_only or matched.
	 * @param array<string, mixed> $query Further parameters.
	 * @return list<array<string, mixed>>
	 */
	protected function rows( string $table, array $query = array() ): array {
		$answer = $this->rest( 'GET', '/results', $query + array( 'table' => $table, 'per_page' => 100 ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}
}
