<?php
/**
 * The end of the phase `matching`: takes roles away.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Write\Recorder;
use WPO365\User_Sync\Sync\Write\Staged_Roles;

/**
 * Knows everybody who would lose a role, and holds the run where they are too many. Takes exactly the roles on the list; account, ledger, groups and guards are read again for each single person.
 */
final class Role_Removal implements Phase_Work {

	/** What a run waits for, see {@see Run::$held}. */
	public const ACTION = 'roles';

	/** The part of the phase, see {@see \WPO365\User_Sync\Sync\Run\Run_Memory::$stage}. */
	public const STAGE = 'roles';

	private const ROWS = 100;

	public function __construct(
		private readonly Matcher $matcher,
		private readonly Planner $planner,
		private readonly Recorder $recorder,
		private readonly Repository $repository,
		private readonly Settings $settings,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Decides, when everybody was read, whether the losses of roles have to wait for a person's word. Called inside the part's transaction.
	 */
	public function begin( Run $run ): void {
		$count = $this->pending_rows->count( $run->id, Pending::Roles, Pending::Roles_Besides );
		if ( 0 === $count ) {
			$run->enter( Phase::Absent );
			return;
		}
		$run->memory->stage = self::STAGE;
		if ( ( new Removal_Limit( $this->settings->get( 'removal.limit_percent' ), $this->settings->get( 'removal.limit_count' ) ) )->holds( $count, $this->repository->count_users() ) ) {
			$this->pending_rows->set_roles( $run->id, Status::Held );
			$run->memory->held_for = ''; // Of a list of removals, from before the directory was read again.
			$run->status = Run_Status::Held;
			$run->held   = array(
				'action' => self::ACTION,
				'count'  => $count,
			);
		}
	}

	public function work( Run $run, Part $part ): void {
		$rows = $this->pending_rows->find( $run->id, Pending::Roles, self::ROWS ) ?: $this->pending_rows->find( $run->id, Pending::Roles_Besides, self::ROWS );
		$part->commit(
			$run,
			function () use ( $run, $part, $rows ): void {
				if ( array() === $rows ) {
					$run->enter( Phase::Absent );
					return;
				}
				$part->each( $run, $rows, fn( Result $row, bool $fatal ) => $fatal ? $this->recorder->note( $row, Staged_Roles::failed( $row, Recorder::fatal() ) ) : $this->take( $row ) );
				$this->recorder->flush( $run->id );
			},
			$this->recorder->forget( ... ),
			function () use ( $run, $rows ): void {
				$this->repository->save( $run->id, $rows );
			},
			static function () use ( $rows ): Touched {
				$touched = Touched::nobody();
				$touched->users( ...array_map( static fn( Result $row ): int => $row->user_id, $rows ) );
				return $touched;
			}
		);
	}

	/**
	 * Takes one person's roles.
	 */
	private function take( Result $row ): void {
		$person   = Staged_Roles::person( $row );
		$found    = $this->matcher->match( array( $person ) )[ $person->id ];
		$decision = $this->planner->plan( $found );
		Account::release( $this->matcher->loaded() );
		$reason = self::why_not( $decision, $row );
		if ( '' !== $reason ) {
			$this->recorder->note( $row, Staged_Roles::left( $row, $reason ) );
			return;
		}
		$done = $this->recorder->record( $decision->of_roles(), $found );
		$this->recorder->note( $done, Staged_Roles::taken( $row, $done->outcome() ) );
	}

	/**
	 * Tells why a person is left alone: whatever differs from the list was not approved with it.
	 */
	private static function why_not( Decision $decision, Result $row ): string {
		$listed = $row->changes[0];
		if ( ! in_array( $decision->verdict, array( Verdict::Matched, Verdict::Waiting ), true ) || $decision->account->id !== $row->user_id ) {
			return __( 'The WordPress user, or the match, has changed since this synchronization read it, so the roles stay. Synchronize again.', 'wpo365-user-sync' );
		}
		if ( ! $decision->takes_roles() ) {
			return $decision->roles->noted || '' === $decision->roles->reason ? __( 'No role on the list can be taken away any longer: each was removed, or given by hand, meanwhile.', 'wpo365-user-sync' ) : $decision->roles->reason;
		}
		return self::same( $listed['from'], $decision->roles->from ) && self::same( $listed['to'], $decision->roles->to )
			? ''
			: __( 'The roles of this account, or its groups, have changed since this synchronization read them, so they stay. Synchronize again.', 'wpo365-user-sync' );
	}

	/**
	 * @param string[] $one   Roles.
	 * @param string[] $other Roles.
	 */
	private static function same( array $one, array $other ): bool {
		return array() === array_diff( $one, $other ) && array() === array_diff( $other, $one );
	}
}
