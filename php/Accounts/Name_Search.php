<?php
/**
 * Finds names in the database.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * A condition that holds for all the same names, whatever the collation of the column; what else it finds, the caller leaves out by {@see Same_Name}.
 */
final class Name_Search {

	/** Collations to which the case of A to Z makes no difference; others tell cases apart (`_bin`), or have an i of their own (Turkish). */
	private const CASELESS = '/^(?:[a-z0-9]+_)?(?:general|unicode|unicode_520|0900_ai|uca1400_ai)_ci$/D';

	/**
	 * Gives the condition that a column holds one of some names.
	 *
	 * @param string $table  The table.
	 * @param string $column One of its columns: a name of ours, never one that somebody entered.
	 * @return string SQL with one placeholder, for the list of names; the index of the column serves unless its collation is a rare one.
	 */
	public static function condition( string $table, string $column ): string {
		// The same text under utf8mb4_general_ci is a superset of the same name.
		return ( self::is_caseless( $table, $column ) ? "`$column`" : "CONVERT( `$column` USING utf8mb4 ) COLLATE utf8mb4_general_ci" ) . ' IN ( %s )';
	}

	/**
	 * Tells whether the column's own collation finds all the same names. WordPress asks the database once a request.
	 */
	private static function is_caseless( string $table, string $column ): bool {
		global $wpdb;
		// WordPress' integration of SQLite makes every column NOCASE, which is about A to Z alone.
		if ( $wpdb instanceof \WP_SQLite_DB ) {
			return true;
		}
		$wpdb->get_col_charset( $table, $column );
		$collation = $wpdb->col_meta[ strtolower( $table ) ][ strtolower( $column ) ]->Collation ?? ''; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- MySQL's name.
		return 1 === preg_match( self::CASELESS, $collation );
	}
}
