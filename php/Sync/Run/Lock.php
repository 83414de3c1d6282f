<?php
/**
 * One step of a run at a time.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Tables;

/**
 * A lock on the run's record: taken by one UPDATE that the database decides, with an owner and an expiry.
 */
final class Lock {

	/** Seconds; longer than the requests of a part (two at most, of 30 seconds) and the part itself may take together. */
	private const LIFETIME = 90;

	/**
	 * Takes the lock.
	 *
	 * @return string The owner's name, or an empty string where somebody else holds it.
	 */
	public function acquire( int $run_id ): string {
		global $wpdb;
		$owner    = wp_generate_uuid4();
		$affected = $wpdb->query(
			$wpdb->prepare(
				"UPDATE %i SET lock_owner = %s, lock_expires = %d, stalls = stalls + 1 WHERE id = %d AND ( lock_owner = '' OR lock_expires < %d OR lock_expires > %d )",
				Tables::name( 'runs' ),
				$owner,
				self::expires(),
				$run_id,
				time(),
				self::expires() + self::LIFETIME // Taken by a clock that was ahead.
			)
		);
		return 1 === $affected ? $owner : '';
	}

	/**
	 * Tells when a lock taken or renewed now expires, in Unix time.
	 */
	public static function expires(): int {
		return time() + self::LIFETIME;
	}

	/**
	 * Releases the lock, if it is still the owner's.
	 */
	public function release( int $run_id, string $owner ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "UPDATE %i SET lock_owner = '', lock_expires = 0 WHERE id = %d AND lock_owner = %s", Tables::name( 'runs' ), $run_id, $owner ) );
	}

	/**
	 * Tells whole seconds after which asking for the lock again makes sense.
	 */
	public function retry_after( int $run_id ): int {
		global $wpdb;
		$expires = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT lock_expires FROM %i WHERE id = %d', Tables::name( 'runs' ), $run_id ) );
		return max( 1, min( 5, $expires - time() + 1 ) );
	}
}
