<?php
/**
 * Works on runs, slice by slice.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Quiet;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Run\Budget;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Run_Taken;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Welcome;
use WP_Error;

/**
 * The one way to work on a run: page, ticks and command line drive it step by step. A step is: lock, read again, work for a slice, save, release.
 *
 * What is done and what is remembered commit together, so a crash, a lost answer, a double click or a second tab can neither lose nor double a row.
 */
final class Runner {

	/** Seconds of a slice: as many parts as fit. */
	private const SLICE = 2.0;

	/** How often in a row a part may be replayed because somebody ended its transaction. */
	private const BROKEN = 3;

	/** Steps in a row that may be begun without anything being saved: the process dies where nobody is worked on, for example while Graph is asked. */
	private const STALLS = 10;

	/** Owner of the lock while a slice is worked on. */
	private string $held = '';

	/** The run that it locks. */
	private int $held_run = 0;

	/** Whether PHP was told what to do when the process ends. */
	private bool $survives = false;

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Transaction $transaction,
		private readonly Repository $repository,
		private readonly Settings $settings,
		private readonly Engine $engine,
		private readonly Retry $retry,
		private readonly Welcome $welcome,
		private readonly Journal $journal,
		private readonly Run_Endings $endings = new Run_Endings(),
	) {}

	/**
	 * Works on a run for a slice.
	 *
	 * @param int  $sequence   The run's sequence as the driver knows it.
	 * @param bool $is_watched Whether an open page drives it: what becomes of the run is seen there.
	 * @return Run|WP_Error The run as it is now; 409 sequence_ahead, 409 step_in_progress with retry_after.
	 */
	public function step( Run $run, int $sequence, bool $is_watched = false ): Run|WP_Error {
		if ( $sequence > $run->sequence ) {
			return new WP_Error( 'sequence_ahead', __( 'This page is ahead of the server. Reload the page.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
		}
		if ( $sequence < $run->sequence || ! self::is_due( $run ) ) {
			return $run;
		}
		$owner = $this->runs->lock->acquire( $run->id );
		if ( '' === $owner ) {
			return new WP_Error(
				'step_in_progress',
				__( 'Another window or process is working on this synchronization. Wait a moment.', 'wpo365-user-sync' ),
				array(
					'status'      => 409,
					'retry_after' => $this->runs->lock->retry_after( $run->id ),
				)
			);
		}
		$this->survive( $run->id, $owner );

		$stopped = null;
		try {
			$run = $this->runs->find( $run->id );
			if ( $run->sequence === $sequence && self::is_due( $run ) ) {
				// Whoever worked on the run before may have died in a part: what a persistent cache knows of its people may never have been committed.
				Touched::from_array( $run->touched )->clear();
				$stopped = Quiet::while( fn(): ?Run => $this->slice( $run, $owner ) );
			}
		} finally {
			$this->runs->lock->release( $run->id, $owner );
			$this->held = '';
		}
		if ( null !== $stopped ) {
			$this->endings->stopped( $stopped, $is_watched );
		}
		return $this->runs->find( $run->id );
	}

	/**
	 * Sees to it that a closed browser does not end the slice, and that a handler that calls exit leaves neither transaction nor lock behind. PHP is told once: a process may work on a run for hours, step by step.
	 */
	private function survive( int $run_id, string $owner ): void {
		ignore_user_abort( true );
		$this->held_run = $run_id;
		$this->held     = $owner;
		if ( ! $this->survives ) {
			$this->survives = true;
			register_shutdown_function( $this->let_go( ... ) );
		}
	}

	/**
	 * Leaves neither transaction nor lock behind, where the process ends in the middle of a slice.
	 */
	private function let_go(): void {
		if ( '' !== $this->held ) {
			$this->transaction->rollback();
			$this->runs->lock->release( $this->held_run, $this->held );
		}
	}

	/**
	 * Tells whether a step would work on a run now.
	 */
	public static function is_due( Run $run ): bool {
		return $run->status->is_steppable() && ( null === $run->resume_at || time() >= $run->resume_at );
	}

	/**
	 * @return Run|null The run where this slice has brought it to an end, or to be held.
	 */
	private function slice( Run $run, string $owner ): ?Run {
		$this->engine->begin();
		$budget   = new Budget( self::SLICE );
		$sequence = $run->sequence;
		do {
			$this->advance( $run, $owner );
			$run = $this->runs->find( $run->id );
		} while ( Run_Status::Running === $run->status && $budget->is_left() );
		// Where the run has ended or waits, its counts are saved, and somebody may have begun another run and emptied the results.
		$ended = ! in_array( $run->status, array( Run_Status::Running, Run_Status::Paused, Run_Status::Cancelled ), true );
		try {
			$counts = $ended ? array() : $this->repository->counts( $run->id );
		} catch ( Database_Failed ) {
			$counts = array(); // The last counts stay.
		}
		$this->runs->end_step( $run->id, $owner, $sequence, $counts );
		return in_array( $run->status, array( Run_Status::Held, Run_Status::Completed, Run_Status::Failed ), true ) ? $run : null;
	}

	/**
	 * Does one part.
	 */
	private function advance( Run $run, string $owner ): void {
		$part   = new Part( $owner, $this->runs, $this->repository, $this->transaction, $run->status, $this->engine->meter( $run->phase ), $this->journal );
		$before = clone $run;
		if ( $run->deaths >= Part::TOO_MANY || $run->stalls > self::STALLS ) {
			$this->give_up( $run, $part );
			return;
		}

		$run->status    = Run_Status::Running;
		$run->resume_at = null;
		try {
			// An undo asks the directory nothing, so it matters to nobody which one is connected.
			if ( Run_Kind::Undo !== $run->kind && $run->fingerprint !== $this->settings->fingerprint() ) {
				$this->fail( $run, $part, 'settings_changed', __( 'Connection or scope were changed during the synchronization, so it was stopped. What was done stays done. Start a new synchronization.', 'wpo365-user-sync' ) );
			} else {
				$this->engine->phase( $run )->work( $run, $part );
				$this->welcome->send( $run->id );
			}
		} catch ( Graph_Exception $failure ) {
			$this->retry->apply( $run, $failure );
			$this->save( $run, $part );
		} catch ( Transaction_Broken ) {
			$this->replay( $before, $part, __( 'Another plugin, or the database server, keeps ending the database transactions of the synchronization, so it was stopped. Deactivate plugins that act when users are created or changed, then press “Resume”.', 'wpo365-user-sync' ) );
		} catch ( Database_Failed ) {
			// A deadlock or a lock that was waited for too long may be gone with the next try.
			$this->replay( $before, $part, __( 'The database refused to store or to read results, so the synchronization was stopped. Reload this page, so that missing tables are created again, ask your host about the database, then start a new synchronization.', 'wpo365-user-sync' ) );
		} catch ( Run_Taken ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement -- paused, cancelled or taken over: the part is rolled back, that is all.
		} catch ( \Throwable $thrown ) {
			$this->die( $before, $part, $thrown );
		}
	}

	/**
	 * Counts an error that nobody expected, such as one in a filter of another plugin, like a death of the process: the part is done again, in the end person by person.
	 *
	 * @param Run $before The run as it was before the part.
	 */
	private function die( Run $before, Part $part, \Throwable $thrown ): void {
		Error_Log::note( $thrown );
		// Says what the part has said itself, if it came as far as that.
		$this->runs->begin_part( $before, $part->owner );
		if ( $before->deaths + 1 >= Part::TOO_MANY ) {
			$this->give_up( $before, $part, $thrown::class );
		}
	}

	/**
	 * Ends a run whose part keeps dying, whoever is left out.
	 *
	 * @param string $error Class of the error, where it is known.
	 */
	private function give_up( Run $run, Part $part, string $error = '' ): void {
		$message = __( 'The server, or the code of another plugin, stopped each time this part of the synchronization was worked on, so the synchronization was stopped. What was done stays done. Look into the server’s PHP error log: another plugin, a missing PHP extension, or the memory limit, may be the cause. Then press “Resume”.', 'wpo365-user-sync' );
		$run->fail( 'results_lost', $message, array_filter( compact( 'error' ) ) );
		$this->save( $run, $part );
	}

	/**
	 * Prepares a replay of a part that could not be committed: its people go one by one, and what was written nevertheless counts.
	 *
	 * @param Run    $before The run as it was before the part: the cursor may have been saved without the rest.
	 * @param string $reason Why the run fails where replaying does not help.
	 */
	private function replay( Run $before, Part $part, string $reason ): void {
		$broken = $before->memory->broken + 1;
		if ( $broken > self::BROKEN ) {
			$this->fail( $before, $part, 'results_lost', $reason );
			return;
		}
		$before->memory->broken  = $broken;
		$before->memory->careful = PHP_INT_MAX;
		try {
			if ( Phase::Listing === $before->phase ) {
				( new Completeness( $this->repository, new Work_Table() ) )->recount( $before );
			}
		} catch ( Database_Failed ) {
			$this->fail( $before, $part, 'results_lost', $reason );
			return;
		}
		$this->save( $before, $part );
	}

	private function fail( Run $run, Part $part, string $code, string $message ): void {
		$run->fail( $code, $message );
		$this->save( $run, $part );
	}

	private function save( Run $run, Part $part ): void {
		try {
			$part->save( $run );
		} catch ( Run_Taken ) { // phpcs:ignore Generic.CodeAnalysis.EmptyStatement -- a pause or cancel wins.
		}
	}
}
