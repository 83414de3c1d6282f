<?php
/**
 * Phase `absent`: WordPress users without a directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;

/**
 * Lists them first, all of them; decides whether their removal has to wait for a person's word; and only then removes.
 */
final class Absent_Phase implements Phase_Work {

	/** Users looked at in one part: four questions to Graph at most, which takes 15 ids each. */
	private const USERS = 60;

	private const REMOVE = 'remove';

	public function __construct(
		private readonly User_Reader $reader,
		private readonly Guard $guard,
		private readonly Removal $removal,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
		private readonly Completeness $completeness,
		private readonly Settings $settings,
	) {}

	public function work( Run $run, Step $step ): void {
		if ( self::REMOVE === $run->recall( 'stage' ) ) {
			$this->removal->work( $run, $step );
			return;
		}
		$ids = $this->repository->absent_users( $run->id, $run->recall( 'after', 0 ), self::USERS );
		if ( array() === $ids ) {
			// Welcome e-mails that are still due are sent between the parts.
			$due = array() !== $this->repository->pending( $run->id, Pending::Mail, 1 );
			$step->commit( $run, $due ? static fn() => null : fn() => $this->decide( $run ) );
			return;
		}
		$accounts = Account::load( $ids );
		$existing = $this->reader->existing( self::object_ids( $accounts ) );
		$step->commit(
			$run,
			function () use ( $run, $ids, $accounts, $existing ): void {
				$this->guard->reset();
				$rows = array();
				foreach ( $accounts as $account ) {
					$rows[] = $this->row( $run, $account, in_array( $account->object_id, $existing, true ) );
				}
				$this->repository->save( $run->id, $rows );
				$run->state['after']         = max( $ids );
				$run->state['evidence_at'] ??= time();
			}
		);
		Account::release( $ids );
	}

	/**
	 * Gathers the object ids of linked accounts.
	 *
	 * @param Account[] $accounts Accounts.
	 * @return list<string>
	 */
	public static function object_ids( array $accounts ): array {
		return array_values( array_unique( array_filter( array_map( static fn( Account $account ): string => $account->object_id, $accounts ) ) ) );
	}

	private function row( Run $run, Account $account, bool $exists ): Result {
		$row         = Result::of_account( $account );
		$row->reason = $exists && ! $this->removal->removes_outsiders()
			? $this->removal->still_there()
			: $this->guard->why_it_stays( $account, $account->object_id, Removal::actors( $run ), $this->removal->reassign_to( $run->started_by ), $run );
		if ( ! $run->options->delete ) {
			return $row;
		}
		if ( '' === $row->reason ) {
			$row->pending = Pending::Removal;
		} else {
			$row->status = Status::Skipped;
		}
		return $row;
	}

	/**
	 * Ends the phase, holds the removals, or lets them go ahead.
	 */
	private function decide( Run $run ): void {
		// Without their rows, people who were listed look absent.
		if ( ! $this->completeness->check( $run ) ) {
			return;
		}
		$removals = $this->repository->count_removals( $run->id );
		if ( 0 === $removals['all'] ) {
			$run->enter( Phase::Done );
			return;
		}
		$run->state['stage'] = self::REMOVE;

		$users       = $this->repository->count_users();
		$last_tenant = $this->runs->last_completed()?->tenant_id ?? '';
		$new_tenant  = '' !== $last_tenant && strtolower( $last_tenant ) !== strtolower( $run->tenant_id );
		if ( Guard::must_hold( $removals['all'], $removals['never_linked'], $users, $new_tenant, $this->settings->get( 'removal.limit_percent' ), $this->settings->get( 'removal.limit_count' ) ) ) {
			$this->repository->set_removals( $run->id, Status::Held );
			$run->status = Run_Status::Held;
			$run->held   = array(
				'action' => 'delete',
				'count'  => $removals['all'],
			);
		}
	}
}
