<?php
/**
 * Who is in which group.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Keeps the members of the groups that a run has read, in the work table.
 */
final class Group_Members {

	/** The columns of the work table, with the placeholder of each. */
	public const COLUMNS = array(
		'run_id'  => '%d',
		'kind'    => '%s',
		'item'    => '%s',
		'user_id' => '%d',
	);

	/** What comes before a group's object id. */
	private const KIND = 'group:';

	/**
	 * Remembers members of a group.
	 *
	 * @param string[] $object_ids Members.
	 * @return int How many of them are new.
	 */
	public function add( int $run_id, string $group_id, array $object_ids ): int {
		return Database::insert( Tables::name( 'work' ), self::COLUMNS, array_map( static fn( string $object_id ): array => array( $run_id, self::kind( $group_id ), $object_id, 0 ), $object_ids ), ignore: true );
	}

	/**
	 * Forgets the members of a group: it is read again, or could not be read to the end.
	 */
	public function forget( int $run_id, string $group_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND kind = %s', Tables::name( 'work' ), $run_id, self::kind( $group_id ) );
	}

	/**
	 * Forgets the members of all groups: they are read again.
	 */
	public function forget_all( int $run_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND kind LIKE %s', Tables::name( 'work' ), $run_id, self::KIND . '%' );
	}

	/**
	 * Counts the members of groups.
	 *
	 * @return array<string, int> By the group's object id in lower case; groups without members are left out.
	 */
	public function count( int $run_id ): array {
		$found = array();
		foreach ( Database::rows( 'SELECT kind, COUNT(*) AS number FROM %i WHERE run_id = %d AND kind LIKE %s GROUP BY kind', Tables::name( 'work' ), $run_id, self::KIND . '%' ) as $row ) {
			$found[ self::group( $row->kind ) ] = (int) $row->number;
		}
		return $found;
	}

	/**
	 * Tells in which of some groups people are.
	 *
	 * @param string[] $group_ids  Groups.
	 * @param string[] $object_ids People.
	 * @return array<string, string[]> Group ids in lower case by object id.
	 */
	public function of( int $run_id, array $group_ids, array $object_ids ): array {
		if ( array() === $group_ids || array() === $object_ids ) {
			return array();
		}
		$found = array();
		foreach ( Database::rows( 'SELECT kind, item FROM %i WHERE run_id = %d AND kind IN ( %s ) AND item IN ( %s )', Tables::name( 'work' ), $run_id, array_map( self::kind( ... ), $group_ids ), $object_ids ) as $row ) {
			$found[ $row->item ][] = self::group( $row->kind );
		}
		return $found;
	}

	private static function kind( string $group_id ): string {
		return self::KIND . strtolower( $group_id );
	}

	private static function group( string $kind ): string {
		return substr( $kind, strlen( self::KIND ) );
	}
}
