<?php
/**
 * Who has changed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Keeps, in the work table, the people whom a run of changes has still to read, and those whom the directory did not show then.
 */
final class Changed_People {

	/** Kind in the work table of those who were not shown: {@see \WPO365\User_Sync\Results\Repository::absent_users()}. */
	public const MISSING = 'missing';

	private const CHANGED = 'changed';

	/**
	 * Remembers people who have changed.
	 *
	 * @param string[] $object_ids In lower case.
	 * @return int How many of them are new.
	 */
	public function add( int $run_id, array $object_ids ): int {
		return $this->insert( $run_id, self::CHANGED, $object_ids );
	}

	/**
	 * Tells who is next, in an order that does not change.
	 *
	 * @return string[] Object ids in lower case.
	 */
	public function next( int $run_id, int $limit ): array {
		return Database::column( 'SELECT item FROM %i WHERE run_id = %d AND kind = %s ORDER BY item LIMIT %d', Tables::name( 'work' ), $run_id, self::CHANGED, $limit );
	}

	/**
	 * Notes that people were worked on.
	 *
	 * @param string[] $object_ids In lower case.
	 * @param string[] $missing    Those of them whom the directory did not show: gone, or out of scope.
	 */
	public function done( int $run_id, array $object_ids, array $missing ): void {
		foreach ( array( self::CHANGED, self::MISSING ) as $kind ) {
			if ( array() !== $object_ids ) {
				Database::write( 'DELETE FROM %i WHERE run_id = %d AND kind = %s AND item IN ( %s )', Tables::name( 'work' ), $run_id, $kind, $object_ids );
			}
		}
		$this->insert( $run_id, self::MISSING, $missing );
	}

	/**
	 * @param string[] $object_ids People.
	 */
	private function insert( int $run_id, string $kind, array $object_ids ): int {
		return Database::insert( Tables::name( 'work' ), Group_Members::COLUMNS, array_map( static fn( string $object_id ): array => array( $run_id, $kind, $object_id, 0 ), $object_ids ), ignore: true );
	}
}
