<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use PHPUnit\Framework\TestCase;

/**
 * The rooms of php/: each imports only from rooms further left, no two files need each other, and php/README.md leads to files that exist.
 */
final class Layout_Test extends TestCase {

	private const ROOT      = __DIR__ . '/../..';
	private const NAMESPACE = 'WPO365\\User_Sync\\';

	/** Puts everything together, so it stands right of all rooms. */
	private const COMPOSITION = array( 'Plugin', 'Services', 'Installer' );

	public function test_every_file_is_in_a_room_of_the_map(): void {
		self::assertSame( array(), array_values( array_diff( array_unique( array_map( self::room( ... ), array_keys( self::classes() ) ) ), self::rooms() ) ) );
	}

	public function test_every_room_of_the_map_has_files(): void {
		self::assertSame( array(), array_values( array_diff( self::rooms(), array_map( self::room( ... ), array_keys( self::classes() ) ) ) ) );
	}

	public function test_no_file_imports_from_a_room_further_right(): void {
		$place = array_flip( self::rooms() );
		$wrong = array();
		foreach ( self::arrows() as $from => $targets ) {
			foreach ( $targets as $to ) {
				if ( ! in_array( $from, self::COMPOSITION, true ) && ( $place[ self::room( $to ) ] > $place[ self::room( $from ) ] || in_array( $to, self::COMPOSITION, true ) ) ) {
					$wrong[] = "$from imports $to";
				}
			}
		}
		self::assertSame( array(), $wrong );
	}

	public function test_no_files_need_each_other(): void {
		self::assertSame( array(), self::circles( self::arrows() ) );
	}

	public function test_a_circle_would_be_found(): void {
		self::assertSame( array( 'b c d' ), self::circles( array( 'a' => array( 'b' ), 'b' => array( 'c' ), 'c' => array( 'd', 'e' ), 'd' => array( 'b' ), 'e' => array() ) ) );
	}

	public function test_no_room_is_crowded(): void {
		$sizes = array_count_values( array_map( self::room( ... ), array_keys( self::classes() ) ) );
		self::assertSame( array(), array_filter( $sizes, static fn( int $files ): bool => $files > 24 ) );
	}

	public function test_the_files_that_the_guide_names_exist(): void {
		$guide = (string) file_get_contents( self::ROOT . '/php/README.md' );
		preg_match_all( '/`((?:[A-Z]\w*\/)+[A-Z]\w*(?:\.php)?)`/', $guide, $named );
		self::assertGreaterThan( 20, count( $named[1] ) );
		self::assertSame( array(), array_values( array_filter( $named[1], static fn( string $file ): bool => ! in_array( $file, self::rooms(), true ) && ! is_file( self::ROOT . '/php/' . preg_replace( '/\.php$/', '', $file ) . '.php' ) ) ) );
	}

	/**
	 * Reads the map: the first fenced or indented block under the heading "Rooms".
	 *
	 * @return list<string> Rooms from left to right; "." is php/ itself.
	 */
	private static function rooms(): array {
		$guide = (string) file_get_contents( self::ROOT . '/php/README.md' );
		self::assertSame( 1, preg_match( '/^## Rooms\n.*?^```\n(.*?)^```/ms', $guide, $block ) );
		return array_values( array_filter( preg_split( '/[\s,>]+/', $block[1] ) ) );
	}

	private static function room( string $class_name ): string {
		return str_contains( $class_name, '/' ) ? dirname( $class_name ) : '.';
	}

	/**
	 * @return array<string, string> File by class, as in "Sync/Run/Run".
	 */
	private static function classes(): array {
		$classes = array();
		$folder  = (string) realpath( self::ROOT . '/php' );
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $folder, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( 'php' === $file->getExtension() && 'autoload.php' !== $file->getFilename() ) {
				$classes[ substr( $file->getPathname(), strlen( $folder ) + 1, -4 ) ] = $file->getPathname();
			}
		}
		ksort( $classes );
		return $classes;
	}

	/**
	 * Finds which class names which others, in code; comments don't count.
	 *
	 * @return array<string, list<string>>
	 */
	private static function arrows(): array {
		$classes = self::classes();
		$arrows  = array();
		foreach ( $classes as $class_name => $file ) {
			$tokens = array_values( array_filter( token_get_all( (string) file_get_contents( $file ) ), static fn( mixed $token ): bool => ! is_array( $token ) || ! in_array( $token[0], array( T_WHITESPACE, T_COMMENT, T_DOC_COMMENT ), true ) ) );
			$found  = array();
			foreach ( $tokens as $index => $token ) {
				$name = match ( true ) {
					! is_array( $token ) => '',
					in_array( $token[0], array( T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED ), true ) && str_starts_with( ltrim( $token[1], '\\' ), self::NAMESPACE ) => strtr( substr( ltrim( $token[1], '\\' ), strlen( self::NAMESPACE ) ), '\\', '/' ),
					T_STRING === $token[0] && ! self::is_member( $tokens[ $index - 1 ] ?? '' ) => ltrim( dirname( "/$class_name" ) . '/' . $token[1], '/.' ),
					default => '',
				};
				if ( isset( $classes[ $name ] ) && $name !== $class_name ) {
					$found[ $name ] = $name;
				}
			}
			$arrows[ $class_name ] = array_values( $found );
		}
		return $arrows;
	}

	/**
	 * Whether what follows a token is the name of a member, a function, a constant or a case, not of a class.
	 *
	 * @param array{int, string, int}|string $before The token.
	 */
	private static function is_member( array|string $before ): bool {
		return is_array( $before ) && in_array( $before[0], array( T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON, T_FUNCTION, T_CONST, T_CASE ), true );
	}

	/**
	 * Finds groups of files that need each other: whoever can be reached from a file that it can reach.
	 *
	 * @param array<string, list<string>> $arrows Who names whom.
	 * @return list<string> Names, joined.
	 */
	private static function circles( array $arrows ): array {
		$reach = array_map( static fn( array $targets ): array => array_fill_keys( $targets, true ), $arrows );
		do {
			$grown = false;
			foreach ( $reach as $from => $targets ) {
				foreach ( array_keys( $targets ) as $to ) {
					$more = array_diff_key( $reach[ $to ] ?? array(), $reach[ $from ] );
					if ( array() !== $more ) {
						$reach[ $from ] += $more;
						$grown           = true;
					}
				}
			}
		} while ( $grown );
		$circles = array();
		foreach ( $reach as $from => $targets ) {
			$circle = array_filter( array_keys( $targets ), static fn( string $to ): bool => isset( $reach[ $to ][ $from ] ) );
			sort( $circle );
			if ( array() !== $circle ) {
				$circles[] = implode( ' ', $circle );
			}
		}
		return array_values( array_unique( $circles ) );
	}
}
