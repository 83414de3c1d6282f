<?php
/**
 * Calls of the plugin's own routes.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

use WPO365\User_Sync\Rest\Runs_Controller;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Lets commands do what the page does, by the same routes: the same capabilities, the same checks of what was typed, the same answers without secrets.
 */
final class Routes {

	/** Rows read at once. */
	private const PER_PAGE = 100;

	/**
	 * Calls a route. Where it refuses, the command ends with what it says.
	 *
	 * @param string               $path   What follows the namespace, for example /runs/current.
	 * @param array<string, mixed> $params Query of a GET, body of everything else.
	 * @return mixed What it answers.
	 */
	public function call( string $method, string $path, array $params = array() ): mixed {
		$answer = $this->request( $method, $path, $params );
		return is_wp_error( $answer ) ? $this->refuse( $answer ) : $answer->get_data();
	}

	/**
	 * Calls a route that may refuse.
	 *
	 * @param array<string, mixed> $params Query of a GET, body of everything else.
	 */
	public function request( string $method, string $path, array $params = array() ): WP_REST_Response|WP_Error {
		$request = new WP_REST_Request( $method, '/' . Runs_Controller::NAMESPACE . $path );
		if ( 'GET' === $method ) {
			$request->set_query_params( $params );
		} elseif ( array() !== $params ) {
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( (string) wp_json_encode( $params ) );
		}
		$response = rest_do_request( $request );
		return $response->as_error() ?? $response;
	}

	/**
	 * Reads a list, page by page: never more than one of them is in memory.
	 *
	 * @param array<string, mixed> $params Query.
	 * @return \Generator<int, array<string, mixed>>
	 */
	public function all( string $path, array $params = array() ): \Generator {
		for ( $page = 1; true; $page++ ) {
			$rows = $this->call( 'GET', $path, $params + array( 'page' => $page, 'per_page' => self::PER_PAGE ) );
			yield from array_values( $rows );
			if ( count( $rows ) < self::PER_PAGE ) {
				return;
			}
		}
	}

	/**
	 * Counts the entries of a list.
	 *
	 * @param array<string, mixed> $params Query.
	 */
	public function total( string $path, array $params = array() ): int {
		$answer = $this->request( 'GET', $path, $params + array( 'per_page' => 1 ) );
		return is_wp_error( $answer ) ? $this->refuse( $answer ) : (int) $answer->get_headers()['X-WP-Total'];
	}

	/**
	 * Ends the command with an error.
	 */
	public function refuse( WP_Error $error ): never {
		$data = $error->get_error_data();
		if ( 401 === ( $data['status'] ?? 0 ) ) {
			\WP_CLI::error( __( 'This needs the account of an administrator. Name one: --user=<username>', 'wpo365-user-sync' ) );
		}
		// What is wrong with which parameter; a route's own errors say so themselves.
		$params = 'rest_invalid_param' === $error->get_error_code() ? array_filter( (array) ( $data['params'] ?? array() ), is_string( ... ) ) : array();
		\WP_CLI::error( implode( ' ', array_unique( array( $error->get_error_message(), ...array_values( $params ) ) ) ) );
		exit( Exit_Code::Error->value );
	}
}
