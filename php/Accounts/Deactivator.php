<?php
/**
 * Deactivates and reactivates accounts.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;
use WP_Application_Passwords;
use WP_Error;
use WP_Session_Tokens;
use WP_User;

/**
 * Takes everything off an account that lets somebody in, and notes what has to come back. Password, content and link stay.
 *
 * Works inside the transaction of its caller, who tells the journal beforehand.
 */
final class Deactivator {

	public function __construct( private readonly Privileges $privileges ) {}

	/**
	 * Deactivates an account that the caller has just read by {@see Account::load()}: all of it, or an error, after which the caller takes everything back.
	 *
	 * @param int    $run_id The run, or the action by hand.
	 * @param string $reason Why, in a sentence.
	 * @return int|WP_Error The user id.
	 */
	public function deactivate( int $user_id, int $run_id, string $reason ): int|WP_Error {
		$user = new WP_User( $user_id );
		if ( ! $user->exists() ) {
			return new WP_Error( 'no_user', __( 'This account no longer exists.', 'wpo365-user-sync' ) );
		}
		// Where somebody else has taken the mark off, and gave no role, what is noted is still what the account had.
		$roles = array_values( $user->roles ) ?: ( Deactivation::read( get_user_meta( $user_id, Deactivation::NOTES, true ) )['roles'] ?? array() );
		self::mark( $user_id, Deactivation::encode( time(), $run_id, $roles, $reason ) );
		if ( array() !== $user->roles ) {
			$user->set_role( '' );
		}
		self::shut( $user_id );
		if ( ! self::is_shut( $user_id ) ) {
			return new WP_Error( 'not_deactivated', __( 'WordPress did not deactivate this user: another plugin, or the database, may have prevented it. Take away the user’s roles under Users, or synchronize again.', 'wpo365-user-sync' ) );
		}
		/**
		 * Fires when a WordPress user was deactivated.
		 *
		 * @param int    $user_id The user.
		 * @param string $reason  Why, in a sentence.
		 */
		do_action( 'wpo365_user_sync_user_deactivated', $user_id, $reason );
		return $user_id;
	}

	/**
	 * Reactivates an account: the marks go, and former roles come back.
	 *
	 * @param (\Closure(): (int|WP_Error))|null $write_roles Writes the roles; by default the former ones are given that {@see self::former_roles()} tells.
	 * @return int|WP_Error The user id.
	 */
	public function reactivate( int $user_id, ?\Closure $write_roles = null ): int|WP_Error {
		clean_user_cache( $user_id );
		$account = Account::load( array( $user_id ) )[ $user_id ] ?? null;
		if ( null === $account ) {
			return new WP_Error( 'no_user', __( 'This account no longer exists.', 'wpo365-user-sync' ) );
		}
		delete_user_meta( $user_id, Deactivation::ACTIVE );
		delete_user_meta( $user_id, Deactivation::NOTES );
		$written = null === $write_roles ? $this->give_back( $account ) : $write_roles();
		if ( is_wp_error( $written ) ) {
			return $written;
		}
		wp_cache_delete( $user_id, 'user_meta' );
		if ( Deactivation::is_deactivated( $user_id ) ) {
			return new WP_Error( 'not_reactivated', __( 'WordPress did not reactivate this user: another plugin, or the database, may have prevented it. Try again.', 'wpo365-user-sync' ) );
		}
		/**
		 * Fires when a WordPress user was reactivated.
		 *
		 * @param int $user_id The user.
		 */
		do_action( 'wpo365_user_sync_user_reactivated', $user_id );
		return $user_id;
	}

	/**
	 * Tells which former roles an account gets back: those that the site still has, and that do not make it privileged. Where somebody else has taken the mark off and given roles, these count.
	 *
	 * @return list<string>
	 */
	public function former_roles( Account $account ): array {
		if ( null === $account->deactivation || ( ! $account->is_deactivated && array() !== $account->roles ) ) {
			return array();
		}
		return array_values( array_filter( $account->deactivation['roles'], fn( string $role ): bool => wp_roles()->is_role( $role ) && ! $this->privileges->come_with( $role ) ) );
	}

	private function give_back( Account $account ): int {
		$user = new WP_User( $account->id );
		array_map( $user->add_role( ... ), array_diff( $this->former_roles( $account ), $account->roles ) );
		return $account->id;
	}

	/**
	 * Writes mark and notes. Where there are none yet they are added: WordPress would ask the database before each update what it knows from its cache.
	 */
	private static function mark( int $user_id, string $notes ): void {
		$known = (array) get_user_meta( $user_id );
		foreach ( array( Deactivation::ACTIVE => Deactivation::DEACTIVATED, Deactivation::NOTES => wp_slash( $notes ) ) as $key => $value ) {
			isset( $known[ $key ] ) ? update_user_meta( $user_id, $key, $value ) : add_user_meta( $user_id, $key, $value );
		}
	}

	/**
	 * Ends what lets somebody in without a role.
	 */
	public static function shut( int $user_id ): void {
		global $wpdb;
		WP_Session_Tokens::get_instance( $user_id )->destroy_all();
		WP_Application_Passwords::delete_all_application_passwords( $user_id );
		Database::write( "UPDATE {$wpdb->users} SET user_activation_key = '' WHERE ID = %d", $user_id );
		clean_user_cache( $user_id );
	}

	/**
	 * Looks whether handlers of other plugins, or the database, have left a way in.
	 */
	private static function is_shut( int $user_id ): bool {
		$account = Account::load( array( $user_id ) )[ $user_id ] ?? null;
		$user    = get_userdata( $user_id ); // Loaded with the account.
		return $user && null !== $account && $account->is_deactivated && null !== $account->deactivation
			&& array() === $account->roles
			&& '' === $user->user_activation_key
			&& array() === WP_Session_Tokens::get_instance( $user_id )->get_all()
			&& array() === WP_Application_Passwords::get_user_application_passwords( $user_id );
	}
}
