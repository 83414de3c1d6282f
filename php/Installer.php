<?php
/**
 * Activation, upgrade and repair of the plugin's tables.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Results\Columns;
use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Settings\Registration;

/**
 * Makes sure the plugin's tables exist.
 */
final class Installer {

	/** Version of the tables that were last seen to exist. */
	public const VERSION_OPTION = 'wpo365_user_sync_schema';

	public function __construct(
		private readonly Tables $schema,
		private readonly string $file = '',
	) {}

	/**
	 * Creates what is missing. The version is stored only once every table is seen to exist.
	 *
	 * @return bool Whether all tables exist now.
	 */
	public function install(): bool {
		$this->schema->create( Columns::lines() );
		if ( ! $this->schema->exists() ) {
			delete_option( self::VERSION_OPTION );
			return false;
		}
		update_option( self::VERSION_OPTION, $this->version() );
		return true;
	}

	/**
	 * Names the definition of the tables.
	 */
	public function version(): string {
		return $this->schema->version( Columns::lines() );
	}

	/**
	 * Re-creates a missing or outdated table on an admin request.
	 */
	public function maybe_install(): void {
		if ( wp_doing_ajax() || ! current_user_can( Access::MANAGE ) ) {
			return;
		}
		Registration::note();
		if ( $this->version() !== get_option( self::VERSION_OPTION ) || ! $this->schema->exists() ) {
			$this->install();
		}
	}

	/**
	 * Brings existing tables up to date before the site does anything by itself: WordPress may update the plugin at night, and no administrator may have come since.
	 *
	 * @return bool Whether there are tables.
	 */
	public function is_ready(): bool {
		$version = get_option( self::VERSION_OPTION );
		return false !== $version && ( $version === $this->version() || $this->install() );
	}

	/**
	 * Handles the page's Repair button.
	 */
	public function repair(): void {
		check_admin_referer( Tables::REPAIR_ACTION );
		if ( ! current_user_can( Access::MANAGE ) ) {
			wp_die( esc_html__( 'Your account may not use WPO365 User Sync. Ask an administrator of this site.', 'wpo365-user-sync' ), '', array( 'response' => 403 ) );
		}
		$this->install();
		wp_safe_redirect( admin_url( 'users.php?page=wpo365-user-sync' ) );
		exit;
	}

	/**
	 * Creates the tables of this site on activation. On a network where it is activated for all sites, each gets its tables with the first request of an administrator there: see maybe_install().
	 *
	 * @param bool $network_wide Whether the plugin is activated for the whole network.
	 */
	public function activate( bool $network_wide = false ): void {
		$missing = Requirements::missing();
		if ( '' !== $missing ) {
			deactivate_plugins( plugin_basename( $this->file ), false, $network_wide );
			wp_die( esc_html( $missing ), '', array( 'back_link' => true ) );
		}
		Registration::note();
		if ( ! is_multisite() || ! $network_wide ) {
			$this->install();
		}
	}

	/**
	 * Has no site do anything by itself any more.
	 *
	 * @param bool $network_wide Whether the plugin is deactivated for the whole network.
	 */
	public static function deactivate( bool $network_wide = false ): void {
		$network_wide ? self::on_every_site( Events::remove( ... ) ) : Events::remove();
	}

	/**
	 * Removes the plugin's tables, options and events from every site.
	 */
	public static function uninstall(): void {
		self::on_every_site(
			static function (): void {
				Events::remove();
				Tables::drop();
				self::delete_options();
			}
		);
	}

	/**
	 * @param callable(): void $work Done on each site.
	 */
	private static function on_every_site( callable $work ): void {
		$sites = is_multisite() ? get_sites(
			array(
				'fields' => 'ids',
				'number' => 0,
			)
		) : array( get_current_blog_id() );
		foreach ( $sites as $site ) {
			is_multisite() && switch_to_blog( $site );
			$work();
			is_multisite() && restore_current_blog();
		}
	}

	/**
	 * Every option and transient of ours begins with the same prefix.
	 */
	private static function delete_options(): void {
		global $wpdb;
		$like  = static fn( string $prefix ): string => $wpdb->esc_like( $prefix ) . '%';
		$names = Database::column( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s", $like( 'wpo365_user_sync_' ), $like( '_transient_wpo365_user_sync_' ), $like( '_transient_timeout_wpo365_user_sync_' ) );
		array_map( 'delete_option', $names );
	}
}
