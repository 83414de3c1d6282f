<?php
/**
 * Which links are followed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Decides whether a link may be called with a bearer token: it has to lie below the configured Graph address.
 */
final class Link_Check {

	/**
	 * @param string $origin As in "https://graph.microsoft.com"; with a port for a simulator.
	 */
	public function __construct( private readonly string $origin ) {
	}

	/**
	 * Gives a link back, byte for byte, or refuses it.
	 *
	 * @param string $link Absolute address, from an answer or from the database.
	 * @throws Graph_Exception When it points anywhere else (link_refused).
	 */
	public function check( string $link ): string {
		// Printable ASCII only, no backslash, no fragment; read by one expression, so that no two parsers can disagree.
		$plain = 1 === preg_match( '/^[\x21-\x7E]+$/D', $link ) && ! str_contains( $link, '\\' ) && ! str_contains( $link, '#' );
		if ( ! $plain || 1 !== preg_match( '~^(https?://[^/?@]+)(/v1\.0/[^?]*)(\?.*)?$~Di', $link, $match ) ) {
			throw new Graph_Exception( Graph_Error::Link_Refused );
		}
		if ( strtolower( $match[1] ) !== $this->origin || ! str_starts_with( $match[2], '/v1.0/' ) || self::climbs( $match[2] ) ) {
			throw new Graph_Exception( Graph_Error::Link_Refused );
		}
		return $link;
	}

	/**
	 * Tells whether a path holds dot segments, encoded as often as you like.
	 *
	 * @param string $path The path.
	 */
	private static function climbs( string $path ): bool {
		for ( $decoded = rawurldecode( $path ); $decoded !== $path; $decoded = rawurldecode( $path ) ) {
			$path = $decoded;
		}
		return 1 === preg_match( '~(^|[/\\\\])\.{1,2}([/\\\\;]|$)~', $path );
	}
}
