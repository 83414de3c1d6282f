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
use WPO365\User_Sync\Database\Record_Lock;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Json;

/**
 * Reads and writes runs. All SQL on the table of runs is here, in {@see Run_Record}, {@see Run_History} and {@see Change_Links}, and in the lock. A read that fails throws Database_Failed: no answer must not look like no run.
 */
final class Run_Store {

	/** Seconds that the lock is kept; longer than the requests of a part (two at most, of 30 seconds) and the part itself may take together. */
	private const LOCKED = 90;

	/** What a sign of life sets back. */
	private const ALIVE = array(
		'deaths' => 0,
		'stalls' => 0,
	);

	/**
	 * @param Record_Lock $lock One step of a run at a time. `stalls` counts the steps that were begun.
	 */
	public function __construct( public readonly Record_Lock $lock = new Record_Lock( 'runs', self::LOCKED, 'stalls' ) ) {}

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
		try {
			Database::quietly( static fn(): int => Database::insert( Tables::name( 'runs' ), array_map( self::placeholder( ... ), $values ), array( $values ) ) );
			return (int) $wpdb->insert_id;
		} catch ( Database_Failed ) {
			return 0;
		}
	}

	/**
	 * Finds a run, or the record of an action by hand.
	 */
	public function find( int $id ): ?Run {
		return Run_Record::read( 'SELECT * FROM %i WHERE id = %d', Tables::name( 'runs' ), $id )[0] ?? null;
	}

	/**
	 * Finds the newest run; actions by hand are no runs.
	 */
	public function newest(): ?Run {
		return Run_Record::read( "SELECT * FROM %i WHERE kind <> 'action' ORDER BY id DESC LIMIT 1", Tables::name( 'runs' ) )[0] ?? null;
	}

	/**
	 * Finds whatever keeps a run from starting.
	 */
	public function active(): ?Run {
		return Run_Record::read( 'SELECT * FROM %i WHERE active = 1', Tables::name( 'runs' ) )[0] ?? null;
	}

	/**
	 * Finds the last completed full run that has come to its end, or whose list somebody has settled. One whose list was replaced by the next run's is none.
	 */
	public function last_completed(): ?Run {
		return Run_Record::read( "SELECT * FROM %i WHERE kind = 'full' AND status = 'completed' AND phase = 'done' ORDER BY id DESC LIMIT 1", Tables::name( 'runs' ) )[0] ?? null;
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
			Run_Record::columns( $run ) + self::ALIVE + array( 'touched' => '' ),
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
		$columns = Run_Record::columns( $run );
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
	 * Notes that a part is begun, and renews the lock: if nothing else is heard of it, the process has died in it.
	 *
	 * @return bool False where the lock is no longer ours.
	 */
	public function begin_part( Run $run, string $owner ): bool {
		return $this->write(
			$run->id,
			array(
				'deaths'       => $run->deaths + 1,
				'lock_expires' => $this->lock->expires(),
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
		Database::attempt( 'DELETE FROM %i WHERE id = %d', Tables::name( 'runs' ), $id );
	}

	/**
	 * Forgets the people of pages that nobody will work on any more: the runs that had read them have ended, and a failed one is resumed only while it is the newest.
	 */
	public function forget_rest(): void {
		Database::write( "UPDATE %i SET rest = '' WHERE id > 0 AND rest <> '' AND active IS NULL", Tables::name( 'runs' ) );
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
	 * Sets how many rows each table of a run has, and how many are conflicts, after rows were changed by hand; what the run itself has done stays told.
	 *
	 * @param array<string, int> $counts By name, as the rows are now.
	 */
	public function set_tables( Run $run, array $counts ): void {
		$this->set_counts( $run->id, array_intersect_key( $counts, array_flip( array( 'directory_only', 'wordpress_only', 'matched', 'conflicts' ) ) ) + $run->counts );
	}

	/**
	 * Sets which boxes an action by hand stands for: that may be known only when it was decided.
	 */
	public function set_options( int $id, Boxes $options ): void {
		$this->write( $id, array( 'options' => Json::encode( $options->to_array() ) ), array() );
	}

	/**
	 * @param array<string, int|string|null> $columns Columns to set.
	 * @param array<string, int|string>      $where   Columns that must have these values.
	 */
	private function write( int $id, array $columns, array $where ): bool {
		$set  = array( 'saves = saves + 1' ); // Changes with every write, so that "no row affected" always means "no longer ours".
		$only = array( 'id = %d' );
		foreach ( $columns as $column => $value ) {
			$set[] = "`$column` = " . self::placeholder( $value );
		}
		foreach ( $where as $column => $value ) {
			$only[] = "`$column` = " . self::placeholder( $value );
		}
		$sql = 'UPDATE %i SET ' . implode( ', ', $set ) . ' WHERE ' . implode( ' AND ', $only );
		return 1 === Database::quietly( static fn(): ?int => Database::attempt( $sql, Tables::name( 'runs' ), ...array_values( $columns ), ...array( $id ), ...array_values( $where ) ) );
	}

	private static function placeholder( int|string|null $value ): string {
		return is_int( $value ) ? '%d' : '%s';
	}
}
