<?php
/**
 * How times are written down for others.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Writes times as every answer, export and page of the plugin has them.
 */
final class Utc {

	/**
	 * Writes a time as in 2026-01-31T12:00:00Z.
	 *
	 * @param int $seconds Unix time.
	 */
	public static function format( int $seconds ): string {
		return gmdate( 'Y-m-d\TH:i:s\Z', $seconds );
	}
}
