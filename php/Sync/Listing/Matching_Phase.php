<?php
/**
 * Phase `matching`: decides about matches by name.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Role_Removal;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Touched;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Runs when the whole directory has been read, since only then it is known whether somebody else points to the same account.
 */
final class Matching_Phase implements Phase_Work {

	private const ROWS = 250;

	public function __construct(
		private readonly Matcher $matcher,
		private readonly Planner $planner,
		private readonly Recorder $recorder,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Role_Removal $roles,
	) {}

	public function work( Run $run, Part $step ): void {
		$rows      = array();
		$found     = array();
		$contested = array();
		$step->commit(
			$run,
			function () use ( $run, $step, &$rows, &$found, &$contested ): void {
				if ( array() === $rows ) {
					$this->roles->begin( $run );
					return;
				}
				$step->each(
					$run,
					$rows,
					function ( Result $row, bool $fatal ) use ( $found, $contested ): void {
						if ( array() === $row->person ) {
							$this->recorder->record_lost( $row );
						} elseif ( $fatal ) {
							$this->recorder->leave_out( Directory_User::from_array( $row->person ), Recorder::fatal() );
						} else {
							$this->recorder->record( $this->decide( $found[ $row->object_id ], $row, isset( $contested[ $row->user_id ] ) ) );
						}
					}
				);
				$this->recorder->flush( $run->id );
			},
			$this->recorder->forget( ... ),
			function () use ( $run, &$rows ): void {
				$this->repository->save( $run->id, $rows );
			},
			function () use ( $run, $step, &$rows, &$found, &$contested ): Touched {
				$rows      = $this->repository->pending( $run->id, Pending::Claim, self::ROWS );
				$readable  = array_filter( $step->take( $run, $rows ), static fn( Result $row ): bool => array() !== $row->person );
				$found     = $this->matcher->match( array_map( static fn( Result $row ): Directory_User => Directory_User::from_array( $row->person ), $readable ) );
				$contested = array_flip( $this->work->contested( $run->id, array_map( static fn( Result $row ): int => $row->user_id, $rows ) ) );
				return $this->recorder->may_touch( $found );
			}
		);
		Account::release( $this->matcher->loaded() );
	}

	private function decide( Findings $found, Result $row, bool $contested ): Decision {
		// Whatever has changed since the page was read counts as it is now; only a match by name is left to decide.
		$decision = $this->planner->plan( $found );
		return Verdict::Claim === $decision->verdict
			? $this->planner->first_link( $found, $decision->account, $contested || $decision->account->id !== $row->user_id )
			: $decision;
	}
}
