<?php
/**
 * For how long a lock is somebody's.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * What both kinds of locks have in common: an owner with a name that nobody else has, and an end, after which whoever died with the lock is overcome.
 */
final class Lease {

	/**
	 * @param int $lifetime Seconds; longer than the work may last.
	 */
	public function __construct( private readonly int $lifetime ) {}

	/**
	 * Makes a name for a new owner.
	 */
	public static function owner(): string {
		return wp_generate_uuid4();
	}

	/**
	 * Tells when a lock taken or renewed now expires, in Unix time.
	 */
	public function expires(): int {
		return time() + $this->lifetime;
	}

	/**
	 * Gives the latest end that a lock may honestly have. A later one was written by a clock that was ahead, and would bar the way until then.
	 */
	public function latest(): int {
		return $this->expires() + $this->lifetime;
	}

	/**
	 * Tells whether a lock with this end may be taken over.
	 *
	 * @param int $expires Unix time.
	 */
	public function is_over( int $expires ): bool {
		return $expires < time() || $expires > $this->latest();
	}
}
