<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Sync\Removal\Removal_Limit;

/**
 * When removals wait until somebody has typed their number: the table of the rule.
 */
final class Removal_Limit_Test extends TestCase {

	/**
	 * @dataProvider numbers
	 */
	public function test_what_is_held( bool $held, int $count, int $never_linked, int $users, bool $new_tenant, ?int $percent, ?int $limit ): void {
		$removals = array( 'all' => $count, 'never_linked' => $never_linked );
		$links    = array( 'ours' => $users, 'others' => 0 );
		self::assertSame( $held, '' !== ( new Removal_Limit( $percent, $limit ) )->why_held( $removals, $users, $links, $new_tenant ) );
	}

	public static function numbers(): array {
		return array(
			'nobody'                                    => array( false, 0, 0, 100, false, 10, 100 ),
			'nobody, and always'                        => array( false, 0, 0, 100, true, 0, 0 ),
			'one of one'                                => array( false, 1, 0, 1, false, 10, 100 ),
			'five of five'                              => array( false, 5, 0, 5, false, 10, 100 ),
			'six of six'                                => array( true, 6, 0, 6, false, 10, 100 ),
			'six of 60: 10 %'                           => array( false, 6, 0, 60, false, 10, 100 ),
			'six of 59'                                 => array( true, 6, 0, 59, false, 10, 100 ),
			'100 of 1,000: 10 %, and the limit'         => array( false, 100, 0, 1000, false, 10, 100 ),
			'101 of 1,010: 10 %, and over the limit'    => array( true, 101, 0, 1010, false, 10, 100 ),
			'101 of 1,009: over both'                   => array( true, 101, 0, 1009, false, 10, 100 ),
			'101 of 100,000: over the limit alone'      => array( true, 101, 0, 100000, false, 10, 100 ),
			'10,000 of 100,000 without a limit'         => array( false, 10000, 0, 100000, false, 10, null ),
			'10,001 of 100,000 without a limit'         => array( true, 10001, 0, 100000, false, 10, null ),
			'100 of 100 without a percentage'           => array( false, 100, 0, 100, false, null, 100 ),
			'101 of 101 without a percentage'           => array( true, 101, 0, 101, false, null, 100 ),
			'everybody without any limit'               => array( false, 100000, 0, 100000, false, null, null ),
			'100 %'                                     => array( false, 1000, 0, 1000, false, 100, null ),
			'one, and 0 %'                              => array( true, 1, 0, 1000, false, 0, null ),
			'one, and a limit of 0'                     => array( true, 1, 0, 1000, false, null, 0 ),
			'five over a limit of 1'                    => array( false, 5, 0, 1000, false, null, 1 ),
			'six over a limit of 1'                     => array( true, 6, 0, 1000, false, null, 1 ),
			'one who was never linked'                  => array( true, 1, 1, 1000, false, 10, 100 ),
			'one who was never linked, without limits'  => array( true, 1, 1, 1000, false, null, null ),
			'one never linked of three'                 => array( true, 3, 1, 1000, false, null, null ),
			'one from another tenant'                   => array( true, 1, 0, 1000, true, null, null ),
		);
	}
}
