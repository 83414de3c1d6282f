<?php
/**
 * Storage engines of tables.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Tells whether tables can roll back. Servers with another default engine than InnoDB, and sites that were moved from old ones, have tables that can't.
 */
final class Engines {

	/** Engines with transactions, in lower case. */
	private const GOOD = array( 'innodb', 'xtradb', 'rocksdb', 'tokudb', 'ndbcluster' );

	/**
	 * Lists tables that can't roll back.
	 *
	 * @param string[] $tables Names of tables.
	 * @return array<string, string> Engine by name; empty where the database does not tell (SQLite: all of it can).
	 */
	public static function without_transactions( array $tables ): array {
		if ( self::is_sqlite() ) {
			return array();
		}
		$engines = array_column( self::rows( 'SHOW TABLE STATUS WHERE Name IN ( %s )', $tables ), 'Engine', 'Name' );
		return array_filter( $engines, static fn( ?string $engine ): bool => null !== $engine && '' !== $engine && ! in_array( strtolower( $engine ), self::GOOD, true ) );
	}

	/**
	 * Lists WordPress' own tables that a run writes to and that can't roll back.
	 *
	 * @return array<string, string> Engine by name.
	 */
	public static function of_core(): array {
		global $wpdb;
		return self::without_transactions( array( $wpdb->users, $wpdb->usermeta, $wpdb->posts ) );
	}

	/**
	 * Tells whether the server has InnoDB.
	 */
	public static function has_innodb(): bool {
		if ( self::is_sqlite() ) {
			return false;
		}
		foreach ( self::rows( 'SHOW ENGINES' ) as $row ) {
			if ( 'innodb' === strtolower( $row->Engine ?? '' ) ) {
				return in_array( strtoupper( $row->Support ?? '' ), array( 'YES', 'DEFAULT' ), true );
			}
		}
		return false;
	}

	/**
	 * Reads what the server may not tell to everybody.
	 *
	 * @return object[] Empty where it does not tell.
	 */
	private static function rows( string $sql, mixed ...$args ): array {
		try {
			return Database::quietly( static fn(): array => Database::rows( $sql, ...$args ) );
		} catch ( Database_Failed ) {
			return array();
		}
	}

	/**
	 * Tells whether WordPress' integration of SQLite stands in for MySQL: it has no engines, and always rolls back.
	 */
	private static function is_sqlite(): bool {
		global $wpdb;
		return str_contains( strtolower( $wpdb::class ), 'sqlite' );
	}
}
