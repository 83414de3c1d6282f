<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use WPO365\User_Sync\Tests\Support\Browses;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Uninstalling takes everything that is the plugin's alone, and nothing else.
 */
final class Uninstall_Test extends Test_Case {

	use Browses;

	private const LINK = array( 'aadObjectId', 'aadTenantId', 'userPrincipalName' );

	/** What others have, under names that look alike. */
	private const OF_OTHERS = array( 'wpo365_user_synchronizer', 'wpo365_options', 'wpo365xuser_sync_settings', 'my_wpo365_user_sync_note', '_transient_wpo365_user_synchronizer', '_transientxwpo365_user_sync_x' );

	private const META_OF_OTHERS = array( 'wpo365_user_sync_roles_of_others', 'wpo365xuser_sync_roles', 'wpo365_department', 'team' );

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->begin_session();
	}

	public function test_what_is_the_plugins_goes_and_everything_else_stays(): void {
		$this->live();
		$this->leave_things_of_others();
		$before = $this->everything();
		$ours   = preg_grep( self::ours(), array_keys( $before['options'] ) );
		self::assertGreaterThanOrEqual( 8, count( $ours ), 'There is much to remove: ' . implode( ', ', $ours ) );
		self::assertContains( 'wpo365_user_sync_roles', array_column( $before['usermeta'], 'meta_key' ) );

		self::uninstall();

		$after = $this->everything();
		self::assertSame( array(), self::tables() );
		$of_others = array_diff_key( $before['options'], array_flip( $ours ) );
		self::assertStringContainsString( 'wpo365_user_sync_tick', $of_others['cron'] );
		$of_others['cron'] = serialize( array_filter( array_map( static fn( mixed $events ): mixed => is_array( $events ) ? array_diff_key( $events, array( 'wpo365_user_sync_tick' => true ) ) : $events, unserialize( $of_others['cron'] ) ) ) );
		self::assertSame( $of_others, $after['options'], 'The options and transients of the plugin go, and no others.' );
		unset( $before['options'], $after['options'] );
		self::assertSame( $before, $after, 'Users with all their meta, posts, and the tables of others.' );
		wp_cache_flush();
		self::assertSame( array(), preg_grep( '/wpo365_user_sync/', array_map( 'wp_json_encode', _get_cron_array() ) ) );
	}

	public function test_no_option_but_the_version_is_loaded_with_every_page(): void {
		$this->live();
		$this->rest( 'POST', '/connection/test' );
		wp_cache_flush();
		self::assertSame( array( 'wpo365_user_sync_schema' ), array_values( preg_grep( '/wpo365_user_sync_/', array_keys( wp_load_alloptions( true ) ) ) ) );
	}

	public function test_the_links_stay_whole(): void {
		$this->live();
		$links = $this->links();
		self::assertCount( 3 * 4, $links );

		self::uninstall();

		self::assertSame( $links, $this->links() );
	}

	public function test_the_journal_goes_and_deactivated_accounts_stay_deactivated(): void {
		$this->live();
		self::assertContains( 'journal', self::tables() );
		self::assertNotSame( '0', $GLOBALS['wpdb']->get_var( "SELECT COUNT(*) FROM {$GLOBALS['wpdb']->prefix}wpo365_user_sync_journal" ) );
		$user = $this->create_user();
		update_user_meta( $user, 'wpo365_active', 'deactivated' );
		update_user_meta( $user, 'wpo365_user_sync_deactivated', '{"roles":["editor"]}' );

		self::uninstall();

		wp_cache_flush();
		self::assertNotContains( 'journal', self::tables() );
		self::assertSame( array( 'deactivated', '{"roles":["editor"]}' ), array( get_user_meta( $user, 'wpo365_active', true ), get_user_meta( $user, 'wpo365_user_sync_deactivated', true ) ), 'Another plugin honours the mark; taking it off would open the account without anybody having said so.' );
	}

	public function test_uninstalling_what_was_never_used_is_no_error(): void {
		$this->drop();
		self::assertSame( 'done', self::uninstall() );
		self::assertSame( array(), self::tables() );
	}

	public function test_the_file_does_nothing_when_it_is_called_by_itself(): void {
		$output = Php_Process::run( 'include WP_PLUGIN_DIR . "/wpo365-user-sync/uninstall.php"; echo "not reached";' );
		self::assertSame( '', $output );
		self::assertSame( self::$all_tables, self::tables() );
	}

	public function test_after_a_new_installation_the_people_are_found_by_their_links(): void {
		$this->live();
		self::uninstall();
		wp_cache_flush();
		do_action( 'activate_wpo365-user-sync/wpo365-user-sync.php', false );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 'completed', 4, 0 ), array( $run['status'], $run['counts']['matched'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
	}

	public function test_after_a_new_installation_roles_from_groups_are_still_taken_back(): void {
		$this->live();
		$settings = array( 'roles' => $this->rest( 'GET', '/settings' )->data['settings']['roles'] );
		$editor   = (int) get_users( array( 'role' => 'editor', 'fields' => 'ID' ) )[0];
		self::uninstall();
		wp_cache_flush();
		do_action( 'activate_wpo365-user-sync/wpo365-user-sync.php', false );
		$settings['roles']['mappings'] = array();
		$this->save_settings( $settings );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'completed', 1 ), array( $run['status'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		clean_user_cache( $editor );
		self::assertSame( array( 'subscriber' ), array_values( get_userdata( $editor )->roles ) );
		self::assertSame( '', get_user_meta( $editor, 'wpo365_user_sync_roles', true ) );
	}

	/**
	 * Uses everything that stores something: runs, settings, secrets, sign-ins, notes, roles.
	 */
	private function live(): void {
		$group = Simulator::group( 'Editors', array( Simulator::people()[0]['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ), 'fields' => array( array( 'property' => 'department', 'meta_key' => 'team' ) ) ) );
		self::assertSame( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) )['status'] );
		$this->rest( 'POST', '/connection/test' );
		$this->delegated();
		self::assertTrue( $this->connect() );
		$this->rest( 'POST', '/connection/test' );
		$this->authorize();
		// A secret of the settings, the application's token, the tenant of a domain, and the lock of a request that died.
		Php_Process::run(
			'$settings = new WPO365\User_Sync\Settings\Settings(); WPO365\User_Sync\Settings\Update::of( $settings, array( "connection" => array( "client_secret" => "kept", "permission_type" => "application" ) ) ); $settings->secrets()->keep( "application_token", array( 1 ) ); ( new WPO365\User_Sync\Connection\Sign_In\Tenant( $settings ) )->id();',
			array( 'WPO_USER_SYNC_CLIENT_SECRET' => null, 'WPO_USER_SYNC_TENANT_ID' => 'lakeside.example' )
		);
		$GLOBALS['wpdb']->insert( $GLOBALS['wpdb']->options, array( 'option_name' => 'wpo365_user_sync_lock_refresh_1', 'option_value' => '1 dead', 'autoload' => 'off' ) );
		wp_cache_flush();
	}

	private function leave_things_of_others(): void {
		foreach ( self::OF_OTHERS as $name ) {
			update_option( $name, 'theirs' );
		}
		foreach ( self::META_OF_OTHERS as $key ) {
			update_user_meta( self::ADMIN, $key, 'theirs' );
		}
		wp_insert_post( array( 'post_title' => 'wpo365_user_sync_', 'post_status' => 'publish', 'post_author' => self::ADMIN ) );
	}

	/** Matches names of options that are the plugin's. */
	private static function ours(): string {
		return '/^(_transient_(timeout_)?)?wpo365_user_sync_/';
	}

	/**
	 * Uninstalls as WordPress does, in a process in which the plugin is not active.
	 */
	private static function uninstall(): string {
		update_option( 'active_plugins', array() );
		$output = Php_Process::run( 'require_once ABSPATH . "wp-admin/includes/plugin.php"; uninstall_plugin( "wpo365-user-sync/wpo365-user-sync.php" ); echo class_exists( "WPO365\User_Sync\Plugin", false ) ? "active" : "done";' );
		self::assertSame( 'done', $output );
		return $output;
	}

	/**
	 * Reads the whole database, but for the plugin's tables and what every request of WordPress changes.
	 *
	 * @return array<string, array<mixed>>
	 */
	private function everything(): array {
		global $wpdb;
		$all = array();
		foreach ( array_diff( $wpdb->get_col( 'SHOW TABLES' ), array_map( static fn( string $name ): string => "{$wpdb->prefix}wpo365_user_sync_{$name}", self::$all_tables ) ) as $table ) {
			$all[ substr( $table, strlen( $wpdb->prefix ) ) ] = $wpdb->get_results( "SELECT * FROM `{$table}` ORDER BY 1", ARRAY_A );
		}
		$all['options'] = array_diff_key( array_column( $all['options'], 'option_value', 'option_name' ), array( 'active_plugins' => 1, 'uninstall_plugins' => 1 ) );
		$all['options'] = array_filter( $all['options'], static fn( string $name ): bool => ! str_starts_with( $name, '_site_transient_' ) || str_contains( $name, 'wpo365' ), ARRAY_FILTER_USE_KEY );
		return $all;
	}

	/**
	 * @return list<array<string, string>> All links, straight from the database.
	 */
	private function links(): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE meta_key IN ( '" . implode( "', '", self::LINK ) . "' ) ORDER BY umeta_id", ARRAY_A );
	}
}
