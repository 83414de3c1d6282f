<?php
/**
 * Writes that must not fail unnoticed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * The database by way of wpdb, which reports a failed statement only in its return value.
 */
final class Database {

	/**
	 * Runs a writing statement.
	 *
	 * @param string $statement Prepared SQL.
	 * @return int Rows affected.
	 * @throws Write_Failed Where the database refuses it.
	 */
	public static function write( string $statement ): int {
		global $wpdb;
		$affected = $wpdb->query( $statement ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared by the caller.
		if ( false === $affected ) {
			throw new Write_Failed();
		}
		return (int) $affected;
	}

	/**
	 * Gives placeholders for a list.
	 *
	 * @param array<mixed> $values      Values, at least one.
	 * @param string       $placeholder One value's, or one row's.
	 */
	public static function placeholders( array $values, string $placeholder ): string {
		return implode( ', ', array_fill( 0, count( $values ), $placeholder ) );
	}
}
