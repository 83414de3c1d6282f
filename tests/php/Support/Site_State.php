<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * The site as it was installed, and the way back to it.
 *
 * The engine commits, so a test can't be undone by a rollback.
 */
final class Site_State {

	/** @var array<string, array{option_value: string, autoload: string}> */
	private static array $options = array();

	/** @var array<string, \WP_Hook> */
	private static array $hooks = array();

	/** @var array<string, int> */
	private static array $actions = array();

	/** @var array<string, mixed> Registered meta. */
	private static array $meta_keys = array();

	/** @var array<string, int> Table name => highest id that the installation made. */
	private static array $highest = array();

	/** @var list<array<string, string|null>> The administrator's user meta. */
	private static array $meta = array();

	/** @var array<string, string|null> The administrator's row. */
	private static array $admin = array();

	/**
	 * Remembers what every test starts from.
	 */
	public static function remember(): void {
		global $wpdb;
		self::$options   = self::read_options();
		self::$actions   = $GLOBALS['wp_actions'];
		self::$meta_keys = $GLOBALS['wp_meta_keys'] ?? array();
		self::$admin     = $wpdb->get_row( "SELECT * FROM {$wpdb->users} WHERE ID = 1", ARRAY_A );
		self::$meta      = $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE user_id = 1", ARRAY_A );
		foreach ( $GLOBALS['wp_filter'] as $name => $hook ) {
			self::$hooks[ $name ] = clone $hook;
		}
		foreach ( self::id_columns() as $table => $column ) {
			self::$highest[ $table ] = (int) $wpdb->get_var( "SELECT MAX({$column}) FROM {$table}" );
		}
	}

	/**
	 * Puts tables, options, hooks and globals back to what was remembered.
	 */
	public static function restore(): void {
		self::restore_hooks();
		self::restore_tables();
		self::restore_options();
		self::restore_globals();
	}

	private static function restore_tables(): void {
		global $wpdb;
		$wpdb->query( 'ROLLBACK' );
		$wpdb->query( 'SET autocommit = 1' );
		foreach ( self::plugin_tables() as $table ) {
			$wpdb->query( "DELETE FROM `{$table}`" );
		}
		$wpdb->query( "DELETE FROM {$wpdb->users}" );
		$wpdb->query( "DELETE FROM {$wpdb->usermeta}" );
		$wpdb->insert( $wpdb->users, self::$admin );
		foreach ( self::$meta as $row ) {
			$wpdb->insert( $wpdb->usermeta, $row );
		}
		foreach ( self::$highest as $table => $highest ) {
			$column = self::id_columns()[ $table ];
			$wpdb->query( $wpdb->prepare( 'DELETE FROM %i WHERE %i > %d', $table, $column, $highest ) );
		}
	}

	private static function restore_options(): void {
		global $wpdb;
		$now = self::read_options();
		foreach ( array_diff_key( $now, self::$options ) as $name => $row ) {
			$wpdb->delete( $wpdb->options, array( 'option_name' => $name ) );
		}
		foreach ( self::$options as $name => $row ) {
			if ( ! isset( $now[ $name ] ) ) {
				$wpdb->insert( $wpdb->options, array( 'option_name' => $name ) + $row );
			} elseif ( $now[ $name ] !== $row ) {
				$wpdb->update( $wpdb->options, $row, array( 'option_name' => $name ) );
			}
		}
	}

	private static function restore_hooks(): void {
		$GLOBALS['wp_filter'] = array();
		foreach ( self::$hooks as $name => $hook ) {
			$GLOBALS['wp_filter'][ $name ] = clone $hook;
		}
		$GLOBALS['wp_actions']        = self::$actions;
		$GLOBALS['wp_current_filter'] = array();
	}

	private static function restore_globals(): void {
		wp_cache_flush();
		unset( $GLOBALS['wp_roles'] );
		$GLOBALS['wp_rest_server'] = null;
		$GLOBALS['wp_meta_keys']   = self::$meta_keys;
		$_GET                      = array();
		$_POST                     = array();
		$_REQUEST                  = array();
		$_COOKIE                   = array();
		wp_set_current_user( 0 );
	}

	/** @return list<string> */
	public static function plugin_tables(): array {
		global $wpdb;
		return $wpdb->get_col(
			$wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . 'wpo365_user_sync_' ) . '%' )
		);
	}

	/** @return array<string, string> Table => column, of what tests may add to. */
	private static function id_columns(): array {
		global $wpdb;
		return array(
			$wpdb->posts       => 'ID',
			$wpdb->postmeta    => 'meta_id',
			$wpdb->comments    => 'comment_ID',
			$wpdb->commentmeta => 'meta_id',
			$wpdb->links       => 'link_id',
		);
	}

	/** @return array<string, array{option_value: string, autoload: string}> */
	private static function read_options(): array {
		global $wpdb;
		$options = array();
		foreach ( $wpdb->get_results( "SELECT option_name, option_value, autoload FROM {$wpdb->options}" ) as $row ) {
			$options[ $row->option_name ] = array(
				'option_value' => $row->option_value,
				'autoload'     => $row->autoload,
			);
		}
		return $options;
	}
}
