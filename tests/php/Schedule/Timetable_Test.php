<?php
/**
 * When runs are due, in every time zone.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Schedule\Timetable;

final class Timetable_Test extends TestCase {

	/**
	 * @dataProvider nights
	 * @param list<string> $expected Moments in UTC, of the days after a moment.
	 */
	public function test_nights_in_which_the_clocks_change( string $zone, string $time, string $after, array $expected ): void {
		self::assertSame( $expected, self::moments( new Timetable( 'daily', $time, 1, 0, new \DateTimeZone( $zone ) ), $after, count( $expected ) ) );
	}

	/** @return array<string, array{string, string, string, list<string>}> */
	public static function nights(): array {
		return array(
			'Berlin, 02:30 does not exist on 29 March' => array( 'Europe/Berlin', '02:30', '2026-03-28 00:00', array( '2026-03-28 01:30', '2026-03-29 01:00', '2026-03-30 00:30' ) ),
			'Berlin, 02:00 does not exist either'      => array( 'Europe/Berlin', '02:00', '2026-03-28 12:00', array( '2026-03-29 01:00', '2026-03-30 00:00' ) ),
			'Berlin, 03:00 is the moment of the change' => array( 'Europe/Berlin', '03:00', '2026-03-28 12:00', array( '2026-03-29 01:00', '2026-03-30 01:00' ) ),
			'Berlin, 02:30 exists twice on 25 October' => array( 'Europe/Berlin', '02:30', '2026-10-24 12:00', array( '2026-10-25 00:30', '2026-10-26 01:30' ) ),
			'Berlin, 03:00 after the doubled hour'     => array( 'Europe/Berlin', '03:00', '2026-10-24 12:00', array( '2026-10-25 02:00', '2026-10-26 02:00' ) ),
			'New York, 02:30 does not exist on 8 March' => array( 'America/New_York', '02:30', '2026-03-07 12:00', array( '2026-03-08 07:00', '2026-03-09 06:30' ) ),
			'New York, 01:30 exists twice on 1 November' => array( 'America/New_York', '01:30', '2026-10-31 12:00', array( '2026-11-01 05:30', '2026-11-02 06:30' ) ),
			'Kathmandu'                                => array( 'Asia/Kathmandu', '03:00', '2026-03-28 00:00', array( '2026-03-28 21:15', '2026-03-29 21:15' ) ),
			'an offset that is no place'               => array( '+05:45', '00:00', '2026-03-28 00:00', array( '2026-03-28 18:15', '2026-03-29 18:15' ) ),
		);
	}

	public function test_every_week_on_a_day(): void {
		// 30 March 2026 is a Monday.
		self::assertSame( array( '2026-03-30 01:00', '2026-04-06 01:00' ), self::moments( new Timetable( 'weekly', '03:00', 1, 0, new \DateTimeZone( 'Europe/Berlin' ) ), '2026-03-29 12:00', 2 ) );
		self::assertSame( array( '2026-03-29 01:00', '2026-04-05 00:30' ), self::moments( new Timetable( 'weekly', '02:30', 7, 0, new \DateTimeZone( 'Europe/Berlin' ) ), '2026-03-25 12:00', 2 ) );
	}

	/**
	 * The last time is the one before the next, at every quarter of an hour of a year, and no day is left out or has two.
	 *
	 * @dataProvider zones
	 */
	public function test_each_day_of_a_year_has_one_time( string $zone, string $time ): void {
		$zone      = new \DateTimeZone( $zone );
		$timetable = new Timetable( 'daily', $time, 1, 0, $zone );
		$moment    = strtotime( '2026-01-01 12:00 UTC' );
		$days      = array();
		for ( $day = 0; $day < 365; $day++ ) {
			$next = $timetable->next( $moment );
			self::assertSame( $next, $timetable->latest( $next ) );
			self::assertSame( $next, $timetable->next( $next - 1 ) );
			self::assertLessThan( $next, $timetable->latest( $next - 1 ) );
			$days[] = ( new \DateTimeImmutable( "@{$next}" ) )->setTimezone( $zone )->format( 'Y-m-d' );
			$moment = $next;
		}
		self::assertCount( 365, array_unique( $days ) );
	}

	/** @return list<array{string, string}> */
	public static function zones(): array {
		return array( array( 'Europe/Berlin', '02:30' ), array( 'America/New_York', '02:15' ), array( 'America/New_York', '01:30' ), array( '+05:45', '23:59' ), array( 'Australia/Lord_Howe', '02:10' ) );
	}

	/**
	 * @return list<string>
	 */
	private static function moments( Timetable $timetable, string $after, int $count ): array {
		$moment  = strtotime( "{$after} UTC" );
		$moments = array();
		while ( count( $moments ) < $count ) {
			$moment    = $timetable->next( $moment );
			$moments[] = gmdate( 'Y-m-d H:i', $moment );
		}
		return $moments;
	}
}
