<?php
/**
 * Pairs that somebody has unlinked by hand.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Json;

/**
 * Remembers with an account whose it is not: nobody links the two by name again.
 */
final class Parting {

	/**
	 * Remembers that an account is not a person's.
	 *
	 * @param Account $account   As read in this transaction.
	 * @param string  $object_id The person.
	 */
	public static function note( Account $account, string $object_id ): void {
		self::write( $account, array( ...self::without( $account, $object_id ), strtolower( $object_id ) ) );
	}

	/**
	 * Forgets it again: somebody has linked the two by hand.
	 *
	 * @param Account $account   As read in this transaction.
	 * @param string  $object_id The person.
	 */
	public static function forget( Account $account, string $object_id ): void {
		self::write( $account, self::without( $account, $object_id ) );
	}

	/**
	 * @return list<string>
	 */
	private static function without( Account $account, string $object_id ): array {
		return array_values( array_filter( $account->parted, static fn( string $id ): bool => ! Same_Name::equal( $id, $object_id ) ) );
	}

	/**
	 * @param list<string> $object_ids Object ids.
	 */
	private static function write( Account $account, array $object_ids ): void {
		array() === $object_ids
			? delete_user_meta( $account->id, Account::PARTED )
			: update_user_meta( $account->id, Account::PARTED, wp_slash( Json::encode( $object_ids ) ) );
	}
}
