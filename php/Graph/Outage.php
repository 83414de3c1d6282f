<?php
/**
 * Connections that break.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Tells apart why no answer arrived.
 */
enum Outage: string {

	case Blocked = 'blocked';
	case Dns     = 'dns';
	case Proxy   = 'proxy';
	case Tls     = 'tls';
	case Timeout = 'timeout';
	case Refused = 'refused';
	case Broken  = 'broken';

	/**
	 * Numbers of cURL's errors.
	 *
	 * @see https://curl.se/libcurl/c/libcurl-errors.html
	 */
	private const CURL = array(
		5  => 'proxy',
		6  => 'dns',
		7  => 'refused',
		28 => 'timeout',
		35 => 'tls',
		51 => 'tls',
		53 => 'tls',
		58 => 'tls',
		59 => 'tls',
		60 => 'tls',
		64 => 'tls',
		66 => 'tls',
		77 => 'tls',
		80 => 'tls',
		82 => 'tls',
		83 => 'tls',
		91 => 'tls',
		97 => 'proxy',
	);

	/**
	 * Makes the exception for an error of WordPress' HTTP library. Its text is not passed on: it may hold addresses.
	 *
	 * @param \WP_Error $error The error.
	 * @param string    $host  The host that was called.
	 */
	public static function exception( \WP_Error $error, string $host ): Graph_Exception {
		$outage = self::of( $error );
		// A connection that wp-config.php forbids will not work on the next try either.
		$kind = self::Blocked === $outage ? Graph_Error::Not_Configured : Graph_Error::Unreachable;
		return new Graph_Exception( $kind, sprintf( $outage->sentence(), $host ), 0, null, array( 'cause' => $outage->value ) );
	}

	/**
	 * Recognises the cause, from cURL's number or from the words of the stream transport.
	 *
	 * @param \WP_Error $error The error.
	 */
	private static function of( \WP_Error $error ): self {
		if ( 'http_request_not_executed' === $error->get_error_code() ) {
			return self::Blocked;
		}
		$text = $error->get_error_message();
		if ( 1 === preg_match( '/curl error (\d+)/i', $text, $match ) ) {
			$known = self::CURL[ (int) $match[1] ] ?? null;
			return match ( true ) {
				null !== $known                     => self::from( $known ),
				false !== stripos( $text, 'proxy' ) => self::Proxy,
				default                             => self::Broken,
			};
		}
		return match ( true ) {
			1 === preg_match( '/getaddrinfo|could not resolve|name or service/i', $text ) => self::Dns,
			1 === preg_match( '/ssl|tls|certificate|crypto/i', $text )                     => self::Tls,
			1 === preg_match( '/timed? ?out/i', $text )                                    => self::Timeout,
			1 === preg_match( '/refused|unreachable/i', $text )                            => self::Refused,
			default                                                                        => self::Broken,
		};
	}

	/**
	 * Says what happened and what to do, with a place for the host.
	 */
	private function sentence(): string {
		return match ( $this ) {
			/* translators: %s: name of a server of Microsoft */
			self::Blocked => __( 'WordPress may not open connections to %s: WP_HTTP_BLOCK_EXTERNAL is set in wp-config.php. Add that name to WP_ACCESSIBLE_HOSTS there.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Dns     => __( 'The name %s could not be resolved. Ask your host to check the name resolution (DNS) of this server.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Proxy   => __( 'The proxy between this server and %s could not be used. Check WP_PROXY_HOST and WP_PROXY_PORT in wp-config.php.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Tls     => __( 'No trusted encrypted connection to %s could be made. Ask your host to update the certificates of this server, and whether a firewall replaces Microsoft’s certificate.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Timeout => __( '%s did not answer in time. Try again; if it happens often, ask your host whether a firewall slows connections down.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Refused => __( 'The connection to %s was refused. Ask your host whether a firewall blocks outgoing connections on port 443.', 'wpo365-user-sync' ),
			/* translators: %s: name of a server of Microsoft */
			self::Broken  => __( 'The connection to %s broke off before the answer was complete. Try again.', 'wpo365-user-sync' ),
		};
	}
}
