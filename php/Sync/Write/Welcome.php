<?php
/**
 * Welcome e-mails.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Sync\Run\Budget;

/**
 * Sends WordPress' own notification to new users, after their creation is committed, and never twice.
 */
final class Welcome {

	/** Seconds that mails may take before the run goes on. */
	private const PART = 1.0;

	private const ROWS = 20;

	public function __construct(
		private readonly Journal $journal,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Sends mails that are due, as many as the time allows.
	 *
	 * @param float $seconds INF where nobody comes back for the rest.
	 */
	public function send( int $run_id, float $seconds = self::PART ): void {
		$budget = new Budget( $seconds );
		do {
			$rows = $this->pending_rows->find( $run_id, Pending::Mail, self::ROWS );
			foreach ( $rows as $row ) {
				// Taken off the list before it is sent: a mail may be lost in a crash, but nobody gets two.
				if ( $this->pending_rows->settle( $row->id, Pending::Mail ) ) {
					$this->greet( $row->user_id );
				}
			}
		} while ( array() !== $rows && $budget->is_left() );
	}

	/**
	 * Sends one user the mail. A mailer that throws must not stop the run.
	 */
	public function greet( int $user_id ): void {
		try {
			$this->journal->watch( $user_id );
			Request_State::kept_by( static fn() => wp_new_user_notification( $user_id, null, 'user' ) );
			$this->journal->flush();
		} catch ( \Throwable $thrown ) {
			Error_Log::note( $thrown, "no welcome e-mail for user $user_id" );
		} finally {
			$this->journal->discard();
		}
	}
}
