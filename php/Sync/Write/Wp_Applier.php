<?php
/**
 * Writes users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Actor;
use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Accounts\User_Creator;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Field_Policy;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WP_Error;

/**
 * Creates, updates and links users; removing them is for Removal. Works inside the transaction of a part.
 */
final class Wp_Applier implements Applier {

	/**
	 * @param Touched $touched      Gathers who is touched.
	 * @param bool    $welcomes     Whether new users are sent an e-mail.
	 * @param bool    $stages_roles Whether nobody loses a role before everybody was read, see {@see Staged_Roles}.
	 */
	public function __construct(
		private readonly User_Creator $creator,
		private readonly User_Updater $updater,
		private readonly Deactivator $deactivator,
		private readonly Links $links,
		private readonly Attempt $attempt,
		private readonly Field_Policy $fields,
		private readonly string $tenant_id,
		private readonly Actor $actor,
		private readonly Touched $touched,
		private readonly Journal $journal,
		private readonly Restorer $restorer,
		private readonly bool $welcomes,
		private readonly bool $stages_roles,
	) {}

	/**
	 * Creates an account: all of it, or none.
	 */
	public function create( Decision $decision ): Outcome {
		if ( Verdict::Disabled === $decision->verdict ) {
			return Outcome::skipped( $decision->reason );
		}
		$forbidden = Verdict::Create === $decision->verdict ? $this->actor->why_no_account( (string) $decision->person->email() ) : $decision->reason;
		if ( '' !== $forbidden ) {
			return Outcome::failed( $forbidden );
		}
		return null === $decision->former ? $this->make( $decision ) : $this->restore( $decision );
	}

	/**
	 * Gives somebody the former account back; where that fails, a new one.
	 */
	private function restore( Decision $decision ): Outcome {
		$former = $decision->former;
		$id     = $former->deletion->user_id;
		$this->touched->users( $id );
		$this->touched->login( $former->login() );
		$this->touched->email( $former->email() );
		$this->touched->clear();
		$restored = $this->attempt->run( fn(): int|WP_Error => $this->restorer->restore( $former->deletion, shut: true ), static fn(): string => Read_Again::restored( $id ) );
		if ( $restored instanceof Outcome ) {
			$this->touched->clear();
			return $this->make( $decision->anew( $restored->reason ) );
		}
		return new Outcome( Status::Created, $decision->explanation(), user_id: $id, login: $former->login() );
	}

	private function make( Decision $decision ): Outcome {
		$person   = $decision->person;
		$roles    = $decision->roles;
		$values   = $this->fields->for_new( $person );
		$meta     = $values['meta'] + array_filter(
			array(
				Account::ledger_key() => $roles->ledger,
				Account::MANAGER      => $this->links->manager_of( $person ),
			)
		);
		$userdata = array(
			'user_login' => New_Account::login( $person ),
			'user_email' => (string) $person->email(),
		) + $values['names'];
		$this->touched->login( $userdata['user_login'] );
		$this->touched->email( $userdata['user_email'] );
		$this->touched->clear(); // A persistent cache may know somebody of this name from a part that was rolled back elsewhere.

		try {
			$user_id = $this->attempt->run( fn(): int|WP_Error => $this->insert( $userdata, $meta, $roles, $person ), fn(): string => Read_Again::created( $this->creator->left_behind() ) );
		} catch ( Transaction_Broken $broken ) {
			$this->journal->created( $this->creator->left_behind(), $person->id ); // Where it is there nevertheless.
			$this->creator->forget_orphan();
			throw $broken;
		}
		if ( $user_id instanceof Outcome ) {
			$this->touched->clear();
			return $user_id;
		}
		$this->links->remember( $user_id, $person );
		$this->journal->created( $user_id, $person->id );
		$pending = $this->welcomes && null !== $person->email() ? Pending::Mail : Pending::Nothing;
		return new Outcome( Status::Created, $decision->explanation(), $decision->all_changes(), $pending, user_id: $user_id, login: $userdata['user_login'] );
	}

	/**
	 * Asks only about accounts that would be changed.
	 */
	public function why_not_update( Decision $decision ): string {
		return $decision->writes() ? $this->actor->why_not_edit( $decision->account->id ) : '';
	}

	/**
	 * Updates an account where it differs: all of it, or nothing; the loss of roles may come later.
	 */
	public function update( Decision $decision ): Outcome {
		if ( ! $this->stages_roles || ! $decision->takes_roles() ) {
			return $this->write( $decision );
		}
		$now = $decision->without_loss_of_roles();
		return Staged_Roles::stage( $decision, $now, $this->write( $now ) );
	}

	private function write( Decision $decision ): Outcome {
		$changes   = $decision->all_changes();
		$unchanged = new Outcome( Status::Unchanged, $decision->explanation() );
		if ( ! $decision->writes() ) {
			return $unchanged;
		}
		$account = $decision->account;
		$this->touched->users( $account->id );
		$this->touched->email( $account->email );
		$this->touched->email( (string) $decision->person->mail );
		$this->journal->watch( $account->id );
		$updated = $this->attempt->run(
			function () use ( $account, $changes, $decision ): int|WP_Error {
				$write  = fn(): int|WP_Error => $this->updater->update( $account, $decision );
				$result = $decision->reactivates ? $this->deactivator->reactivate( $account->id, $write ) : $write();
				if ( ! is_wp_error( $result ) && array() !== $changes ) {
					/**
					 * Fires when a WordPress user was updated from the directory.
					 *
					 * @param int                                         $user_id The user.
					 * @param \WPO365\User_Sync\Directory\Directory_User $person  The directory user.
					 * @param list<array{field: string, from: mixed, to: mixed}> $changes What was changed.
					 */
					do_action( 'wpo365_user_sync_user_updated', $account->id, $decision->person, $changes );
				}
				return $result;
			},
			static fn(): string => Read_Again::updated( $decision )
		);
		if ( $updated instanceof Outcome ) {
			$this->touched->clear();
			return $updated;
		}
		$status = array() === $changes ? Status::Unchanged : Status::Updated;
		return $unchanged->with( status: $decision->reactivates ? Status::Reactivated : $status, changes: $changes );
	}

	/**
	 * Gives the outcome back: all but the address is written, so it is no longer what the row is about.
	 */
	public function block( Outcome $done ): Outcome {
		return $done->is_failed() ? $done : $done->with( status: Status::Conflict, table: Table::Directory_Only );
	}

	/**
	 * Adds the account to this site: with all its roles, or not at all.
	 */
	public function admit( Decision $decision, Outcome $done ): Outcome {
		$user_id   = $decision->account->id;
		$updated   = Status::Updated === $done->status;
		$forbidden = $this->actor->why_not_admit( $user_id );
		if ( '' !== $forbidden ) {
			return $done->with( status: $updated ? Status::Updated : Status::Skipped )->adding( $forbidden );
		}
		$this->touched->users( $user_id );
		$this->journal->watch( $user_id );
		$admitted = $this->attempt->run( fn(): int|WP_Error => $this->updater->admit( $user_id, $decision->entry ), static fn(): string => Read_Again::updated( $decision ) );
		if ( $admitted instanceof Outcome ) {
			$this->touched->clear();
			return $done->with( status: Status::Failed, reason: $admitted->reason );
		}
		$roles = array(
			'field' => 'roles',
			'from'  => array(),
			'to'    => $decision->entry->to,
		);
		return $done->with( status: Status::Updated, changes: array( ...( $updated ? $done->changes : array() ), $roles ) ) // What an update would change is not done.
			->adding( __( 'Added to this site of the network.', 'wpo365-user-sync' ) )
			->adding( $decision->entry->reason );
	}

	/**
	 * Asks only about accounts whose link would be changed.
	 */
	public function why_not_tag( Decision $decision ): string {
		return $this->links->is_tagged( $decision->account, $decision->person, $this->tenant_id ) ? '' : $this->actor->why_not_edit( $decision->account->id );
	}

	/**
	 * Notes the link, which is written with those of others.
	 */
	public function tag( Decision $decision ): void {
		$this->touched->users( $decision->account->id );
		$this->journal->linked( $decision->account->id, $decision->person->id, $this->links->tag( $decision->account, $decision->person, $this->tenant_id ) );
	}

	/**
	 * Takes the UPN out of their links.
	 */
	public function release_name( Decision $decision ): void {
		$this->touched->users( ...$decision->carriers );
		foreach ( $this->links->forget_name( $decision->carriers, $decision->person->user_principal_name ) as $user_id => $values ) {
			$this->journal->linked( $user_id, '', array( Account::USER_PRINCIPAL_NAME => $values ) );
		}
	}

	/**
	 * Tells everybody who was found, and whoever might be created.
	 */
	public function may_touch( array $found ): Touched {
		$touched = Touched::nobody();
		foreach ( $found as $findings ) {
			$accounts = array( ...$findings->linked, ...array_values( $findings->candidates ) );
			$touched->users( ...array_map( static fn( Account $account ): int => $account->id, $accounts ), ...$findings->carriers );
			foreach ( $accounts as $account ) {
				$touched->email( $account->email );
			}
			$touched->email( (string) $findings->person->email() );
			if ( null !== $findings->former ) {
				$touched->users( $findings->former->deletion->user_id );
				$touched->login( $findings->former->login() );
				$touched->email( $findings->former->email() );
			}
			if ( array() === $accounts ) {
				$touched->login( New_Account::login( $findings->person ) );
			}
		}
		return $touched;
	}

	/**
	 * @param array<string, string> $userdata As for wp_insert_user().
	 * @param array<string, mixed>  $meta     Further meta.
	 * @return int|WP_Error The user id.
	 */
	private function insert( array $userdata, array $meta, Role_Change $roles, Directory_User $person ): int|WP_Error {
		$user_id = $this->creator->create( $userdata, $roles->to, $meta, $person, $this->tenant_id );
		if ( ! is_wp_error( $user_id ) ) {
			$this->touched->users( $user_id );
			/**
			 * Fires when a WordPress user was created for a directory user.
			 *
			 * @param int                                         $user_id The new user.
			 * @param \WPO365\User_Sync\Directory\Directory_User $person  The directory user.
			 */
			do_action( 'wpo365_user_sync_user_created', $user_id, $person );
		}
		return $user_id;
	}
}
