<?php
/**
 * Writes users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WP_Error;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;

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
		private readonly string $default_role,
		private readonly string $tenant_id,
	) {}

	/**
	 * Creates an account: all of it, or none.
	 */
	public function create( Decision $decision, Result $row ): void {
		$person   = $decision->person;
		$name     = trim( $person->given_name . ' ' . $person->surname );
		$userdata = array_filter(
			array(
				'user_login'   => Matcher::new_login( $person ),
				'user_email'   => $person->email(),
				'first_name'   => $person->given_name,
				'last_name'    => $person->surname,
				'display_name' => $person->display_name ?? ( '' === $name ? $person->user_principal_name : $name ),
			),
			static fn( ?string $value ): bool => null !== $value && '' !== $value
		);
		$this->touch( 'userlogins', $userdata['user_login'] );
		$this->touch( 'useremail', $userdata['user_email'] ?? '' );
		$this->touch( 'userslugs', sanitize_title( mb_substr( $userdata['user_login'], 0, 50 ) ) );

		$user_id = $this->attempt->run(
			$row,
			function () use ( $userdata, $person ): int|WP_Error {
				$user_id = $this->creator->create( $userdata, $this->default_role, $person, $this->tenant_id );
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
		);
		if ( null === $user_id ) {
			$this->forget_users();
			return;
		}
		$this->links->remember( $user_id, $person );
		$this->links->forget_name( $decision->carriers );
		$row->status  = Status::Created;
		$row->user_id = $user_id;
		$row->login   = $userdata['user_login'];
	}

	/**
	 * Updates an account where it differs.
	 */
	public function update( Decision $decision, Result $row ): void {
		$changes     = $decision->changes;
		$row->reason = trim( $decision->reason . ' ' . $changes->reason );
		if ( array() === $changes->changes ) {
			$row->status = Status::Unchanged;
			return;
		}
		$account = $decision->account;
		$this->touch_user( $account->id );
		$this->touch( 'useremail', $account->email );
		$this->touch( 'useremail', (string) $decision->person->mail );
		$updated = $this->attempt->run(
			$row,
			function () use ( $account, $changes, $decision ): int|WP_Error {
				$result = wp_update_user( wp_slash( array( 'ID' => $account->id ) + array_column( $changes->changes, 'to', 'field' ) ) );
				if ( ! is_wp_error( $result ) ) {
					/**
					 * Fires when a WordPress user was updated from the directory.
					 *
					 * @param int                                         $user_id The user.
					 * @param \WPO365\User_Sync\Directory\Directory_User $person  The directory user.
					 * @param list<array{field: string, from: string, to: string}> $changes What was changed.
					 */
					do_action( 'wpo365_user_sync_user_updated', $account->id, $decision->person, $changes->changes );
				}
				return $result;
			}
		);
		if ( null === $updated ) {
			$this->forget_users();
			return;
		}
		$row->status  = Status::Updated;
		$row->changes = $changes->changes;
	}

	/**
	 * Links an account to the person, and takes the person's UPN off whoever else carries it.
	 */
	public function tag( Decision $decision ): void {
		$this->touch_user( $decision->account->id );
		$this->links->tag( $decision->account, $decision->person, $this->tenant_id );
		$this->links->forget_name( $decision->carriers );
	}

	/**
	 * Clears caches of everybody that was touched: after a rollback a persistent cache may hold users who never were.
	 */
	public function forget(): void {
		$this->forget_users();
		$this->touched = array();
		$this->links->discard();
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

	private function forget_users(): void {
		foreach ( $this->touched as $group => $keys ) {
			wp_cache_delete_multiple( array_keys( $keys ), $group );
		}
	}
}
