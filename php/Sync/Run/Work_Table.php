<?php
/**
 * What a run has to remember, too much for its record.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Reads and writes the work table: claims on accounts, pages followed, people who were seen. Members of groups are in it as well: {@see Group_Members}.
 */
final class Work_Table {

	private const CLAIM   = 'claim';
	private const HOLDER  = 'holder';
	private const PAGE    = 'page';
	private const IGNORED = 'ignored';
	private const SEEN    = 'seen';
	private const LINKED  = 'linked';

	public function __construct( public readonly Group_Members $members = new Group_Members() ) {}

	/**
	 * Empties the table, at the start of a run; with a key, since servers with sql_safe_updates refuse others.
	 */
	public function clear(): void {
		Database::write( 'DELETE FROM %i WHERE run_id > 0', Tables::name( 'work' ) );
	}

	/**
	 * Remembers which accounts directory users point to.
	 *
	 * @param list<array{string, int}> $claims Object id and account.
	 */
	public function add_claims( int $run_id, array $claims ): void {
		$this->add( array_map( static fn( array $claim ): array => array( $run_id, self::CLAIM, ...$claim ), $claims ) );
	}

	/**
	 * Forgets which accounts people point to, or have names of whom, where the people have no row any more: the directory is read again.
	 */
	public function forget_named( int $run_id ): void {
		Database::write(
			'DELETE FROM %i WHERE run_id = %d AND kind IN ( %s ) AND item NOT IN ( SELECT subject FROM %i WHERE run_id = %d )',
			Tables::name( 'work' ),
			$run_id,
			array( self::CLAIM, self::HOLDER ),
			Tables::name( 'results' ),
			$run_id
		);
	}

	/**
	 * Remembers which accounts have names of directory users without being theirs: somebody may need them, so they are not removed.
	 *
	 * @param list<array{string, int}> $holders Object id and account.
	 */
	public function add_holders( int $run_id, array $holders ): void {
		$this->add( array_map( static fn( array $holder ): array => array( $run_id, self::HOLDER, ...$holder ), $holders ) );
	}

	/**
	 * Tells which accounts have names of some people.
	 *
	 * @param string[] $object_ids People.
	 * @return int[]
	 */
	public function holders( int $run_id, array $object_ids ): array {
		return array() === $object_ids ? array() : Database::numbers( 'SELECT DISTINCT user_id FROM %i WHERE run_id = %d AND kind = %s AND item IN ( %s )', Tables::name( 'work' ), $run_id, self::HOLDER, $object_ids );
	}

	/**
	 * Tells which accounts several directory users point to.
	 *
	 * @param int[] $user_ids Accounts to ask about.
	 * @return int[]
	 */
	public function contested( int $run_id, array $user_ids ): array {
		return array() === $user_ids ? array() : Database::numbers( 'SELECT user_id FROM %i WHERE run_id = %d AND kind = %s AND user_id IN ( %d ) GROUP BY user_id HAVING COUNT(*) > 1', Tables::name( 'work' ), $run_id, self::CLAIM, $user_ids );
	}

	/**
	 * Remembers that a page leads to a link.
	 *
	 * @param int $number Number of the page; the same page may say so again when it is replayed.
	 * @return bool False where another page has led there before: the listing goes round in circles.
	 */
	public function follow( int $run_id, string $link, int $number ): bool {
		$hash  = hash( 'sha256', $link );
		$known = Database::column( 'SELECT user_id FROM %i WHERE run_id = %d AND kind = %s AND item = %s', Tables::name( 'work' ), $run_id, self::PAGE, $hash )[0] ?? null;
		if ( null !== $known ) {
			return (int) $known === $number;
		}
		$this->add( array( array( $run_id, self::PAGE, $hash, $number ) ) );
		return true;
	}

	/**
	 * Remembers people who were read, but are out of scope.
	 *
	 * @param string[] $object_ids People.
	 * @return int How many of them are new.
	 */
	public function ignore( int $run_id, array $object_ids ): int {
		return $this->add( array_map( static fn( string $object_id ): array => array( $run_id, self::IGNORED, $object_id, 0 ), $object_ids ) );
	}

	/**
	 * Forgets who was out of scope: groups and directory are read again.
	 */
	public function forget_ignored( int $run_id ): void {
		$this->forget( $run_id, self::IGNORED );
	}

	/**
	 * Counts people who were read, but are out of scope.
	 */
	public function count_ignored( int $run_id ): int {
		return $this->count( $run_id, self::IGNORED );
	}

	/**
	 * Forgets the pages followed: the listing begins anew.
	 */
	public function forget_pages( int $run_id ): void {
		$this->forget( $run_id, self::PAGE );
	}

	/**
	 * Remembers who was seen in a listing that was begun anew.
	 *
	 * @param string[] $object_ids People.
	 * @return int How many of them are new.
	 */
	public function see( int $run_id, array $object_ids ): int {
		return $this->add( array_map( static fn( string $object_id ): array => array( $run_id, self::SEEN, $object_id, 0 ), $object_ids ) );
	}

	/**
	 * Counts who was seen in a listing that was begun anew.
	 */
	public function count_seen( int $run_id ): int {
		return $this->count( $run_id, self::SEEN );
	}

	/**
	 * Forgets who was seen: a listing begins anew.
	 */
	public function forget_seen( int $run_id ): void {
		$this->forget( $run_id, self::SEEN );
	}

	/**
	 * Tells who of some people was read, but is out of scope.
	 *
	 * @param string[] $object_ids People.
	 * @return string[] In lower case.
	 */
	public function ignored( int $run_id, array $object_ids ): array {
		return array() === $object_ids ? array() : array_map( 'strtolower', Database::column( 'SELECT item FROM %i WHERE run_id = %d AND kind = %s AND item IN ( %s )', Tables::name( 'work' ), $run_id, self::IGNORED, $object_ids ) );
	}

	/**
	 * Remembers accounts whose link was written by others since the copy of the links was made, which is made anew then.
	 */
	public function note_new_links( int $run_id ): void {
		global $wpdb;
		Database::write(
			"INSERT IGNORE INTO %i (run_id, kind, item, user_id)
			SELECT %d, %s, '', m.user_id FROM {$wpdb->usermeta} m LEFT JOIN %i l ON l.user_id = m.user_id
			WHERE m.meta_key = %s AND m.meta_value <> '' AND ( l.user_id IS NULL OR CAST( l.object_id AS BINARY ) <> CAST( m.meta_value AS BINARY ) )",
			Tables::name( 'work' ),
			$run_id,
			self::LINKED,
			Tables::name( 'links' ),
			Account::OBJECT_ID
		);
	}

	/**
	 * Tells which of some accounts were linked while the run was under way: by others, or by their name, which the run itself has done.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return int[]
	 */
	public function linked_since( int $run_id, array $user_ids ): array {
		return array() === $user_ids ? array() : Database::numbers( 'SELECT user_id FROM %i WHERE run_id = %d AND kind IN ( %s ) AND user_id IN ( %d )', Tables::name( 'work' ), $run_id, array( self::LINKED, self::CLAIM ), $user_ids );
	}

	private function forget( int $run_id, string $kind ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND kind = %s', Tables::name( 'work' ), $run_id, $kind );
	}

	private function count( int $run_id, string $kind ): int {
		return Database::number( 'SELECT COUNT(*) FROM %i WHERE run_id = %d AND kind = %s', Tables::name( 'work' ), $run_id, $kind );
	}

	/**
	 * @param list<array{int, string, string, int}> $rows Run, kind, item, user.
	 * @return int How many are new.
	 */
	private function add( array $rows ): int {
		return Database::insert( Tables::name( 'work' ), Group_Members::COLUMNS, $rows, ignore: true );
	}
}
