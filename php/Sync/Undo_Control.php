<?php
/**
 * Undoing, as people ask for it.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Undo\Undo_Order;
use WPO365\User_Sync\Sync\Undo\Undo_Summary;
use WP_Error;

/**
 * Shows what an undo would do, and starts it when the number was typed. Capabilities are the callers' business.
 */
final class Undo_Control {

	public function __construct(
		private readonly Engine $engine,
		private readonly Run_Control $control,
	) {}

	/**
	 * Looks what an undo would do.
	 *
	 * @param Run $run     The run, or the action by hand.
	 * @param int $user_id The one account; 0: all.
	 * @param int $actor   Who would do it.
	 * @return Undo_Summary|WP_Error 409 run_active.
	 */
	public function look( Run $run, int $user_id, int $actor ): Undo_Summary|WP_Error {
		if ( $this->control->is_busy() ) {
			return Run_Control::run_active();
		}
		if ( function_exists( 'set_time_limit' ) ) {
			set_time_limit( 0 ); // All accounts are looked at: at 100,000 that takes longer than servers usually allow a request.
		}
		$this->engine->act_for( $actor );
		return $this->engine->undo()->preview()->look( new Undo_Order( $run->id, $user_id ), array( $actor ) );
	}

	/**
	 * Starts an undo.
	 *
	 * @param Undo_Summary $summary What it would do, looked at just now.
	 * @param int          $count   The number that the person has typed.
	 * @param string       $origin  page or cli.
	 * @param int          $actor   Who starts it.
	 * @return Run|WP_Error 409 nothing_to_undo, undo_count_differs, run_active, site_in_doubt or site_is_copy.
	 */
	public function start( Undo_Summary $summary, int $count, string $origin, int $actor ): Run|WP_Error {
		if ( 0 === $summary->count ) {
			return new WP_Error(
				'nothing_to_undo',
				$summary->skipped > 0
					? __( 'Nothing is left to undo: what was done then is undone already, or was changed since. The preview says so for each account.', 'wpo365-user-sync' )
					: __( 'Nothing can be undone: nothing was changed then, or it is no longer in the journal. The settings say for how many days former values are kept.', 'wpo365-user-sync' ),
				array( 'status' => 409 )
			);
		}
		if ( $count !== $summary->count ) {
			return new WP_Error(
				'undo_count_differs',
				/* translators: %d: number of users. */
				sprintf( __( 'That is not the number of users that would be changed. Look at the preview again and type %d if you mean all of them.', 'wpo365-user-sync' ), $summary->count ),
				array( 'status' => 409 )
			);
		}
		return $this->control->start_undo( $summary->order, $summary->boxes, $summary->count + $summary->skipped, $origin, $actor );
	}
}
