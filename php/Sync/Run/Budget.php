<?php
/**
 * How long a piece of work may take.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * A span of time that runs out.
 */
final class Budget {

	private readonly float $ends;

	/**
	 * @param float $seconds Length of the span.
	 */
	public function __construct( float $seconds ) {
		$this->ends = microtime( true ) + $seconds;
	}

	/**
	 * Tells whether there is time left.
	 */
	public function is_left(): bool {
		return microtime( true ) < $this->ends;
	}
}
