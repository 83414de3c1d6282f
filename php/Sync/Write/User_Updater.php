<?php
/**
 * Updates WordPress users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\User_Creator;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Field_Changes;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WP_Error;
use WP_User;

/**
 * Writes an account's own record, its mapped meta and its roles, and looks whether WordPress has stored what it was given.
 */
final class User_Updater {

	/**
	 * Writes what differs: the user's own record, mapped meta, roles.
	 *
	 * @return int|WP_Error The user id.
	 */
	public function update( Account $account, Decision $decision ): int|WP_Error {
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

	/**
	 * Makes an account of a network a member of this site.
	 *
	 * @param Role_Change $roles The roles that it gets here.
	 * @return int|WP_Error The user id.
	 */
	public function admit( int $user_id, Role_Change $roles ): int|WP_Error {
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
}
