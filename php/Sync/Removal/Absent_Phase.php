<?php
/**
 * Phase `absent`: WordPress users without a directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Accounts\Leave_Date;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Run\Changed_People;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Lists them first, all of them; decides whether their removal has to wait for a person's word; and only then removes.
 */
final class Absent_Phase implements Phase_Work {

	private const REMOVE = 'remove';

	public function __construct(
		private readonly Evidence $evidence,
		private readonly Removal_List $list,
		private readonly Manager_Heirs $heirs,
		private readonly Removal $removal,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
		private readonly Completeness $completeness,
		private readonly Settings $settings,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	public function work( Run $run, Part $part ): void {
		if ( self::REMOVE === $run->memory->stage ) {
			$this->removal->work( $run, $part );
			return;
		}
		if ( Manager_Heirs::STAGE === $run->memory->stage ) {
			$this->heirs->work( $run, $part, Heir::of_list( $run, $this->settings ), $this->decide( ... ) );
			return;
		}
		$disabled = new Disabled_People( $this->evidence, $this->list, $this->repository, $this->settings, $this->decide( ... ) );
		if ( Disabled_People::STAGE === $run->memory->stage ) {
			$disabled->work( $run, $part );
			return;
		}
		$ids = $this->repository->absent_users( $run->id, $run->memory->after, Removal::USERS, Run_Kind::Changes === $run->kind ? Changed_People::MISSING : '' );
		if ( array() === $ids ) {
			// Welcome e-mails that are still due are sent between the parts.
			$due = array() !== $this->pending_rows->find( $run->id, Pending::Mail, 1 );
			$part->commit( $run, $due ? static fn() => null : fn() => $disabled->are_wanted() ? self::go_on_with_disabled( $run ) : $this->decide( $run ) );
			return;
		}
		$accounts = Account::load( $part->take( $run, $ids ) );
		$look     = $this->evidence->look( $run, array_map( static fn( Account $account ): string => $account->object_id, $accounts ) );
		$named    = Run_Kind::Changes === $run->kind ? $this->evidence->namesakes( array_filter( $accounts, static fn( Account $account ): bool => ! isset( $look['stays'][ $account->object_id ] ) ) ) : array();
		$bin      = $this->evidence->binned( $run, $accounts, $look );
		$leaves   = new Leave_Date( $this->settings->get( 'fields' ) );
		$links    = $this->list->linked( $run, $ids );
		$owns     = Belongings::of( array_keys( $accounts ) );
		$part->commit(
			$run,
			function () use ( $run, $part, $ids, $accounts, $look, $named, $bin, $leaves, $links, $owns ): void {
				$heir = $this->list->begin( $run );
				$rows = array();
				$done = $part->each(
					$run,
					$ids,
					function ( int $id, bool $fatal ) use ( $run, $accounts, $look, $named, $bin, $leaves, $links, $owns, $heir, &$rows ): void {
						$account = $accounts[ $id ] ?? null;
						if ( $fatal ) {
							// Nobody's code is asked about an account on which the process has died more than once.
							$rows[] = Result::of_record( $id, \WP_User::get_data_by( 'id', $id ) ?: null, $links[ $id ] ?? '', Outcome::failed( Recorder::fatal() ) );
						} elseif ( null !== $account ) {
							$until  = $bin[ $account->object_id ] ?? null;
							$cause  = match ( true ) {
								in_array( $account->object_id, $look['outside'], true ) => Cause::Out_Of_Scope,
								null !== $until => Cause::Recycle_Bin,
								default         => $account->why_absent( $run->tenant_id ),
							};
							$more   = trim( Evidence::bin_in_words( $until ) . ' ' . $leaves->in_words( $id ) );
							$rows[] = Result::of_account( $account, $this->list->decide( $account, $cause, $owns[ $id ], $run, $look['stays'][ $account->object_id ] ?? $named[ $id ] ?? '', $links[ $id ] ?? '', $heir )->adding( $more ), $cause, $owns[ $id ] );
						}
					}
				);
				$this->repository->save( $run->id, $rows );
				$run->memory->after         = $ids[ $done - 1 ];
				$run->memory->evidence_at ??= time();
			}
		);
		Account::release( $ids );
	}

	private static function go_on_with_disabled( Run $run ): void {
		$run->memory->stage = Disabled_People::STAGE;
		$run->memory->after = 0;
	}

	/**
	 * Ends the phase, holds the removals, or lets them go ahead.
	 */
	private function decide( Run $run ): void {
		// Without their rows, people who were listed look absent.
		if ( ! $this->completeness->check( $run ) ) {
			return;
		}
		$removals = $this->pending_rows->count_removals( $run->id );
		if ( 0 === $removals['all'] ) {
			$run->enter( Phase::Done );
			return;
		}
		if ( Manager_Heirs::STAGE !== $run->memory->stage && Heir::of_list( $run, $this->settings )->managers ) {
			// The list is complete, so it is known which managers are on it themselves.
			$run->memory->stage = Manager_Heirs::STAGE;
			$run->memory->after = 0;
			return;
		}
		$run->memory->stage            = self::REMOVE;
		$run->memory->is_list_approved = false; // Whatever was approved was another list.

		$users       = $this->repository->count_users();
		$last_tenant = $this->runs->last_completed()?->tenant_id ?? '';
		$new_tenant  = '' !== $last_tenant && strtolower( $last_tenant ) !== strtolower( $run->tenant_id );
		$limit       = new Removal_Limit( $this->settings->get( 'removal.limit_percent' ), $this->settings->get( 'removal.limit_count' ) );
		$lately      = array(
			'other_runs' => ( new Run_History( $this->runs ) )->unasked_removals( $run->id ),
			'this_run'   => $run->memory->unasked,
		);
		$action      = $removals['deletions'] > 0 ? 'delete' : 'deactivate';
		$held_for    = $limit->why_held( $removals, $users, $run->memory->linked ?? array( 'ours' => 0, 'others' => 0 ), $new_tenant, $lately, $action );
		if ( '' !== $held_for ) {
			$run->memory->held_for = $held_for;
			$this->pending_rows->explain_removals( $run->id, $held_for );
			$this->pending_rows->set_removals( $run->id, Status::Held );
			$run->status = Run_Status::Held;
			$run->held   = array(
				'action' => $action,
				'count'  => $removals['all'],
			);
		}
	}
}
