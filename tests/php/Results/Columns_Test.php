<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Results;

use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Results\Columns;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The one list of columns is the table, the row, and what is written of it.
 */
final class Columns_Test extends Test_Case {

	private const RUN = 7;

	public function test_the_columns_are_the_properties_of_a_row(): void {
		$properties = array_map( static fn( \ReflectionProperty $property ): string => $property->getName(), ( new \ReflectionClass( Result::class ) )->getProperties() );

		self::assertEqualsCanonicalizing( $properties, array_keys( Columns::all() ) );
	}

	public function test_the_columns_are_those_of_the_table(): void {
		global $wpdb;

		self::assertSame( $wpdb->get_col( 'SHOW COLUMNS FROM ' . Tables::name( 'results' ) ), array_column( Columns::all(), 'name' ) );
	}

	public function test_making_the_tables_again_alters_nothing(): void {
		self::assertSame( array(), $this->altered( Columns::lines() ) );
	}

	public function test_a_column_more_is_made_and_is_another_version(): void {
		global $wpdb;
		$lines = array( ...Columns::lines(), "nickname varchar(20) NOT NULL DEFAULT ''" );
		$table = Tables::name( 'results' );
		try {
			self::assertCount( 1, $this->altered( $lines ) );
			self::assertContains( 'nickname', $wpdb->get_col( "SHOW COLUMNS FROM {$table}" ) );
		} finally {
			$wpdb->query( "ALTER TABLE {$table} DROP COLUMN IF EXISTS nickname" );
		}
		self::assertNotSame( ( new Tables() )->version( $lines ), ( new Tables() )->version( Columns::lines() ) );
	}

	/**
	 * @dataProvider saved
	 */
	public function test_a_row_is_read_as_it_was_saved( Result $row ): void {
		global $wpdb;
		$before = time();
		// Once made, as somebody of whom all else differs, and once written again.
		( new Repository() )->save( self::RUN, array( new Result( $row->subject, Table::Directory_Only, 'other', 99, 'other', 'other', 'other', 'other', Status::Failed, Pending::Claim, 'Other.', array( array() ), array( 'id' => 'other' ), cause: Cause::Out_Of_Scope, roles: array( 'other' ), owns: array( 'other' ) ) ) );
		( new Repository() )->save( self::RUN, array( $row ) );
		$ids = $wpdb->get_col( 'SELECT id FROM ' . Tables::name( 'results' ) . ' WHERE run_id = ' . self::RUN );
		self::assertCount( 1, $ids );

		$read = current( ( new Repository() )->find( array( (int) $ids[0] ) ) );

		self::assertEqualsWithDelta( $before, $read->updated_at, 5 );
		$expected = array_replace( get_object_vars( $row ), array( 'id' => (int) $ids[0], 'run_id' => self::RUN, 'updated_at' => $read->updated_at ) );
		self::assertSame( $expected, get_object_vars( $read ) );
	}

	/**
	 * @return array<string, array{Result}>
	 */
	public static function saved(): array {
		return array(
			'nothing but who it is' => array( new Result( 'wp-5', Table::Wordpress_Only ) ),
			'everything'            => array(
				new Result(
					subject: '00000000-0000-4000-8000-000000000001',
					table: Table::Matched,
					object_id: '00000000-0000-4000-8000-000000000001',
					user_id: 12,
					user_principal_name: str_repeat( 'ü', 255 ),
					email: "o'hara@lakeside.example",
					display_name: '100% "Ada" 😀 \\',
					login: '0',
					status: Status::Held,
					pending: Pending::Roles_Besides,
					reason: str_repeat( 'A sentence. ', 100 ),
					changes: array( array( 'field' => 'last_name', 'from' => null, 'to' => 'Ö' ), array( 'field' => 'roles', 'from' => array(), 'to' => array( 'editor' ) ) ),
					person: array( 'id' => 'x', 'accountEnabled' => true, 'skills' => array( 'a/b' ) ),
					cause: Cause::Unknown_Tenant,
					roles: array( 'editor', 'author' ),
					owns: array( 'orders' => null, 'comments' => 3, 'posts' => array( 'page' => 2 ) ),
				),
			),
			'owns nothing'          => array( new Result( 'wp-6', Table::Wordpress_Only, owns: array( 'orders' => 0, 'comments' => 0, 'posts' => array() ) ) ),
		);
	}

	public function test_a_name_that_is_too_long_is_cut_for_the_row_alone(): void {
		global $wpdb;
		$mode = $wpdb->get_var( 'SELECT @@SESSION.sql_mode' );
		// Elsewhere the database cuts by itself.
		$wpdb->query( "SET SESSION sql_mode = 'STRICT_ALL_TABLES'" );

		try {
			( new Repository() )->save( self::RUN, array( new Result( 'x', Table::Matched, user_principal_name: str_repeat( 'ü', 300 ) ) ) );
		} finally {
			$wpdb->query( $wpdb->prepare( 'SET SESSION sql_mode = %s', $mode ) );
		}

		self::assertSame( str_repeat( 'ü', 255 ), $wpdb->get_var( 'SELECT user_principal_name FROM ' . Tables::name( 'results' ) . ' WHERE run_id = ' . self::RUN ) );
	}

	public function test_what_has_no_schema_stays_inside(): void {
		$shown = array_keys( Columns::to_array( new Result( 'wp-5', Table::Wordpress_Only ) ) );

		self::assertSame( array_keys( Columns::properties() ), $shown );
		self::assertSame( array(), array_intersect( array( 'subject', 'pending', 'person', 'cause', 'roles' ), $shown ) );
	}

	/**
	 * Makes the tables.
	 *
	 * @param list<string> $lines Columns of results.
	 * @return string[] Statements that altered something.
	 */
	private function altered( array $lines ): array {
		$altered = array();
		$watch   = static function ( string $sql ) use ( &$altered ): string {
			if ( preg_match( '/^\s*(ALTER|CREATE)/i', $sql ) ) {
				$altered[] = $sql;
			}
			return $sql;
		};
		add_filter( 'query', $watch );
		( new Tables() )->create( $lines );
		remove_filter( 'query', $watch );
		return $altered;
	}
}
