<?php
/**
 * The plugin's tables: names and definition.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Creates the tables and sees whether they exist.
 *
 * Results has a row per directory user and per WordPress user without one; its key (run, subject) makes a repeated row impossible.
 * Runs is the history. Links is a copy of the links in user meta with an index, made anew for each run, since `usermeta` has none on values.
 * Work holds what a run has to remember: pages followed, claims on accounts. Journal holds what was done to accounts, with the former values.
 */
final class Tables {

	/** Action of admin-post.php that makes missing tables anew. */
	public const REPAIR_ACTION = 'wpo365_user_sync_repair';

	private const TABLES = array( 'results', 'runs', 'links', 'work', 'journal' );

	/**
	 * Names a table.
	 *
	 * @param string $table One of results, runs, links, work, journal.
	 */
	public static function name( string $table ): string {
		global $wpdb;
		return $wpdb->prefix . 'wpo365_user_sync_' . $table;
	}

	/**
	 * Tells whether every table exists.
	 */
	public function exists(): bool {
		global $wpdb;
		try {
			$found = Database::column( 'SHOW TABLES LIKE %s', $wpdb->esc_like( self::name( '' ) ) . '%' );
		} catch ( Database_Failed ) {
			return false;
		}
		// With lower_case_table_names the server tells names in lower case.
		return array() === array_diff( array_map( static fn( string $table ): string => strtolower( self::name( $table ) ), self::TABLES ), array_map( 'strtolower', $found ) );
	}

	/**
	 * Names the definition of the tables: whatever is changed in it makes another name, so no number can be forgotten.
	 *
	 * @param list<string> $result_columns Lines that define the columns of results.
	 */
	public function version( array $result_columns ): string {
		return md5( implode( $this->statements( $result_columns, '' ) ) );
	}

	/**
	 * Creates or upgrades the tables.
	 *
	 * @param list<string> $result_columns Lines that define the columns of results, which know the rows they are read into.
	 */
	public function create( array $result_columns ): void {
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$innodb = Engines::has_innodb();
		dbDelta( $this->statements( $result_columns, $innodb ? 'ENGINE=InnoDB ' : '' ) );
		if ( $innodb ) {
			$this->convert();
		}
	}

	/**
	 * Gives tables that were made with another engine one that can roll back: what is done and what is remembered commit together, or nothing.
	 */
	private function convert(): void {
		foreach ( array_keys( Engines::without_transactions( self::names() ) ) as $table ) {
			Database::attempt( 'ALTER TABLE %i ENGINE = InnoDB', $table );
		}
	}

	/**
	 * Lists the tables.
	 *
	 * @return string[] Full names, with the prefix of the site.
	 */
	public static function names(): array {
		return array_map( self::name( ... ), self::TABLES );
	}

	/**
	 * Removes the tables.
	 */
	public static function drop(): void {
		foreach ( self::TABLES as $table ) {
			Database::attempt( 'DROP TABLE IF EXISTS %i', self::name( $table ) );
		}
	}

	/**
	 * @param list<string> $result_columns Lines that define the columns of results.
	 * @param string       $engine         Option of CREATE TABLE, with a blank; may be empty.
	 * @return string[] Statements in the form that dbDelta() can compare.
	 */
	private function statements( array $result_columns, string $engine ): array {
		global $wpdb;
		$options = $engine . $wpdb->get_charset_collate();
		$columns = implode( ",\n  ", $result_columns );
		$results = self::name( 'results' );
		$runs    = self::name( 'runs' );
		$links   = self::name( 'links' );
		$work    = self::name( 'work' );
		$journal = self::name( 'journal' );
		return array(
			"CREATE TABLE $results (
  $columns,
  PRIMARY KEY  (id),
  UNIQUE KEY run_subject (run_id,subject),
  KEY run_table (run_id,table_name,status),
  KEY run_user (run_id,user_id),
  KEY run_pending (run_id,pending)
) $options;",
			"CREATE TABLE $runs (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  kind varchar(10) NOT NULL DEFAULT 'full',
  active tinyint(1) DEFAULT NULL,
  status varchar(20) NOT NULL,
  phase varchar(20) NOT NULL,
  sequence int(10) unsigned NOT NULL DEFAULT 0,
  options varchar(100) NOT NULL,
  counts text NOT NULL,
  received int(10) unsigned NOT NULL DEFAULT 0,
  expected int(10) unsigned DEFAULT NULL,
  resume_at bigint(20) unsigned DEFAULT NULL,
  held text NOT NULL,
  error text NOT NULL,
  origin varchar(10) NOT NULL,
  started_by bigint(20) unsigned NOT NULL DEFAULT 0,
  started_at bigint(20) unsigned NOT NULL,
  updated_at bigint(20) unsigned NOT NULL,
  finished_at bigint(20) unsigned DEFAULT NULL,
  tenant_id varchar(64) NOT NULL DEFAULT '',
  fingerprint varchar(64) NOT NULL DEFAULT '',
  state longtext NOT NULL,
  rest longtext NOT NULL,
  deaths int(10) unsigned NOT NULL DEFAULT 0,
  stalls int(10) unsigned NOT NULL DEFAULT 0,
  touched longtext,
  delta_links text,
  saves int(10) unsigned NOT NULL DEFAULT 0,
  lock_owner varchar(40) NOT NULL DEFAULT '',
  lock_expires bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY  (id),
  UNIQUE KEY active (active)
) $options;",
			"CREATE TABLE $links (
  user_id bigint(20) unsigned NOT NULL,
  object_id varchar(64) NOT NULL DEFAULT '',
  user_principal_name varchar(191) NOT NULL DEFAULT '',
  PRIMARY KEY  (user_id),
  KEY object_id (object_id),
  KEY user_principal_name (user_principal_name)
) $options;",
			"CREATE TABLE $work (
  run_id bigint(20) unsigned NOT NULL,
  kind varchar(60) NOT NULL,
  item varchar(64) NOT NULL,
  user_id bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY  (run_id,kind,item,user_id),
  KEY account (run_id,kind,user_id)
) $options;",
			"CREATE TABLE $journal (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  run_id bigint(20) unsigned NOT NULL,
  user_id bigint(20) unsigned NOT NULL,
  object_id varchar(64) NOT NULL DEFAULT '',
  kind varchar(20) NOT NULL,
  field varchar(255) NOT NULL DEFAULT '',
  value_before longtext,
  value_after longtext,
  keeping varchar(10) NOT NULL DEFAULT '',
  acted_at bigint(20) unsigned NOT NULL,
  acted_by bigint(20) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY  (id),
  KEY run_id (run_id),
  KEY user_id (user_id),
  KEY object_id (object_id),
  KEY acted_at (acted_at)
) $options;",
		);
	}
}
