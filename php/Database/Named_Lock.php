<?php
/**
 * A lock that is a row of its own.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Lets one request at a time do something that has a name, by a row among WordPress' options that only one of them can insert. Works where our tables are missing.
 *
 * The row's value is the end, in Unix time, and the owner. What has a record uses {@see Record_Lock}.
 */
final class Named_Lock {

	private readonly Lease $lease;

	/**
	 * @param string $name     What is guarded.
	 * @param int    $lifetime Seconds after which the lock of a request that died is taken over.
	 * @param int    $patience Seconds that others wait before they give up.
	 */
	public function __construct( private readonly string $name, int $lifetime, private readonly int $patience ) {
		$this->lease = new Lease( $lifetime );
	}

	/**
	 * Does something while nobody else does it.
	 *
	 * @template T
	 * @param callable(): T $work What to do.
	 * @return T
	 * @throws Lock_Held When the other one takes too long; worth another try.
	 */
	public function hold( callable $work ): mixed {
		$value = $this->acquire();
		try {
			return $work();
		} finally {
			$this->release( $value );
		}
	}

	/**
	 * Waits for the row, and inserts it.
	 *
	 * @return string The row's value.
	 * @throws Lock_Held When the other one takes too long.
	 */
	private function acquire(): string {
		$until = microtime( true ) + $this->patience;
		do {
			$value = $this->lease->expires() . ' ' . Lease::owner();
			if ( $this->insert( $value ) || $this->take_over( $value ) ) {
				return $value;
			}
			usleep( wp_rand( 50_000, 150_000 ) );
		} while ( microtime( true ) < $until );
		throw new Lock_Held();
	}

	/**
	 * Inserts the row; the unique name lets one request win.
	 */
	private function insert( string $value ): bool {
		global $wpdb;
		return 1 === Database::attempt( "INSERT IGNORE INTO {$wpdb->options} ( option_name, option_value, autoload ) VALUES ( %s, %s, 'off' )", $this->option(), $value );
	}

	/**
	 * Takes the row of a request that died.
	 */
	private function take_over( string $value ): bool {
		global $wpdb;
		try {
			$present = Database::column( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", $this->option() )[0] ?? null;
		} catch ( Database_Failed ) {
			return false;
		}
		return null !== $present && $this->lease->is_over( (int) $present )
			&& 1 === Database::attempt( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND option_value = %s", $value, $this->option(), $present );
	}

	/**
	 * Removes the row, if it is still the owner's.
	 */
	private function release( string $value ): void {
		global $wpdb;
		Database::attempt( "DELETE FROM {$wpdb->options} WHERE option_name = %s AND option_value = %s", $this->option(), $value );
	}

	private function option(): string {
		return 'wpo365_user_sync_lock_' . $this->name;
	}
}
