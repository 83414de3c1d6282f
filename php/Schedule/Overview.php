<?php
/**
 * What can be seen of the schedule.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Utc;

/**
 * Says when the next runs begin, whether the site does that by itself, and why not.
 */
final class Overview {

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Scheduler $scheduler,
		private readonly Trace $trace,
		private readonly Settings $settings,
	) {}

	/**
	 * Gives the schedule as the contract has it.
	 *
	 * @return array{next_full: string|null, next_changes: string|null, last_tick: string|null, ticks: string, reason: string|null, failures: int, late: bool, run_as: int|null}
	 */
	public function to_array(): array {
		$time   = static fn( ?int $seconds ): ?string => null === $seconds || 0 === $seconds ? null : Utc::format( $seconds );
		$now    = time();
		$ticks  = $this->trace->status();
		$active = $this->runs->active();
		$site   = (string) Site_Identity::refusal( writes: false, deletes: false, by_itself: true )?->get_error_message();
		$reason = array( $site, $ticks['reason'], $this->scheduler->refusal(), true === $active?->status->is_steppable() ? Authority::missing_for_run( $active ) : '' );
		return array(
			'next_full'    => $time( $this->scheduler->full_at( $now ) ),
			'next_changes' => $time( $this->scheduler->changes_at( $now ) ),
			'last_tick'    => $time( $this->trace->at() ),
			'ticks'        => $ticks['ticks'],
			'reason'       => implode( ' ', array_filter( $reason ) ) ?: null,
			'failures'     => $this->scheduler->failures(),
			'late'         => $this->scheduler->is_late( $now ),
			'run_as'       => $this->settings->get( 'schedule.run_as' ),
		);
	}
}
