<?php
/**
 * In whose name the site works by itself.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Tells whether somebody may still do what the site does in their name while nobody is there.
 */
final class Authority {

	/**
	 * Tells why the site must not go on with a run.
	 *
	 * @return string A sentence, or an empty string where it may.
	 */
	public static function missing_for_run( Run $run ): string {
		$users = array( $run->started_by );
		if ( 0 !== $run->memory->approved_by ) {
			$users[] = $run->memory->approved_by;
		}
		foreach ( $users as $user_id ) {
			$missing = self::missing( $user_id, $run->options->ticked() );
			if ( '' !== $missing ) {
				return $missing . ' ' . __( 'So the synchronization that is under way does not go on by itself. Go on with it on this page, or cancel it.', 'wpo365-user-sync' );
			}
		}
		return '';
	}

	/**
	 * Tells why nothing may be done in somebody's name.
	 *
	 * @param int      $user_id The user.
	 * @param string[] $actions Any of create, update, delete.
	 * @param bool     $by_name Whether the sentence may name the user: not where it is mailed.
	 * @return string A sentence, or an empty string where it may.
	 */
	public static function missing( int $user_id, array $actions, bool $by_name = true ): string {
		$user = get_userdata( $user_id );
		if ( false === $user ) {
			return __( 'The user in whose name this site synchronizes no longer exists.', 'wpo365-user-sync' );
		}
		if ( Deactivation::is_deactivated( $user_id ) && ! Privileges::is_last_manager( $user_id ) ) {
			return $by_name
				/* translators: %s: name of a user. */
				? sprintf( __( 'The account of %s, in whose name this site synchronizes, is deactivated.', 'wpo365-user-sync' ), $user->display_name )
				: __( 'The account of the user in whose name this site synchronizes is deactivated.', 'wpo365-user-sync' );
		}
		$lacking = Access::lacking( $user_id, $actions );
		if ( '' === $lacking ) {
			return '';
		}
		if ( ! $by_name ) {
			/* translators: %s: name of a WordPress capability, for example delete_users. */
			return sprintf( __( 'The user in whose name this site synchronizes lacks the capability %s.', 'wpo365-user-sync' ), $lacking );
		}
		return sprintf(
			/* translators: 1: name of a user, 2: name of a WordPress capability, for example delete_users. */
			__( '%1$s, in whose name this site synchronizes, lacks the capability %2$s.', 'wpo365-user-sync' ),
			$user->display_name,
			$lacking
		);
	}
}
