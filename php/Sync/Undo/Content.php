<?php
/**
 * What has been written with accounts that are to be removed again.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;

/**
 * An account that a run has created is removed only if it owns nothing, drafts and revisions included. One that an undo has restored may own what it was given back: that goes where it came from.
 */
final class Content {

	/**
	 * @param array<int, int>       $number    How much each account owns, by user id; what it was given back left out.
	 * @param array<int, int|null>  $heirs     Where the content of accounts that were restored came from, by user id.
	 * @param array<int, true>      $given     Accounts that own what they were given back.
	 */
	private function __construct(
		private readonly array $number,
		private readonly array $heirs,
		private readonly array $given,
	) {}

	/**
	 * Looks at accounts: some statements, whatever their number.
	 *
	 * @param int[] $user_ids Accounts that a run has created.
	 */
	public static function of( array $user_ids, Entries $entries ): self {
		global $wpdb;
		if ( array() === $user_ids ) {
			return new self( array(), array(), array() );
		}
		$deletions = array();
		foreach ( $entries->find( "user_id IN ( %d ) AND kind = 'deleted' ORDER BY id", $user_ids ) as $entry ) {
			$deletions[ $entry->user_id ] = $entry;
		}
		$number = array();
		$given  = array();
		foreach ( Belongings::heritable() as $what => list( $table, $key, $author ) ) {
			$known = array_map( static fn( Entry $deletion ): array => array_flip( $deletion->before[ $what ] ?? array() ), $deletions );
			foreach ( Database::rows( 'SELECT %i AS user_id, %i AS id FROM %i WHERE %i IN ( %d )', $author, $key, $table, $author, $user_ids ) as $row ) {
				$user_id = (int) $row->user_id;
				if ( isset( $known[ $user_id ][ (int) $row->id ] ) ) {
					$given[ $user_id ] = true;
				} else {
					$number[ $user_id ] = 1 + ( $number[ $user_id ] ?? 0 );
				}
			}
		}
		// Comments stay with the id, whatever becomes of the account.
		foreach ( Database::rows( "SELECT user_id, COUNT(*) AS number FROM {$wpdb->comments} WHERE user_id IN ( %d ) GROUP BY user_id", array_values( array_diff( $user_ids, array_keys( $deletions ) ) ) ) as $row ) {
			$number[ (int) $row->user_id ] = (int) $row->number + ( $number[ (int) $row->user_id ] ?? 0 );
		}
		return new self( $number, array_map( static fn( Entry $deletion ): ?int => $deletion->before['heir'] ?? null, $deletions ), $given );
	}

	/**
	 * Tells why an account is not removed.
	 *
	 * @return string A sentence, or an empty string.
	 */
	public function why_not( int $user_id ): string {
		if ( isset( $this->number[ $user_id ] ) ) {
			return __( 'The account stays: something was written with it since it was created.', 'wpo365-user-sync' ) . ' ' . Belongings::in_words( Belongings::of( array( $user_id ) )[ $user_id ] );
		}
		$heir = $this->heir( $user_id );
		return isset( $this->given[ $user_id ] ) && ( null === $heir || false === get_userdata( $heir ) )
			? __( 'The account stays: the user who had its content before no longer exists.', 'wpo365-user-sync' )
			: '';
	}

	/**
	 * Tells who receives the content of an account; null: it has none.
	 */
	public function heir( int $user_id ): ?int {
		return isset( $this->given[ $user_id ] ) ? ( $this->heirs[ $user_id ] ?? null ) : null;
	}
}
