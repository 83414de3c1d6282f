<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Accounts\Same_Name;

/**
 * Names are the same where nothing but the case of A to Z differs.
 */
final class Same_Name_Test extends TestCase {

	public function test_only_the_case_of_a_to_z_makes_no_difference(): void {
		self::assertTrue( Same_Name::equal( 'MIKE.O\'NEIL@Members.example', 'mike.o\'neil@members.EXAMPLE' ) );
		self::assertTrue( Same_Name::equal( 'josé@', 'JOSé@' ) );
		foreach ( array( "mi\u{212A}e@" => 'mike@', 'JOSÉ@' => 'josé@', 'jose@' => 'josé@', "I\u{307}@" => 'i@', 'ı@' => 'I@', 'mike@ ' => 'mike@', 'straße@' => 'strasse@', "\u{17F}am@" => 'sam@' ) as $one => $other ) {
			self::assertFalse( Same_Name::equal( $one, $other ), "{$one} {$other}" );
		}
	}

	/** Another comparison of identities would be a second opinion on who is who. */
	public function test_nothing_else_folds_cases_where_people_are_matched(): void {
		$root  = dirname( __DIR__, 3 ) . '/php';
		$found = array();
		foreach ( array( 'Accounts', 'Directory', 'Results', 'Sync' ) as $room ) {
			foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( "{$root}/{$room}", \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
				// The kind of a user ("Guest") is nobody's name.
				$code = str_replace( "strcasecmp( 'Guest'", '', (string) file_get_contents( $file->getPathname() ) );
				if ( preg_match( '/\b(mb_strto(?:lower|upper)|mb_convert_case|mb_stri\w+|str(?:n)?(?:at)?casecmp|stri(?:pos|str)|array_change_key_case|Collator|Normalizer)\b/', $code, $match ) ) {
					$found[] = $file->getFilename() . ': ' . $match[0];
				}
			}
		}
		self::assertSame( array(), $found );
	}
}
