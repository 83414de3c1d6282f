<?php
/**
 * Runs and actions of the past.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Lists what was done, and takes away what is too old to be kept.
 */
final class Run_History {

	/** So many runs are kept in any case. */
	private const KEPT_RUNS = 20;

	/** Seconds over which removals that nobody approved are counted together. */
	private const COUNTED_TOGETHER = DAY_IN_SECONDS;

	public function __construct( private readonly Run_Store $runs ) {}

	/**
	 * Lists runs and actions by hand, newest first.
	 *
	 * @return Run[]
	 */
	public function page( int $page, int $per_page ): array {
		return Run_Record::read( 'SELECT * FROM %i ORDER BY id DESC LIMIT %d OFFSET %d', Tables::name( 'runs' ), $per_page, ( $page - 1 ) * $per_page );
	}

	public function count(): int {
		return Database::number( 'SELECT COUNT(*) FROM %i', Tables::name( 'runs' ) );
	}

	/**
	 * Counts the removals that nobody approved, in other runs of the last 24 hours, whoever drove them.
	 *
	 * @param int $id The run that is left out.
	 */
	public function unasked_removals( int $id ): int {
		// What a run remembers is stored without its defaults, so only runs that removed somebody are read.
		$states = Database::column( 'SELECT state FROM %i WHERE id <> %d AND updated_at >= %d AND state LIKE %s', Tables::name( 'runs' ), $id, time() - self::COUNTED_TOGETHER, '%"unasked"%' );
		return array_sum( array_map( static fn( ?string $state ): int => Run_Memory::from_array( (array) json_decode( (string) $state, true ) )->unasked, $states ) );
	}

	/**
	 * Lists the runs that the schedule has started, newest first.
	 *
	 * @param int      $count    How many at most.
	 * @param Run_Kind ...$kinds Of these kinds.
	 * @return list<Run>
	 */
	public function scheduled( int $count, Run_Kind ...$kinds ): array {
		return Run_Record::read( "SELECT * FROM %i WHERE origin = 'cron' AND kind IN ( %s ) ORDER BY id DESC LIMIT %d", Tables::name( 'runs' ), array_column( $kinds, 'value' ), $count );
	}

	/**
	 * Tells whether a full run that has begun since a moment is completed.
	 *
	 * @param int $since Unix time.
	 */
	public function has_full_since( int $since ): bool {
		return Database::number( "SELECT COUNT(*) FROM %i WHERE kind = 'full' AND status = 'completed' AND started_at >= %d", Tables::name( 'runs' ), $since ) > 0;
	}

	/**
	 * Takes away what is too old, but for the newest 20 runs, the last completed one, which later runs are compared with, and the last full one of the schedule, without which it would be due again.
	 *
	 * @param int $days What is older goes: the setting history.days.
	 */
	public function forget_old( int $days ): void {
		$kept = Database::numbers( "SELECT id FROM %i WHERE kind <> 'action' ORDER BY id DESC LIMIT %d", Tables::name( 'runs' ), self::KEPT_RUNS );
		Database::write( 'DELETE FROM %i WHERE id > 0 AND id NOT IN ( %d ) AND started_at < %d AND active IS NULL', Tables::name( 'runs' ), array( ...$kept, $this->runs->last_completed()?->id ?? 0, ( $this->scheduled( 1, Run_Kind::Full )[0] ?? null )?->id ?? 0 ), time() - $days * DAY_IN_SECONDS );
	}
}
