<?php
/**
 * Carries out decisions.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Plan\Decision;

/**
 * Either writes, or only says what it would write.
 */
interface Applier {

	/**
	 * Creates an account and notes what came of it in the row.
	 */
	public function create( Decision $decision, Result $row ): void;

	/**
	 * Updates an account and notes what came of it in the row.
	 */
	public function update( Decision $decision, Result $row ): void;

	/**
	 * Makes an account of a network a member of this site and notes it in the row.
	 */
	public function admit( Decision $decision, Result $row ): void;

	/**
	 * Links an account to the person.
	 */
	public function tag( Decision $decision ): void;
}
