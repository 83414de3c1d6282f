<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use PHPUnit\Framework\TestCase;

/**
 * What documents and doc-blocks say about the code, where it can be counted.
 */
final class Documents_Test extends TestCase {

	private const ROOT = __DIR__ . '/../..';

	public function test_every_hook_is_described_with_its_parameters_and_an_example(): void {
		$described = array();
		foreach ( array_slice( preg_split( '/^## /m', self::document( 'docs/hooks.md' ) ), 1 ) as $section ) {
			self::assertMatchesRegularExpression( '/^    add_(action|filter)\(/m', $section );
			$described[ strtok( $section, "\n" ) ] = preg_match_all( '/^\| `\$\w+` \| `/m', $section );
		}
		ksort( $described );

		self::assertSame( self::hooks(), $described );
	}

	public function test_decisions_are_numbered_and_dated_and_give_context_decision_and_consequence(): void {
		$decisions = array_slice( preg_split( '/^### /m', self::document( 'docs/decisions.md' ) ), 1 );
		self::assertNotEmpty( $decisions );
		$numbers = array();
		foreach ( $decisions as $decision ) {
			self::assertMatchesRegularExpression( '/^\d+\. .+ \(20\d\d-\d\d-\d\d[^)]*\)\n\n- Context: .+\n- Decision: .+\n- Consequence: .+\n/', $decision );
			$numbers[] = (int) $decision;
		}
		sort( $numbers );

		self::assertSame( range( 1, count( $decisions ) ), $numbers );
	}

	public function test_doc_blocks_of_public_methods_begin_with_a_verb_and_constructors_say_something(): void {
		$wrong = array();
		foreach ( self::sources() as $path => $source ) {
			preg_match_all( '/^\t\/\*\*\n\t \* (.*)\n(?:\t \*.*\n)*(?:\t#\[.*\n)*\t(?:abstract |final )*public (?:static )?function (\w+)/m', $source, $found, PREG_SET_ORDER );
			foreach ( $found as list( , $first, $method ) ) {
				if ( '__construct' === $method ? 1 === preg_match( '/^Takes (what|the settings)/', $first ) : 0 === preg_match( '/^[A-Z][a-z-]+s\b/', $first ) ) {
					$wrong[] = "$path $method(): $first";
				}
			}
		}
		self::assertSame( array(), $wrong );
	}

	/**
	 * Finds the plugin's own actions and filters where they fire.
	 *
	 * @return array<string, int> Number of parameters by name.
	 */
	private static function hooks(): array {
		$hooks = array();
		foreach ( self::sources() as $source ) {
			preg_match_all( '/\/\*\*((?:(?!\*\/).)*)\*\/(?:(?!\/\*\*)[^;])*?\b(?:do_action|apply_filters)\( \'(wpo365_user_sync_\w+)\'/s', $source, $found, PREG_SET_ORDER );
			foreach ( $found as list( , $doc_block, $name ) ) {
				$hooks[ $name ] = substr_count( $doc_block, '@param' );
			}
		}
		ksort( $hooks );
		return $hooks;
	}

	/**
	 * Reads the plugin's PHP files.
	 *
	 * @return iterable<string, string> Text by path.
	 */
	private static function sources(): iterable {
		foreach ( array( 'php', 'plugin' ) as $folder ) {
			foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::ROOT . "/$folder", \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
				if ( 'php' === $file->getExtension() ) {
					yield substr( $file->getPathname(), strlen( self::ROOT ) + 1 ) => (string) file_get_contents( $file->getPathname() );
				}
			}
		}
	}

	private static function document( string $path ): string {
		return (string) file_get_contents( self::ROOT . "/$path" );
	}
}
