<?php
/**
 * Statements that must not fail unnoticed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * The database by way of wpdb, which reports a failed statement only in its return value.
 */
final class Database {

	/**
	 * Runs a writing statement.
	 *
	 * @param string $statement Prepared SQL.
	 * @param bool   $mend      Whether characters that old tables can't hold, such as emoji, are replaced where the statement is refused; else it fails.
	 * @return int Rows affected.
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function write( string $statement, bool $mend = false ): int {
		global $wpdb;
		$affected = $wpdb->query( $statement ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared by the caller.
		if ( false === $affected && $mend && self::mended( $statement ) !== $statement ) {
			$affected = $wpdb->query( self::mended( $statement ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared by the caller.
		}
		if ( false === $affected ) {
			throw new Database_Failed();
		}
		return (int) $affected;
	}

	/**
	 * Reads rows.
	 *
	 * @param string $statement Prepared SQL.
	 * @return object[]
	 * @throws Database_Failed Where the database refuses it: no answer must not look like an empty one.
	 */
	public static function rows( string $statement ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $statement ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared by the caller.
		if ( ( '' !== $wpdb->last_error || null === $rows ) && self::mended( $statement ) !== $statement ) {
			// A table that can't hold a character has nobody of that name; WordPress refuses to ask it.
			$rows = $wpdb->get_results( self::mended( $statement ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared by the caller.
		}
		if ( '' !== $wpdb->last_error || null === $rows ) {
			throw new Database_Failed();
		}
		return $rows;
	}

	/**
	 * Reads the first column.
	 *
	 * @param string $statement Prepared SQL.
	 * @return list<string|null>
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function column( string $statement ): array {
		return array_map( static fn( object $row ): ?string => current( (array) $row ), self::rows( $statement ) );
	}

	/**
	 * Reads a whole number.
	 *
	 * @param string $statement Prepared SQL that gives one row.
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function number( string $statement ): int {
		return (int) ( self::column( $statement )[0] ?? 0 );
	}

	/**
	 * Tells whether a column can hold a text: tables from before WordPress 4.2 hold no four-byte characters.
	 */
	public static function can_store( string $table, string $column, string $text ): bool {
		global $wpdb;
		if ( 1 !== preg_match( '/[^\x00-\x7F]/', $text ) ) {
			return true;
		}
		$stored = $wpdb->strip_invalid_text_for_column( $table, $column, $text );
		return ! is_string( $stored ) || $stored === $text;
	}

	/**
	 * Replaces characters of four bytes.
	 */
	private static function mended( string $statement ): string {
		return (string) preg_replace( '/[\xF0-\xF4][\x80-\xBF]{3}/', "\u{FFFD}", $statement );
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
