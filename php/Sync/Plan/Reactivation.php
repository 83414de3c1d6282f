<?php
/**
 * Who is let in again.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Directory\Directory_User;

/**
 * Pure: tells whether a deactivated account is reactivated, and with which roles. Only whom the plugin has deactivated, only by the link, and only where the directory says that the person may sign in.
 */
final class Reactivation {

	/**
	 * @param \Closure(Account): list<string>               $former_roles Roles from before that an account gets back.
	 * @param \Closure(Account, Role_Change): Role_Change $guard_roles  What of a change of roles may be done, see {@see Role_Guard}.
	 */
	public function __construct(
		private readonly \Closure $former_roles,
		private readonly \Closure $guard_roles,
		private readonly Role_Policy $roles,
	) {}

	/**
	 * Tells whether the account is to be reactivated. What somebody else has begun, by taking the mark off, is completed.
	 */
	public function is_due( Directory_User $person, Account $account ): bool {
		return null !== $account->deactivation && true === $person->account_enabled && Same_Name::equal( $account->object_id, $person->id );
	}

	/**
	 * Says what becomes of a deactivated account.
	 *
	 * @param bool $is_due Whether it is to be reactivated.
	 * @return string A sentence; empty where the account is not deactivated, nor was.
	 */
	public function in_words( Directory_User $person, Account $account, bool $is_due ): string {
		return match ( true ) {
			$is_due && ! $account->is_deactivated => __( 'The account was deactivated by a synchronization, and reactivated elsewhere since: its former roles come back, unless it has others by now.', 'wpo365-user-sync' ),
			$is_due                               => __( 'The person is in the directory and may sign in there, so the account, which was deactivated, is reactivated.', 'wpo365-user-sync' ),
			! $account->is_deactivated            => '',
			null === $account->deactivation       => __( 'The account is deactivated, but not by a synchronization, so it stays deactivated and without further roles. “Reactivate” lets the person in again.', 'wpo365-user-sync' ),
			false === $person->account_enabled    => __( 'The account is deactivated, and the person is disabled in the directory, so it stays deactivated and without roles.', 'wpo365-user-sync' ),
			default                               => __( 'The account is deactivated, and the directory does not say that the person may sign in, so it stays deactivated and without roles. “Reactivate” lets the person in again.', 'wpo365-user-sync' ),
		};
	}

	/**
	 * Gives the roles of an account that is reactivated: the former ones, then what the policy says of them. Nothing that it has is taken away at the same time.
	 *
	 * @param string[] $group_ids Mapped groups that the person is in.
	 */
	public function roles( Account $account, array $group_ids ): Role_Change {
		$former = ( $this->former_roles )( $account );
		$base   = array_values( array_unique( array( ...$account->roles, ...$former ) ) );
		if ( array() === $base && array() !== ( $account->deactivation['roles'] ?? array() ) ) {
			$base = $this->roles->in_place_of_lost();
		}
		$policy = $this->roles->for_existing( $base, $account->ledger, $group_ids );
		return ( $this->guard_roles )( $account, new Role_Change( $account->roles, array_values( array_unique( array( ...$policy->to, ...$account->roles ) ) ), $policy->ledger, $policy->noted, $policy->reason ) );
	}
}
