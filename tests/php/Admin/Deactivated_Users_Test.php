<?php
/**
 * Users > All Users: deactivated accounts.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Tests\Support\Browses;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Deactivated_Users_Test extends Test_Case {

	use Browses {
		tearDown as put_back;
	}

	public static function setUpBeforeClass(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
	}

	protected function setUp(): void {
		parent::setUp();
		wp_set_current_user( self::ADMIN );
		set_current_screen( 'users' );
	}

	protected function tearDown(): void {
		unset( $GLOBALS['current_screen'], $GLOBALS['taxnow'], $GLOBALS['typenow'] );
		$this->put_back();
	}

	public function test_the_view_counts_and_lists_whoever_is_deactivated_for_people_who_may_only_list_users(): void {
		add_role( 'receptionist', 'Receptionist', array( 'read' => true, 'list_users' => true ) );
		wp_set_current_user( $this->create_user( array( 'role' => 'receptionist' ) ) );
		foreach ( array( 'ours' => 'deactivated', 'theirs' => 'deactivated', 'active' => 'active', 'emptied' => '' ) as $login => $value ) {
			$user = $this->create_user( array( 'user_login' => $login, 'user_email' => "$login@example.org" ) );
			update_user_meta( $user, 'wpo365_active', $value );
		}
		// What the plugin deactivates has no role left.
		get_user_by( 'login', 'ours' )->set_role( '' );
		$GLOBALS['wpdb']->insert( $GLOBALS['wpdb']->usermeta, array( 'user_id' => 99999, 'meta_key' => 'wpo365_active', 'meta_value' => 'deactivated' ) );
		$all = $this->views();
		self::assertStringContainsString( '>Deactivated <span class="count">(2)</span></a>', $all['wpo365_user_sync_deactivated'] );
		self::assertStringNotContainsString( 'current', $all['wpo365_user_sync_deactivated'] );
		self::assertStringContainsString( 'aria-current="page"', $all['all'] );

		self::assertSame( 1, preg_match( '/href="([^"]*)"/', $all['wpo365_user_sync_deactivated'], $link ) );
		parse_str( (string) wp_parse_url( html_entity_decode( $link[1] ), PHP_URL_QUERY ), $_GET );

		$list = $this->list();
		self::assertEqualsCanonicalizing( array( 'ours', 'theirs' ), wp_list_pluck( $list->items, 'user_login' ) );
		self::assertSame( 2, $list->get_pagination_arg( 'total_items' ) );
		self::assertSame( array( 'wpo365_user_sync_deactivated' ), array_keys( preg_grep( '/aria-current/', $this->views() ) ) );
		self::assertStringContainsString( '<input type="hidden" name="wpo365_user_sync_deactivated" value="1">', $this->control(), 'A search stays in the view.' );
	}

	public function test_the_view_is_not_there_where_nobody_is_deactivated(): void {
		self::assertArrayNotHasKey( 'wpo365_user_sync_deactivated', $this->views() );
		self::assertStringNotContainsString( 'wpo365_user_sync_deactivated', $this->control() );
	}

	public function test_the_view_costs_one_statement(): void {
		global $wpdb;
		update_user_meta( $this->create_user(), 'wpo365_active', 'deactivated' );
		$before = $wpdb->num_queries;
		apply_filters( 'views_users', array() ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		self::assertSame( 1, $wpdb->num_queries - $before );
	}

	public function test_a_deactivated_account_is_marked_at_its_name_on_the_screen_of_people_who_may_only_list_users(): void {
		$user   = $this->create_user( array( 'user_login' => 'bob', 'user_email' => 'bob@example.org' ) );
		$other  = $this->create_user( array( 'user_login' => 'eve', 'user_email' => 'eve@example.org' ) );
		$reader = $this->create_user();
		get_userdata( $reader )->add_cap( 'list_users' );
		update_user_meta( $user, 'wpo365_active', 'deactivated' );

		foreach ( array( self::ADMIN, $reader ) as $reader ) {
			$this->begin_session( $reader );
			list( $status, $page ) = $this->open( admin_url( 'users.php' ), $reader );
			self::assertSame( 200, $status );
			self::assertSame( array( 'bob — Deactivated', 'eve' ), array( self::name( $page, $user ), self::name( $page, $other ) ) );
			list( , $page ) = $this->open( admin_url( 'users.php?wpo365_user_sync_deactivated=1&s=bob' ), $reader );
			self::assertStringContainsString( "id='user-$user'", $page );
			self::assertStringNotContainsString( "id='user-$other'", $page );
		}
	}

	public function test_other_plugins_and_other_screens_get_the_username_itself(): void {
		$user = get_userdata( $this->create_user( array( 'user_login' => 'bob', 'user_email' => 'bob@example.org' ) ) );
		update_user_meta( $user->ID, 'wpo365_active', 'deactivated' );
		self::assertSame( 'bob', $user->user_login );
		$user->filter = 'display';
		self::assertSame( 'bob — Deactivated', $user->user_login );
		add_filter( 'user_row_actions', static fn(): array => array( 'switch' => $user->user_login ) );
		add_filter( 'manage_users_custom_column', static fn(): string => $user->user_login );

		self::assertSame( 'bob', apply_filters( 'user_row_actions', array(), $user )['switch'] ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		self::assertSame( 'bob', apply_filters( 'manage_users_custom_column', '', 'theirs', $user->ID ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		set_current_screen( 'profile' );
		self::assertSame( 'bob', $user->user_login );
	}

	/**
	 * Reads the name of a row, in the column that is there on every screen.
	 */
	private static function name( string $page, int $user_id ): string {
		$document = new \DOMDocument();
		self::assertTrue( $document->loadHTML( '<?xml encoding="utf-8"?>' . $page, LIBXML_NOERROR ) );
		$name = ( new \DOMXPath( $document ) )->query( "//tr[@id='user-$user_id']/*[contains(@class,'column-primary')]/strong" );
		self::assertSame( 1, $name->length, $page );
		return $name->item( 0 )->textContent;
	}

	/**
	 * @return array<string, string> Links by name.
	 */
	private function views(): array {
		$list  = $this->list();
		$views = ( new \ReflectionMethod( $list, 'get_views' ) );
		$views->setAccessible( true );
		return apply_filters( 'views_users', $views->invoke( $list ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}

	private function control(): string {
		ob_start();
		do_action( 'manage_users_extra_tablenav', 'top' ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		return (string) ob_get_clean();
	}

	private function list(): \WP_Users_List_Table {
		$list = _get_list_table( 'WP_Users_List_Table', array( 'screen' => 'users' ) );
		$list->prepare_items();
		return $list;
	}
}
