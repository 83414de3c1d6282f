<?php
/**
 * What the site does by itself.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Notices\Notices;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Budget;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Runner;

/**
 * A tick starts what is due, and goes on with a run whose page is gone. It works for some seconds in the name of the run's user, and asks for the next tick where there is more to do.
 */
final class Tick {

	/** Seconds that a tick works at most. */
	private const LONGEST = 20.0;

	/** Seconds that the last step may take once it has begun. */
	private const STEP = 3.0;

	/** Seconds after which nobody else seems to drive a run. */
	private const QUIET = 60;

	/** Seconds without a tick after which the site has given no sign of life; some servers call WP-Cron once an hour. */
	private const SILENCE = 2 * HOUR_IN_SECONDS;

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Runner $runner,
		private readonly Settings $settings,
		private readonly Trace $trace,
		private readonly Events $events,
		private readonly Scheduler $scheduler,
		private readonly Run_History $history,
		private readonly Notices $notices,
		private readonly Entries $journal,
	) {}

	/**
	 * Does all that is due.
	 */
	public function run(): void {
		try {
			$before = $this->trace->at();
			$this->scheduler->follow();
			$this->trace->note();
			$this->journal->forget_old( $this->settings->get( 'history.journal_days' ) );
			if ( Site_Identity::is_in_doubt() ) {
				return; // This may be a copy: nothing starts or goes on, and nobody is told, before somebody has said what it is.
			}
			if ( intdiv( $before, DAY_IN_SECONDS ) !== intdiv( time(), DAY_IN_SECONDS ) ) {
				$this->history->forget_old( $this->settings->get( 'history.days' ) );
			}
			if ( ! Age::is_fresh( $before, self::SILENCE ) ) {
				$this->tell_if_late(); // Even where all is made up now.
			}
			$this->scheduler->start_due();
			$run  = $this->runs->active();
			$next = null !== $run && $this->is_to_be_driven( $run ) ? $this->drive( $run ) : null;
			$this->tell_if_late();
			$this->plan();
		} catch ( Database_Failed | Transaction_Broken ) {
			return; // The next tick tries again.
		}
		if ( null !== $next ) {
			$this->events->ask( $next );
		}
	}

	/**
	 * Tells that no full synchronization has completed for too long: at the first sign of life of the site, and else after this tick has tried what is due, so that a failure is not called late at the very moment at which it is mended. A list that waits for somebody was told as that.
	 */
	private function tell_if_late(): void {
		if ( $this->scheduler->is_late( time() ) && Run_Status::Held !== $this->runs->active()?->status ) {
			$this->notices->tell( 'late', null, __( 'The scheduled full synchronization is more than one interval late: none has completed since it was due. The page of the plugin says why. Start a synchronization there, or correct what keeps it from starting.', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Plans how often ticks come: every minute while a run goes on, or may be due.
	 */
	public function plan(): void {
		try {
			$this->events->arrange( $this->scheduler->timetable()->is_on() || true === $this->runs->active()?->status->is_steppable() );
		} catch ( Database_Failed ) {
			return; // Settings are saved, whatever has become of the tables; the next tick plans.
		}
	}

	/**
	 * Tells whether a run is to be gone on with, and nobody else does.
	 */
	private function is_to_be_driven( Run $run ): bool {
		return $run->kind->is_run()
			&& Runner::is_due( $run )
			&& ( 'cron' === $run->origin || $this->settings->get( 'background' ) )
			&& ( $this->is_untouched( $run ) || $this->trace->is_as_left( $run ) || ! Age::is_fresh( $run->updated_at, self::QUIET - 1 ) )
			&& '' === Authority::missing_for_run( $run );
	}

	/**
	 * Tells whether the schedule has started a run that nobody has stepped yet.
	 */
	private function is_untouched( Run $run ): bool {
		return 'cron' === $run->origin && 0 === $run->sequence;
	}

	/**
	 * Works on a run.
	 *
	 * @return int|null When it can go on, in Unix time; null where it can't, or somebody else is at work on it.
	 */
	private function drive( Run $run ): ?int {
		$user_id = get_current_user_id();
		$budget  = new Budget( self::seconds() );
		wp_set_current_user( $run->started_by );
		try {
			do {
				$sequence = $run->sequence;
				$run      = $this->runner->step( $run, $sequence );
				if ( is_wp_error( $run ) ) {
					return null;
				}
			} while ( $run->sequence > $sequence && Runner::is_due( $run ) && $budget->is_left() );
		} finally {
			wp_set_current_user( $user_id );
		}
		$this->trace->leave( $run );
		return $run->status->is_steppable() ? max( time(), (int) $run->resume_at ) : null;
	}

	/**
	 * Tells for how long steps may be begun: half of what the server allows this request, of which others have used some.
	 */
	private static function seconds(): float {
		$limit  = (int) ini_get( 'max_execution_time' );
		$whole  = $limit > 0 ? min( self::LONGEST, ( $limit - timer_float() ) / 2 ) : self::LONGEST;
		return max( 0.0, $whole - self::STEP );
	}
}
