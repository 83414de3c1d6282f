<?php
/**
 * Whose roles stay as they are.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Privileges;

/**
 * The rules that keep a site's administrators, whatever groups say.
 */
final class Role_Guard {

	/**
	 * @param bool  $admins Whether roles of privileged accounts may follow the directory.
	 * @param int[] $actors Users who run this.
	 */
	public function __construct(
		private readonly Privileges $privileges,
		private readonly bool $admins,
		private readonly array $actors,
	) {}

	/**
	 * Gives what may be done of a change of roles.
	 */
	public function limit( Account $account, Role_Change $change ): Role_Change {
		if ( ! $change->is_change() && ! $change->noted ) {
			return $change;
		}
		$locked = $this->is_locked( $account );
		$reason = $change->is_change() ? $this->why_not( $account, $change, $locked ) : '';
		// Where nothing changes, the ledger stays as well: a role that was given by hand must not be noted as granted, since it would be taken back one day.
		return '' === $reason && ! $locked ? $change : new Role_Change( $account->roles, $account->roles, $account->ledger, false, '' === $reason ? $change->reason : $reason );
	}

	/**
	 * Tells whether an account is privileged by more than the roles that the plugin granted: these may be taken back by the setting that granted them.
	 */
	private function is_locked( Account $account ): bool {
		return ! $this->admins && $this->privileges->has_without( $account->id, array_keys( $account->ledger ) );
	}

	private function why_not( Account $account, Role_Change $change, bool $locked ): string {
		return match ( true ) {
			$locked => __( 'The roles of an administrator are not touched.', 'wpo365-user-sync' ),
			array() === $change->removed() => '',
			in_array( $account->id, $this->actors, true ) => __( 'This account runs the synchronization, so it loses no role. Let another administrator synchronize.', 'wpo365-user-sync' ),
			in_array( 'administrator', $change->removed(), true ) && Privileges::is_last_administrator( $account->id ) => __( 'The last administrator of this site stays administrator.', 'wpo365-user-sync' ),
			default => '',
		};
	}
}
