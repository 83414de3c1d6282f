<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Age;

/**
 * What may still be acted on.
 */
final class Age_Test extends TestCase {

	/**
	 * @dataProvider ages
	 */
	public function test_what_was_read_counts_for_a_while_and_never_from_the_future( int $age, bool $fresh ): void {
		self::assertSame( $fresh, Age::is_fresh( 1_800_000_000 - $age, 3600, 1_800_000_000 ) );
	}

	public static function ages(): array {
		return array(
			'just now'                            => array( 0, true ),
			'an hour ago'                         => array( 3600, true ),
			'a second more'                       => array( 3601, false ),
			'another server’s clock, a bit ahead' => array( -5, true ),
			'a minute ahead'                      => array( -60, false ),
			'a month ahead'                       => array( -2_592_000, false ),
			'never'                               => array( 1_800_000_000, false ),
		);
	}
}
