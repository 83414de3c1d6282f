<?php
/**
 * What a run costs, measured.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Graph\Traffic;

/**
 * Measures a part: its time, and its requests. What is measured is saved with the run, so no query is needed for it.
 */
final class Meter {

	private readonly float $since;

	/**
	 * Begins to measure.
	 *
	 * @param Phase $phase The phase that the part belongs to, whichever is entered with it.
	 */
	public function __construct( private readonly Traffic $traffic, private readonly Phase $phase ) {
		$this->since = microtime( true );
		$traffic->clear();
	}

	/**
	 * Adds what was measured to what the run remembers.
	 */
	public function read( Run $run ): void {
		$memory = $run->memory;
		foreach ( $this->traffic->classes() as $class => $number ) {
			$memory->latencies[ $class ] = ( $memory->latencies[ $class ] ?? 0 ) + $number;
		}
		$phase                     = $this->phase->value;
		$memory->seconds[ $phase ] = round( ( $memory->seconds[ $phase ] ?? 0 ) + microtime( true ) - $this->since, 3 );
	}
}
