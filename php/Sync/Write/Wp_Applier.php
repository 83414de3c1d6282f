<?php
/**
 * Writes users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\User_Creator;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Field_Policy;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WPO365\User_Sync\Sync\Same_Name;
use WP_Error;
use WP_User;

/**
 * The only writer of users and their links, removal aside. Works inside the transaction of a part.
 */
final class Wp_Applier implements Applier {

	/** @var array<string, array<string, true>> Cache keys, by cache group, that a rollback makes untrue. */
	private array $touched = array();

	public function __construct(
		private readonly User_Creator $creator,
		private readonly Links $links,
		private readonly Attempt $attempt,
		private readonly Field_Policy $fields,
		private readonly string $tenant_id,
	) {}

	/**
	 * Creates an account: all of it, or none.
	 */
	public function create( Decision $decision, Result $row ): void {
		$person   = $decision->person;
		$roles    = $decision->roles;
		$values   = $this->fields->for_new( $person );
		$meta     = $values['meta'] + ( $roles->ledger ? array( Account::ledger_key() => $roles->ledger ) : array() );
		$userdata = array(
			'user_login' => Matcher::new_login( $person ),
			'user_email' => (string) $person->email(),
		) + $values['names'];
		$this->touch( 'userlogins', $userdata['user_login'] );
		$this->touch( 'useremail', $userdata['user_email'] );
		$this->touch( 'userslugs', sanitize_title( mb_substr( $userdata['user_login'], 0, 50 ) ) );
		$this->forget_users(); // A persistent cache may know somebody of this name from a part that was rolled back elsewhere.

		try {
			$user_id = $this->attempt->run( $row, fn(): int|WP_Error => $this->insert( $userdata, $meta, $roles, $person ) );
		} catch ( Transaction_Broken $broken ) {
			$this->creator->forget_orphan();
			throw $broken;
		}
		if ( null === $user_id ) {
			$this->forget_users();
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
		$this->touch_user( $account->id );
		$this->touch( 'useremail', $account->email );
		$this->touch( 'useremail', (string) $decision->person->mail );
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
			}
		);
		if ( null === $updated ) {
			$this->forget_users();
			return;
		}
		if ( array() !== $changes ) {
			$row->status  = Status::Updated;
			$row->changes = $changes;
		}
	}

	/**
	 * Links an account to the person.
	 */
	public function tag( Decision $decision ): void {
		$this->touch_user( $decision->account->id );
		$this->links->tag( $decision->account, $decision->person, $this->tenant_id );
	}

	/**
	 * Takes the person's UPN off whoever else carries it, whatever became of the person: who signs in under that name must not get another one's account.
	 */
	public function release_name( Decision $decision ): void {
		array_map( $this->touch_user( ... ), $decision->carriers );
		$this->links->forget_name( $decision->carriers, $decision->person->user_principal_name );
	}

	/**
	 * Clears caches of everybody that was touched: after a rollback a persistent cache may hold users who never were.
	 */
	public function forget(): void {
		$this->forget_users();
		$this->touched = array();
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
			$this->touch_user( $user_id );
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
		if ( $core ) {
			$result = wp_update_user( wp_slash( array( 'ID' => $account->id ) + $core ) );
			if ( is_wp_error( $result ) ) {
				return $result;
			}
			// wp_update_user() does not notice that the database refused the values.
			clean_user_cache( $account->id );
			$stored = \WP_User::get_data_by( 'id', $account->id );
			foreach ( array_intersect_key( $core, array_flip( array( 'display_name', 'user_email' ) ) ) as $field => $value ) {
				if ( ! $stored || ( 'user_email' === $field ? ! Same_Name::equal( $stored->$field, $value ) : $stored->$field !== $value ) ) {
					return new WP_Error( 'not_updated', __( 'WordPress, or another plugin, did not store the new values.', 'wpo365-user-sync' ) );
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

	private function touch_user( int $user_id ): void {
		$this->touch( 'users', $user_id );
		$this->touch( 'user_meta', $user_id );
	}

	private function touch( string $group, int|string $key ): void {
		if ( '' !== $key ) {
			$this->touched[ $group ][ $key ] = true;
		}
	}

	/**
	 * Clears caches of everybody touched, and goes on remembering them: one person's writes were taken back.
	 */
	public function forget_users(): void {
		foreach ( $this->touched as $group => $keys ) {
			wp_cache_delete_multiple( array_keys( $keys ), $group );
		}
	}
}
