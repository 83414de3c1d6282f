<?php
/**
 * Phase `absent`: WordPress users without a directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Lists them first, all of them; decides whether their removal has to wait for a person's word; and only then removes.
 */
final class Absent_Phase implements Phase_Work {

	/** Users looked at in one part: two questions to Graph, which takes 15 ids each. */
	public const USERS = 30;

	private const REMOVE = 'remove';

	public function __construct(
		private readonly Evidence $evidence,
		private readonly Links $links,
		private readonly Removal_Guard $guard,
		private readonly Removal $removal,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Run_Store $runs,
		private readonly Completeness $completeness,
		private readonly Settings $settings,
	) {}

	public function work( Run $run, Part $step ): void {
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
		$stays    = $this->evidence->who_stays( $run, array_map( static fn( Account $account ): string => $account->object_id, $accounts ) );
		$links    = array_diff_key( $this->links->of( $ids ), array_flip( $this->work->linked_since( $run->id, $ids ) ) );
		$step->commit(
			$run,
			function () use ( $run, $ids, $accounts, $stays, $links ): void {
				$this->guard->reset();
				$rows        = array();
				$reassign_to = $this->removal->reassign_to( $run->started_by );
				foreach ( $accounts as $account ) {
					$rows[] = $this->row( $run, $account, $stays[ $account->object_id ] ?? '', $links[ $account->id ] ?? '', $reassign_to );
				}
				$this->repository->save( $run->id, $rows );
				$run->state['after']         = max( $ids );
				$run->state['evidence_at'] ??= time();
			}
		);
		Account::release( $ids );
	}

	/**
	 * @param string $stays  Why the person stays according to the directory; may be empty.
	 * @param string $linked Whom the account was linked to when the run began.
	 */
	private function row( Run $run, Account $account, string $stays, string $linked, int $reassign_to ): Result {
		$row         = Result::of_account( $account );
		$row->reason = '' !== $stays
			? $stays
			: $this->guard->why_it_stays( $account, $linked, Removal::actors( $run ), $reassign_to, $run );
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
		$new_tenant  = ( '' !== $last_tenant && strtolower( $last_tenant ) !== strtolower( $run->tenant_id ) ) || $run->recall( 'strange', false );
		if ( Removal_Guard::must_hold( $removals['all'], $removals['never_linked'], $users, $new_tenant, $this->settings->get( 'removal.limit_percent' ), $this->settings->get( 'removal.limit_count' ) ) ) {
			$this->repository->set_removals( $run->id, Status::Held );
			$run->status = Run_Status::Held;
			$run->held   = array(
				'action' => 'delete',
				'count'  => $removals['all'],
			);
		}
	}
}
