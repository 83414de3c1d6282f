<?php
/**
 * One at a time.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Lets one request at a time do something, by a row that only one of them can insert.
 */
final class Mutex {

	/**
	 * Seconds after which the row of a request that died is taken over; longer than a call to the sign-in service may last.
	 */
	private const LIFETIME = 45;

	/**
	 * Seconds that others wait before they give up.
	 */
	private const PATIENCE = 10;

	/**
	 * @param string $name What is guarded.
	 */
	public function __construct( private readonly string $name ) {
	}

	/**
	 * Does something while nobody else does it.
	 *
	 * @template T
	 * @param callable(): T $work What to do.
	 * @return T
	 * @throws Graph_Exception When the other one takes too long; worth another try.
	 */
	public function hold( callable $work ): mixed {
		$owner = $this->acquire();
		try {
			return $work();
		} finally {
			$this->release( $owner );
		}
	}

	/**
	 * Waits for the row, and inserts it.
	 *
	 * @return string The value of the row, which tells its owner.
	 * @throws Graph_Exception When the other one takes too long.
	 */
	private function acquire(): string {
		$until = microtime( true ) + self::PATIENCE;
		do {
			$owner = ( time() + self::LIFETIME ) . ' ' . wp_generate_uuid4();
			if ( $this->insert( $owner ) || $this->take_over( $owner ) ) {
				return $owner;
			}
			usleep( wp_rand( 50_000, 150_000 ) );
		} while ( microtime( true ) < $until );
		throw new Graph_Exception( Graph_Error::Server_Error, __( 'The sign-in is being renewed by another request. Try again in a moment.', 'wpo365-user-sync' ), 503, 5 );
	}

	/**
	 * Inserts the row; the unique name lets one request win.
	 *
	 * @param string $owner The row's value.
	 */
	private function insert( string $owner ): bool {
		global $wpdb;
		return 1 === $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->options ( option_name, option_value, autoload ) VALUES ( %s, %s, 'off' )", $this->option(), $owner ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a cache can't decide.
	}

	/**
	 * Takes the row of a request that died.
	 *
	 * @param string $owner The row's new value.
	 */
	private function take_over( string $owner ): bool {
		global $wpdb;
		$present = $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $this->option() ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a cache can't decide.
		if ( ! is_string( $present ) || (int) $present >= time() ) {
			return false;
		}
		return 1 === $wpdb->query( $wpdb->prepare( "UPDATE $wpdb->options SET option_value = %s WHERE option_name = %s AND option_value = %s", $owner, $this->option(), $present ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a cache can't decide.
	}

	/**
	 * Removes the row, if it is still the owner's.
	 *
	 * @param string $owner The row's value.
	 */
	private function release( string $owner ): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name = %s AND option_value = %s", $this->option(), $owner ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- a cache can't decide.
	}

	/**
	 * Names the row.
	 */
	private function option(): string {
		return 'wpo365_user_sync_lock_' . $this->name;
	}
}
