<?php
/**
 * How old something is that was read.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Tells whether something was read lately enough to act on it. The one place that compares ages.
 *
 * A time in the future proves nothing: the server's clock was ahead when it was noted, for nobody knows how long. It counts as too old.
 */
final class Age {

	/** Seconds for which what the directory has said may be acted on: pages, members of groups, matches that wait to be decided. */
	public const OF_READING = DAY_IN_SECONDS;

	/** Seconds by which the clocks of two servers of a site may differ. */
	private const SKEW = 5;

	/**
	 * Tells whether something is young enough.
	 *
	 * @param int      $read_at  Unix time at which it was read.
	 * @param int      $lifetime Seconds for which it counts.
	 * @param int|null $now      Unix time; the present by default.
	 */
	public static function is_fresh( int $read_at, int $lifetime = self::OF_READING, ?int $now = null ): bool {
		$age = ( $now ?? time() ) - $read_at;
		return $age >= -self::SKEW && $age <= $lifetime;
	}
}
