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
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Accounts\User_Creator;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Field_Changes;
use WPO365\User_Sync\Sync\Plan\Field_Policy;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WPO365\User_Sync\Sync\Run\Boxes;
use WP_Error;
use WP_User;

/**
 * Creates, updates and links users; removing them is for Removal. Works inside the transaction of a part.
 */
final class Wp_Applier implements Applier {

	private Touched $touched;

	public function __construct(
		private readonly User_Creator $creator,
		private readonly Links $links,
		private readonly Attempt $attempt,
		private readonly Field_Policy $fields,
		private readonly string $tenant_id,
		private readonly Actor $actor,
	) {
		$this->touched = Touched::nobody();
	}

	/**
	 * Tells why an account that is to be written may not be.
	 *
	 * @param Boxes $options Boxes ticked.
	 * @return string A sentence; an empty string where it may, or where there is nothing to write.
	 */
	public function why_not_write( Decision $decision, Boxes $options ): string {
		$account = $decision->account;
		$updates = $options->update && ( array() !== $decision->all_changes() || $decision->roles->noted );
		return $updates || ! $this->links->is_tagged( $account, $decision->person, $this->tenant_id ) ? $this->actor->why_not_edit( $account->id ) : '';
	}

	/**
	 * Tells why no account may be made for a person whom nothing else keeps from getting one.
	 *
	 * @return string A sentence, or an empty string where it may.
	 */
	public function why_not_create( Decision $decision ): string {
		return $this->actor->why_no_account( (string) $decision->person->email() );
	}

	/**
	 * Creates an account: all of it, or none.
	 */
	public function create( Decision $decision, Result $row ): void {
		$person   = $decision->person;
		$roles    = $decision->roles;
		$values   = $this->fields->for_new( $person );
		$meta     = $values['meta'] + ( $roles->ledger ? array( Account::ledger_key() => $roles->ledger ) : array() );
		$userdata = array(
			'user_login' => New_Account::login( $person ),
			'user_email' => (string) $person->email(),
		) + $values['names'];
		$this->touched->login( $userdata['user_login'] );
		$this->touched->email( $userdata['user_email'] );
		$this->touched->clear(); // A persistent cache may know somebody of this name from a part that was rolled back elsewhere.

		try {
			$user_id = $this->attempt->run( $row, fn(): int|WP_Error => $this->insert( $userdata, $meta, $roles, $person ), fn(): string => Read_Again::created( $this->creator->left_behind() ) );
		} catch ( Transaction_Broken $broken ) {
			$this->creator->forget_orphan();
			throw $broken;
		}
		if ( null === $user_id ) {
			$this->touched->clear();
			return;
		}
		$this->links->remember( $user_id, $person );
		$row->status  = Status::Created;
		$row->reason  = $decision->explanation();
		$row->changes = $decision->all_changes();
		$row->user_id = $user_id;
		$row->login   = $userdata['user_login'];
	}

	/**
	 * Updates an account where it differs.
	 */
	public function update( Decision $decision, Result $row ): void {
		$changes     = $decision->all_changes();
		$row->reason = $decision->explanation();
		if ( array() === $changes ) {
			$row->status = Status::Unchanged;
			if ( ! $decision->roles->noted ) {
				return;
			}
		}
		$account = $decision->account;
		$this->touched->users( $account->id );
		$this->touched->email( $account->email );
		$this->touched->email( (string) $decision->person->mail );
		$updated = $this->attempt->run(
			$row,
			function () use ( $account, $changes, $decision ): int|WP_Error {
				$result = $this->write( $account, $decision );
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
		if ( null === $updated ) {
			$this->touched->clear();
			return;
		}
		if ( array() !== $changes ) {
			$row->status  = Status::Updated;
			$row->changes = $changes;
		}
	}

	/**
	 * Makes an account of a network a member of this site, with the roles that a new account would get.
	 */
	public function admit( Decision $decision, Result $row ): void {
		$user_id   = $decision->account->id;
		$forbidden = $this->actor->why_not_admit( $user_id );
		if ( '' !== $forbidden ) {
			$row->status = Status::Updated === $row->status ? $row->status : Status::Skipped;
			$row->reason = trim( $row->reason . ' ' . $forbidden );
			return;
		}
		$this->touched->users( $user_id );
		if ( null === $this->attempt->run( $row, fn(): int|WP_Error => $this->enter( $user_id, $decision->entry ), static fn(): string => Read_Again::updated( $decision ) ) ) {
			$this->touched->clear();
			return;
		}
		if ( Status::Updated !== $row->status ) {
			$row->changes = array(); // What an update would change is not done.
		}
		$row->status    = Status::Updated;
		$row->reason    = implode( ' ', array_filter( array( $row->reason, __( 'Added to this site of the network.', 'wpo365-user-sync' ), $decision->entry->reason ) ) );
		$row->changes[] = array(
			'field' => 'roles',
			'from'  => array(),
			'to'    => $decision->entry->to,
		);
	}

	/**
	 * Links an account to the person.
	 */
	public function tag( Decision $decision ): void {
		$this->touched->users( $decision->account->id );
		$this->links->tag( $decision->account, $decision->person, $this->tenant_id );
	}

	/**
	 * Takes the person's UPN off whoever else carries it, whatever became of the person: who signs in under that name must not get another one's account.
	 */
	public function release_name( Decision $decision ): void {
		$this->touched->users( ...$decision->carriers );
		$this->links->forget_name( $decision->carriers, $decision->person->user_principal_name );
	}

	/**
	 * Clears caches of everybody that was touched: after a rollback a persistent cache may hold users who never were.
	 */
	public function forget(): void {
		$this->touched->clear();
		$this->touched = Touched::nobody();
		$this->links->discard();
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

	/**
	 * Writes what differs: the user's own record, mapped meta, roles.
	 *
	 * @return int|WP_Error The user id.
	 */
	private function write( Account $account, Decision $decision ): int|WP_Error {
		$core = array_column( $decision->changes->core, 'to', 'field' );
		if ( ! self::is_storable( $decision->changes ) ) {
			return new WP_Error( 'not_storable', User_Creator::not_storable() );
		}
		if ( $core ) {
			$result = wp_update_user( wp_slash( array( 'ID' => $account->id ) + $core ) );
			if ( is_wp_error( $result ) ) {
				return self::in_our_words( $result, $account );
			}
			// wp_update_user() does not notice that the database refused the values.
			clean_user_cache( $account->id );
			$stored = \WP_User::get_data_by( 'id', $account->id );
			foreach ( array_intersect_key( $core, array_flip( array( 'display_name', 'user_email' ) ) ) as $field => $value ) {
				if ( ! $stored || ( 'user_email' === $field ? ! Same_Name::equal( $stored->$field, $value ) : $stored->$field !== $value ) ) {
					return new WP_Error( 'not_updated', __( 'WordPress, or another plugin, did not store the new values. Synchronize again; if that does not help, the server’s PHP log tells more.', 'wpo365-user-sync' ) );
				}
			}
		}
		foreach ( $decision->changes->meta as $change ) {
			'' === $change['to']
				? delete_user_meta( $account->id, $change['field'] )
				: update_user_meta( $account->id, $change['field'], wp_slash( $change['to'] ) );
		}
		$this->write_roles( $account->id, $decision->roles );
		return $account->id;
	}

	/**
	 * WordPress does not notice that the database has refused a value of user meta.
	 */
	private static function is_storable( Field_Changes $changes ): bool {
		global $wpdb;
		foreach ( $changes->all() as $change ) {
			list( $table, $column ) = in_array( $change['field'], array( 'user_email', 'display_name' ), true ) ? array( $wpdb->users, $change['field'] ) : array( $wpdb->usermeta, 'meta_value' );
			if ( ! Database::can_store( $table, $column, $change['to'] ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Says what is wrong with an account whose user name WordPress no longer accepts: its own words are about creating one.
	 */
	private static function in_our_words( WP_Error $refusal, Account $account ): WP_Error {
		return 'empty_user_login' === $refusal->get_error_code()
			/* translators: %s: user name. */
			? new WP_Error( 'unfit_login', sprintf( __( 'WordPress does not update this account, because its username %s holds no character that WordPress accepts in usernames today. Give the person an account with another username, or change the name and e-mail address of this one with a plugin that can.', 'wpo365-user-sync' ), $account->login ) )
			: $refusal;
	}

	private function write_roles( int $user_id, Role_Change $roles ): void {
		if ( $roles->is_change() ) {
			$user = new WP_User( $user_id );
			array_map( $user->add_role( ... ), $roles->added() );
			array_map( $user->remove_role( ... ), $roles->removed() );
		}
		if ( $roles->noted ) {
			$roles->ledger ? update_user_meta( $user_id, Account::ledger_key(), $roles->ledger ) : delete_user_meta( $user_id, Account::ledger_key() );
		}
	}

	/**
	 * @return int|WP_Error The user id.
	 */
	private function enter( int $user_id, Role_Change $roles ): int|WP_Error {
		$added = add_user_to_blog( get_current_blog_id(), $user_id, $roles->to[0] ?? '' );
		if ( is_wp_error( $added ) ) {
			return $added;
		}
		$user = new WP_User( $user_id );
		array_map( $user->add_role( ... ), array_slice( $roles->to, 1 ) );
		if ( $roles->noted ) {
			update_user_meta( $user_id, Account::ledger_key(), $roles->ledger );
		}
		return $user_id;
	}

	/**
	 * Clears caches of everybody touched, and goes on remembering them: one person's writes were taken back.
	 */
	public function forget_users(): void {
		$this->touched->clear();
	}
}
