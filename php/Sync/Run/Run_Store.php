<?php
/**
 * Where runs are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Json;

/**
 * Reads and writes runs. All SQL on the table of runs is here and in {@see Lock}. A read that fails throws Database_Failed: no answer must not look like no run.
 */
final class Run_Store {

	/** History that is kept: so many runs in any case, and all of so many seconds. */
	private const KEPT_RUNS    = 20;
	private const KEPT_SECONDS = 90 * DAY_IN_SECONDS;
	/** What a sign of life sets back. */
	private const ALIVE = array(
		'deaths' => 0,
		'stalls' => 0,
	);

	/**
	 * Adds a run, unless another one is active: the unique key on `active` decides, whatever the timing.
	 *
	 * @param array<string, mixed> $values Columns; the rest has its defaults.
	 * @return int Its id, or 0 where another one is active.
	 */
	public function insert( array $values ): int {
		global $wpdb;
		$now      = time();
		$values  += array(
			'active'     => 1,
			'status'     => Run_Status::Running->value,
			'phase'      => Phase::Groups->value,
			'counts'     => '',
			'held'       => '',
			'error'      => '',
			'state'      => '',
			'rest'       => '',
			'touched'    => '',
			'started_at' => $now,
			'updated_at' => $now,
		);
		$silenced = $wpdb->suppress_errors();
		$inserted = $wpdb->insert( Tables::name( 'runs' ), $values );
		$wpdb->suppress_errors( $silenced );
		return $inserted ? (int) $wpdb->insert_id : 0;
	}

	/**
	 * Finds a run, or the record of an action by hand.
	 */
	public function find( int $id ): ?Run {
		global $wpdb;
		return $this->runs( $wpdb->prepare( 'SELECT * FROM %i WHERE id = %d', Tables::name( 'runs' ), $id ) )[0] ?? null;
	}

	/**
	 * Finds the newest run; actions by hand are no runs.
	 */
	public function newest(): ?Run {
		global $wpdb;
		return $this->runs( $wpdb->prepare( "SELECT * FROM %i WHERE kind = 'run' ORDER BY id DESC LIMIT 1", Tables::name( 'runs' ) ) )[0] ?? null;
	}

	/**
	 * Finds whatever keeps a run from starting.
	 */
	public function active(): ?Run {
		global $wpdb;
		return $this->runs( $wpdb->prepare( 'SELECT * FROM %i WHERE active = 1', Tables::name( 'runs' ) ) )[0] ?? null;
	}

	/**
	 * Finds the last completed run.
	 */
	public function last_completed(): ?Run {
		global $wpdb;
		return $this->runs( $wpdb->prepare( "SELECT * FROM %i WHERE kind = 'run' AND status = 'completed' ORDER BY id DESC LIMIT 1", Tables::name( 'runs' ) ) )[0] ?? null;
	}

	/**
	 * Lists runs and actions by hand, newest first.
	 *
	 * @return Run[]
	 */
	public function page( int $page, int $per_page ): array {
		global $wpdb;
		return $this->runs( $wpdb->prepare( 'SELECT * FROM %i ORDER BY id DESC LIMIT %d OFFSET %d', Tables::name( 'runs' ), $per_page, ( $page - 1 ) * $per_page ) );
	}

	/**
	 * Counts the entries of the history.
	 */
	public function count(): int {
		global $wpdb;
		return Database::number( $wpdb->prepare( 'SELECT COUNT(*) FROM %i', Tables::name( 'runs' ) ) );
	}

	/**
	 * Saves what a part of a step has changed, provided that the run is still ours.
	 *
	 * @param Run        $run   Working copy.
	 * @param Run_Status $was   Status with which it was read: a pause or cancel in between wins.
	 * @param string     $owner Owner of the lock.
	 * @return bool False where the lock, the sequence or the status has changed meanwhile.
	 */
	public function save( Run $run, Run_Status $was, string $owner ): bool {
		return $this->write(
			$run->id,
			$this->columns( $run ) + self::ALIVE + array( 'touched' => '' ),
			array(
				'lock_owner' => $owner,
				'sequence'   => $run->sequence,
				'status'     => $was->value,
			)
		);
	}

	/**
	 * Changes a run by hand: compare and swap on the status, no lock needed.
	 *
	 * @param Run        $run Working copy with its new status.
	 * @param Run_Status $was Status with which it was read.
	 * @return bool False where the status was another one by then, or another run became active.
	 */
	public function swap( Run $run, Run_Status $was ): bool {
		$columns = $this->columns( $run );
		if ( $was->is_steppable() ) {
			// A step may be saving its progress at this moment: leave that alone.
			$columns = array_intersect_key( $columns, array_flip( array( 'active', 'status', 'held', 'error', 'resume_at', 'updated_at', 'finished_at' ) ) );
		}
		return $this->write( $run->id, $columns + self::ALIVE, array( 'status' => $was->value ) );
	}

	/**
	 * Locks the run's record for the rest of the transaction, provided that the run is still ours.
	 *
	 * @return bool False where the lock, the sequence or the status has changed meanwhile.
	 */
	public function claim( Run $run, Run_Status $was, string $owner ): bool {
		return $this->write(
			$run->id,
			array(),
			array(
				'lock_owner' => $owner,
				'sequence'   => $run->sequence,
				'status'     => $was->value,
			)
		);
	}

	/**
	 * Notes that a part is begun: if nothing else is heard of it, the process has died in it.
	 *
	 * @return bool False where the lock is no longer ours.
	 */
	public function begin_part( Run $run, string $owner, int $lock_expires ): bool {
		return $this->write(
			$run->id,
			array(
				'deaths'       => $run->deaths + 1,
				'lock_expires' => $lock_expires,
			),
			array( 'lock_owner' => $owner )
		);
	}

	/**
	 * Notes whom the part that is about to begin may touch.
	 *
	 * @param string|null $owner Owner of the lock; null for an action by hand, which has none.
	 * @return bool False where the lock is no longer ours.
	 */
	public function note( int $id, Touched $touched, ?string $owner = null ): bool {
		return $this->write(
			$id,
			array(
				'touched'    => Json::encode( $touched->to_array() ),
				'updated_at' => time(),
			),
			null === $owner ? array() : array( 'lock_owner' => $owner )
		);
	}

	/**
	 * Clears the caches of whoever the last part may have touched, and forgets who that was: nobody's name stays in the history.
	 *
	 * @return Run The run as it is now.
	 * @throws Database_Failed Where it is gone.
	 */
	public function forget_touched( int $id ): Run {
		$run = $this->find( $id );
		if ( null === $run ) {
			throw new Database_Failed();
		}
		if ( array() !== $run->touched ) {
			Touched::from_array( $run->touched )->clear();
			$this->write( $id, array( 'touched' => '' ), array() );
		}
		return $run;
	}

	/**
	 * Ends a step: the sequence goes up by one, the lock is released.
	 *
	 * @param array<string, int> $counts Counts of the rows as they are now; empty: unchanged.
	 */
	public function end_step( int $id, string $owner, int $sequence, array $counts ): void {
		$this->write(
			$id,
			array(
				'sequence'     => $sequence + 1,
				'lock_owner'   => '',
				'lock_expires' => 0,
			) + ( $counts ? array( 'counts' => Json::encode( $counts ) ) : array() ),
			array(
				'lock_owner' => $owner,
				'sequence'   => $sequence,
			)
		);
	}

	/**
	 * Notes that somebody is still at work.
	 */
	public function touch( int $id ): void {
		$this->write( $id, array( 'updated_at' => time() ), array() );
	}

	/**
	 * Removes the record of an action that was refused.
	 */
	public function delete( int $id ): void {
		global $wpdb;
		$wpdb->delete( Tables::name( 'runs' ), array( 'id' => $id ) );
	}

	/**
	 * Takes away what is older than 90 days, but for the newest 20 runs and the last completed one, which later runs are compared with.
	 */
	public function forget_old(): void {
		global $wpdb;
		$kept = Database::column( $wpdb->prepare( 'SELECT id FROM %i ORDER BY id DESC LIMIT %d', Tables::name( 'runs' ), self::KEPT_RUNS ) );
		if ( count( $kept ) === self::KEPT_RUNS ) {
			Database::write( $wpdb->prepare( 'DELETE FROM %i WHERE id < %d AND started_at < %d AND active IS NULL AND id <> %d', Tables::name( 'runs' ), end( $kept ), time() - self::KEPT_SECONDS, $this->last_completed()?->id ?? 0 ) );
		}
	}

	/**
	 * Sets the counts of a run whose rows were changed by hand.
	 *
	 * @param array<string, int> $counts By name.
	 */
	public function set_counts( int $id, array $counts ): void {
		$this->write( $id, array( 'counts' => Json::encode( $counts ) ), array() );
	}

	/**
	 * @param array<string, int|string|null> $columns Columns to set.
	 * @param array<string, int|string>      $where   Columns that must have these values.
	 */
	private function write( int $id, array $columns, array $where ): bool {
		global $wpdb;
		$set  = array();
		$args = array( Tables::name( 'runs' ) );
		foreach ( $columns as $column => $value ) {
			$set[] = "`$column` = " . ( null === $value ? 'NULL' : ( is_int( $value ) ? '%d' : '%s' ) );
			if ( null !== $value ) {
				$args[] = $value;
			}
		}
		$conditions = array( 'id = %d' );
		$args[]     = $id;
		foreach ( $where as $column => $value ) {
			$conditions[] = "`$column` = " . ( is_int( $value ) ? '%d' : '%s' );
			$args[]       = $value;
		}
		// `saves` changes with every write, so that "no row affected" always means "no longer ours".
		$sql      = 'UPDATE %i SET ' . implode( ', ', array( 'saves = saves + 1', ...$set ) ) . ' WHERE ' . implode( ' AND ', $conditions );
		$silenced = $wpdb->suppress_errors();
		$affected = $wpdb->query( $wpdb->prepare( $sql, $args ) );
		$wpdb->suppress_errors( $silenced );
		return 1 === $affected;
	}

	/**
	 * @return array<string, int|string|null>
	 */
	private function columns( Run $run ): array {
		return array(
			'active'      => $run->status->is_active() ? 1 : null,
			'status'      => $run->status->value,
			'phase'       => $run->phase->value,
			'counts'      => Json::encode( $run->counts ),
			'received'    => $run->received,
			'expected'    => $run->expected,
			'resume_at'   => $run->resume_at,
			'held'        => null === $run->held ? '' : Json::encode( $run->held ),
			'error'       => null === $run->error ? '' : Json::encode( $run->error ),
			'updated_at'  => time(),
			'finished_at' => $run->finished_at,
			'tenant_id'   => $run->tenant_id,
			'state'       => Json::encode( $run->state ),
			'rest'        => array() === $run->rest ? '' : Json::encode( $run->rest ),
		);
	}

	/**
	 * @param string $statement Prepared SQL.
	 * @return list<Run>
	 * @throws Database_Failed Where the database refuses it.
	 */
	private function runs( string $statement ): array {
		return array_map( fn( object $row ): Run => $this->hydrate( (array) $row ), Database::rows( $statement ) );
	}

	/**
	 * @param array<string, string|null> $row Record.
	 */
	private function hydrate( array $row ): Run {
		$decode = static fn( string $json ): array => '' === $json ? array() : (array) json_decode( $json, true );
		$int    = static fn( ?string $value ): ?int => null === $value ? null : (int) $value;
		$counts = $decode( $row['counts'] ) + array_fill_keys( Run::COUNTS, 0 );

		$counts['received'] = (int) $row['received'];
		return new Run(
			id: (int) $row['id'],
			kind: $row['kind'],
			status: Run_Status::from( $row['status'] ),
			phase: Phase::from( $row['phase'] ),
			sequence: (int) $row['sequence'],
			options: Boxes::from_array( $decode( $row['options'] ) ),
			counts: $counts,
			received: (int) $row['received'],
			expected: $int( $row['expected'] ),
			resume_at: $int( $row['resume_at'] ),
			held: $decode( $row['held'] ) ?: null,
			error: $decode( $row['error'] ) ?: null,
			origin: $row['origin'],
			started_by: (int) $row['started_by'],
			started_at: (int) $row['started_at'],
			updated_at: (int) $row['updated_at'],
			finished_at: $int( $row['finished_at'] ),
			tenant_id: $row['tenant_id'],
			fingerprint: $row['fingerprint'],
			state: $decode( $row['state'] ),
			rest: $decode( $row['rest'] ),
			deaths: (int) $row['deaths'],
			stalls: (int) ( $row['stalls'] ?? 0 ),
			touched: $decode( $row['touched'] ?? '' ),
		);
	}
}
