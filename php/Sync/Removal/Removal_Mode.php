<?php
/**
 * What a removal is.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Result;

/**
 * One way to remove an account that no guard keeps. Works inside the transaction of a part, or of an action by hand.
 */
interface Removal_Mode {

	/**
	 * Tells why nobody can be removed in this way.
	 *
	 * @return string A sentence, or an empty string.
	 */
	public function why_not( Heir $heir ): string;

	/**
	 * Says, before it is done, what becomes of an account and its content.
	 *
	 * @param Heir|null $heir Who receives content; null where that is not decided yet.
	 */
	public function in_words( ?Heir $heir ): string;

	/**
	 * Removes an account.
	 *
	 * @param Result $row The account's row on the list.
	 */
	public function remove( Account $account, Result $row, Heir $heir ): Outcome;
}
