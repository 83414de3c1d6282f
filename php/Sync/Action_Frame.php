<?php
/**
 * What surrounds an action by hand.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Connection\Connection;
use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Write\Recorder;
use WP_Error;

/**
 * Holds the place of a run while an action is under way, keeps it in the history, and sees to it that nothing is left half done, whatever other plugins do.
 */
final class Action_Frame {

	/** The record of the action under way. */
	private ?Action_Record $open = null;

	/** Whether PHP was told what to do when the process ends. */
	private bool $survives = false;

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Run_Control $control,
		private readonly Engine $engine,
		private readonly Transaction $transaction,
		private readonly Settings $settings,
		private readonly Journal $journal,
	) {}

	/**
	 * Does an action while neither a run nor another action can begin.
	 *
	 * @template T
	 * @param string                                $action  A value of {@see \WPO365\User_Sync\Results\Row_Action}.
	 * @param int                                   $user_id Who does it.
	 * @param \Closure(Action_Record): (T|WP_Error) $work    Ends the record with complete() or discard(); where it gives an error, nothing has happened.
	 * @param bool                                  $writes  Whether it may change accounts, or only looks.
	 * @return T|WP_Error 409 run_active, not_configured, site_in_doubt or site_is_copy.
	 * @throws Graph_Exception Where Graph does not answer: nothing is done then.
	 */
	public function around( string $action, int $user_id, \Closure $work, bool $writes = true ): mixed {
		$unusable = ( new Connection( $this->settings ) )->refusal( $user_id ) ?? Site_Identity::refusal( $writes, in_array( $action, array( 'delete', 'deactivate' ), true ) );
		if ( null !== $unusable ) {
			return $unusable;
		}
		$this->engine->begin();
		$this->engine->act_for( $user_id );
		$this->control->close_abandoned_actions();
		$record = Action_Record::open( $this->runs, $action, $user_id );
		if ( null === $record ) {
			return Run_Control::run_active();
		}
		$this->survive( $record );
		$this->journal->begin( $record->id, $user_id );
		try {
			$done = $work( $record );
			if ( is_wp_error( $done ) ) {
				$record->discard();
			}
			return $done;
		} catch ( Graph_Exception $failure ) {
			$record->fail( Retry::code( $failure->error ), $failure->getMessage() );
			throw $failure;
		} catch ( \Throwable $failure ) {
			$record->fail( 'results_lost', self::stopped() );
			Error_Log::note( $failure );
			return new WP_Error( 'results_lost', self::stopped(), array( 'status' => 500 ) );
		} finally {
			$this->open = null;
		}
	}

	/**
	 * Does what belongs together: in one transaction, with the request as it was afterwards. What another plugin breaks is taken back.
	 *
	 * @template T
	 * @param \Closure(): T       $work    Writes; what gives a WP_Error is taken back.
	 * @param \Closure(string): T $give_up Notes that it was broken off, given why.
	 * @return T
	 * @throws Database_Failed Where the database refuses.
	 */
	public function together( \Closure $work, \Closure $give_up ): mixed {
		$this->transaction->begin();
		try {
			$done = Request_State::kept_by( $work );
			if ( is_wp_error( $done ) ) {
				$this->transaction->rollback();
			} else {
				$this->journal->flush();
				$this->transaction->commit();
			}
			return $done;
		} catch ( Transaction_Broken ) {
			$this->transaction->rollback();
			$this->journal->salvage();
			return $give_up( __( 'Another plugin ended the database transaction. See under Users what has become of this person, then synchronize again.', 'wpo365-user-sync' ) );
		} catch ( Database_Failed $failed ) {
			$this->transaction->rollback();
			throw $failed;
		} catch ( \Throwable $thrown ) {
			$this->transaction->rollback();
			Error_Log::note( $thrown );
			return $give_up( Recorder::fatal() );
		} finally {
			$this->journal->discard();
		}
	}

	/**
	 * Sees to it that a handler that calls exit leaves neither a transaction nor an open record behind, nor users in a persistent cache who never were. PHP is told once a process.
	 */
	private function survive( Action_Record $record ): void {
		ignore_user_abort( true );
		$this->open = $record;
		if ( ! $this->survives ) {
			$this->survives = true;
			register_shutdown_function( $this->let_go( ... ) );
		}
	}

	/**
	 * Closes what a process leaves open that ends in the middle of an action.
	 */
	private function let_go(): void {
		if ( null !== $this->open ) {
			$this->transaction->rollback();
			$this->open->fail( 'results_lost', self::stopped() );
		}
	}

	private static function stopped(): string {
		return __( 'The action was stopped by an error of the database, or of another plugin. See under Users what was done, then synchronize again; the server’s PHP log tells more.', 'wpo365-user-sync' );
	}
}
