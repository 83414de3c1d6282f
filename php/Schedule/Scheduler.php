<?php
/**
 * Runs that start by themselves.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Lock_Held;
use WPO365\User_Sync\Database\Named_Lock;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run_Control;
use WP_Error;

/**
 * Starts what is due. The history of runs tells what was done for which time: so a time that two ticks see has one run, a time that was missed is made up once, and failures count by themselves.
 */
final class Scheduler {

	/** Option {plan, since, refusal}; not autoloaded. */
	private const OPTION = 'wpo365_user_sync_schedule';

	/** Seconds that starting a run may take. */
	private const LOCKED = 60;

	/** Runs of the past that are looked at. */
	private const PAST = 20;

	public function __construct(
		private readonly Run_History $history,
		private readonly Run_Control $control,
		private readonly Settings $settings,
		private readonly Trace $trace,
	) {}

	/**
	 * Gives the timetable. On a copy of the site nothing is due: nothing starts there by itself, and nobody is mailed that it does not.
	 */
	public function timetable(): Timetable {
		$never = Site_Identity::COPY === Site_Identity::is() ? array(
			'full'    => 'off',
			'changes' => 0,
		) : array();
		return Timetable::of( $never + $this->settings->get( 'schedule' ) );
	}

	/**
	 * Takes note of another timetable, or another time zone of the site: times before that are not made up.
	 */
	public function follow(): void {
		$state = $this->state();
		if ( get_option( self::OPTION ) !== $state ) {
			update_option( self::OPTION, $state, false );
		}
	}

	/**
	 * Takes note of a new timetable, after settings were saved.
	 *
	 * @param list<string> $sections Names of the sections that were saved.
	 */
	public function settings_saved( array $sections ): void {
		if ( in_array( 'schedule', $sections, true ) ) {
			$state = array( 'refusal' => '' ) + $this->state( time() );
			update_option( self::OPTION, $state, false );
		}
	}

	/**
	 * Starts the run that is due, by the timetable that was taken note of. Of two ticks one does.
	 */
	public function start_due(): void {
		if ( ! $this->timetable()->is_on() ) {
			return;
		}
		try {
			( new Named_Lock( 'schedule', self::LOCKED, 0 ) )->hold( fn() => $this->start( time() ) );
		} catch ( Lock_Held ) {
			return;
		}
	}

	/**
	 * Tells when the next full run begins, or should have begun.
	 *
	 * @param int $now Unix time.
	 */
	public function full_at( int $now ): ?int {
		$timetable = $this->timetable();
		if ( ! $timetable->has_full() ) {
			return null;
		}
		$last = $this->past( Run_Kind::Full )[0] ?? null;
		if ( Run_Status::Failed === $last?->status ) {
			// One interval, but at most a day: the same time of the next day.
			return $timetable->daily()->next( $last->started_at );
		}
		$latest = $timetable->latest( $now );
		return $latest >= $this->state()['since'] && ( null === $last || $last->started_at < $latest ) ? $latest : $timetable->next( $now );
	}

	/**
	 * Tells when the next run of changes begins, or should have begun.
	 *
	 * @param int $now Unix time.
	 */
	public function changes_at( int $now ): ?int {
		$interval = $this->timetable()->changes_interval();
		if ( 0 === $interval ) {
			return null;
		}
		$slot = static fn( int $moment ): int => intdiv( $moment, $interval ) * $interval;
		$past = $this->past( Run_Kind::Changes, Run_Kind::Full );
		$last = $past[0] ?? null;
		if ( Run_Status::Failed === $last?->status ) {
			return $slot( $last->started_at ) + (int) min( DAY_IN_SECONDS, $interval * 2 ** ( self::failed( $past ) - 1 ) );
		}
		return $slot( $now ) >= $this->state()['since'] && ( null === $last || $last->started_at < $slot( $now ) ) ? $slot( $now ) : $slot( $now ) + $interval;
	}

	/**
	 * Counts the scheduled runs that have failed since the last one that did not.
	 */
	public function failures(): int {
		return self::failed( $this->past( Run_Kind::Full, Run_Kind::Changes ) );
	}

	/**
	 * Tells whether a full run was due more than an interval ago, and none has completed since, by whomever it was started.
	 *
	 * @param int $now Unix time.
	 */
	public function is_late( int $now ): bool {
		$timetable = $this->timetable();
		if ( ! $timetable->has_full() ) {
			return false;
		}
		$due = $timetable->latest( $now - $timetable->interval() );
		return $due >= $this->state()['since'] && ! $this->history->has_full_since( $due );
	}

	/**
	 * Tells why no scheduled run could start, as far as that can be seen now or was seen at the last try.
	 *
	 * @return string A sentence, or an empty string.
	 */
	public function refusal(): string {
		if ( ! $this->timetable()->is_on() ) {
			return '';
		}
		$missing = $this->missing();
		return '' === $missing ? $this->state()['refusal'] : $missing;
	}

	/**
	 * Starts what is due at a moment.
	 */
	private function start( int $now ): void {
		$last  = $this->past( Run_Kind::Full, Run_Kind::Changes )[0] ?? null;
		$stuck = Run_Kind::Changes === $last?->kind && Run_Status::Failed === $last->status && Run::FULL_RUN_NEEDED === ( $last->error['code'] ?? '' );
		if ( $stuck || ( $this->full_at( $now ) ?? PHP_INT_MAX ) <= $now ) {
			$this->try( Run_Kind::Full );
		} elseif ( ( $this->changes_at( $now ) ?? PHP_INT_MAX ) <= $now ) {
			$this->try( Run_Kind::Changes );
		}
	}

	private function try( Run_Kind $kind ): void {
		$started = $this->begin( $kind );
		if ( is_wp_error( $started ) && Run::FULL_RUN_NEEDED === $started->get_error_code() ) {
			$started = $this->begin( Run_Kind::Full );
		}
		if ( is_wp_error( $started ) && 'run_active' === $started->get_error_code() ) {
			return; // Its time comes when the other one has ended.
		}
		$refusal = is_wp_error( $started ) ? $started->get_error_message() : '';
		update_option( self::OPTION, array( 'refusal' => $refusal ) + $this->state(), false );
		if ( '' !== $refusal ) {
			/**
			 * Fires at each tick at which a scheduled synchronization is due and can't start.
			 *
			 * @param string $reason A sentence that says why; it names nobody, since it is mailed.
			 */
			do_action( 'wpo365_user_sync_schedule_trouble', $refusal );
		}
	}

	private function begin( Run_Kind $kind ): Run|WP_Error {
		$missing = $this->missing( false );
		return '' === $missing
			? $this->control->start( $this->boxes(), 'cron', (int) $this->settings->get( 'schedule.run_as' ), $kind )
			: new WP_Error( 'rest_forbidden', $missing, array( 'status' => 403 ) );
	}

	private function missing( bool $by_name = true ): string {
		$missing = Authority::missing( (int) $this->settings->get( 'schedule.run_as' ), $this->boxes()->ticked(), $by_name );
		return '' === $missing ? '' : $missing . ' ' . __( 'No scheduled synchronization starts until an administrator who has it saves the schedule.', 'wpo365-user-sync' );
	}

	private function boxes(): Boxes {
		return Boxes::from_array( $this->settings->get( 'schedule' ) );
	}

	/**
	 * Lists the scheduled runs since the timetable was saved, newest first.
	 *
	 * @return list<Run>
	 */
	private function past( Run_Kind ...$kinds ): array {
		$since = $this->state()['since'];
		return array_values( array_filter( $this->history->scheduled( self::PAST, ...$kinds ), static fn( Run $run ): bool => $run->started_at >= $since ) );
	}

	/**
	 * @param list<Run> $past Runs, newest first.
	 */
	private static function failed( array $past ): int {
		foreach ( $past as $count => $run ) {
			if ( Run_Status::Failed !== $run->status ) {
				return $count;
			}
		}
		return count( $past );
	}

	/**
	 * Gives what is noted about the timetable as it is now.
	 *
	 * @param int|null $since When it became this one, if it did just now; by default ticks have seen to everything until the last of them.
	 * @return array{plan: string, since: int, refusal: string}
	 */
	private function state( ?int $since = null ): array {
		$noted = get_option( self::OPTION );
		$plan  = $this->timetable()->name();
		if ( is_array( $noted ) && $noted['plan'] === $plan ) {
			return $noted;
		}
		$at = $this->trace->at();
		return array(
			'plan'    => $plan,
			'since'   => $since ?? ( $at > 0 ? min( $at, time() ) : time() ),
			'refusal' => '',
		);
	}
}
