<?php
/**
 * Phase `listing` of a run of changes.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Changes;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Matching\Namesakes;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Run\Changed_People;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Reads those who have changed afresh, fifteen a request, and goes the same way with them as a full run. Accounts of people whom the directory does not show are looked at in the phase `absent`.
 */
final class People_Phase implements Phase_Work {

	/** People in one part: two questions to Graph, which takes 15 ids each. */
	private const PEOPLE = 30;

	public function __construct(
		private readonly User_Reader $reader,
		private readonly Matcher $matcher,
		private readonly Planner $planner,
		private readonly Recorder $recorder,
		private readonly Repository $repository,
		private readonly Changed_People $changed,
		private readonly Work_Table $work,
		private readonly Scope $scope,
		private readonly Completeness $completeness,
	) {}

	public function work( Run $run, Part $part ): void {
		$ids = $this->changed->next( $run->id, self::PEOPLE );
		if ( array() === $ids ) {
			$part->commit( $run, static fn() => $run->enter( Phase::Matching ) );
			return;
		}
		$people  = $this->reader->some( $ids, $run->memory->refused );
		$inside  = array();
		$found   = array();
		$outside = array();
		$part->commit(
			$run,
			function () use ( $run, $part, $ids, $people, &$inside, &$outside, &$found ): void {
				$this->work->ignore( $run->id, array_keys( $outside ) );
				$namesakes = new Namesakes();
				$look_up   = fn( Directory_User $person ): ?Findings => isset( $found[ $person->id ] ) && $namesakes->include( $found[ $person->id ] ) ? $this->matcher->match( array( $person ) )[ $person->id ] : $found[ $person->id ] ?? null;
				$done      = $part->each(
					$run,
					$inside,
					function ( Directory_User $person, bool $fatal ) use ( $look_up ): void {
						if ( $fatal ) {
							$this->recorder->leave_out( $person, Recorder::fatal() );
							return;
						}
						$found = $look_up( $person );
						$this->recorder->record( $this->planner->plan( $found ), $found );
					}
				);
				$this->recorder->flush( $run->id );
				$missing = array_values( array_diff( $ids, self::ids( $inside ) ) );
				$this->changed->done( $run->id, array_merge( $missing, self::ids( array_slice( $inside, 0, $done ) ) ), $missing );
				$this->completeness->recount( $run );
			},
			$this->recorder->forget( ... ),
			function () use ( $run, $ids, &$inside ): void {
				$this->repository->forget_people( $run->id, array_map( static fn( Directory_User $person ): string => $person->id, $inside ) );
				$this->changed->add( $run->id, $ids );
			},
			function () use ( $run, $part, $people, &$inside, &$outside, &$found ): Touched {
				$outside = $this->scope->outsiders( $run->id, $people );
				$inside  = array_values( array_diff_key( $people, $outside ) );
				$found   = $this->matcher->match( $part->take( $run, $inside ) );
				return $this->recorder->may_touch( $found );
			}
		);
		Account::release( $this->matcher->loaded() );
	}

	/**
	 * @param Directory_User[] $people People.
	 * @return string[] Object ids in lower case.
	 */
	private static function ids( array $people ): array {
		return array_map( static fn( Directory_User $person ): string => strtolower( $person->id ), $people );
	}
}
