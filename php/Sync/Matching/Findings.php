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
use WPO365\User_Sync\Journal\Former_Account;

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
	 * @param int[]                   $carriers      Linked accounts that carry the person's UPN in the link's meta.
	 * @param string[]                $group_ids     Mapped groups that the person is in.
	 * @param array<int, Account>     $holders       Accounts, but for the person's own, that have the person's login, e-mail address or UPN.
	 * @param Former_Account|null     $former        The account that the person had before; looked for where there is none now.
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
		public readonly array $holders = array(),
		public readonly ?Former_Account $former = null,
	) {}

	/**
	 * Tells whether nobody is there: no account is the person's, and none has the person's names.
	 */
	public function is_nobody(): bool {
		return array() === $this->linked && array() === $this->candidates && array() === $this->taken_by();
	}

	/**
	 * Gives the same findings with the account that the person had before.
	 */
	public function with_former( Former_Account $former ): self {
		return new self( ...array( 'former' => $former ) + get_object_vars( $this ) );
	}

	/**
	 * Tells the accounts of others that have the login or e-mail address which a new account would get.
	 *
	 * @return array<int, Account> By user id.
	 */
	public function taken_by(): array {
		return array_filter( array_intersect_key( $this->holders, array_flip( array( $this->login_holder, ...$this->email_holders ) ) ), static fn( Account $account ): bool => $account->is_linked() );
	}

	/**
	 * Tells an account, other than some, that has the person's `mail`.
	 *
	 * @param int[] $user_ids The person's own account, and those that give the address away.
	 * @return int User id, or 0.
	 */
	public function mail_holder_besides( array $user_ids ): int {
		return (int) current( array_diff( $this->mail_holders, $user_ids ) );
	}

	/**
	 * Names an account to a person.
	 */
	public function in_words( int $user_id ): string {
		return isset( $this->holders[ $user_id ] ) ? $this->holders[ $user_id ]->in_words() : (string) $user_id;
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
