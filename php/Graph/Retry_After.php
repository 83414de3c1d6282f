<?php
/**
 * The Retry-After header.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Reads the three forms of a Retry-After header: whole seconds, fractions of them, and an HTTP date.
 */
final class Retry_After {

	/**
	 * Tells how many whole seconds to wait, rounded up so that no call comes too early.
	 *
	 * @param string   $header The header's value; empty where it is absent.
	 * @param int|null $now    Unix time; the present by default.
	 * @return int|null Null where the header is absent or says nothing.
	 */
	public static function seconds( string $header, ?int $now = null ): ?int {
		$header = trim( $header );
		if ( 1 === preg_match( '/^\d{1,9}(\.\d+)?$/', $header ) ) {
			return (int) ceil( (float) $header );
		}
		$date = \DateTimeImmutable::createFromFormat( 'D, d M Y H:i:s \G\M\T', $header, new \DateTimeZone( 'UTC' ) );
		return false === $date ? null : max( 0, $date->getTimestamp() - ( $now ?? time() ) );
	}
}
