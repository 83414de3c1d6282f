<?php
/**
 * A lock that is part of a record.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Lets one request at a time work on a record of one of our tables, by two of its columns: `lock_owner` and `lock_expires`. Taken by one UPDATE that the database decides.
 *
 * Being columns, they can be a condition of every save: whoever has lost the lock saves nothing. Something that has no record uses {@see Named_Lock}.
 */
final class Record_Lock {

	private readonly Lease $lease;

	/**
	 * @param string $table    One of our tables, as in {@see Tables::name()}.
	 * @param int    $lifetime Seconds after which the lock of a request that died is taken over.
	 * @param string $counter  Column that counts how often the lock was taken; whoever gets on with the work sets it back.
	 */
	public function __construct( private readonly string $table, int $lifetime, private readonly string $counter ) {
		$this->lease = new Lease( $lifetime );
	}

	/**
	 * Takes the lock.
	 *
	 * @return string The owner's name, or an empty string where somebody else holds it.
	 */
	public function acquire( int $id ): string {
		$owner    = Lease::owner();
		$affected = Database::attempt(
			"UPDATE %i SET lock_owner = %s, lock_expires = %d, %i = %i + 1 WHERE id = %d AND ( lock_owner = '' OR lock_expires < %d OR lock_expires > %d )",
			Tables::name( $this->table ),
			$owner,
			$this->lease->expires(),
			$this->counter,
			$this->counter,
			$id,
			time(),
			$this->lease->latest()
		);
		return 1 === $affected ? $owner : '';
	}

	/**
	 * Tells when the lock expires if it is renewed now, in Unix time.
	 */
	public function expires(): int {
		return $this->lease->expires();
	}

	/**
	 * Releases the lock, if it is still the owner's.
	 */
	public function release( int $id, string $owner ): void {
		Database::attempt( "UPDATE %i SET lock_owner = '', lock_expires = 0 WHERE id = %d AND lock_owner = %s", Tables::name( $this->table ), $id, $owner );
	}

	/**
	 * Tells whole seconds after which asking for the lock again makes sense.
	 */
	public function retry_after( int $id ): int {
		try {
			$expires = Database::number( 'SELECT lock_expires FROM %i WHERE id = %d', Tables::name( $this->table ), $id );
		} catch ( Database_Failed ) {
			$expires = 0;
		}
		return max( 1, min( 5, $expires - time() + 1 ) );
	}
}
