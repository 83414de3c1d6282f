<?php
/**
 * How parts of a run are committed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Results\Repository;

/**
 * What a phase needs to commit its parts: the lock's owner, the transaction, and the rule for parts on which the process has died.
 */
final class Part {

	/** Seconds that a part may take; at least one person is worked on. */
	private const PART = 1.0;

	/** Deaths in the same part after which its people go one by one. */
	private const DEATHS = 2;

	/** Deaths in the same part after which the run fails: it is not about one of its people. */
	public const TOO_MANY = 6;

	public function __construct(
		public readonly string $owner,
		private readonly Run_Store $runs,
		private readonly Repository $repository,
		private readonly Transaction $transaction,
		private readonly Run_Status $was,
		private readonly Meter $meter,
		private readonly Journal $journal,
	) {}

	/**
	 * Does work and saves the run in one transaction, or nothing.
	 *
	 * The run's record is locked first: a pause or cancel waits until the part is committed, so nothing that other plugins did outside the database is undone half.
	 *
	 * @param Run              $run    Working copy; what the work changes in it is saved.
	 * @param callable(): void $work   Writes to the database. No HTTP in here.
	 * @param callable(): void $forget Drops what was gathered, and caches of those concerned.
	 * @param callable(): void $undo   Puts rows back to what they were: where the connection breaks just before rows are written, these alone are stored, outside the transaction.
	 * @param callable(): Touched $look_up Finds out, before the transaction, whom the work is about: code of others that dies in there counts as a death, too.
	 * @throws Run_Taken          Where the run was paused, cancelled or taken over meanwhile.
	 * @throws Transaction_Broken Where somebody has ended the transaction.
	 */
	public function commit( Run $run, callable $work, ?callable $forget = null, ?callable $undo = null, ?callable $look_up = null ): void {
		if ( ! $this->runs->begin_part( $run, $this->owner ) ) {
			throw new Run_Taken();
		}
		if ( null !== $look_up ) {
			$this->note( $run, Request_State::kept_by( $look_up ) );
		}
		$this->transaction->begin();
		try {
			if ( ! $this->runs->claim( $run, $this->was, $this->owner ) ) {
				throw new Run_Taken();
			}
			$work();
			$this->transaction->check();
			$this->journal->flush();
			$run->memory->tries  = 0;
			$run->memory->broken = 0;
			$this->save( $run );
			$this->transaction->commit();
		} catch ( \Throwable $thrown ) {
			$this->transaction->rollback();
			if ( $thrown instanceof Transaction_Broken ) {
				$this->journal->salvage();
				null !== $undo && $undo();
			}
			throw $thrown;
		} finally {
			$this->journal->discard();
			// After a commit, too: somebody else may have put values from before it into a persistent cache.
			if ( null !== $forget ) {
				$forget();
			}
		}
	}

	/**
	 * Notes whom a part may touch: this process may not live to clear their caches.
	 *
	 * @throws Run_Taken Where the run was taken over meanwhile.
	 */
	private function note( Run $run, Touched $touched ): void {
		$this->journal->expect( $touched->to_array()['users'] ?? array() );
		if ( array() !== $touched->to_array() && ! $this->runs->note( $run->id, $touched, $this->owner ) ) {
			throw new Run_Taken();
		}
	}

	/**
	 * Saves the run as it is; where it does not go on, with the counts of its rows: nobody may come after this process to count them.
	 *
	 * @throws Run_Taken Where the run was paused, cancelled or taken over meanwhile.
	 */
	public function save( Run $run ): void {
		if ( Run_Status::Running !== $run->status ) {
			try {
				$run->counts = $this->repository->counts( $run->id ) + $run->counts;
			} catch ( Database_Failed ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement -- the run fails for this; the last counts stay.
			}
		}
		$this->meter->read( $run );
		if ( ! $this->runs->save( $run, $this->was, $this->owner ) ) {
			throw new Run_Taken();
		}
	}

	/**
	 * Tells which items are looked up for the part: after two deaths the first alone, since the look-up may be what the process dies in.
	 *
	 * @template T
	 * @param array<int, T> $items Items, in an order that does not change between tries.
	 * @return array<int, T> Empty where the process has died on the first even so: that one is not looked up again.
	 */
	public function take( Run $run, array $items ): array {
		if ( $this->is_fatal( $run ) ) {
			return array();
		}
		return $this->careful( $run, $items ) > 0 ? array_slice( $items, 0, 1 ) : $items;
	}

	/**
	 * Tells whether the process has died on the first item when that was alone.
	 */
	public function is_fatal( Run $run ): bool {
		return $run->memory->careful > 0 ? $run->deaths > 0 : $run->deaths > self::DEATHS;
	}

	/**
	 * How many items are still taken one by one.
	 *
	 * @param array<mixed> $items Items.
	 */
	private function careful( Run $run, array $items ): int {
		$careful = min( $run->memory->careful, count( $items ) );
		return 0 === $careful && $run->deaths >= self::DEATHS ? count( $items ) : $careful;
	}

	/**
	 * Works through a list until a part's time is up.
	 *
	 * A handler that ends the process (exit, out of memory), or throws where nobody expects it, must not stop the run for ever: after two deaths at the same part its people go one by one, and the one on whom it dies again is left out.
	 *
	 * @template T
	 * @param array<int, T>           $items Items, in an order that does not change between tries.
	 * @param callable(T, bool): void $work  Works on one; true where the process has died on this one.
	 * @return int How many were worked on.
	 */
	public function each( Run $run, array $items, callable $work ): int {
		$careful = $this->careful( $run, $items );
		$fatal   = $this->is_fatal( $run );
		$budget  = new Budget( self::PART );
		$done    = 0;
		foreach ( $items as $item ) {
			Request_State::kept_by( static fn() => $work( $item, $fatal && 0 === $done ) );
			++$done;
			if ( $careful > 0 || ! $budget->is_left() ) {
				break;
			}
		}
		$run->memory->careful = max( 0, $careful - $done );
		$this->transaction->check(); // Before rows are written about people who may be gone with the transaction.
		return $done;
	}
}
