<?php
/**
 * Rows that are not done with.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Reads and changes rows that something is still to be decided or done about: staged, held, or due.
 */
final class Pending_Rows {

	/**
	 * Counts rows that something is still to be decided or done about.
	 */
	public function count( int $run_id, Pending ...$pending ): int {
		return Database::number( 'SELECT COUNT(*) FROM %i WHERE run_id = %d AND pending IN ( %s )', Tables::name( 'results' ), $run_id, array_column( $pending, 'value' ) );
	}

	/**
	 * Finds rows that something is still to be decided or done about.
	 *
	 * @param int $after Id of the last row that is left out.
	 * @return Result[] In the order of their ids.
	 */
	public function find( int $run_id, Pending $pending, int $limit, int $after = 0 ): array {
		return array_map( Columns::read( ... ), Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND pending = %s AND id > %d ORDER BY id LIMIT %d', Tables::name( 'results' ), $run_id, $pending->value, $after, $limit ) );
	}

	/**
	 * Tells which accounts are on the list of removals.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return int[]
	 */
	public function leaving( int $run_id, array $user_ids ): array {
		return Database::numbers( 'SELECT user_id FROM %i WHERE run_id = %d AND pending IN ( %s ) AND user_id IN ( %d )', Tables::name( 'results' ), $run_id, self::removal_values(), $user_ids );
	}

	/**
	 * Finds rows whose removal, in whichever way, is pending.
	 *
	 * @return Result[] In the order of their ids.
	 */
	public function removals( int $run_id, int $limit ): array {
		return array_map( Columns::read( ... ), Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND pending IN ( %s ) ORDER BY id LIMIT %d', Tables::name( 'results' ), $run_id, self::removal_values(), $limit ) );
	}

	/**
	 * Finds rows of disabled people whose accounts are not deactivated, and about which nothing is pending.
	 *
	 * @param int $after Id of a row: those after it.
	 * @return Result[] In the order of their ids.
	 */
	public function disabled( int $run_id, int $after, int $limit ): array {
		return array_map( Columns::read( ... ), Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND id > %d AND cause = %s AND user_id > 0 AND deactivated = 0 AND pending IN ( %s ) ORDER BY id LIMIT %d', Tables::name( 'results' ), $run_id, $after, Cause::Disabled->value, array( Pending::Nothing->value, Pending::Written->value ), $limit ) );
	}

	/**
	 * @return list<string>
	 */
	private static function removal_values(): array {
		return array_column( Pending::removals(), 'value' );
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
		$rows = array_map( Columns::read( ... ), Database::rows( 'SELECT * FROM %i WHERE run_id = %d AND table_name = %s AND status = %s AND pending = %s AND user_id IN ( %d )', Tables::name( 'results' ), $run_id, Table::Matched->value, Status::Logged->value, Pending::Nothing->value, $user_ids ) );
		return array_values( array_map( static fn( Result $row ): int => $row->user_id, array_filter( $rows, static fn( Result $row ): bool => in_array( 'user_email', array_column( $row->changes, 'field' ), true ) ) ) );
	}

	/**
	 * Counts the rows whose removal is pending.
	 *
	 * @return array{all: int, never_linked: int, deletions: int} A link without a tenant counts as none.
	 */
	public function count_removals( int $run_id ): array {
		$row = Database::rows( "SELECT COUNT(*) AS number, SUM( CASE WHEN object_id = '' OR cause = %s THEN 1 ELSE 0 END ) AS never_linked, SUM( CASE WHEN pending = %s THEN 1 ELSE 0 END ) AS deletions FROM %i WHERE run_id = %d AND pending IN ( %s )", Cause::Unknown_Tenant->value, Pending::Removal->value, Tables::name( 'results' ), $run_id, self::removal_values() )[0];
		return array(
			'all'          => (int) $row->number,
			'never_linked' => (int) $row->never_linked,
			'deletions'    => (int) $row->deletions,
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
		// Whose e-mail address somebody else has stays a conflict.
		$to      = Status::Held === $status ? '%s' : "CASE table_name WHEN 'directory_only' THEN 'conflict' ELSE %s END";
		$settled = $decided ? Database::prepare( ', pending = CASE pending WHEN %s THEN %s ELSE %s END', Pending::Deactivation_Besides->value, Pending::Written->value, Pending::Nothing->value ) : '';
		Database::write( "UPDATE %i SET status = {$to}{$settled} WHERE run_id = %d AND pending IN ( %s )", Tables::name( 'results' ), $status->value, $run_id, self::removal_values() );
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
	 * Hashes who is held, and for what: the same list again has the same hash.
	 */
	public function held_hash( int $run_id ): string {
		return md5( implode( ' ', Database::column( "SELECT CONCAT( user_id, ' ', object_id, ' ', pending ) FROM %i WHERE run_id = %d AND status = %s ORDER BY user_id, object_id", Tables::name( 'results' ), $run_id, Status::Held->value ) ) );
	}

	/**
	 * Adds a sentence to the reason of all rows that are held.
	 *
	 * @param string $sentence The sentence.
	 */
	public function explain_held( int $run_id, string $sentence ): void {
		Database::write( 'UPDATE %i SET reason = CONCAT(reason, %s) WHERE run_id = %d AND status = %s', Tables::name( 'results' ), ' ' . $sentence, $run_id, Status::Held->value );
	}

	/**
	 * Adds a sentence to the reason of all rows whose removal is pending, or takes it away again.
	 *
	 * @param string $sentence One that no reason holds otherwise; may be empty.
	 */
	public function explain_removals( int $run_id, string $sentence, bool $take_away = false ): void {
		if ( '' !== $sentence ) {
			$reason = $take_away ? "REPLACE(reason, %s, '')" : 'CONCAT(reason, %s)';
			Database::write( "UPDATE %i SET reason = $reason WHERE run_id = %d AND pending IN ( %s )", Tables::name( 'results' ), ' ' . $sentence, $run_id, self::removal_values() );
		}
	}
}
