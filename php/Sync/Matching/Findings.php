<?php
/**
 * What the site knows of one directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Matching;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Directory\Directory_User;

/**
 * The findings of the Matcher for one person; it decides nothing.
 */
final class Findings {

	/**
	 * @param Account[]               $linked       Accounts that carry the person's object id.
	 * @param array<int, Match_Step>  $steps        First step that found each account by name, by user id.
	 * @param array<int, Account>     $candidates   Accounts found by name that are not linked to somebody else.
	 * @param int                     $login_holder Account that has the login a new account would get, or 0.
	 * @param int[]                   $email_holders Accounts that have the e-mail address a new account would get.
	 * @param int[]                   $mail_holders  Accounts that have the person's `mail`.
	 * @param int[]                   $carriers      Accounts that carry the person's UPN in the link's meta.
	 * @param string[]                $group_ids     Mapped groups that the person is in.
	 */
	public function __construct(
		public readonly Directory_User $person,
		public readonly array $linked,
		public readonly array $steps,
		public readonly array $candidates,
		public readonly int $login_holder,
		public readonly array $email_holders,
		public readonly array $mail_holders,
		public readonly array $carriers,
		public readonly array $group_ids = array(),
	) {}

	/**
	 * Tells an account, other than the given one, that has the person's `mail`.
	 *
	 * @return int User id, or 0.
	 */
	public function mail_holder_besides( int $user_id ): int {
		return (int) current( array_diff( $this->mail_holders, array( $user_id ) ) );
	}

	/**
	 * Tells the accounts that carry the person's UPN although they can't be the person's.
	 *
	 * @return int[] User ids.
	 */
	public function strangers(): array {
		return array_values( array_diff( $this->carriers, array_map( static fn( Account $account ): int => $account->id, $this->linked ), array_keys( $this->candidates ) ) );
	}

	/**
	 * Tells the accounts, other than the given one, that carry the person's UPN without being linked to the person.
	 *
	 * @return int[] User ids.
	 */
	public function carriers_besides( int $user_id ): array {
		return array_values( array_diff( $this->carriers, array( $user_id ) ) );
	}
}
