<?php
/**
 * An account as it is stored.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Database;

/**
 * The record of `users` and all user meta of one account, byte for byte, past every cache and filter.
 */
final class Image {

	/** What a sign-in or a request for a new password changes, without anybody having changed the account. */
	private const PASSING = array( 'user_activation_key' );

	/**
	 * @param array<string, string|null>       $record Columns of `users`.
	 * @param array<string, list<string|null>> $meta   Values by key, each as stored, in the order of their rows.
	 */
	public function __construct(
		public readonly array $record,
		public readonly array $meta,
	) {}

	/**
	 * Reads accounts: two statements, whatever their number.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return array<int, self> By user id; accounts that do not exist are left out.
	 */
	public static function read( array $user_ids ): array {
		global $wpdb;
		if ( array() === $user_ids ) {
			return array();
		}
		$meta = array();
		foreach ( Database::rows( "SELECT user_id, meta_key, meta_value FROM {$wpdb->usermeta} WHERE user_id IN ( %d ) ORDER BY umeta_id", $user_ids ) as $row ) {
			$meta[ (int) $row->user_id ][ (string) $row->meta_key ][] = self::exact( $row->meta_value );
		}
		$images = array();
		foreach ( Database::rows( "SELECT * FROM {$wpdb->users} WHERE ID IN ( %d )", $user_ids ) as $record ) {
			$images[ (int) $record->ID ] = new self( array_map( self::exact( ... ), (array) $record ), $meta[ (int) $record->ID ] ?? array() );
		}
		return $images;
	}

	/**
	 * Gives what can be compared and put back, one by one.
	 *
	 * @return array<string, array<string, list<string|null>>> Values by field: those of `users` under "core", user meta under "meta".
	 */
	public function values(): array {
		return array(
			'core' => array_map( static fn( ?string $value ): array => array( $value ), $this->record ),
			'meta' => $this->meta,
		);
	}

	/**
	 * Tells whom the account is linked to.
	 *
	 * @return string Object id, or an empty string.
	 */
	public function object_id(): string {
		return $this->meta[ Account::OBJECT_ID ][0] ?? '';
	}

	/**
	 * Keeps apart what is empty and what is NULL.
	 */
	private static function exact( mixed $stored ): ?string {
		return null === $stored ? null : (string) $stored;
	}

	/**
	 * Sums the account up: whether somebody has signed in or changed anything since shows in it.
	 */
	public function sum(): string {
		$meta = $this->meta;
		ksort( $meta );
		return hash( 'sha256', (string) wp_json_encode( array( array_diff_key( $this->record, array_flip( self::PASSING ) ), $meta ), JSON_INVALID_UTF8_SUBSTITUTE ) );
	}
}
