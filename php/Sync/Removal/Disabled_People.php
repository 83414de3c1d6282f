<?php
/**
 * The end of the phase `absent`: people who are in the directory and must not sign in.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Puts the accounts of disabled people on the list, where the settings have them deactivated. Their rows stay where they are, and what an update wrote counts.
 */
final class Disabled_People implements Phase_Work {

	/** The part of the phase, see {@see \WPO365\User_Sync\Sync\Run\Run_Memory::$stage}. */
	public const STAGE = 'disabled';

	/**
	 * @param \Closure(Run): void $afterwards Decides how the run goes on when nobody is left; within the transaction.
	 */
	public function __construct(
		private readonly Evidence $evidence,
		private readonly Removal_List $list,
		private readonly Repository $repository,
		private readonly Settings $settings,
		private readonly \Closure $afterwards,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Tells whether the settings have accounts of disabled people deactivated.
	 */
	public function are_wanted(): bool {
		return 'deactivate' === $this->settings->get( 'removal.disabled' );
	}

	public function work( Run $run, Part $part ): void {
		$rows = $this->pending_rows->disabled( $run->id, $run->memory->after, Removal::USERS );
		if ( array() === $rows ) {
			$part->commit( $run, fn() => ( $this->afterwards )( $run ) );
			return;
		}
		$ids      = array_map( static fn( Result $row ): int => $row->user_id, $part->take( $run, $rows ) );
		$accounts = Account::load( $ids );
		$stays    = $this->evidence->who_is_enabled( array_map( static fn( Result $row ): string => $row->object_id, $rows ) );
		$linked   = $this->list->linked( $run, $ids );
		$owns     = Belongings::of( array_keys( $accounts ) );
		$part->commit(
			$run,
			function () use ( $run, $part, $rows, $accounts, $stays, $linked, $owns ): void {
				$heir    = $this->list->begin( $run );
				$decided = array();
				$done    = $part->each(
					$run,
					$rows,
					function ( Result $row, bool $fatal ) use ( $run, $accounts, $stays, $linked, $owns, $heir, &$decided ): void {
						$account = $accounts[ $row->user_id ] ?? null;
						if ( $fatal ) {
							$decided[] = $row->after( $row->outcome()->with( status: Status::Failed )->adding( Recorder::fatal() ) );
						} elseif ( null !== $account && Same_Name::equal( $account->object_id, $row->object_id ) ) {
							$outcome   = $this->list->decide( $account, $row->cause, $owns[ $account->id ], $run, $stays[ $row->object_id ] ?? '', $linked[ $account->id ] ?? '', $heir );
							$decided[] = $row->owning( $account->roles, $owns[ $account->id ] )->after( self::besides( $row, $outcome ) );
						}
					}
				);
				$this->repository->save( $run->id, $decided );
				$run->memory->after         = $rows[ $done - 1 ]->id;
				$run->memory->evidence_at ??= time();
			}
		);
		Account::release( $ids );
	}

	/**
	 * Adds to a row what was decided; what it said before stays.
	 */
	private static function besides( Result $row, Outcome $outcome ): Outcome {
		$pending = match ( true ) {
			Pending::Nothing === $outcome->pending                                       => $row->pending,
			Status::Updated === $row->status, Pending::Written === $row->pending => Pending::Deactivation_Besides,
			default                                                                      => $outcome->pending,
		};
		return $row->outcome()->with( pending: $pending )->adding( $outcome->reason );
	}
}
