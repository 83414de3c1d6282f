<?php
/**
 * Where rows of results are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Tables;

/**
 * Reads and writes rows. All SQL on the table of results is here and in {@see Query}.
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
		$counts = array_fill_keys( array( 'directory_only', 'wordpress_only', 'matched', 'created', 'updated', 'deleted', 'conflicts', 'skipped', 'failed' ), 0 );
		foreach ( $rows as $row ) {
			$counts[ $row->table_name ] += (int) $row->number;
			$name                        = $names[ $row->status ] ?? $row->status;
			if ( isset( $counts[ $name ] ) ) {
				$counts[ $name ] += (int) $row->number;
			}
		}
		$counts['updated'] += $this->count_pending( $run_id, Pending::Roles_Besides, Pending::Written );
		return $counts;
	}

	/**
	 * Counts rows that something is still to be decided or done about.
	 */
	public function count_pending( int $run_id, Pending ...$pending ): int {
		return Database::number( 'SELECT COUNT(*) FROM %i WHERE run_id = %d AND pending IN ( %s )', Tables::name( 'results' ), $run_id, array_column( $pending, 'value' ) );
	}

	/**
	 * Finds rows that something is still to be decided or done about.
	 *
	 * @return Result[] In the order of their ids.
	 */
	public function pending( int $run_id, Pending $pending, int $limit ): array {
		return self::hydrate_all( Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND pending = %s ORDER BY id LIMIT %d', Tables::name( 'results' ), $run_id, $pending->value, $limit ) );
	}

	/**
	 * Lists who waits for an e-mail address, without reading whole rows: there may be many.
	 *
	 * @return list<object{id: int, user_id: int, wanted: string, address: string}> In the order of the rows; `address` is the one that the account has now.
	 */
	public function waiting_for_address( int $run_id ): array {
		global $wpdb;
		return array_map(
			static fn( object $row ): object => (object) array(
				'id'      => (int) $row->id,
				'user_id' => (int) $row->user_id,
				'wanted'  => $row->wanted,
				'address' => (string) $row->address,
			),
			Database::rows( "SELECT r.id, r.user_id, r.email AS wanted, u.user_email AS address FROM %i r LEFT JOIN {$wpdb->users} u ON u.ID = r.user_id WHERE r.run_id = %d AND r.pending = %s ORDER BY r.id", Tables::name( 'results' ), $run_id, Pending::Address->value )
		);
	}

	/**
	 * Tells which accounts would give their e-mail address away, according to rows of this run that are shown and not carried out.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return int[]
	 */
	public function would_move( int $run_id, array $user_ids ): array {
		if ( array() === $user_ids ) {
			return array();
		}
		$rows = self::hydrate_all( Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND table_name = %s AND status = %s AND pending = %s AND user_id IN ( %d )', Tables::name( 'results' ), $run_id, Table::Matched->value, Status::Logged->value, Pending::Nothing->value, $user_ids ) );
		return array_values( array_map( static fn( Result $row ): int => $row->user_id, array_filter( $rows, static fn( Result $row ): bool => in_array( 'user_email', array_column( $row->changes, 'field' ), true ) ) ) );
	}

	/**
	 * Counts the rows whose removal is pending.
	 *
	 * @return array{all: int, never_linked: int} A link without a tenant counts as none.
	 */
	public function count_removals( int $run_id ): array {
		$row = Database::rows( "SELECT COUNT(*) AS number, SUM( CASE WHEN object_id = '' OR cause = %s THEN 1 ELSE 0 END ) AS never_linked FROM %i WHERE run_id = %d AND pending = %s", Cause::Unknown_Tenant->value, Tables::name( 'results' ), $run_id, Pending::Removal->value )[0];
		return array(
			'all'          => (int) $row->number,
			'never_linked' => (int) $row->never_linked,
		);
	}

	/**
	 * Notes that what was pending about a row is taken in hand.
	 *
	 * @return bool False where somebody else has taken it.
	 */
	public function settle( int $id, Pending $pending ): bool {
		return 1 === Database::attempt( 'UPDATE %i SET pending = %s WHERE id = %d AND pending = %s', Tables::name( 'results' ), Pending::Nothing->value, $id, $pending->value );
	}

	/**
	 * Changes the status of all rows whose removal is pending.
	 *
	 * @param bool $decided Whether nothing is pending any longer.
	 */
	public function set_removals( int $run_id, Status $status, bool $decided = false ): void {
		Database::write(
			'UPDATE %i SET status = %s, pending = %s WHERE run_id = %d AND pending = %s',
			Tables::name( 'results' ),
			$status->value,
			$decided ? Pending::Nothing->value : Pending::Removal->value,
			$run_id,
			Pending::Removal->value
		);
	}

	/**
	 * Holds all rows whose loss of roles is pending, or gives that loss up.
	 *
	 * @param Status $status Held, or Logged.
	 */
	public function set_roles( int $run_id, Status $status ): void {
		$held     = Status::Held === $status;
		$given_up = $held ? '' : Database::prepare( ", person = '', pending = CASE pending WHEN %s THEN %s ELSE %s END", Pending::Roles_Besides->value, Pending::Written->value, Pending::Nothing->value );
		// Whose e-mail address somebody else has stays a conflict.
		$to = $held ? '%s' : "CASE table_name WHEN 'directory_only' THEN 'conflict' ELSE %s END";
		Database::write(
			"UPDATE %i SET status = {$to}{$given_up} WHERE run_id = %d AND pending IN ( %s )",
			Tables::name( 'results' ),
			$status->value,
			$run_id,
			array( Pending::Roles->value, Pending::Roles_Besides->value )
		);
	}

	/**
	 * Lets the rows held be as they were before: their removal, or loss of roles, is still pending.
	 */
	public function let_go( int $run_id ): void {
		// Whose e-mail address somebody else has is a conflict.
		Database::write( "UPDATE %i SET status = CASE table_name WHEN 'directory_only' THEN 'conflict' ELSE 'logged' END WHERE run_id = %d AND status = %s", Tables::name( 'results' ), $run_id, Status::Held->value );
	}

	/**
	 * Leaves people out about whom nothing is decided yet.
	 *
	 * @param string $reason A sentence.
	 */
	public function leave_staged( int $run_id, string $reason ): void {
		$staged = array_column( array_filter( Pending::cases(), static fn( Pending $pending ): bool => $pending->is_staged() ), 'value' );
		Database::write(
			"UPDATE %i SET status = %s, pending = '', person = '', reason = CONCAT( reason, %s ) WHERE run_id = %d AND pending IN ( %s )",
			Tables::name( 'results' ),
			Status::Skipped->value,
			' ' . $reason,
			$run_id,
			$staged
		);
	}

	/**
	 * Adds a sentence to the reason of all rows whose removal is pending, or takes it away again.
	 *
	 * @param string $sentence One that no reason holds otherwise; may be empty.
	 */
	public function explain_removals( int $run_id, string $sentence, bool $take_away = false ): void {
		if ( '' !== $sentence ) {
			$reason = $take_away ? "REPLACE(reason, %s, '')" : 'CONCAT(reason, %s)';
			Database::write( "UPDATE %i SET reason = $reason WHERE run_id = %d AND pending = %s", Tables::name( 'results' ), ' ' . $sentence, $run_id, Pending::Removal->value );
		}
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
	 * @return int[]
	 */
	public function absent_users( int $run_id, int $after, int $limit ): array {
		global $wpdb;
		// On a network the table of users is everybody's; those of this site have capabilities here.
		$member = is_multisite() ? Database::prepare( "INNER JOIN {$wpdb->usermeta} m ON m.user_id = u.ID AND m.meta_key = %s", $wpdb->get_blog_prefix() . 'capabilities' ) : '';
		return Database::numbers(
			"SELECT u.ID FROM {$wpdb->users} u $member
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
			? Database::number( "SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE meta_key = %s", $wpdb->get_blog_prefix() . 'capabilities' )
			: Database::number( "SELECT COUNT(*) FROM {$wpdb->users}" );
	}

	/**
	 * Drops the rows of WordPress users about whom nothing was done: the directory is read anew.
	 */
	public function forget_absent( int $run_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND table_name = %s AND status <> %s', Tables::name( 'results' ), $run_id, Table::Wordpress_Only->value, Status::Deleted->value );
	}

	/**
	 * Drops the rows of directory users about whom nothing was done: what they say was read too long ago.
	 */
	public function forget_undone( int $run_id ): void {
		Database::write( 'DELETE FROM %i WHERE run_id = %d AND table_name <> %s AND status NOT IN ( %s )', Tables::name( 'results' ), $run_id, Table::Wordpress_Only->value, array( Status::Created->value, Status::Updated->value ) );
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
	 * Finds the newest row of the last run that says: this account's person is in the directory.
	 *
	 * @param string $object_id Whom the account is linked to.
	 * @return Result|null Null where no row is kept, or the table can't be read: profiles are shown nevertheless.
	 */
	public function sighting( int $user_id, string $object_id ): ?Result {
		try {
			$rows = Database::rows(
				'SELECT * FROM %i WHERE run_id = ( SELECT MAX(run_id) FROM %i ) AND user_id = %d AND object_id = %s AND table_name <> %s ORDER BY id DESC LIMIT 1',
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
