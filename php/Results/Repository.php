<?php
/**
 * Where rows of results are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Tables;

/**
 * Reads and writes rows. All SQL on the table of results is here, in {@see Pending_Rows} and in {@see Query}.
 */
final class Repository {

	/** Rows written by one statement. */
	private const CHUNK = 250;

	/**
	 * Writes rows, new ones and known ones; the key (run, subject) makes doing so twice harmless.
	 *
	 * @param Result[] $rows Rows.
	 */
	public function save( int $run_id, array $rows ): void {
		foreach ( array_chunk( $rows, self::CHUNK ) as $chunk ) {
			$values = array();
			foreach ( $chunk as $row ) {
				$values[] = Columns::values( $run_id, $row );
			}
			Database::insert( Tables::name( 'results' ), array_column( Columns::written(), 'placeholder', 'name' ), $values, update: array_column( Columns::rewritten(), 'name' ), mend: true );
		}
	}

	/**
	 * Tells which object ids have a row in this run.
	 *
	 * @param string[] $object_ids Object ids.
	 * @return array<string, true> By object id.
	 */
	public function known( int $run_id, array $object_ids ): array {
		return array() === $object_ids ? array() : array_fill_keys( Database::column( 'SELECT subject FROM %i WHERE run_id = %d AND subject IN ( %s )', Tables::name( 'results' ), $run_id, $object_ids ), true );
	}

	/**
	 * Counts the directory users that have a row.
	 */
	public function count_people( int $run_id ): int {
		return Database::number( 'SELECT COUNT(*) FROM %i WHERE run_id = %d AND table_name <> %s', Tables::name( 'results' ), $run_id, Table::Wordpress_Only->value );
	}

	/**
	 * Counts rows by table and by status.
	 *
	 * @return array<string, int> By the names of a run's counts, `received` aside.
	 */
	public function counts( int $run_id ): array {
		$rows   = Database::rows( 'SELECT table_name, status, COUNT(*) AS number FROM %i WHERE run_id = %d GROUP BY table_name, status', Tables::name( 'results' ), $run_id );
		$names  = array( Status::Conflict->value => 'conflicts' );
		$counts = array_fill_keys( array( 'directory_only', 'wordpress_only', 'matched', 'created', 'updated', 'deleted', 'deactivated', 'reactivated', 'conflicts', 'skipped', 'failed' ), 0 );
		foreach ( $rows as $row ) {
			$counts[ $row->table_name ] += (int) $row->number;
			$name                        = $names[ $row->status ] ?? $row->status;
			if ( isset( $counts[ $name ] ) ) {
				$counts[ $name ] += (int) $row->number;
			}
		}
		$counts['updated'] += ( new Pending_Rows() )->count( $run_id, Pending::Roles_Besides, Pending::Written );
		return $counts;
	}

	/**
	 * Drops the rows of people who had none before: what they say was lost by the database.
	 *
	 * @param string[] $object_ids People.
	 */
	public function forget_people( int $run_id, array $object_ids ): void {
		if ( $object_ids ) {
			Database::write( 'DELETE FROM %i WHERE run_id = %d AND subject IN ( %s )', Tables::name( 'results' ), $run_id, $object_ids );
		}
	}

	/**
	 * Finds WordPress users that no directory user matches or names, by their ids, in ascending order.
	 *
	 * @param string $kind Kind in the work table of object ids; then only accounts linked to one of them count. Empty: all.
	 * @return int[]
	 */
	public function absent_users( int $run_id, int $after, int $limit, string $kind = '' ): array {
		global $wpdb;
		// On a network the table of users is everybody's; those of this site have capabilities here.
		$member = is_multisite() ? Database::prepare( "INNER JOIN {$wpdb->usermeta} m ON m.user_id = u.ID AND m.meta_key = %s", Stored_Roles::key() ) : '';
		$linked = '' === $kind ? '' : Database::prepare( 'INNER JOIN %i l ON l.user_id = u.ID INNER JOIN %i g ON g.run_id = %d AND g.kind = %s AND g.item = l.object_id', Tables::name( 'links' ), Tables::name( 'work' ), $run_id, $kind );
		return Database::numbers(
			"SELECT u.ID FROM {$wpdb->users} u $member $linked
			LEFT JOIN %i r ON r.run_id = %d AND r.user_id = u.ID
			LEFT JOIN %i w ON w.run_id = %d AND w.kind IN ( 'claim', 'holder' ) AND w.user_id = u.ID
			WHERE u.ID > %d AND r.id IS NULL AND w.user_id IS NULL ORDER BY u.ID LIMIT %d",
			Tables::name( 'results' ),
			$run_id,
			Tables::name( 'work' ),
			$run_id,
			$after,
			$limit
		);
	}

	/**
	 * Tells the highest user id.
	 */
	public function last_user(): int {
		global $wpdb;
		return Database::number( "SELECT MAX(ID) FROM {$wpdb->users}" );
	}

	/**
	 * Counts the WordPress users of this site.
	 */
	public function count_users(): int {
		global $wpdb;
		return is_multisite()
			? Database::number( "SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE meta_key = %s", Stored_Roles::key() )
			: Database::number( "SELECT COUNT(*) FROM {$wpdb->users}" );
	}

	/**
	 * Drops the rows of WordPress users about whom nothing was done: the directory is read anew.
	 */
	public function forget_absent( int $run_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND table_name = %s AND status NOT IN ( %s )', Tables::name( 'results' ), $run_id, Table::Wordpress_Only->value, array( Status::Deleted->value, Status::Deactivated->value ) );
	}

	/**
	 * Drops the rows of directory users about whom nothing was done: what they say was read too long ago.
	 */
	public function forget_undone( int $run_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND table_name <> %s AND status NOT IN ( %s )', Tables::name( 'results' ), $run_id, Table::Wordpress_Only->value, array( Status::Created->value, Status::Updated->value, Status::Deactivated->value, Status::Reactivated->value ) );
	}

	/**
	 * Finds rows by their ids.
	 *
	 * @param int[] $ids Ids.
	 * @return array<int, Result> By id, in the order given.
	 */
	public function find( array $ids ): array {
		$rows = self::hydrate_all( Database::rows( 'SELECT * FROM %i WHERE id IN ( %d )', Tables::name( 'results' ), $ids ) );
		$rows = array_combine( array_map( static fn( Result $row ): int => $row->id, $rows ), $rows );
		return array_replace( array_intersect_key( array_fill_keys( $ids, null ), $rows ), $rows );
	}

	/**
	 * Finds the row of a directory user in the last run that has rows.
	 *
	 * @return Result|null Null where there is none.
	 */
	public function of_person( string $object_id ): ?Result {
		$table = Tables::name( 'results' );
		return self::hydrate_all( Database::rows( 'SELECT * FROM %i WHERE run_id = ( SELECT MAX(run_id) FROM %i ) AND subject = %s', $table, $table, $object_id ) )[0] ?? null;
	}

	/**
	 * Finds the newest row of the last run that says: this account's person is in the directory. Rows of an undo, which are about accounts, say nothing of the kind.
	 *
	 * @param string $object_id Whom the account is linked to.
	 * @return Result|null Null where no row is kept, or the table can't be read: profiles are shown nevertheless.
	 */
	public function sighting( int $user_id, string $object_id ): ?Result {
		try {
			$rows = Database::rows(
				'SELECT * FROM %i WHERE run_id = ( SELECT MAX(run_id) FROM %i ) AND user_id = %d AND object_id = %s AND subject = object_id AND table_name <> %s ORDER BY id DESC LIMIT 1',
				Tables::name( 'results' ),
				Tables::name( 'results' ),
				$user_id,
				$object_id,
				Table::Wordpress_Only->value
			);
		} catch ( Database_Failed ) {
			return null;
		}
		return self::hydrate_all( $rows )[0] ?? null;
	}

	/**
	 * Empties the table. A DELETE, not a TRUNCATE, which would end the transaction around it; with a key, since servers with sql_safe_updates refuse others.
	 */
	public function clear(): void {
		Database::write( 'DELETE FROM %i WHERE run_id > 0', Tables::name( 'results' ) );
	}

	/**
	 * Makes rows of records.
	 *
	 * @param object[] $records Records.
	 * @return Result[]
	 */
	public static function hydrate_all( array $records ): array {
		return array_map( Columns::read( ... ), $records );
	}
}
