<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Traffic;

/**
 * Median and percentiles of latencies, told from a few numbers.
 */
final class Traffic_Test extends TestCase {

	public function test_median_and_percentile_are_right_to_five_percent(): void {
		mt_srand( 7 );
		foreach ( array( 1, 2, 3, 10, 999, 20_000 ) as $count ) {
			$traffic = new Traffic();
			$all     = array();
			for ( $number = 0; $number < $count; $number++ ) {
				$all[] = $seconds = 0.002 + 3 * mt_rand() / mt_getrandmax();
				$traffic->note( $seconds );
			}
			sort( $all );
			foreach ( array( 0.5, 0.95, 1.0 ) as $share ) {
				$right = 1000 * $all[ (int) ceil( $share * $count ) - 1 ];
				self::assertEqualsWithDelta( $right, Traffic::latency( $traffic->classes(), $share ), 0.05 * $right + 1, "{$count} requests, {$share}" );
			}
		}
	}

	public function test_a_hundred_thousand_requests_are_remembered_in_few_numbers(): void {
		$traffic = new Traffic();
		for ( $number = 0; $number < 100_000; $number++ ) {
			$traffic->note( 60.0 * ( $number + 1 ) / 100_000 );
		}

		self::assertSame( 100_000, array_sum( $traffic->classes() ) );
		self::assertLessThan( 120, count( $traffic->classes() ) );
	}

	public function test_without_requests_there_is_no_latency(): void {
		self::assertNull( Traffic::latency( array(), 0.5 ) );
		self::assertSame( 1, Traffic::latency( array( 0 => 1 ), 0.5 ) );
	}

	public function test_what_was_noted_is_forgotten(): void {
		$traffic = new Traffic();
		$traffic->note( 0.1 );
		$traffic->clear();

		self::assertSame( array(), $traffic->classes() );
	}
}
