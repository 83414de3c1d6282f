<?php
/**
 * What follows when a run does not go on by itself.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Status;

/**
 * Tells others, once, that a run is held or has ended. Called by whoever brought that about, when all of it is committed and the lock is free: code that throws, or ends the process, stops nothing but what is left of the request.
 */
final class Run_Endings {

	/**
	 * @param null|\Closure(Run, bool): void $notices Is told first, of held runs too, with whether somebody watches the run.
	 */
	public function __construct( private readonly ?\Closure $notices = null ) {}

	/**
	 * Tells that a run is held, or has ended.
	 *
	 * @param Run  $run        The run as it is stored.
	 * @param bool $is_watched Whether somebody sees it: an open page that drives it, or a person who has ended it.
	 */
	public function stopped( Run $run, bool $is_watched ): void {
		if ( null !== $this->notices ) {
			self::attempt( fn() => ( $this->notices )( $run, $is_watched ) );
		}
		if ( Run_Status::Held !== $run->status ) {
			self::attempt(
				static function () use ( $run ): void {
					/**
					 * Fires when a run has ended: it is completed, has failed or was cancelled, whoever drove it.
					 *
					 * @param Run $run The run as it is stored.
					 */
					do_action( 'wpo365_user_sync_run_ended', $run );
				}
			);
		}
	}

	/**
	 * @param callable(): mixed $work Code of others.
	 */
	private static function attempt( callable $work ): void {
		try {
			Request_State::kept_by( $work );
		} catch ( \Throwable $thrown ) {
			Error_Log::note( $thrown );
		}
	}
}
