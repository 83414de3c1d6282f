<?php
/**
 * Statements that must not fail unnoticed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * The database by way of wpdb, which reports a failed statement only in its return value. Every statement of the plugin goes through here, and is prepared here.
 *
 * Statements have wpdb's placeholders (`%s`, `%d`, `%f`, `%i` for names). A list as an argument repeats its placeholder: `IN ( %d )`. Null becomes NULL.
 */
final class Database {

	/** Rows that one INSERT adds at most: longer statements may exceed what the server accepts. */
	private const ROWS = 500;

	/** Bytes of values from which on an INSERT takes no further row: what servers accept begins at 1 MB in old ones, and is 16 MB in new ones. */
	public const BYTES = 500_000;

	/**
	 * Runs a writing statement.
	 *
	 * @return int Rows affected.
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function write( string $sql, mixed ...$args ): int {
		return self::attempt( $sql, ...$args ) ?? throw new Database_Failed();
	}

	/**
	 * Runs a writing statement whose refusal is an answer, too.
	 *
	 * @return int|null Rows affected; null where the database refuses it.
	 */
	public static function attempt( string $sql, mixed ...$args ): ?int {
		global $wpdb;
		$affected = $wpdb->query( self::prepare( $sql, ...$args ) );
		return false === $affected ? null : (int) $affected;
	}

	/**
	 * Adds rows.
	 *
	 * @param string                $table   Full name of the table.
	 * @param array<string, string> $columns Placeholders by column.
	 * @param iterable<list<mixed>> $rows    Values in the order of the columns.
	 * @param bool                  $ignore  Whether rows that are there already stay as they are.
	 * @param string[]              $update  Columns that rows which are there already take over.
	 * @param bool                  $mend    Whether characters that old tables can't hold, such as emoji, are replaced where the statement is refused; else it fails.
	 * @return int Rows affected.
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function insert( string $table, array $columns, iterable $rows, bool $ignore = false, array $update = array(), bool $mend = false ): int {
		$names = implode( ', ', array_keys( $columns ) );
		$row   = '(' . implode( ', ', $columns ) . ')';
		$tail  = implode( ', ', array_map( static fn( string $column ): string => "$column = VALUES($column)", $update ) );
		$added = 0;
		foreach ( self::chunks( $rows ) as $chunk ) {
			$statement = self::prepare(
				( $ignore ? 'INSERT IGNORE' : 'INSERT' ) . " INTO %i ($names) VALUES " . implode( ', ', array_fill( 0, count( $chunk ), $row ) ) . ( '' === $tail ? '' : " ON DUPLICATE KEY UPDATE $tail" ),
				$table,
				...array_merge( ...array_map( array_values( ... ), $chunk ) )
			);
			$affected  = self::attempt( $statement );
			if ( null === $affected && $mend && self::mended( $statement ) !== $statement ) {
				$affected = self::attempt( self::mended( $statement ) );
			}
			$added += $affected ?? throw new Database_Failed();
		}
		return $added;
	}

	/**
	 * Puts rows together that one statement adds; a row that is too long for that goes alone.
	 *
	 * @param iterable<list<mixed>> $rows Rows.
	 * @return \Generator<non-empty-list<list<mixed>>>
	 */
	private static function chunks( iterable $rows ): \Generator {
		$chunk = array();
		$bytes = 0;
		foreach ( $rows as $row ) {
			$size = strlen( implode( $row ) );
			if ( array() !== $chunk && ( count( $chunk ) === self::ROWS || $bytes + $size > self::BYTES ) ) {
				yield $chunk;
				$chunk = array();
				$bytes = 0;
			}
			$chunk[] = $row;
			$bytes  += $size;
		}
		if ( array() !== $chunk ) {
			yield $chunk;
		}
	}

	/**
	 * Reads rows.
	 *
	 * @return object[]
	 * @throws Database_Failed Where the database refuses it: no answer must not look like an empty one.
	 */
	public static function rows( string $sql, mixed ...$args ): array {
		global $wpdb;
		$statement = self::prepare( $sql, ...$args );
		$rows      = $wpdb->get_results( $statement ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared above.
		if ( ( '' !== $wpdb->last_error || null === $rows ) && self::mended( $statement ) !== $statement ) {
			// A table that can't hold a character has nobody of that name; WordPress refuses to ask it.
			$rows = $wpdb->get_results( self::mended( $statement ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- prepared above.
		}
		if ( '' !== $wpdb->last_error || null === $rows ) {
			throw new Database_Failed();
		}
		return $rows;
	}

	/**
	 * Reads the first column.
	 *
	 * @return list<string|null>
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function column( string $sql, mixed ...$args ): array {
		return array_map( static fn( object $row ): ?string => current( (array) $row ), self::rows( $sql, ...$args ) );
	}

	/**
	 * Reads the first column, of whole numbers.
	 *
	 * @return list<int>
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function numbers( string $sql, mixed ...$args ): array {
		return array_map( intval( ... ), self::column( $sql, ...$args ) );
	}

	/**
	 * Reads a whole number.
	 *
	 * @throws Database_Failed Where the database refuses it.
	 */
	public static function number( string $sql, mixed ...$args ): int {
		return self::numbers( $sql, ...$args )[0] ?? 0;
	}

	/**
	 * Does something with wpdb's reports of refused statements switched off.
	 *
	 * @template T
	 * @param callable(): T $work Statements, some of which the database may well refuse.
	 * @return T
	 */
	public static function quietly( callable $work ): mixed {
		global $wpdb;
		$silenced = $wpdb->suppress_errors();
		try {
			return $work();
		} finally {
			$wpdb->suppress_errors( $silenced );
		}
	}

	/**
	 * Fills the placeholders: the one place where values become SQL.
	 *
	 * @param string $sql     SQL; without arguments it is taken as it is.
	 * @param mixed  ...$args Numbers, texts, null, or a list of such; an empty list becomes NULL, which nothing is in, and which nothing is not in either.
	 * @return string Prepared SQL.
	 */
	public static function prepare( string $sql, mixed ...$args ): string {
		global $wpdb;
		$at     = 0;
		$values = array();
		$sql    = (string) preg_replace_callback(
			'/%[sdfi]/',
			static function ( array $placeholder ) use ( $args, &$at, &$values ): string {
				if ( ! array_key_exists( $at, $args ) ) {
					return $placeholder[0];
				}
				$list = is_array( $args[ $at ] ) ? array_values( $args[ $at ] ) : array( $args[ $at ] );
				++$at;
				if ( array() === $list || array( null ) === $list ) {
					return 'NULL';
				}
				array_push( $values, ...$list );
				return implode( ', ', array_fill( 0, count( $list ), $placeholder[0] ) );
			},
			$sql
		);
		// What has no placeholder is left to wpdb, which complains.
		$values = array( ...$values, ...array_slice( $args, $at ) );
		return array() === $values ? $sql : $wpdb->prepare( $sql, ...$values ); // phpcs:ignore WordPress.DB.PreparedSQL -- placeholders for what the arguments hold.
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
}
