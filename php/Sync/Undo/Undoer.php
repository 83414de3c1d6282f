<?php
/**
 * Carries plans out.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Refused;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Removal\Deletion_Mode;
use WPO365\User_Sync\Sync\Write\Attempt;
use WP_Error;

/**
 * Puts back, removes and restores: each account all or nothing, and those who exchange names or addresses together.
 */
final class Undoer {

	private readonly Attempt $attempt;

	public function __construct(
		private readonly Transaction $transaction,
		private readonly Journal $journal,
		private readonly Restorer $restorer,
		private readonly Undo_Reader $reader,
		private readonly Raw_Writer $writer = new Raw_Writer(),
	) {
		$this->attempt = new Attempt( $transaction );
	}

	/**
	 * Takes note of the accounts that are about to be changed, all of them together.
	 *
	 * @param Undo_Plan[] $plans Plans of a part.
	 */
	public function begin( array $plans ): void {
		$this->journal->watch( ...array_column( array_filter( $plans, static fn( Undo_Plan $plan ): bool => Undo_Action::Change === $plan->action ), 'user_id' ) );
	}

	/**
	 * Carries out the plans of a unit.
	 *
	 * @param array<int, Undo_Plan> $plans  Plans by user id.
	 * @param int[]                 $actors Users who run this, the acting one first.
	 * @return array<int, array{Undo_Plan, Outcome}> What came of each, by user id.
	 */
	public function unit( Undo_Order $order, array $plans, array $actors ): array {
		$done = array();
		if ( count( $plans ) > 1 ) {
			try {
				return $this->transaction->for_several(
					function () use ( $order, $plans, $actors, &$done ): array {
						foreach ( $plans as $user_id => $plan ) {
							$done[ $user_id ] = array( $plan, $this->one( $order, $plan, $actors ) );
							if ( $done[ $user_id ][1]->is_failed() ) {
								throw new Refused( $done[ $user_id ][1]->reason );
							}
						}
						return $done;
					}
				);
			} catch ( Refused $refused ) {
				array_map( clean_user_cache( ... ), array_keys( $plans ) );
				/* translators: %s: a sentence. */
				$plans = Exchange::part( $plans, rtrim( sprintf( __( 'the exchange was tried and taken back: %s', 'wpo365-user-sync' ), $refused->getMessage() ), '.' ) );
				$done  = array();
			}
		}
		foreach ( $plans as $user_id => $plan ) {
			$done[ $user_id ] = array( $plan, $this->one( $order, $plan, $actors ) );
		}
		return $done;
	}

	/**
	 * Carries out one plan.
	 *
	 * @param int[] $actors Users who run this.
	 */
	private function one( Undo_Order $order, Undo_Plan $plan, array $actors ): Outcome {
		return match ( $plan->action ) {
			Undo_Action::None    => Outcome::skipped( $plan->reason() ),
			Undo_Action::Change  => $this->change( $plan ),
			Undo_Action::Remove  => $this->remove( $plan ),
			Undo_Action::Restore => $this->restore( $order, $plan, $actors ),
		};
	}

	private function change( Undo_Plan $plan ): Outcome {
		$this->journal->watch( $plan->user_id );
		$done = $this->attempt->run( fn(): int => $this->writer->write( $plan ), static fn(): string => '' );
		if ( $done instanceof Outcome ) {
			clean_user_cache( $plan->user_id );
			return $done;
		}
		return new Outcome(
			match ( $plan->deactivates() ) {
				null  => Status::Updated,
				true  => Status::Deactivated,
				false => Status::Reactivated,
			},
			$plan->reason(),
			$plan->changes()
		);
	}

	private function remove( Undo_Plan $plan ): Outcome {
		$this->journal->deleting( $plan->user_id, $plan->heir );
		$done = $this->attempt->run( static fn(): int|WP_Error => Deletion_Mode::delete( $plan->user_id, $plan->heir ), static fn(): string => '' );
		if ( $done instanceof Outcome ) {
			clean_user_cache( $plan->user_id );
			return $done;
		}
		return new Outcome( Status::Deleted, __( 'Deleted: this account did not exist before the run that was undone.', 'wpo365-user-sync' ) );
	}

	/**
	 * Restores an account, and puts back what the run had changed in it before it was deleted.
	 *
	 * @param int[] $actors Users who run this.
	 */
	private function restore( Undo_Order $order, Undo_Plan $plan, array $actors ): Outcome {
		$done = $this->attempt->run( fn(): int|WP_Error => $this->restorer->restore( $plan->deletion ), static fn(): string => '' );
		if ( $done instanceof Outcome ) {
			clean_user_cache( $plan->user_id );
			return $done;
		}
		$gaps    = $this->restorer->gaps( $plan->deletion );
		$outcome = new Outcome( Status::Created, trim( __( 'Restored.', 'wpo365-user-sync' ) . ' ' . $gaps ), table: Table::Directory_Only );
		$earlier = $this->reader->before_deletion( $order, $plan->user_id, $actors );
		if ( null === $earlier || ! $earlier->does_something() ) {
			return $outcome;
		}
		$changed = $this->change( $earlier );
		return $changed->is_failed() ? $outcome->adding( $changed->reason ) : $outcome->with( changes: $changed->changes )->adding( $changed->reason );
	}
}
