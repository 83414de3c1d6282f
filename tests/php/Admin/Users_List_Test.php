<?php
/**
 * Users > All Users: columns and filter.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Tests\Support\Test_Case;

final class Users_List_Test extends Test_Case {

	private const ID = '0b1d5c4e-1111-4222-8333-abcdefabcdef';

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
		parent::tearDown();
	}

	public function test_a_linked_user_shows_the_name_in_the_directory(): void {
		$user = $this->create_user();
		$this->link( $user, self::ID, 'ada@lakeside.example' );
		self::assertSame( 'ada@lakeside.example', $this->cell( 'wpo365_user_sync_person', $user ) );
		self::assertSame( '<code>' . self::ID . '</code>', $this->cell( 'wpo365_user_sync_object_id', $user ) );
	}

	public function test_a_linked_user_without_a_name_is_linked(): void {
		$user = $this->create_user();
		$this->link( $user, self::ID );
		self::assertSame( 'Linked', $this->cell( 'wpo365_user_sync_person', $user ) );
	}

	public function test_others_are_not_linked_whatever_name_they_carry(): void {
		$user = $this->create_user();
		update_user_meta( $user, 'userPrincipalName', 'ada@lakeside.example' );
		update_user_meta( $user, 'aadObjectId', '' );
		self::assertSame( 'Not linked', $this->cell( 'wpo365_user_sync_person', $user ) );
		self::assertStringContainsString( 'Not linked', $this->cell( 'wpo365_user_sync_object_id', $user ) );
	}

	public function test_cells_are_escaped(): void {
		$user = $this->create_user();
		update_user_meta( $user, 'aadObjectId', '<script>1</script>' );
		update_user_meta( $user, 'userPrincipalName', '<script>1</script>' );
		self::assertSame( '&lt;script&gt;1&lt;/script&gt;', $this->cell( 'wpo365_user_sync_person', $user ) );
		self::assertSame( '<code>&lt;script&gt;1&lt;/script&gt;</code>', $this->cell( 'wpo365_user_sync_object_id', $user ) );
	}

	public function test_other_columns_are_left_alone(): void {
		self::assertSame( 'kept', apply_filters( 'manage_users_custom_column', 'kept', 'somebody_elses', 1 ) );
	}

	public function test_the_columns_stand_in_the_list_and_object_ids_are_hidden_at_first(): void {
		self::assertSame( 'Directory user', get_column_headers( get_current_screen() )['wpo365_user_sync_person'] );
		self::assertSame( 'Object ID', get_column_headers( get_current_screen() )['wpo365_user_sync_object_id'] );
		self::assertSame( array( 'wpo365_user_sync_object_id' ), array_values( array_filter( get_hidden_columns( get_current_screen() ), static fn( string $name ): bool => str_starts_with( $name, 'wpo365_' ) ) ) );
	}

	public function test_the_columns_cost_no_query_per_user(): void {
		global $wpdb;
		foreach ( $this->create_users( 15 ) as $index => $user ) {
			$this->link( $user, self::ID . $index, "person$index@lakeside.example" );
		}
		wp_cache_flush();
		$list = $this->list();
		self::assertCount( 16, $list->items );
		$before = $wpdb->num_queries;
		foreach ( array_keys( $list->items ) as $user ) {
			$this->cell( 'wpo365_user_sync_person', $user );
			$this->cell( 'wpo365_user_sync_object_id', $user );
		}
		self::assertSame( $before, $wpdb->num_queries );
	}

	/**
	 * @dataProvider filters
	 *
	 * @param array<string, mixed> $query    Of the address.
	 * @param list<string>         $expected Logins.
	 */
	public function test_the_filter_finds( array $query, array $expected ): void {
		foreach ( array(
			'linked-author'     => array( 'author', self::ID ),
			'linked-reader'     => array( 'subscriber', self::ID . '1' ),
			'unlinked-author'   => array( 'author', null ),
			'unlinked-reader'   => array( 'subscriber', null ),
			'emptied-reader'    => array( 'subscriber', '' ),
		) as $login => list( $role, $object_id ) ) {
			$user = $this->create_user( array( 'user_login' => $login, 'role' => $role, 'user_email' => "$login@example.org" ) );
			if ( null !== $object_id ) {
				update_user_meta( $user, 'aadObjectId', $object_id );
			}
		}
		$_GET     = $query;
		$_REQUEST = $query;

		$list = $this->list();

		$logins = wp_list_pluck( $list->items, 'user_login' );
		sort( $logins );
		sort( $expected );
		self::assertSame( $expected, array_values( $logins ) );
		self::assertSame( count( $expected ), $list->get_pagination_arg( 'total_items' ) );
	}

	/** @return array<string, array{array<string, mixed>, list<string>}> */
	public static function filters(): array {
		$everybody = array( 'admin', 'linked-author', 'linked-reader', 'unlinked-author', 'unlinked-reader', 'emptied-reader' );
		return array(
			'everybody without a filter'   => array( array(), $everybody ),
			'everybody with an empty one'  => array( array( 'wpo365_user_sync_link' => '' ), $everybody ),
			'everybody with a wrong word'  => array( array( 'wpo365_user_sync_link' => "' OR 1=1 --" ), $everybody ),
			'everybody with a wrong type'  => array( array( 'wpo365_user_sync_link' => array( 'linked' ) ), $everybody ),
			'the linked ones'              => array( array( 'wpo365_user_sync_link' => 'linked' ), array( 'linked-author', 'linked-reader' ) ),
			'the others'                   => array( array( 'wpo365_user_sync_link' => 'unlinked' ), array( 'admin', 'unlinked-author', 'unlinked-reader', 'emptied-reader' ) ),
			'linked ones of a role'        => array( array( 'wpo365_user_sync_link' => 'linked', 'role' => 'author' ), array( 'linked-author' ) ),
			'others of a role'             => array( array( 'wpo365_user_sync_link' => 'unlinked', 'role' => 'author' ), array( 'unlinked-author' ) ),
			'linked ones by a search'      => array( array( 'wpo365_user_sync_link' => 'linked', 's' => 'reader' ), array( 'linked-reader' ) ),
			'others by a search'           => array( array( 'wpo365_user_sync_link' => 'unlinked', 's' => 'reader' ), array( 'unlinked-reader', 'emptied-reader' ) ),
		);
	}

	public function test_no_other_query_of_the_page_is_filtered(): void {
		$this->link( $this->create_user(), self::ID );
		$_GET = array( 'wpo365_user_sync_link' => 'linked' );
		self::assertCount( 1, $this->list()->items );
		self::assertCount( 2, get_users() );
	}

	public function test_the_control_stands_once_and_remembers_the_choice(): void {
		$_GET = array( 'wpo365_user_sync_link' => 'unlinked' );
		$list = $this->list();
		ob_start();
		$list->display();
		$html = (string) ob_get_clean();
		self::assertSame( 1, substr_count( $html, 'name="wpo365_user_sync_link"' ) );
		self::assertSame( 1, preg_match( '/<option value="unlinked"\s+selected=/', $html ), $html );
		self::assertSame( 1, substr_count( $html, 'for="wpo365_user_sync_link"' ) );
	}

	public function test_the_filter_button_takes_no_action_on_users(): void {
		$_REQUEST = array( 'filter_action' => 'Filter', 'action' => 'delete', 'users' => array( '2' ) );
		self::assertFalse( $this->list()->current_action() );
		self::assertStringContainsString( 'name="filter_action"', $this->control() );
	}

	private function control(): string {
		ob_start();
		do_action( 'manage_users_extra_tablenav', 'top' ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		return (string) ob_get_clean();
	}

	public function test_whoever_may_finds_the_way_to_one_person_in_the_row_and_following_it_writes_nothing(): void {
		$user    = $this->create_user();
		$address = admin_url( "users.php?page=wpo365-user-sync&person={$user}" );
		self::assertSame( array( 'edit', 'wpo365_user_sync' ), array_keys( $this->row_actions( $user ) ) );
		self::assertSame( '<a href="' . esc_url( $address ) . '">Synchronize with Microsoft 365</a>', $this->row_actions( $user )['wpo365_user_sync'] );

		wp_set_current_user( $this->create_user( array( 'role' => 'editor' ) ) );
		self::assertSame( array( 'edit' ), array_keys( $this->row_actions( $user ) ), 'Whoever may not manage the plugin.' );
		wp_set_current_user( self::ADMIN );
		add_filter( 'map_meta_cap', static fn( array $caps, string $cap ): array => 'edit_user' === $cap ? array( 'do_not_allow' ) : $caps, 10, 2 );
		self::assertSame( array( 'edit' ), array_keys( $this->row_actions( $user ) ), 'Whoever may not edit the account.' );
	}

	/**
	 * @return array<string, string>
	 */
	private function row_actions( int $user_id ): array {
		return apply_filters( 'user_row_actions', array( 'edit' => '' ), get_userdata( $user_id ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}

	private function cell( string $column, int $user_id ): string {
		return (string) apply_filters( 'manage_users_custom_column', '', $column, $user_id ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}

	private function list(): \WP_Users_List_Table {
		$list = _get_list_table( 'WP_Users_List_Table', array( 'screen' => 'users' ) );
		$list->prepare_items();
		return $list;
	}
}
