<?php
/**
 * Carries out decisions.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;

/**
 * Either writes, or only says what it would write. What came of a person is given back and noted nowhere.
 */
interface Applier {

	/**
	 * Creates an account, or says why there will be none.
	 *
	 * @param Decision $decision Create, Uncreatable or Disabled.
	 */
	public function create( Decision $decision ): Outcome;

	/**
	 * Tells why an account that is to be updated may not be.
	 *
	 * @return string A sentence; an empty string where it may, or where there is nothing to write.
	 */
	public function why_not_update( Decision $decision ): string;

	/**
	 * Updates an account where it differs.
	 */
	public function update( Decision $decision ): Outcome;

	/**
	 * Leaves to a person what an update could not write, since another account keeps the e-mail address.
	 *
	 * @param Outcome $done What came of the update.
	 */
	public function block( Outcome $done ): Outcome;

	/**
	 * Makes an account of a network a member of this site, with the roles that a new account would get.
	 *
	 * @param Outcome $done What came of the account's update.
	 * @return Outcome What came of both.
	 */
	public function admit( Decision $decision, Outcome $done ): Outcome;

	/**
	 * Tells why an account that is to be linked may not be.
	 *
	 * @return string A sentence; an empty string where it may, or where it is linked already.
	 */
	public function why_not_tag( Decision $decision ): string;

	/**
	 * Links an account to the person.
	 */
	public function tag( Decision $decision ): void;

	/**
	 * Takes the person's UPN off whoever else carries it, whatever became of the person: who signs in under that name must not get another one's account.
	 */
	public function release_name( Decision $decision ): void;

	/**
	 * Tells whom the decisions about people may touch, whatever they will be.
	 *
	 * @param Findings[] $found What was found about the people.
	 */
	public function may_touch( array $found ): Touched;
}
