<?php
/**
 * When runs are due.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use DateTimeImmutable;
use DateTimeZone;

/**
 * Turns a time of the day, in a time zone, into moments. Knows no database and no clock.
 *
 * A time that the change to summer time leaves out becomes the moment of the change, and of a time that exists twice the first one counts.
 */
final class Timetable {

	/** Days before and after a moment in which the times beside it lie. */
	private const DAYS = 8;

	/**
	 * @param string $full    off, daily or weekly.
	 * @param string $time    As in 03:00.
	 * @param int    $weekday 1, Monday, to 7.
	 * @param int    $changes Minutes between runs of changes; 0: none.
	 */
	public function __construct(
		private readonly string $full,
		private readonly string $time,
		private readonly int $weekday,
		private readonly int $changes,
		private readonly DateTimeZone $zone,
	) {}

	/**
	 * Makes the timetable of this site.
	 *
	 * @param array<string, mixed> $schedule The section of the settings.
	 */
	public static function of( array $schedule ): self {
		return new self( $schedule['full'], $schedule['time'], $schedule['weekday'], $schedule['changes'] ?? 0, wp_timezone() );
	}

	/**
	 * Tells whether anything is ever due.
	 */
	public function is_on(): bool {
		return $this->has_full() || $this->changes > 0;
	}

	/**
	 * Tells whether full runs are due.
	 */
	public function has_full(): bool {
		return 'off' !== $this->full;
	}

	/**
	 * Tells how many seconds lie between runs of changes; 0: there are none.
	 */
	public function changes_interval(): int {
		return $this->changes * MINUTE_IN_SECONDS;
	}

	/**
	 * Tells how many seconds lie between full runs, but for the hour of the change to summer time and back.
	 */
	public function interval(): int {
		return 'weekly' === $this->full ? WEEK_IN_SECONDS : DAY_IN_SECONDS;
	}

	/**
	 * Gives the same timetable for every day.
	 */
	public function daily(): self {
		return new self( 'daily', $this->time, $this->weekday, $this->changes, $this->zone );
	}

	/**
	 * Gives the last moment at which a full run was due.
	 *
	 * @param int $now Unix time.
	 */
	public function latest( int $now ): int {
		return max( array_filter( $this->around( $now ), static fn( int $moment ): bool => $moment <= $now ) );
	}

	/**
	 * Gives the first moment at which a full run will be due.
	 *
	 * @param int $now Unix time.
	 */
	public function next( int $now ): int {
		return min( array_filter( $this->around( $now ), static fn( int $moment ): bool => $moment > $now ) );
	}

	/**
	 * Names the timetable: another name, other moments.
	 */
	public function name(): string {
		return implode( ' ', array( $this->full, $this->time, $this->weekday, $this->changes, $this->zone->getName() ) );
	}

	/**
	 * Lists the moments around one.
	 *
	 * @return list<int> Unix times.
	 */
	private function around( int $now ): array {
		$noon    = ( new DateTimeImmutable( '@' . $now ) )->setTimezone( $this->zone )->setTime( 12, 0 );
		$moments = array();
		for ( $day = -self::DAYS; $day <= self::DAYS; $day++ ) {
			$date = $noon->modify( "$day days" );
			if ( 'weekly' !== $this->full || $this->weekday === (int) $date->format( 'N' ) ) {
				$moments[] = $this->moment( $date->format( 'Y-m-d' ) );
			}
		}
		return $moments;
	}

	private function moment( string $date ): int {
		$moment  = new DateTimeImmutable( "$date {$this->time}", $this->zone );
		$seconds = $moment->getTimestamp();
		if ( $moment->format( 'H:i' ) !== $this->time ) {
			foreach ( array_slice( $this->zone->getTransitions( $seconds - DAY_IN_SECONDS, $seconds ) ?: array(), 1 ) as $change ) {
				$seconds = $change['ts'];
			}
		}
		return $seconds;
	}
}
