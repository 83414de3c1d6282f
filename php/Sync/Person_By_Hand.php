<?php
/**
 * What a person asks for about one directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Parting;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * *Create*, *Update* and *Link selected*, row by row: decided anew, and carried out only where that is what the row shows.
 */
final class Person_By_Hand {

	public function __construct(
		private readonly Engine $engine,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Transaction $transaction,
		private readonly Link_By_Hand $link,
	) {}

	/**
	 * Asks the directory about the links that candidates have; outside of any transaction.
	 *
	 * @param Result[] $rows Rows that are to be linked.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function prepare_links( array $rows ): void {
		$this->link->prepare( $rows );
	}

	/**
	 * Acts on one row. Works inside a transaction.
	 *
	 * @param string              $action create, update or link.
	 * @param Directory_User|null $person The person as read just now; null where nobody is there.
	 * @return Result The row as it is now.
	 */
	public function act( string $action, Result $row, ?Directory_User $person, Run $run ): Result {
		// Linking by hand tags and nothing else; the row can be updated afterwards.
		$options = new Boxes( create: 'update' !== $action, update: 'update' === $action );
		list( $matcher, $planner, $recorder ) = $this->engine->directory_side( $run, $options );

		$found    = null === $person ? null : $matcher->match( array( $person ) )[ $person->id ];
		$decision = null === $found ? null : $this->decide( $action, $row, $found, $planner );
		$refusal  = $this->refusal( $action, $row, $decision );
		if ( '' !== $refusal ) {
			$failed = $row->after( $row->outcome()->with( status: Status::Failed, reason: $refusal ) );
			$this->repository->save( $run->id, array( $failed ) );
			return $failed;
		}
		try {
			if ( 'link' === $action && $decision->account->is_parted_from( $person->id ) ) {
				$this->engine->watch( $decision->account->id );
				Parting::forget( $decision->account, $person->id );
			}
			$recorded = $recorder->record( $decision, $found );
			$this->transaction->check();
			$recorder->flush( $run->id );
		} finally {
			$recorder->forget();
		}
		return $this->repository->find( array( $row->id ) )[ $row->id ] ?? $recorded;
	}

	private function decide( string $action, Result $row, Findings $found, Planner $planner ): Decision {
		if ( 'link' === $action ) {
			return $this->link->decide( $row, $found, $planner );
		}
		$decision = $planner->plan( $found );
		if ( 'update' === $action && Verdict::Claim === $decision->verdict ) {
			$decision = $planner->first_link( $found, $decision->account, array() !== $this->work->contested( $row->run_id, array( $decision->account->id ) ) );
		}
		// By hand it is not known who else waits for the address: all else is written, and the row says that the old one stays.
		return Verdict::Waiting === $decision->verdict ? $decision->as( Verdict::Matched ) : $decision;
	}

	/**
	 * Tells why the action is not possible any longer.
	 */
	private function refusal( string $action, Result $row, ?Decision $decision ): string {
		if ( null === $decision ) {
			return __( 'This person is no longer in the directory. Synchronize again.', 'wpo365-user-sync' );
		}
		$wanted = 'create' === $action ? Verdict::Create : Verdict::Matched;
		if ( $wanted === $decision->verdict && ( 'create' === $action || $decision->account->id === $row->user_id ) ) {
			return 'create' === $action ? '' : $this->engine->actor()->why_not_edit( $decision->account->id );
		}
		if ( in_array( $decision->verdict, array( Verdict::Uncreatable, Verdict::Disabled, Verdict::Conflict, Verdict::Taken ), true ) ) {
			return $decision->reason;
		}
		return __( 'The WordPress user, or the match, has changed since the synchronization. Synchronize again.', 'wpo365-user-sync' );
	}
}
