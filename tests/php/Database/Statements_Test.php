<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Every statement goes through one place, which fills the placeholders and notices refusals.
 */
final class Statements_Test extends Test_Case {

	/** Methods of wpdb that run SQL, or make it. */
	private const FORBIDDEN = '/\$wpdb\s*->\s*(?:prepare|query|get_results|get_row|get_col|get_var|insert|replace|update|delete)\s*\(/';

	public function test_nobody_else_asks_wpdb(): void {
		$root  = (string) realpath( __DIR__ . '/../../../php' );
		$found = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			$name = substr( $file->getPathname(), strlen( $root ) + 1 );
			if ( 'php' === $file->getExtension() && 'Database/Database.php' !== $name && preg_match( self::FORBIDDEN, self::code( $file->getPathname() ) ) ) {
				$found[] = $name;
			}
		}
		self::assertSame( array(), $found );
	}

	/**
	 * @dataProvider statements
	 *
	 * @param list<mixed> $args For the placeholders.
	 */
	public function test_placeholders_are_filled( string $expected, string $sql, array $args ): void {
		global $wpdb;
		self::assertSame( $expected, $wpdb->remove_placeholder_escape( Database::prepare( $sql, ...$args ) ) );
	}

	public static function statements(): array {
		return array(
			'nothing to fill'            => array( "SELECT 1 LIKE '%s'", "SELECT 1 LIKE '%s'", array() ),
			'values'                     => array( "SELECT 5, 'a\\'' FROM `t`", 'SELECT %d, %s FROM %i', array( 5, "a'", 't' ) ),
			'a list'                     => array( 'SELECT 1 IN ( 1, 2, 3 ), 4', 'SELECT 1 IN ( %d ), %d', array( array( 1, 2, 3 ), 4 ) ),
			'a list with keys'           => array( "SELECT 1 IN ( 'a', 'b' )", 'SELECT 1 IN ( %s )', array( array( 7 => 'a', 'x' => 'b' ) ) ),
			'an empty list'              => array( 'SELECT 1 IN ( NULL ), 4', 'SELECT 1 IN ( %d ), %d', array( array(), 4 ) ),
			'nothing but an empty list'  => array( 'SELECT 1 IN ( NULL )', 'SELECT 1 IN ( %d )', array( array() ) ),
			'null'                       => array( "SET a = NULL, b = '', c = 0", 'SET a = %d, b = %s, c = %d', array( null, '', 0 ) ),
			'a value like a placeholder' => array( "SELECT '%d %s', 2", 'SELECT %s, %d', array( '%d %s', 2 ) ),
		);
	}

	public function test_rows_are_added_ignored_or_taken_over(): void {
		$columns = array( 'user_id' => '%d', 'object_id' => '%s', 'user_principal_name' => '%s' );
		$links   = Tables::name( 'links' );

		self::assertSame( 2, Database::insert( $links, $columns, array( array( 1, 'a', 'one' ), 'by key' => array( 2, 'b', 'two' ) ) ) );
		self::assertSame( 1, Database::insert( $links, $columns, array( array( 1, 'other', 'other' ), array( 3, 'c', 'three' ) ), ignore: true ) );
		Database::insert( $links, $columns, array( array( 2, 'new', 'not taken over' ) ), update: array( 'object_id' ) );

		self::assertSame( array( '1 a one', '2 new two', '3 c three' ), Database::column( "SELECT CONCAT( user_id, ' ', object_id, ' ', user_principal_name ) FROM %i ORDER BY user_id", $links ) );
		self::assertSame( array( 1, 3 ), Database::numbers( 'SELECT user_id FROM %i WHERE user_id IN ( %d ) ORDER BY user_id', $links, array( 3, 1, 9 ) ) );
	}

	public function test_more_rows_than_a_statement_holds_are_all_added(): void {
		self::assertSame( 1201, Database::insert( Tables::name( 'links' ), array( 'user_id' => '%d' ), array_map( static fn( int $id ): array => array( $id ), range( 1, 1201 ) ) ) );
		self::assertSame( 0, Database::insert( Tables::name( 'links' ), array( 'user_id' => '%d' ), array() ) );
		self::assertSame( 1201, Database::number( 'SELECT COUNT(*) FROM %i', Tables::name( 'links' ) ) );
	}

	public function test_a_refusal_is_an_exception_unless_it_is_an_answer(): void {
		self::assertNull( Database::quietly( static fn(): ?int => Database::attempt( 'DELETE FROM %i', 'nowhere_at_all' ) ) );
		$this->expectException( Database_Failed::class );
		Database::quietly( static fn(): int => Database::write( 'DELETE FROM %i', 'nowhere_at_all' ) );
	}

	/** Gives a file without its comments. */
	private static function code( string $file ): string {
		$tokens = array_filter( token_get_all( (string) file_get_contents( $file ) ), static fn( mixed $token ): bool => ! is_array( $token ) || ! in_array( $token[0], array( T_COMMENT, T_DOC_COMMENT ), true ) );
		return implode( '', array_map( static fn( mixed $token ): string => is_array( $token ) ? $token[1] : $token, $tokens ) );
	}

	public function test_rows_that_are_long_are_not_put_into_one_statement(): void {
		global $wpdb;
		$rows    = array_map( static fn( int $id ): array => array( 0, "bench_{$id}", str_repeat( 'x', 300_000 ) ), range( 1, 4 ) );
		$longest = 0;
		add_filter(
			'query',
			static function ( string $sql ) use ( &$longest ): string {
				$longest = max( $longest, strlen( $sql ) );
				return $sql;
			}
		);

		self::assertSame( 4, Database::insert( $wpdb->usermeta, array( 'user_id' => '%d', 'meta_key' => '%s', 'meta_value' => '%s' ), $rows ) );

		self::assertLessThan( 1_000_000, $longest, 'Old servers accept no more than 1 MB.' );
		self::assertSame( 4, Database::number( "SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE user_id = 0 AND LENGTH( meta_value ) = 300000" ) );
	}
}
