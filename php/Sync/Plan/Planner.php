<?php
/**
 * Decides about directory users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Sync\Matching\Findings;

/**
 * Pure: from what was found to a decision, without database and clock.
 *
 * A link is a key to the account for whoever signs in with it. So a stored link decides alone; a match by name is staged, and refused where it could hand an account to somebody else.
 */
final class Planner {

	/**
	 * @param \Closure(int): bool $is_privileged Whether an account is privileged, by user id.
	 * @param bool                $confirm       Whether every first link is left to a person.
	 * @param bool                $admins        Whether privileged accounts' e-mail address and roles may follow the directory.
	 * @param \Closure(Account, Role_Change): Role_Change $guard_roles What of a change of roles may be done, see {@see Role_Guard}.
	 * @param bool                $confirm_roles Whether a first link that would bring roles from groups is left to a person.
	 * @param bool                $sees_all      Whether the run reads the whole directory; else it can't tell who else points to an account.
	 * @param Reactivation|null   $reactivation  Who is let in again; null: nobody.
	 */
	public function __construct(
		private readonly \Closure $is_privileged,
		private readonly bool $confirm,
		private readonly bool $admins,
		private readonly \Closure $guard_roles,
		private readonly Field_Policy $fields,
		private readonly Role_Policy $roles,
		private readonly bool $confirm_roles = true,
		private readonly bool $sees_all = true,
		private readonly ?Reactivation $reactivation = null,
	) {}

	/**
	 * Decides while the directory is being read.
	 *
	 * @param int[] $leaving Accounts that give their e-mail address away at the same time.
	 */
	public function plan( Findings $found, array $leaving = array() ): Decision {
		$person = $found->person;
		if ( count( $found->linked ) > 1 ) {
			return new Decision(
				Verdict::Conflict,
				$person,
				reason: __( 'Several WordPress users are linked to this directory user. Keep one of them and remove the link, or the account, of the others.', 'wpo365-user-sync' ) . self::about( ...$found->linked ),
				named: array_map( static fn( Account $account ): int => $account->id, $found->linked ),
				carriers: $found->strangers()
			);
		}
		if ( 1 === count( $found->linked ) ) {
			return $this->matched( $found, $found->linked[0], __( 'Linked by object ID.', 'wpo365-user-sync' ), $leaving );
		}
		if ( count( $found->candidates ) > 1 ) {
			return new Decision(
				Verdict::Conflict,
				$person,
				reason: __( 'Username and e-mail address point to different WordPress users. Change them so that only one is left, then synchronize again.', 'wpo365-user-sync' ) . self::about( ...array_values( $found->candidates ) ),
				named: array_keys( $found->candidates ),
				carriers: $found->strangers()
			);
		}
		foreach ( $found->candidates as $id => $account ) {
			if ( $account->is_parted_from( $person->id ) ) {
				return new Decision(
					Verdict::Conflict,
					$person,
					$account,
					__( 'This person and the WordPress user were unlinked by hand, so they are not linked by name again. If it is the same person after all, select this row and press “Link selected”.', 'wpo365-user-sync' ) . self::about( $account ),
					array( $id ),
					carriers: $found->strangers()
				);
			}
			return $this->sees_all
				? new Decision( Verdict::Claim, $person, $account, $found->steps[ $id ]->in_words(), array( $id ) )
				: new Decision( Verdict::Later, $person, reason: __( 'A WordPress user has the names of this person and was never linked. Only a full synchronization sees whether somebody else points to it, too, so this person waits for the next one.', 'wpo365-user-sync' ) . self::about( $account ), named: array( $id ) );
		}
		$taken = $found->taken_by();
		return array() === $taken ? $this->plan_new( $found ) : new Decision( Verdict::Taken, $person, reason: $this->why_not_create( $found ), carriers: $found->carriers );
	}

	/**
	 * Decides about somebody whose user name or e-mail address accounts of others have, when it is known who of these is still in the directory.
	 *
	 * @param \Closure(Account): bool $is_orphaned Whether an account's link leads to nobody: gone from the directory, or another tenant's.
	 */
	public function taken( Findings $found, \Closure $is_orphaned ): Decision {
		$taken    = $found->taken_by();
		$orphaned = array_filter( $taken, $is_orphaned );
		if ( array() === $orphaned ) {
			return $this->plan_new( $found );
		}
		$one = 1 === count( $taken ) ? current( $orphaned ) : null;
		return new Decision(
			Verdict::Conflict,
			$found->person,
			$one,
			null !== $one
				/* translators: %s: a WordPress user: id, user name and e-mail address. */
				? sprintf( __( 'The username or e-mail address belongs to WordPress user %s, whose link leads to nobody: that directory user no longer exists, or belongs to another tenant. If it is the same person, created again in Microsoft 365, select this row and press “Link selected”: the account keeps its content and is linked to this directory user instead.', 'wpo365-user-sync' ), $one->in_words() )
				/* translators: %s: list of WordPress users: id, user name and e-mail address of each. */
				: sprintf( __( 'Username and e-mail address belong to different WordPress users: %s. Change or delete them so that only one is left, then synchronize again.', 'wpo365-user-sync' ), implode( '; ', array_map( static fn( Account $account ): string => $account->in_words(), $taken ) ) ),
			array_keys( $taken ),
			carriers: $found->carriers
		);
	}

	/**
	 * Decides about a match by name, when the whole directory has been read.
	 *
	 * @param bool  $contested Whether another directory user claims the account, too.
	 * @param int[] $leaving   Accounts that give their e-mail address away at the same time.
	 */
	public function first_link( Findings $found, Account $account, bool $contested, array $leaving = array() ): Decision {
		$person  = $found->person;
		$refusal = match ( true ) {
			$contested                                => __( 'Several directory users point to this WordPress user. Link the right one by hand.', 'wpo365-user-sync' ),
			self::only_login_matches( $person, $account ) => __( 'Only the username matches, the e-mail address is another one: somebody else may have registered under this name. Link it by hand if it is the same person.', 'wpo365-user-sync' ),
			( $this->is_privileged )( $account->id )      => __( 'The WordPress user may manage the site or its users, so it is not linked by name alone. Link it by hand if it is the same person.', 'wpo365-user-sync' ),
			$account->is_deactivated                      => __( 'The WordPress user is deactivated, so it is not linked by name alone. Link it by hand if it is the same person; a synchronization with “Update users” ticked reactivates it then, if a synchronization has deactivated it.', 'wpo365-user-sync' ),
			$this->confirm                                => __( 'The settings leave every first link to you. Link it by hand if it is the same person.', 'wpo365-user-sync' ),
			default                                       => $this->confirm_roles ? $this->why_not_give_roles( $found, $account ) : '',
		};
		if ( '' !== $refusal ) {
			return new Decision( Verdict::Conflict, $person, $account, $refusal . self::about( $account ), array( $account->id ), carriers: $found->strangers() );
		}
		return $this->matched( $found, $account, $found->steps[ $account->id ]->in_words(), $leaving );
	}

	/**
	 * Decides that an account is a person's.
	 *
	 * @param int[] $leaving Accounts that give their e-mail address away at the same time.
	 */
	public function matched( Findings $found, Account $account, string $reason, array $leaving = array() ): Decision {
		$locked  = fn(): bool => ! $this->admins && ( $this->is_privileged )( $account->id );
		$holder  = $found->mail_holder_besides( array( $account->id, ...$leaving ) );
		$changes = $this->fields->changes( $found->person, $account, $locked, 0 !== $holder );
		if ( $changes->waits ) {
			/* translators: 1: e-mail address, 2 and 3: a WordPress user: id, user name and e-mail address. */
			$reason .= ' ' . sprintf( __( 'The e-mail address %1$s belongs to WordPress user %2$s, so the old one stays with WordPress user %3$s. Give one of them another address, in WordPress or in Microsoft 365, then synchronize again.', 'wpo365-user-sync' ), $found->person->mail, $found->in_words( $holder ), $account->in_words() );
		}
		$opens    = $this->reactivation?->is_due( $found->person, $account ) ?? false;
		$reason   = trim( $reason . ' ' . $this->reactivation?->in_words( $found->person, $account, $opens ) );
		$entry    = $account->is_member || $account->is_deactivated ? null : $this->roles->for_new( $found->group_ids );
		$decision = new Decision( $changes->waits ? Verdict::Waiting : Verdict::Matched, $found->person, $account, $reason, changes: $changes, roles: $this->existing_roles( $account, $found->group_ids ), carriers: $found->carriers_besides( $account->id ), entry: $entry );
		return $opens ? $this->reactivated( $decision, $found ) : $decision;
	}

	/**
	 * Decides that a matched account is reactivated, whatever the directory says: a person has asked for it.
	 */
	public function reactivated( Decision $decision, Findings $found ): Decision {
		return null === $this->reactivation ? $decision : $decision->reactivating( $this->reactivation->roles( $decision->account, $found->group_ids ) );
	}

	/**
	 * Decides about the roles of an account. Who is no member of this site of a network has no roles here to be changed; who is deactivated has none on purpose.
	 *
	 * @param string[] $group_ids Mapped groups that the person is in.
	 */
	private function existing_roles( Account $account, array $group_ids ): Role_Change {
		return $account->is_deactivated || ! $account->is_member
			? new Role_Change( $account->roles, $account->roles, $account->ledger, false )
			: ( $this->guard_roles )( $account, $this->roles->for_existing( $account->roles, $account->ledger, $group_ids ) );
	}

	/**
	 * Tells why roles from groups keep an account from being linked by its name: anybody may have made it with the address of a colleague, and its password is not ours.
	 *
	 * Accounts that the plugin has made are linked from the beginning, so one that was never linked has a password that somebody else chose.
	 */
	private function why_not_give_roles( Findings $found, Account $account ): string {
		$given = $this->roles->given( $account->roles, $found->group_ids );
		if ( array() === $given ) {
			return '';
		}
		$roles = null === $given ? __( 'not known, since mapped groups were not read', 'wpo365-user-sync' ) : implode( ', ', $given );
		/* translators: %s: list of roles. */
		return sprintf( __( 'This WordPress user was never linked, and its groups would give it roles (%s), while its password may be a stranger’s. Link it by hand if it is the same person.', 'wpo365-user-sync' ), $roles );
	}

	private function plan_new( Findings $found ): Decision {
		if ( false === $found->person->account_enabled ) {
			return new Decision( Verdict::Disabled, $found->person, reason: __( 'The account is disabled in the directory, so no WordPress user is created.', 'wpo365-user-sync' ), carriers: $found->carriers );
		}
		$reason = $this->why_not_create( $found );
		if ( '' !== $reason ) {
			return new Decision( Verdict::Uncreatable, $found->person, reason: $reason, carriers: $found->carriers );
		}
		$former = $found->former;
		$create = new Decision( Verdict::Create, $found->person, reason: (string) $former?->in_words(), roles: $this->roles->for_new( $found->group_ids ), carriers: $found->carriers, former: $former );
		return null === $former || '' === $former->refusal ? $create : $create->anew( $former->refusal );
	}

	private function why_not_create( Findings $found ): string {
		$person = $found->person;
		$unfit  = New_Account::why_not( $person );
		return match ( true ) {
			'' !== $unfit => $unfit,
			/* translators: 1: user name, 2: a WordPress user: id, user name, e-mail address and roles. */
			0 !== $found->login_holder => sprintf( __( 'The username %1$s belongs to WordPress user %2$s already.', 'wpo365-user-sync' ), New_Account::login( $person ), $found->in_words( $found->login_holder ) ),
			/* translators: 1: e-mail address, 2: a WordPress user: id, user name, e-mail address and roles. */
			array() !== $found->email_holders => sprintf( __( 'The e-mail address %1$s belongs to WordPress user %2$s already, who is linked to another directory user.', 'wpo365-user-sync' ), (string) $person->email(), $found->in_words( $found->email_holders[0] ) ),
			default => '',
		};
	}

	/**
	 * Says which accounts a decision is about.
	 */
	private static function about( Account ...$accounts ): string {
		/* translators: %s: list of accounts, each with id, user name, e-mail address and roles. */
		return ' ' . sprintf( _n( 'WordPress user: %s.', 'WordPress users: %s.', count( $accounts ), 'wpo365-user-sync' ), implode( '; ', array_map( static fn( Account $account ): string => $account->in_words(), $accounts ) ) );
	}

	private static function only_login_matches( Directory_User $person, Account $account ): bool {
		if ( Same_Name::equal( $person->user_principal_name, $account->user_principal_name ) ) {
			return false; // Known by the UPN: nobody gives oneself that by registering under a name.
		}
		return '' === $account->email || ! Same_Name::equal( $person->user_principal_name, $account->email ) && ! Same_Name::equal( (string) $person->mail, $account->email );
	}
}
