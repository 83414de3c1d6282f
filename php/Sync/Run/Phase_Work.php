<?php
/**
 * A phase's work.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Does one part of a phase, and commits it.
 */
interface Phase_Work {

	/**
	 * Works on a part, at most about a second beside the time that Graph takes.
	 *
	 * @param Run  $run  Working copy; enters the next phase when this one is done.
	 * @param Part $part The slice that it belongs to.
	 * @throws Graph_Exception    Where Graph does not answer as hoped.
	 * @throws Run_Taken          Where the run is no longer ours.
	 * @throws Transaction_Broken Where the part has to be replayed.
	 */
	public function work( Run $run, Part $part ): void;
}
