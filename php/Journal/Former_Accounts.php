<?php
/**
 * Accounts that people had before.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;

/**
 * Finds the deleted accounts of people who have none now, by object id alone: somebody who was created anew in the directory is another person.
 */
final class Former_Accounts {

	/**
	 * @param string $tenant_id GUID of the tenant that the people are from; a link that names another one is not theirs.
	 */
	public function __construct(
		private readonly Entries $entries,
		private readonly Restorer $restorer,
		private readonly string $tenant_id,
	) {}

	/**
	 * Looks people up: one query, and some more for each who comes back.
	 *
	 * @param string[] $object_ids People without an account.
	 * @return array<string, Former_Account> What was deleted last, by the key of the object id: {@see Same_Name}.
	 */
	public function of( array $object_ids ): array {
		if ( array() === $object_ids || is_multisite() ) {
			return array();
		}
		$wanted  = array_flip( array_map( Same_Name::key( ... ), $object_ids ) );
		$deleted = array();
		foreach ( $this->entries->find( 'kind = %s AND object_id IN ( %s ) ORDER BY id', Entry_Kind::Deleted->value, $object_ids ) as $entry ) {
			$key = Same_Name::key( $entry->object_id );
			if ( isset( $wanted[ $key ] ) && $this->is_of_tenant( $entry ) ) {
				$deleted[ $key ] = $entry;
			}
		}
		return array_map(
			function ( Entry $deletion ): Former_Account {
				$refusal = $this->restorer->why_not( $deletion );
				return new Former_Account( $deletion, $refusal, '' === $refusal ? $this->restorer->gaps( $deletion ) : '' );
			},
			$deleted
		);
	}

	/**
	 * Of an account whose values were not kept, the tenant is not known either; it can't be given back.
	 */
	private function is_of_tenant( Entry $deletion ): bool {
		return null === $deletion->before || Same_Name::equal( $deletion->before['meta'][ Account::TENANT_ID ][0] ?? '', $this->tenant_id );
	}
}
