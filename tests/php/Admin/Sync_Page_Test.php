<?php
/**
 * Users > WPO365 User Sync: who sees it, what is loaded, and what the bundle is told.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Admin\Sync_Page;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Sync_Page_Test extends Test_Case {

	private const SECRET = 'not-to-be-seen';

	/** A folder that stands for the plugin, with a bundle. */
	private string $folder;

	public static function setUpBeforeClass(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
	}

	protected function setUp(): void {
		parent::setUp();
		wp_set_current_user( self::ADMIN );
		set_current_screen( 'users' );
		$this->folder = get_temp_dir() . uniqid( 'wpo365-page-', true );
		wp_mkdir_p( $this->folder . '/build' );
		file_put_contents( $this->folder . '/build/index.asset.php', "<?php return array( 'dependencies' => array( 'wp-api-fetch' ), 'version' => '1a2b' );" );
		$GLOBALS['wp_scripts'] = null;
		$GLOBALS['wp_styles']  = null;
	}

	protected function tearDown(): void {
		unlink( $this->folder . '/build/index.asset.php' );
		rmdir( $this->folder . '/build' );
		rmdir( $this->folder );
		unset( $GLOBALS['current_screen'], $GLOBALS['taxnow'], $GLOBALS['typenow'], $GLOBALS['submenu']['users.php'] );
		$GLOBALS['wp_scripts'] = null;
		$GLOBALS['wp_styles']  = null;
		parent::tearDown();
	}

	public function test_the_menu_entry_needs_the_capability(): void {
		$this->page()->register_page();
		$entry = $this->menu_entry();
		self::assertNotNull( $entry );
		self::assertSame( array( 'WPO365 User Sync', 'manage_wpo365_user_sync' ), array( $entry[0], $entry[1] ) );
		self::assertTrue( current_user_can( $entry[1] ) );
		wp_set_current_user( $this->create_user( array( 'role' => 'editor' ) ) );
		self::assertFalse( current_user_can( $entry[1] ) );
	}

	public function test_the_list_of_plugins_links_to_the_page(): void {
		$links = apply_filters( 'plugin_action_links_wpo365-user-sync/wpo365-user-sync.php', array( 'deactivate' => '<a>Deactivate</a>' ) );
		self::assertSame( array( 'settings', 'deactivate' ), array_keys( $links ) );
		self::assertSame( '<a href="' . admin_url( 'users.php?page=wpo365-user-sync' ) . '">Settings</a>', $links['settings'] );

		wp_set_current_user( $this->create_user( array( 'role' => 'editor' ) ) );
		self::assertSame( array(), apply_filters( 'plugin_action_links_wpo365-user-sync/wpo365-user-sync.php', array() ) );
	}

	public function test_help_answers_five_questions_on_this_page_and_nowhere_else(): void {
		add_filter( 'gettext', static fn( string $text, string $plain, string $domain ): string => 'wpo365-user-sync' === $domain ? "$text <b>" : $text, 10, 3 );
		$this->page()->register_page();
		$page = get_plugin_page_hookname( 'wpo365-user-sync', 'users.php' );
		set_current_screen( $page );
		self::assertSame( array(), get_current_screen()->get_help_tabs() );

		do_action( "load-{$page}" );

		$tab = get_current_screen()->get_help_tab( 'wpo365-user-sync-questions' );
		self::assertSame( 5, preg_match_all( '~<p><strong>[^<]+\? &lt;b&gt;</strong><br>[^<]{80,}</p>~', $tab['content'] ), $tab['content'] );
		self::assertStringNotContainsString( '<b>', $tab['content'], 'Translations are escaped.' );
		self::assertStringContainsString( 'setup.html', get_current_screen()->get_help_sidebar() );
		set_current_screen( 'users' );
		self::assertSame( array(), get_current_screen()->get_help_tabs() );
	}

	public function test_who_lacks_the_capability_has_no_menu_entry_and_no_bundle(): void {
		wp_set_current_user( $this->create_user( array( 'role' => 'editor' ) ) );
		$page = $this->page();
		$page->register_page();
		$page->enqueue( $this->hook() );
		self::assertNull( $this->menu_entry() );
		self::assertFalse( wp_script_is( Sync_Page::SLUG ) );
	}

	public function test_the_bundle_is_loaded_on_its_page_alone(): void {
		$page = $this->page();
		$page->register_page();
		$page->enqueue( 'users.php' );
		self::assertFalse( wp_script_is( Sync_Page::SLUG ) );
		self::assertFalse( wp_style_is( Sync_Page::SLUG ) );
		$page->enqueue( $this->hook() );
		self::assertTrue( wp_script_is( Sync_Page::SLUG ) );
		self::assertTrue( wp_style_is( Sync_Page::SLUG ) );
	}

	public function test_script_and_style_have_version_dependencies_and_translations(): void {
		$this->enqueued();
		$script = wp_scripts()->registered[ Sync_Page::SLUG ];
		self::assertSame( '1a2b', $script->ver );
		self::assertContains( 'wp-api-fetch', $script->deps );
		self::assertSame( 'wpo365-user-sync', $script->textdomain );
		self::assertStringEndsWith( '/languages', $script->translations_path );
		$style = wp_styles()->registered[ Sync_Page::SLUG ];
		self::assertSame( array( 'wp-components' ), $style->deps );
		self::assertSame( 'replace', $style->extra['rtl'] );
	}

	public function test_a_plugin_without_its_bundle_is_no_fatal_error(): void {
		$page = new Sync_Page( '/nowhere/wpo365-user-sync.php', new Settings(), new Tables() );
		$page->register_page();
		$page->enqueue( $this->hook() );
		self::assertFalse( wp_script_is( Sync_Page::SLUG ) );
	}

	public function test_the_bundle_is_told_about_person_site_and_connection(): void {
		$this->enqueued();
		$config = $this->config();
		self::assertSame( 10, $config['pageSize'] );
		self::assertSame( admin_url( 'users.php?page=wpo365-user-sync' ), $config['pageUrl'] );
		self::assertEqualsWithDelta( time(), $config['serverTime'], 5 );
		self::assertSame(
			array( self::ADMIN, array( 'create' => true, 'update' => true, 'delete' => true ) ),
			array( $config['user']['id'], $config['user']['can'] )
		);
		self::assertSame( 'Subscriber', $config['roles']['subscriber'] );
		self::assertSame( array( 'mode' => 'reassign', 'id' => null ), $config['content'] );
		self::assertSame( array(), $config['missing'] );
		self::assertFalse( $config['repair']['isNeeded'] );
		self::assertSame( array( 'site', get_option( 'home' ) ), array( $config['site']['is'], $config['site']['address'] ) );
	}

	public function test_the_page_size_is_the_one_of_wp_config(): void {
		$this->enqueued( array( 'WPO_USER_SYNC_PAGE_SIZE' => 20 ) );
		self::assertSame( 20, $this->config()['pageSize'] );
	}

	public function test_the_page_is_told_whether_deleted_people_can_be_restored(): void {
		$keys = array( 'AUTH_KEY' => AUTH_KEY, 'AUTH_SALT' => AUTH_SALT );
		$this->enqueued( $keys );
		self::assertTrue( $this->config()['canRestore'] );
	}

	public function test_without_a_key_for_secrets_they_can_not(): void {
		$this->enqueued( array() );
		self::assertFalse( $this->config()['canRestore'] );
	}

	public function test_without_a_journal_they_can_not(): void {
		$this->save_settings( array( 'history' => array( 'journal_days' => 0 ) ) );
		$this->enqueued();
		self::assertFalse( $this->config()['canRestore'] );
	}

	public function test_what_is_missing_for_the_connection_is_named(): void {
		$this->enqueued( array( 'WPO_USER_SYNC_TENANT_ID' => 'lakeside.example' ) );
		self::assertSame( array( 'WPO_USER_SYNC_CLIENT_ID', 'WPO_USER_SYNC_CLIENT_SECRET' ), $this->config()['missing'] );
	}

	public function test_the_boxes_follow_the_capabilities(): void {
		$may_not = static fn ( array $caps, string $cap ): array => 'delete_users' === $cap ? array( 'do_not_allow' ) : $caps;
		add_filter( 'map_meta_cap', $may_not, 10, 2 );
		$this->enqueued();
		remove_filter( 'map_meta_cap', $may_not );
		self::assertSame( array( 'create' => true, 'update' => true, 'delete' => false ), $this->config()['user']['can'] );
	}

	public function test_the_repair_address_carries_a_nonce_that_is_good(): void {
		$this->enqueued();
		$address = $this->config()['repair']['url'];
		self::assertStringStartsWith( admin_url( 'admin-post.php?action=wpo365_user_sync_repair&_wpnonce=' ), $address );
		parse_str( (string) wp_parse_url( $address, PHP_URL_QUERY ), $query );
		self::assertSame( 1, wp_verify_nonce( $query['_wpnonce'], 'wpo365_user_sync_repair' ) );
	}

	public function test_a_name_can_not_end_the_script(): void {
		// WordPress' own forms would not store such a name; another plugin may.
		$GLOBALS['wpdb']->update( $GLOBALS['wpdb']->users, array( 'display_name' => 'A</script><b>&' ), array( 'ID' => self::ADMIN ) );
		clean_user_cache( self::ADMIN );
		wp_set_current_user( 0 );
		wp_set_current_user( self::ADMIN );
		$this->enqueued();
		self::assertStringNotContainsString( '</script', $this->inline( Sync_Page::SLUG, 'before' ) );
		self::assertSame( 'A</script><b>&', $this->config()['user']['name'] );
	}

	public function test_the_first_answers_come_along_without_a_secret(): void {
		$this->enqueued( array( 'WPO_USER_SYNC_CLIENT_SECRET' => self::SECRET ) );
		$answers = $this->inline( 'wp-api-fetch', 'after' );
		foreach ( array( '/runs?per_page=30', '/results?table=matched&per_page=1', '/settings', '/connection', '/connection/account' ) as $path ) {
			self::assertStringContainsString( '"/wpo365-user-sync/v1' . str_replace( '&', '\u0026', $path ) . '":', $answers, $path );
		}
		self::assertStringNotContainsString( self::SECRET, $answers . $this->inline( Sync_Page::SLUG, 'before' ) );
		self::assertStringNotContainsString( '</script', $answers );
	}

	public function test_a_missing_table_is_told_and_asks_for_nothing(): void {
		global $wpdb;
		$table = Tables::name( 'runs' );
		$wpdb->query( "RENAME TABLE {$table} TO {$table}_away" );
		try {
			$this->enqueued();
			self::assertTrue( $this->config()['repair']['isNeeded'] );
			self::assertStringNotContainsString( '/wpo365-user-sync/v1/', $this->inline( 'wp-api-fetch', 'after' ) );
		} finally {
			$wpdb->query( "RENAME TABLE {$table}_away TO {$table}" );
		}
	}

	public function test_the_page_has_a_heading_and_the_element_that_is_filled(): void {
		ob_start();
		$this->page()->render();
		$html = (string) ob_get_clean();
		self::assertStringContainsString( '<h1>WPO365 User Sync</h1>', $html );
		self::assertStringContainsString( '<div id="wpo365-user-sync"></div>', $html );
		self::assertStringContainsString( '<noscript>', $html );
	}

	/**
	 * @param array<string, mixed>|null $constants Constants of wp-config.php; null for those of the test site.
	 */
	private function page( ?array $constants = null ): Sync_Page {
		$settings = null === $constants ? new Settings() : new Settings( new Constants( $constants ) );
		return new Sync_Page( $this->folder . '/wpo365-user-sync.php', $settings, new Tables() );
	}

	/**
	 * Loads the bundle on the page.
	 *
	 * @param array<string, mixed>|null $constants Constants of wp-config.php.
	 */
	private function enqueued( ?array $constants = null ): void {
		$page = $this->page( $constants );
		$page->register_page();
		$page->enqueue( $this->hook() );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function config(): array {
		$script = $this->inline( Sync_Page::SLUG, 'before' );
		self::assertSame( 1, preg_match( '/window\.wpo365UserSync = (\{.*\});/s', $script, $found ), $script );
		return json_decode( $found[1], true, flags: JSON_THROW_ON_ERROR );
	}

	/**
	 * Names the page as WordPress does; the menu is not built in tests, so its parent has no name.
	 */
	private function hook(): string {
		return get_plugin_page_hookname( Sync_Page::SLUG, 'users.php' );
	}

	private function inline( string $handle, string $position ): string {
		return implode( "\n", array_filter( wp_scripts()->registered[ $handle ]->extra[ $position ] ?? array() ) );
	}

	/**
	 * @return list<string>|null
	 */
	private function menu_entry(): ?array {
		$ours = array_filter( $GLOBALS['submenu']['users.php'] ?? array(), static fn ( array $entry ): bool => Sync_Page::SLUG === $entry[2] );
		return array_values( $ours )[0] ?? null;
	}
}
