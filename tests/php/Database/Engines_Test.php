<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Installer;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Tables that can't roll back: the plugin's own never are such tables, and where WordPress' are, nobody is told that nothing was changed.
 */
final class Engines_Test extends Test_Case {

	use Meddles;
	use Signs_In;

	private string $log = '';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->log = (string) tempnam( sys_get_temp_dir(), 'wpo365' );
		ini_set( 'error_log', $this->log );
	}

	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'SET SESSION default_storage_engine = InnoDB' );
		foreach ( array( $wpdb->users, $wpdb->usermeta, $wpdb->posts, ...Tables::names() ) as $table ) {
			'InnoDB' === $this->engine( $table ) || $wpdb->query( "ALTER TABLE {$table} ENGINE = InnoDB" );
		}
		ini_restore( 'error_log' );
		unlink( $this->log );
		parent::tearDown();
	}

	public function test_own_tables_roll_back_whatever_the_default_of_the_server(): void {
		global $wpdb;
		$wpdb->query( 'SET SESSION default_storage_engine = MyISAM' );
		Tables::drop();

		self::assertTrue( ( new Installer( new Tables() ) )->install() );

		self::assertSame( array_fill( 0, count( Tables::names() ), 'InnoDB' ), array_map( $this->engine( ... ), Tables::names() ) );
	}

	public function test_own_tables_of_another_engine_are_converted_with_their_rows(): void {
		global $wpdb;
		self::assert_run( 'completed', $this->synchronize() );
		$rows = $this->rows( 'directory_only' );
		foreach ( Tables::names() as $table ) {
			$wpdb->query( "ALTER TABLE {$table} ENGINE = MyISAM" );
		}
		self::assertSame( 'warning', $this->line( 'results_table' )['status'] );

		self::assertTrue( ( new Installer( new Tables() ) )->install() );

		self::assertSame( array_fill( 0, count( Tables::names() ), 'InnoDB' ), array_map( $this->engine( ... ), Tables::names() ) );
		self::assertSame( $rows, $this->rows( 'directory_only' ) );
		self::assertSame( 'ok', $this->line( 'results_table' )['status'] );
	}

	public function test_the_checklist_names_tables_of_the_site_that_can_not_roll_back(): void {
		global $wpdb;
		$wpdb->query( "ALTER TABLE {$wpdb->usermeta} ENGINE = MyISAM" );

		$line = $this->line( 'results_table' );

		self::assertSame( 'warning', $line['status'] );
		self::assertStringContainsString( "{$wpdb->usermeta} (MyISAM)", $line['message'] );
		self::assertStringContainsString( 'InnoDB', $line['message'] );
	}

	public function test_an_account_that_is_gone_is_said_to_be_gone(): void {
		$this->without_transactions();
		$gone = $this->gone();
		add_action( 'deleted_user', self::stop( ... ) );

		$this->synchronize( array( 'delete' => true ) );

		$this->assert_removed( $gone );
		$row = $this->row_of_user( $gone );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'deleted nevertheless', $row['reason'] );
		self::assertStringNotContainsString( 'othing was changed', $row['reason'] );
	}

	public function test_an_account_that_is_there_but_lost_something_is_not_said_to_be_as_it_was(): void {
		$this->without_transactions();
		$gone = $this->gone( array( 'first_name' => 'Former' ) );
		add_action( 'delete_user_meta', static fn( $ids, int $user_id, string $key ) => 'last_name' === $key ? self::stop() : null, 10, 3 );
		$post = wp_insert_post( array( 'post_author' => $gone, 'post_title' => 'Theirs', 'post_status' => 'publish' ) );

		$this->synchronize( array( 'delete' => true ) );

		self::assertNotFalse( get_userdata( $gone ) );
		clean_post_cache( $post );
		self::assertSame( (string) self::ADMIN, get_post( $post )->post_author, 'The tables could not take it back.' );
		self::assertStringNotContainsString( 'othing was changed', $this->row_of_user( $gone )['reason'] );
	}

	public function test_an_update_that_stopped_half_way_names_what_was_changed(): void {
		$this->without_transactions();
		$account = $this->linked( Simulator::people()[0], array( 'display_name' => 'Former Name' ) );
		add_action( 'profile_update', self::stop( ... ) );

		$this->synchronize( array( 'update' => true ) );

		clean_user_cache( $account );
		self::assertNotSame( 'Former Name', get_userdata( $account )->display_name );
		$row = $this->row_of_person( Simulator::people()[0]['id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'display_name', $row['reason'] );
		self::assertStringNotContainsString( 'othing was changed', $row['reason'] );
	}

	public function test_an_account_that_was_begun_is_named(): void {
		$this->without_transactions();
		add_action( 'user_register', self::stop( ... ) );

		$this->synchronize( array( 'create' => true ) );

		$row     = $this->row_of_person( Simulator::people()[0]['id'] );
		$account = get_user_by( 'login', Simulator::people()[0]['userPrincipalName'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( "WordPress user {$account->ID}", $row['reason'] );
	}

	public function test_where_tables_roll_back_nothing_was_changed_and_the_row_says_so(): void {
		$account = $this->linked( Simulator::people()[0], array( 'display_name' => 'Former Name' ) );
		$gone    = $this->gone();
		foreach ( array( 'profile_update', 'user_register', 'deleted_user' ) as $hook ) {
			add_action( $hook, self::stop( ... ) );
		}

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assertSame( 4, $run['counts']['failed'] );
		foreach ( array( ...$this->rows( 'directory_only' ), $this->row_of_person( Simulator::people()[0]['id'] ), $this->row_of_user( $gone ) ) as $row ) {
			self::assertStringContainsString( 'Nothing was changed', $row['reason'] );
		}
		self::assertSame( 'Former Name', get_userdata( $account )->display_name );
	}

	private static function stop(): never {
		throw new \RuntimeException();
	}

	private function without_transactions(): void {
		global $wpdb;
		foreach ( array( $wpdb->users, $wpdb->usermeta, $wpdb->posts ) as $table ) {
			self::assertNotFalse( $wpdb->query( "ALTER TABLE {$table} ENGINE = MyISAM" ), $wpdb->last_error );
		}
	}

	private function engine( string $table ): string {
		global $wpdb;
		return (string) $wpdb->get_var( $wpdb->prepare( 'SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s', $table ) );
	}
}
