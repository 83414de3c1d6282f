<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use PHPUnit\Framework\TestCase;

/**
 * What the documents say about the code, where it can be counted.
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

	/**
	 * Finds the plugin's own actions and filters where they fire.
	 *
	 * @return array<string, int> Number of parameters by name.
	 */
	private static function hooks(): array {
		$hooks = array();
		foreach ( array( 'php', 'plugin' ) as $folder ) {
			foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::ROOT . "/$folder" ) ) as $file ) {
				if ( 'php' === $file->getExtension() ) {
					preg_match_all( '/\/\*\*((?:(?!\*\/).)*)\*\/(?:(?!\/\*\*)[^;])*?\b(?:do_action|apply_filters)\( \'(wpo365_user_sync_\w+)\'/s', (string) file_get_contents( $file->getPathname() ), $found, PREG_SET_ORDER );
					foreach ( $found as list( , $doc_block, $name ) ) {
						$hooks[ $name ] = substr_count( $doc_block, '@param' );
					}
				}
			}
		}
		ksort( $hooks );
		return $hooks;
	}

	private static function document( string $path ): string {
		return (string) file_get_contents( self::ROOT . "/$path" );
	}
}
