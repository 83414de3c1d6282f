<?php
/**
 * Pages, order, search and filters of the three tables.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Results_Query_Test extends Test_Case {

	private const NAMES = array(
		'percent'    => '100% sure',
		'underscore' => 'Under_score',
		'backslash'  => 'Back\\slash',
		'apostrophe' => "Sinéad O'Hara",
		'quote'      => 'Robert "Bob" Quote',
		'four bytes' => 'Smile 😀 Person',
		'injection'  => "x'); DROP TABLE wp_users; --",
		'entity'     => 'Fish & Chips <b>',
		'plain'      => 'Plain Person',
	);

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 25, 'awkward' => false ) );
		$number = 0;
		foreach ( self::NAMES as $name ) {
			++$number;
			Simulator::add( array( 'displayName' => $name, 'userPrincipalName' => "special{$number}@lakeside.example", 'mail' => "mail{$number}@elsewhere.example" ) );
		}
		self::assertSame( 'completed', $this->synchronize()['status'] );
	}

	/**
	 * @dataProvider searches
	 * @param list<string> $names
	 */
	public function test_search_takes_text_as_it_is( string $search, array $names ): void {
		$answer = $this->results( array( 'search' => $search, 'per_page' => 100 ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $names, array_column( $answer->data, 'display_name' ), $answer->text() );
		self::assertSame( (string) count( $names ), (string) $answer->headers['X-WP-Total'] );
		self::assertSame( array() === $names ? '0' : '1', (string) $answer->headers['X-WP-TotalPages'] );
	}

	/**
	 * @return array<string, array{string, list<string>}> What is typed, and the names found.
	 */
	public static function searches(): array {
		$found = static fn( string ...$keys ): array => array_values( array_intersect_key( self::NAMES, array_flip( $keys ) ) );
		return array(
			'a percent sign'            => array( '%', $found( 'percent' ) ),
			'an underscore'             => array( 'under_', $found( 'underscore' ) ),
			'an underscore is no joker' => array( 'plain_person', array() ),
			'a backslash'               => array( '\\', $found( 'backslash' ) ),
			'a backslash and a percent sign' => array( '\\%', array() ),
			'an apostrophe'             => array( "O'Hara", $found( 'apostrophe' ) ),
			'an apostrophe alone'       => array( "'", $found( 'apostrophe', 'injection' ) ),
			'quotes'                    => array( '"Bob"', $found( 'quote' ) ),
			'a smile'                   => array( '😀', $found( 'four bytes' ) ),
			'another smile'             => array( '🙃', array() ),
			'an injection'              => array( "x'); DROP TABLE wp_users; --", $found( 'injection' ) ),
			'a comment'                 => array( '--', $found( 'injection' ) ),
			'HTML'                      => array( '<b>', $found( 'entity' ) ),
			'an ampersand'              => array( 'Fish & Chips', $found( 'entity' ) ),
			'an entity'                 => array( '&amp;', array() ),
			'other cases'               => array( 'PLAIN person', $found( 'plain' ) ),
			'a part of the UPN'         => array( 'special9@', $found( 'plain' ) ),
			'a part of the address'     => array( 'mail9@elsewhere', $found( 'plain' ) ),
			'%s of prepare'             => array( '%s', array() ),
			'%1$d of prepare'           => array( '%1$d', array() ),
			'text that begins with 0'   => array( '0% sure', $found( 'percent' ) ),
			'an array key of PHP'       => array( '[0]', array() ),
		);
	}

	public function test_search_finds_a_login(): void {
		$this->create_user( array( 'user_login' => 'unusual-login', 'user_email' => 'a@example.org' ) );
		$this->synchronize();

		$answer = $this->rest( 'GET', '/results', array( 'table' => 'wordpress_only', 'search' => 'UNUSUAL-' ) );

		self::assertSame( array( 'unusual-login' ), array_column( $answer->data, 'login' ), $answer->text() );
	}

	public function test_pages_hold_everybody_once(): void {
		foreach ( array( 1, 7, 10, 17, 34, 100 ) as $per_page ) {
			$ids   = array();
			$pages = (int) ceil( 34 / $per_page );
			for ( $page = 1; $page <= $pages + 1; $page++ ) {
				$answer = $this->results( compact( 'page', 'per_page' ) );
				self::assertSame( 200, $answer->status, $answer->text() );
				self::assertSame( array( '34', (string) $pages ), array( (string) $answer->headers['X-WP-Total'], (string) $answer->headers['X-WP-TotalPages'] ) );
				self::assertCount( max( 0, min( $per_page, 34 - ( $page - 1 ) * $per_page ) ), $answer->data );
				array_push( $ids, ...array_column( $answer->data, 'id' ) );
			}
			self::assertCount( 34, array_unique( $ids ) );
			$sorted = $ids;
			sort( $sorted );
			self::assertSame( $sorted, $ids, 'By id, ascending.' );
		}
	}

	/**
	 * @dataProvider columns
	 */
	public function test_every_column_sorts_both_ways( string $orderby ): void {
		global $wpdb;
		$column = 'table' === $orderby ? 'table_name' : $orderby;
		foreach ( array( 'asc', 'desc' ) as $order ) {
			$expected = array_map( 'intval', $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}wpo365_user_sync_results WHERE table_name = 'directory_only' ORDER BY {$column} {$order}, id {$order}" ) );
			$ids      = array();
			for ( $page = 1; $page <= 4; $page++ ) {
				$answer = $this->results( compact( 'orderby', 'order', 'page' ) );
				self::assertSame( 200, $answer->status, $answer->text() );
				array_push( $ids, ...array_column( $answer->data, 'id' ) );
			}
			self::assertSame( $expected, $ids, "{$orderby} {$order}" );
		}
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function columns(): array {
		$columns = array( 'id', 'table', 'object_id', 'user_id', 'user_principal_name', 'email', 'display_name', 'login', 'status', 'reason', 'changes', 'run_id', 'updated_at' );
		return array_map( static fn( string $column ): array => array( $column ), array_combine( $columns, $columns ) );
	}

	public function test_one_status_or_several(): void {
		global $wpdb;
		$table = "{$wpdb->prefix}wpo365_user_sync_results";
		$ids   = array_column( $this->results( array( 'per_page' => 100 ) )->data, 'id' );
		foreach ( array( 'created', 'failed', 'failed', 'conflict' ) as $number => $status ) {
			$wpdb->update( $table, array( 'status' => $status ), array( 'id' => $ids[ $number ] ) );
		}

		foreach ( array( 'created' => 1, 'failed' => 2, 'created,failed' => 3, 'created, conflict' => 2, 'skipped' => 0, 'logged' => 30, '' => 34 ) as $status => $count ) {
			$answer = $this->results( array( 'status' => $status, 'per_page' => 100 ) );
			self::assertSame( array( 200, $count ), array( $answer->status, count( $answer->data ) ), "{$status}: " . $answer->text() );
			self::assertSame( (string) $count, (string) $answer->headers['X-WP-Total'] );
		}
		self::assertCount( 3, $this->results( array( 'status' => array( 'created', 'failed' ) ) )->data );
		self::assertCount( 1, $this->results( array( 'status' => 'created,failed', 'search' => $this->results( array( 'status' => 'created' ) )->data[0]['email'] ) )->data, 'Search and status together.' );
	}

	public function test_the_tables_are_apart(): void {
		self::assertSame( array( 'directory_only' ), array_values( array_unique( array_column( $this->results( array( 'per_page' => 100 ) )->data, 'table' ) ) ) );
		self::assertSame( array( self::ADMIN ), array_column( $this->rows( 'wordpress_only' ), 'user_id' ) );
		self::assertSame( array(), $this->rows( 'matched' ) );
	}

	public function test_a_page_beyond_the_end_is_empty(): void {
		foreach ( array( 5, 1000000 ) as $page ) {
			$answer = $this->results( array( 'page' => $page, 'per_page' => 100 ) );
			self::assertSame( array( 200, array() ), array( $answer->status, $answer->data ), $answer->text() );
			self::assertSame( '34', (string) $answer->headers['X-WP-Total'] );
		}
	}

	/**
	 * @dataProvider page_sizes
	 */
	public function test_the_constant_of_the_page_size( mixed $constant, int $rows ): void {
		$code = '$request = new WP_REST_Request( "GET", "/wpo365-user-sync/v1/results" );
		$request->set_query_params( array( "table" => "directory_only" ) );
		echo count( rest_do_request( $request )->get_data() );';

		self::assertSame( (string) $rows, Php_Process::run( $code, array( 'WPO_USER_SYNC_PAGE_SIZE' => $constant ), self::ADMIN ) );
	}

	/**
	 * @return array<string, array{mixed, int}> Value of WPO_USER_SYNC_PAGE_SIZE, and rows of a page.
	 */
	public static function page_sizes(): array {
		return array(
			'not defined'  => array( null, 10 ),
			'one'          => array( 1, 1 ),
			'a text'       => array( '25', 25 ),
			'a hundred'    => array( 100, 34 ),
			'none'         => array( 0, 10 ),
			'one too many' => array( 101, 10 ),
			'negative'     => array( -5, 10 ),
			'a fraction'   => array( 7.5, 10 ),
			'true'         => array( true, 10 ),
			'a word'       => array( 'many', 10 ),
			'a list'       => array( array( 20 ), 10 ),
		);
	}

	/**
	 * @param array<string, mixed> $query
	 */
	private function results( array $query ): Rest_Answer {
		return $this->rest( 'GET', '/results', $query + array( 'table' => 'directory_only' ) );
	}
}
