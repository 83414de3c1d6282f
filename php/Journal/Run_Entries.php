<?php
/**
 * What a run has entries of.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Walks through the entries of a run, or of an action by hand, without their values.
 */
final class Run_Entries {

	/** Bytes of former values from which on no further entry is looked at with others: a deleted account may have megabytes of user meta. */
	private const BYTES = 4_000_000;

	/**
	 * Lists whom the entries of a run are about, newest first: as many as can be read together.
	 *
	 * @param int $user_id The one account that is asked about; 0: all.
	 * @param int $before  Only entries with lower ids.
	 * @return list<array{id: int, user_id: int}>
	 */
	public function about( int $run_id, int $user_id, int $before, int $limit ): array {
		$one = 0 === $user_id ? '' : Database::prepare( 'AND user_id = %d', $user_id );
		return array_map(
			static fn( object $row ): array => array( 'id' => (int) $row->id, 'user_id' => (int) $row->user_id ),
			self::light( Database::rows( "SELECT id, user_id, LENGTH( value_before ) AS size FROM %i WHERE run_id = %d $one AND id < %d ORDER BY id DESC LIMIT %d", Tables::name( 'journal' ), $run_id, $before, $limit ) )
		);
	}

	/**
	 * Takes as many entries as can be read together.
	 *
	 * @param object[] $rows Rows with the size of the former value; null where there is none.
	 * @return object[] The first of them, at least one where there are any.
	 */
	public static function light( array $rows ): array {
		$bytes = 0;
		$light = array();
		foreach ( $rows as $row ) {
			$bytes += (int) $row->size;
			if ( array() !== $light && $bytes > self::BYTES ) {
				break;
			}
			$light[] = $row;
		}
		return $light;
	}

	/**
	 * Tells which of some accounts a run has an entry of.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return int[]
	 */
	public function among( int $run_id, array $user_ids ): array {
		return array() === $user_ids ? array() : Database::numbers( 'SELECT DISTINCT user_id FROM %i WHERE run_id = %d AND user_id IN ( %d )', Tables::name( 'journal' ), $run_id, $user_ids );
	}

	/**
	 * Lists what was done to accounts in other runs since a run, without the values.
	 *
	 * @param int[] $user_ids Accounts.
	 * @param int   $after    Only entries with higher ids.
	 * @return list<array{id: int, run_id: int, user_id: int, kind: string, field: string}> In their order.
	 */
	public function since( int $run_id, array $user_ids, int $after ): array {
		return array() === $user_ids ? array() : array_map(
			static fn( object $row ): array => array( 'id' => (int) $row->id, 'run_id' => (int) $row->run_id, 'user_id' => (int) $row->user_id ) + (array) $row,
			Database::rows( 'SELECT id, run_id, user_id, kind, field FROM %i WHERE user_id IN ( %d ) AND id > %d AND run_id <> %d ORDER BY id', Tables::name( 'journal' ), $user_ids, $after, $run_id )
		);
	}
}
