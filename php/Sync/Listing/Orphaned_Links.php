<?php
/**
 * Links that lead to nobody.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Guid;

/**
 * Whoever is created anew in the directory gets another object id; the account is still linked to the former one.
 */
final class Orphaned_Links {

	/** @var array<string, true> Keys of object ids that the directory does not know. */
	private array $gone = array();

	/**
	 * @param string $tenant_id GUID of the tenant that is read.
	 */
	public function __construct(
		private readonly User_Reader $reader,
		private readonly string $tenant_id,
	) {}

	/**
	 * Asks the directory about object ids; outside of any transaction.
	 *
	 * @param string[] $object_ids Object ids of links.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function ask( array $object_ids ): void {
		$object_ids = array_values( array_unique( array_filter( $object_ids, static fn( string $object_id ): bool => '' !== $object_id ) ) );
		if ( array() !== $object_ids ) {
			$this->gone += array_fill_keys( array_map( Same_Name::key( ... ), array_diff( $object_ids, $this->reader->existing( $object_ids ) ) ), true );
		}
	}

	/**
	 * Tells whether an account's link leads to nobody. What was not asked about may be somebody.
	 */
	public function include( Account $account ): bool {
		$elsewhere = Guid::is_valid( $account->tenant_id ) && Guid::is_valid( $this->tenant_id ) && ! Same_Name::equal( $account->tenant_id, $this->tenant_id );
		return $account->is_linked() && ( $elsewhere || isset( $this->gone[ Same_Name::key( $account->object_id ) ] ) );
	}
}
