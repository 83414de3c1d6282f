<?php
/**
 * How a run ends that must not go on.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Takes the place of a phase where what was read can't be relied on any longer.
 */
final class Stop implements Phase_Work {

	/**
	 * @param string $code    One of the contract's error codes.
	 * @param string $message What happened, what was done and what to do.
	 */
	public function __construct(
		private readonly string $code,
		private readonly string $message,
	) {}

	public function work( Run $run, Part $part ): void {
		$part->commit( $run, fn() => $run->fail( $this->code, $this->message ) );
	}
}
