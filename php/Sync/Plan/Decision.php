<?php
/**
 * A decision about a directory user: a value before it is an effect.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Journal\Former_Account;

/**
 * What the Planner decides and an Applier carries out.
 */
final class Decision {

	/**
	 * @param Account|null       $account  The account that it is about; in a conflict the only candidate.
	 * @param string             $reason   Why, in a sentence; empty where the verdict says it all.
	 * @param int[]              $named    Accounts that are named, and so are not "without directory user".
	 * @param Field_Changes|null $changes  For Matched, Waiting and Blocked: what differs and can be written.
	 * @param Role_Change|null   $roles    For these and Create: what becomes of the roles.
	 * @param int[]              $carriers Other accounts that carry the person's UPN in the link's meta and lose it.
	 * @param Role_Change|null   $entry    For Matched: roles with which the account becomes a member of this site of a network; null where it is one.
	 * @param Former_Account|null $former  For Create: the account that the person had before and gets again.
	 * @param bool               $reactivates For Matched, Waiting and Blocked: whether the account, which was deactivated, is reactivated.
	 */
	public function __construct(
		public readonly Verdict $verdict,
		public readonly Directory_User $person,
		public readonly ?Account $account = null,
		public readonly string $reason = '',
		public readonly array $named = array(),
		public readonly ?Field_Changes $changes = null,
		public readonly ?Role_Change $roles = null,
		public readonly array $carriers = array(),
		public readonly ?Role_Change $entry = null,
		public readonly ?Former_Account $former = null,
		public readonly bool $reactivates = false,
	) {}

	/**
	 * Gives the same decision for a new account instead of the former one.
	 *
	 * @param string $why Why the former one can't be had.
	 */
	public function anew( string $why ): self {
		return new self( ...array( 'former' => null, 'reason' => trim( $why . ' ' . __( 'So this person gets a new one.', 'wpo365-user-sync' ) ) ) + get_object_vars( $this ) );
	}

	/**
	 * Gives the same decision under another verdict.
	 *
	 * @param string $more Further sentences for its reason.
	 */
	public function as( Verdict $verdict, string $more = '' ): self {
		return new self( $verdict, $this->person, $this->account, trim( "{$this->reason} {$more}" ), $this->named, $this->changes, $this->roles, $this->carriers, $this->entry, reactivates: $this->reactivates );
	}

	/**
	 * Tells whether the account gets another e-mail address.
	 */
	public function moves_address(): bool {
		return in_array( 'user_email', array_column( $this->changes?->core ?? array(), 'field' ), true );
	}

	/**
	 * Tells all that would be changed.
	 *
	 * @return list<array{field: string, from: mixed, to: mixed}>
	 */
	public function all_changes(): array {
		if ( null !== $this->former ) {
			return array(); // It comes back as it was.
		}
		$changes = $this->changes?->all() ?? array();
		if ( null !== $this->roles && $this->roles->is_change() && ( null !== $this->account || array() !== $this->roles->ledger ) ) {
			$changes[] = array(
				'field' => 'roles',
				'from'  => $this->roles->from,
				'to'    => $this->roles->to,
			);
		}
		return $changes;
	}

	/**
	 * Tells whether the account loses a role.
	 */
	public function takes_roles(): bool {
		return null !== $this->account && array() !== ( $this->roles?->removed() ?? array() );
	}

	/**
	 * Gives the part that takes no role away.
	 */
	public function without_loss_of_roles(): self {
		return new self( $this->verdict, $this->person, $this->account, $this->reason, $this->named, $this->changes, $this->roles->without_loss( $this->account->ledger ), $this->carriers, $this->entry, reactivates: $this->reactivates );
	}

	/**
	 * Gives the part that is about roles.
	 */
	public function of_roles(): self {
		return new self( Verdict::Matched, $this->person, $this->account, $this->reason, changes: new Field_Changes( array() ), roles: $this->roles, reactivates: $this->reactivates );
	}

	/**
	 * Tells whether there is anything to write to the account, its link aside.
	 */
	public function writes(): bool {
		return array() !== $this->all_changes() || true === $this->roles?->noted || $this->reactivates;
	}

	/**
	 * Gives the same decision with the account reactivated.
	 *
	 * @param Role_Change $roles The roles that it gets.
	 */
	public function reactivating( Role_Change $roles ): self {
		return new self( $this->verdict, $this->person, $this->account, $this->reason, $this->named, $this->changes, $roles, $this->carriers, $this->entry, reactivates: true );
	}

	/**
	 * Tells why, and what is left as it is.
	 */
	public function explanation(): string {
		return implode( ' ', array_filter( null !== $this->former ? array( $this->reason ) : array( $this->reason, $this->changes?->reason, $this->roles?->reason ) ) );
	}
}
