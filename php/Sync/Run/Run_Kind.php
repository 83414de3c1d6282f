<?php
/**
 * What a record in the history is.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Kinds of runs, and the actions on selected rows, which are no runs.
 */
enum Run_Kind: string {
	case Full    = 'full';
	case Changes = 'changes';
	case Undo    = 'undo';
	case Action  = 'action';

	/**
	 * Tells whether it is a run: it is stepped, and can be paused, resumed and cancelled.
	 */
	public function is_run(): bool {
		return self::Action !== $this;
	}
}
