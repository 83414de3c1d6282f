<?php
/**
 * Accounts that nobody may sign in with.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;

/**
 * Names what marks a deactivated account, and tells which accounts are.
 */
final class Deactivation {

	/** Key of user meta that the WPO365 | LOGIN plugin honours, too, and that it takes off again. */
	public const ACTIVE = 'wpo365_active';

	/** Its value where the account is deactivated. */
	public const DEACTIVATED = 'deactivated';

	/** Key of user meta that holds what the account had before, as JSON: at, run_id, roles, reason. */
	public const NOTES = 'wpo365_user_sync_deactivated';

	/**
	 * Tells whether an account is deactivated, by whomever. It reads user meta, which WordPress has in its cache for whoever is signed in or listed.
	 */
	public static function is_deactivated( int $user_id ): bool {
		return in_array( self::DEACTIVATED, (array) get_user_meta( $user_id, self::ACTIVE ), true );
	}

	/**
	 * Gives the condition that an account is deactivated.
	 *
	 * @param string $column Column with user ids: a name of ours.
	 * @return string Prepared SQL.
	 */
	public static function condition( string $column ): string {
		global $wpdb;
		return Database::prepare( "$column IN ( SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND meta_value = %s )", self::ACTIVE, self::DEACTIVATED );
	}

	/**
	 * Counts the deactivated accounts of this site: one statement.
	 */
	public static function count(): int {
		global $wpdb;
		$sql = "SELECT COUNT(*) FROM {$wpdb->users} WHERE " . self::condition( 'ID' );
		return is_multisite()
			? Database::number( "$sql AND ID IN ( SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s )", $wpdb->get_blog_prefix() . 'capabilities' )
			: Database::number( $sql );
	}
}
