<?php
/**
 * What is to be undone.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Sync\Run\Run;

/**
 * A run, or an action by hand; all that it did, or what it did to one account.
 */
final class Undo_Order {

	/**
	 * @param int $run_id  The run, or the action by hand.
	 * @param int $user_id The one account; 0: all.
	 */
	public function __construct(
		public readonly int $run_id,
		public readonly int $user_id = 0,
	) {}

	/**
	 * Reads what a run of the kind undo was started for.
	 */
	public static function of( Run $run ): self {
		return new self( $run->memory->undoes, $run->memory->undoes_user );
	}
}
