<?php
/**
 * Requests to Microsoft Graph.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

use WPO365\User_Sync\Settings\Settings;

/**
 * Reads from Microsoft Graph. It never writes there.
 */
final class Client {

	/**
	 * Calls and checks nothing: the first request does.
	 */
	public function __construct(
		private readonly Settings $settings,
		private readonly Token_Source $tokens,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Says whose run the next requests are for: with delegated permissions they are sent with that person's sign-in.
	 *
	 * @param int $user_id The user.
	 */
	public function act_for( int $user_id ): void {
		$this->tokens->act_for( $user_id );
	}

	/**
	 * Gets a JSON object.
	 *
	 * @param string                $url_or_path A path such as "/users", or a nextLink, which is checked and used byte for byte.
	 * @param array<string, string> $query       Query options of a path; names with their dollar sign.
	 * @param array<string, string> $headers     Further headers, for example ConsistencyLevel.
	 * @return array<string, mixed> The decoded body.
	 * @throws Graph_Exception On any answer that is not a JSON object with status 200.
	 */
	public function get( string $url_or_path, array $query = array(), array $headers = array() ): array {
		$response = $this->request( $url_or_path, $query, $headers + array( 'Accept' => 'application/json' ) );
		$body     = $response->json();
		if ( null === $body ) {
			throw Graph_Failure::bad_body( $response );
		}
		if ( isset( $body['error'] ) ) {
			throw Graph_Failure::of( $response );
		}
		return $body;
	}

	/**
	 * Gets plain text, as "/users/$count" answers.
	 *
	 * @param string                $path    The path.
	 * @param array<string, string> $query   Query options.
	 * @param array<string, string> $headers Further headers.
	 * @throws Graph_Exception On any answer with another status than 200.
	 */
	public function text( string $path, array $query = array(), array $headers = array() ): string {
		$text = $this->request( $path, $query, $headers + array( 'Accept' => 'text/plain' ) )->text();
		// WordPress' HTTP library takes the body "0" for none (Requests::parse_response()).
		return '' === $text ? '0' : $text;
	}

	/**
	 * Gives a link back that lies below the configured Graph address, byte for byte.
	 *
	 * @param string $link Absolute address.
	 * @throws Graph_Exception When it points anywhere else (link_refused).
	 */
	public function check_link( string $link ): string {
		return ( new Link_Check( Endpoints::from( $this->settings )->graph_origin ) )->check( $link );
	}

	/**
	 * Sends a request with a bearer token; renews the token once when it is refused, since it can expire in the middle of a run.
	 *
	 * @param string                $url_or_path A path or a link.
	 * @param array<string, string> $query       Query options of a path.
	 * @param array<string, string> $headers     Headers.
	 * @throws Graph_Exception On another status than 200.
	 */
	private function request( string $url_or_path, array $query, array $headers ): Response {
		$url      = $this->url( $url_or_path, $query );
		$headers += array( 'x-ms-throttle-priority' => 'Low' );
		$response = $this->transport->send( 'GET', $url, $headers + array( 'Authorization' => 'Bearer ' . $this->tokens->token() ) );
		if ( 401 === $response->status ) {
			$response = $this->transport->send( 'GET', $url, $headers + array( 'Authorization' => 'Bearer ' . $this->tokens->renew() ) );
		}
		if ( 200 !== $response->status ) {
			throw Graph_Failure::of( $response, ! str_starts_with( $url_or_path, '/' ) );
		}
		return $response;
	}

	/**
	 * Builds the address. Every one goes through the same check, so that a strange object id can't climb out either.
	 *
	 * @param string                $url_or_path A path or a link.
	 * @param array<string, string> $query       Query options of a path.
	 * @throws Graph_Exception When it points anywhere else (link_refused).
	 */
	private function url( string $url_or_path, array $query ): string {
		if ( ! str_starts_with( $url_or_path, '/' ) ) {
			return $this->check_link( $url_or_path );
		}
		// http_build_query() would encode the dollar sign of the names.
		$pairs = array();
		foreach ( $query as $name => $value ) {
			$pairs[] = $name . '=' . rawurlencode( $value );
		}
		$url = Endpoints::from( $this->settings )->graph_base() . $url_or_path . ( array() === $pairs ? '' : '?' . implode( '&', $pairs ) );
		return $this->check_link( $url );
	}
}
