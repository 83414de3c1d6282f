<?php
/**
 * How requests are sent.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Sends one request and gives the answer, under rules that no other plugin's filter can loosen.
 *
 * Redirects are never followed: WordPress would send the Authorization header along to another host.
 * wp_safe_remote_request() refuses loopback addresses, so the callers check the origin themselves.
 */
final class Transport {

	/**
	 * Bytes of an answer; 999 users with many long fields stay well below.
	 */
	private const MAX_BYTES = 16_777_216;

	/**
	 * Seconds.
	 */
	private const TIMEOUT = 30;

	private const FIXED = array(
		'redirection'         => 0,
		'sslverify'           => true,
		'timeout'             => self::TIMEOUT,
		'limit_response_size' => self::MAX_BYTES,
		'blocking'            => true,
		'stream'              => false,
		'cookies'             => array(),
	);

	/**
	 * Sends a request.
	 *
	 * @param string                $method  GET or POST.
	 * @param string                $url     Address, already checked; sent byte for byte.
	 * @param array<string, string> $headers Headers.
	 * @param string                $body    Body of a POST.
	 * @throws Graph_Exception When no answer arrives (unreachable), or one that is too long (bad_response).
	 */
	public function send( string $method, string $url, #[\SensitiveParameter] array $headers, #[\SensitiveParameter] string $body = '' ): Response {
		$args   = self::FIXED + array(
			'method'     => $method,
			'headers'    => $headers + array( 'client-request-id' => wp_generate_uuid4() ),
			'body'       => '' === $body ? null : $body,
			'user-agent' => 'WPO365-User-Sync (WordPress plugin)',
		);
		$answer = $this->guarded( $url, static fn() => wp_remote_request( $url, $args ) );
		if ( is_wp_error( $answer ) ) {
			throw Outage::exception( $answer, (string) wp_parse_url( $url, PHP_URL_HOST ) );
		}
		$sent    = self::secrets( $headers, $body );
		$headers = array();
		foreach ( wp_remote_retrieve_headers( $answer ) as $name => $value ) {
			$headers[ strtolower( (string) $name ) ] = is_array( $value ) ? (string) end( $value ) : (string) $value;
		}
		$response = new Response( (int) wp_remote_retrieve_response_code( $answer ), $headers, wp_remote_retrieve_body( $answer ), $sent );
		// A longer body arrives cut off without a word.
		if ( strlen( $response->body ) >= self::MAX_BYTES ) {
			throw Graph_Failure::too_long( $response );
		}
		return $response;
	}

	/**
	 * Lists what of a request is secret.
	 *
	 * @param array<string, string> $headers Headers.
	 * @param string                $body    Body of a POST, a form.
	 * @return list<string>
	 */
	private static function secrets( #[\SensitiveParameter] array $headers, #[\SensitiveParameter] string $body ): array {
		parse_str( $body, $form );
		$secret = array_intersect_key( $form, array_flip( array( 'client_secret', 'code', 'code_verifier', 'refresh_token' ) ) );
		return array( (string) preg_replace( '/^Bearer /', '', $headers['Authorization'] ?? '' ), ...array_values( array_filter( $secret, is_string( ... ) ) ) );
	}

	/**
	 * Runs a call with the rules of this class on top of all other filters, and without loggers of HTTP calls:
	 * they would write bearer tokens, secrets and token answers down.
	 *
	 * @template T
	 * @param string       $url  Address of the call.
	 * @param callable(): T $call The call.
	 * @return T
	 */
	private function guarded( string $url, callable $call ): mixed {
		global $wp_filter;
		$loggers = $wp_filter['http_api_debug'] ?? null;
		unset( $wp_filter['http_api_debug'] );

		$fix    = static fn( array $args ): array => self::FIXED + $args;
		$verify = static fn(): bool => true;
		// The HTTP library normalises the address (the case of %2f, for one); a nextLink has to go out as it came.
		$restore = static function ( &$address ) use ( $url ): void {
			$address = $url;
		};
		add_filter( 'http_request_args', $fix, PHP_INT_MAX );
		add_filter( 'https_ssl_verify', $verify, PHP_INT_MAX );
		add_action( 'requests-requests.before_request', $restore, PHP_INT_MAX );
		try {
			return $call();
		} finally {
			remove_filter( 'http_request_args', $fix, PHP_INT_MAX );
			remove_filter( 'https_ssl_verify', $verify, PHP_INT_MAX );
			remove_action( 'requests-requests.before_request', $restore, PHP_INT_MAX );
			if ( null !== $loggers ) {
				$wp_filter['http_api_debug'] = $loggers; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- put back as it was.
			}
		}
	}
}
