<?php
/**
 * Accounts that nobody may sign in with.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Utc;

/**
 * Names what marks a deactivated account, tells which accounts are, and reads and writes what is noted of them.
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
			? Database::number( "$sql AND ID IN ( SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s )", Stored_Roles::key() )
			: Database::number( $sql );
	}

	/**
	 * Writes notes.
	 *
	 * @param int      $at     Unix time.
	 * @param int      $run_id The run, or the action by hand.
	 * @param string[] $roles  Roles that the account had on this site.
	 * @param string   $reason Why, in a sentence.
	 */
	public static function encode( int $at, int $run_id, array $roles, string $reason ): string {
		return Json::encode(
			array(
				'at'     => Utc::format( $at ),
				'run_id' => $run_id,
				'roles'  => array_values( $roles ),
				'reason' => $reason,
			)
		);
	}

	/**
	 * Reads notes.
	 *
	 * @param mixed $stored What is stored under the key.
	 * @return array{at: int, run_id: int, roles: list<string>, reason: string}|null Unix time, 0 where it can't be read; null where there are no notes of ours.
	 */
	public static function read( mixed $stored ): ?array {
		$notes = is_string( $stored ) ? json_decode( $stored, true ) : null;
		return ! is_array( $notes ) ? null : array(
			'at'     => (int) strtotime( is_string( $notes['at'] ?? null ) ? $notes['at'] : '' ),
			'run_id' => (int) ( $notes['run_id'] ?? 0 ),
			'roles'  => array_values( array_filter( (array) ( $notes['roles'] ?? array() ), is_string( ... ) ) ),
			'reason' => is_string( $notes['reason'] ?? null ) ? $notes['reason'] : '',
		);
	}
}
