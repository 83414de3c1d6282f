<?php
/**
 * How much was asked, and how long answers took.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Counts requests to Microsoft Graph in classes of latency, each a tenth longer than the one before: however many requests there are, some eighty numbers at most tell median and percentiles to about five percent.
 */
final class Traffic {

	private const GROWTH = 1.1;

	/** @var array<int, int> Number of requests by class. */
	private array $classes = array();

	/**
	 * Notes a request, answered or not.
	 *
	 * @param float $seconds How long it took.
	 */
	public function note( float $seconds ): void {
		$class                   = (int) round( log( max( 1.0, 1000 * $seconds ), self::GROWTH ) );
		$this->classes[ $class ] = ( $this->classes[ $class ] ?? 0 ) + 1;
	}

	/**
	 * Gives what was noted.
	 *
	 * @return array<int, int> Number of requests by class.
	 */
	public function classes(): array {
		return $this->classes;
	}

	/**
	 * Forgets what was noted.
	 */
	public function clear(): void {
		$this->classes = array();
	}

	/**
	 * Tells within which latency a share of requests was answered.
	 *
	 * @param array<int, int> $classes Number of requests by class.
	 * @param float           $share   0 to 1; 0.5 is the median.
	 * @return int|null Milliseconds; null without requests.
	 */
	public static function latency( array $classes, float $share ): ?int {
		ksort( $classes );
		$left = $share * array_sum( $classes );
		foreach ( $classes as $class => $number ) {
			$left -= $number;
			if ( $left <= 0 ) {
				return (int) round( self::GROWTH ** $class );
			}
		}
		return null;
	}
}
