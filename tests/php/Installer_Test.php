<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Installer;
use WPO365\User_Sync\Tests\Support\Browses;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The plugin's tables come with activation, and come back when they are missing.
 */
final class Installer_Test extends Test_Case {

	use Browses;

	private const PAGE = 'users.php?page=wpo365-user-sync';

	protected function setUp(): void {
		parent::setUp();
		$this->begin_session();
	}

	public function test_activation_creates_the_tables_and_then_notes_their_version(): void {
		$this->drop();
		delete_option( Installer::VERSION_OPTION );

		$this->activate();

		self::assertSame( self::$all_tables, self::tables() );
		self::assertSame( self::version(), get_option( Installer::VERSION_OPTION ) );
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		self::assertSame( 'completed', $this->synchronize()['status'], 'And they are good for a run.' );
	}

	public function test_activation_again_keeps_what_is_in_them(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$run  = $this->synchronize();
		$rows = $this->rows( 'directory_only' );

		$this->activate();

		self::assertSame( $run, $this->rest( 'GET', '/runs/current' )->data );
		self::assertSame( $rows, $this->rows( 'directory_only' ) );
	}

	/**
	 * @dataProvider names_of_tables
	 */
	public function test_no_version_is_noted_while_a_table_is_missing( string $name ): void {
		global $wpdb;
		$this->drop( $name );
		update_option( Installer::VERSION_OPTION, self::version() );
		$wpdb->suppress_errors( true );
		$refuse = static fn( string $sql ): string => str_contains( $sql, 'CREATE TABLE ' . Tables::name( $name ) ) ? 'CREATE TABLE' : $sql;
		add_filter( 'query', $refuse );

		$this->activate();

		self::assertSame( array_values( array_diff( self::$all_tables, array( $name ) ) ), self::tables() );
		self::assertFalse( get_option( Installer::VERSION_OPTION ) );
		remove_filter( 'query', $refuse );
		$wpdb->suppress_errors( false );
		$this->activate();
		self::assertSame( self::version(), get_option( Installer::VERSION_OPTION ) );
	}

	private static function version(): string {
		return ( new Installer( new Tables() ) )->version();
	}

	public static function names_of_tables(): array {
		return array_combine( self::$all_tables, array_map( static fn( string $name ): array => array( $name ), self::$all_tables ) );
	}

	/**
	 * @dataProvider names_of_tables
	 */
	public function test_a_missing_table_is_made_anew_at_the_next_admin_request( string $name ): void {
		$this->drop( $name );

		list( $status, $body ) = $this->open( admin_url( self::PAGE ) );

		self::assertSame( 200, $status, $body );
		self::assertSame( self::$all_tables, self::tables() );
		self::assertSame( self::version(), get_option( Installer::VERSION_OPTION ) );
	}

	public function test_an_older_version_is_brought_up_to_date(): void {
		global $wpdb;
		$wpdb->query( 'ALTER TABLE ' . Tables::name( 'runs' ) . ' DROP COLUMN saves' );
		update_option( Installer::VERSION_OPTION, '0' );

		$this->open( admin_url( 'profile.php' ) );

		self::assertContains( 'saves', $wpdb->get_col( 'SHOW COLUMNS FROM ' . Tables::name( 'runs' ) ) );
		self::assertSame( self::version(), get_option( Installer::VERSION_OPTION ) );
	}

	public function test_while_all_is_well_an_admin_request_changes_no_table(): void {
		$statements = array();
		add_filter(
			'query',
			static function ( string $sql ) use ( &$statements ): string {
				$statements[] = $sql;
				return $sql;
			}
		);
		wp_set_current_user( self::ADMIN );
		( new Installer( new Tables() ) )->maybe_install();
		self::assertSame( array(), preg_grep( '/^\s*(CREATE|ALTER|DESCRIBE|DROP)/i', $statements ) );
		self::assertLessThanOrEqual( 2, count( $statements ), implode( "\n", $statements ) );
	}

	/**
	 * The database's user may do everything but create tables, as after a move to another host.
	 */
	public function test_where_that_fails_page_and_routes_say_so_and_offer_the_repair(): void {
		global $wpdb;
		$this->drop( 'results', 'runs' );
		$wpdb->query( "CREATE OR REPLACE USER 'wpo365_limited'@'localhost'" );
		$wpdb->query( 'GRANT SELECT, INSERT, UPDATE, DELETE ON `' . DB_NAME . "`.* TO 'wpo365_limited'@'localhost'" );
		try {
			$said = json_decode( Php_Process::run( self::look_around(), array( 'DB_USER' => 'wpo365_limited', 'WP_DEBUG' => false, 'WP_ADMIN' => true ), self::ADMIN ), true, 512, JSON_THROW_ON_ERROR );
		} finally {
			$wpdb->query( "DROP USER 'wpo365_limited'@'localhost'" );
		}
		self::assertFalse( $said['version'], 'No version of tables that are not there.' );
		list( $status, $lines ) = $said['GET /connection'];
		$line                   = array_column( $lines, null, 'id' )['results_table'];
		self::assertSame( array( 200, 'error' ), array( $status, $line['status'] ) );
		self::assertStringContainsString( 'Repair', $line['message'] );
		self::assertStringContainsString( 'action=wpo365_user_sync_repair&_wpnonce=', $line['action']['url'] );
		foreach ( array( 'POST /runs', 'GET /runs', 'GET /runs/current', 'GET /results', 'DELETE /results' ) as $route ) {
			list( $status, $data ) = $said[ $route ];
			self::assertSame( array( 500, 'results_lost' ), array( $status, $data['code'] ?? '' ), $route . ' ' . wp_json_encode( $data ) );
			self::assertStringContainsString( 'missing tables', $data['message'], $route );
		}
		self::assertTrue( $said['page'], 'The page offers the repair.' );
	}

	/** Makes an admin request, asks the routes, and reads what the page tells its bundle. */
	private static function look_around(): string {
		return <<<'CODE'
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		$schema = new WPO365\User_Sync\Database\Tables();
		( new WPO365\User_Sync\Installer( $schema ) )->maybe_install();
		$said = array( 'version' => get_option( 'wpo365_user_sync_schema' ) );
		foreach ( array( 'GET /connection', 'POST /runs', 'GET /runs', 'GET /runs/current', 'GET /results', 'DELETE /results' ) as $route ) {
			list( $method, $path ) = explode( ' ', $route );
			$request = new WP_REST_Request( $method, '/wpo365-user-sync/v1' . $path );
			'GET /results' === $route && $request->set_query_params( array( 'table' => 'matched' ) );
			$response       = rest_do_request( $request );
			$said[ $route ] = array( $response->get_status(), $response->get_data() );
		}
		$page         = new WPO365\User_Sync\Admin\Sync_Page( '', new WPO365\User_Sync\Settings\Settings(), $schema );
		$said['page'] = ( new ReflectionMethod( $page, 'config' ) )->invoke( $page )['repair']['isNeeded'];
		echo wp_json_encode( $said );
		CODE;
	}

	public function test_the_repair_makes_the_tables_anew_and_leads_back_to_the_page(): void {
		$this->drop();
		$url = $this->line( 'results_table' )['action']['url'];

		list( $status, , $target ) = $this->open( $url );

		self::assertSame( array( 302, admin_url( self::PAGE ) ), array( $status, $target ) );
		self::assertSame( self::$all_tables, self::tables() );
		self::assertSame( 'ok', $this->line( 'results_table' )['status'] );
	}

	/**
	 * @dataProvider whoever_may_not_repair
	 *
	 * @param string $nonce Of: nobody, another action, or this one.
	 */
	public function test_nobody_else_repairs( string $role, string $nonce ): void {
		$user_id = $this->create_user( compact( 'role' ) );
		$this->begin_session( $user_id );
		wp_set_current_user( $user_id );
		$values = array( 'nobody' => 'x', 'another action' => wp_create_nonce( 'wpo365_user_sync_connect' ), 'this one' => wp_create_nonce( Tables::REPAIR_ACTION ) );
		$this->drop( 'work' );

		list( $status, $body ) = $this->open( admin_url( 'admin-post.php?action=wpo365_user_sync_repair&_wpnonce=' . $values[ $nonce ] ), $user_id );

		self::assertSame( 403, $status, $body );
		// Any admin request of whoever may manage makes the tables anew.
		self::assertSame( 'administrator' === $role, in_array( 'work', self::tables(), true ) );
	}

	public static function whoever_may_not_repair(): array {
		return array(
			'an administrator without a nonce'        => array( 'administrator', 'nobody' ),
			'an administrator with another one'       => array( 'administrator', 'another action' ),
			'an editor with a nonce of the own'       => array( 'editor', 'this one' ),
		);
	}

	private function activate(): void {
		do_action( 'activate_wpo365-user-sync/wpo365-user-sync.php', false );
	}
}
