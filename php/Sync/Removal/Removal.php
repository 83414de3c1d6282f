<?php
/**
 * Removes WordPress users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Age;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Removes exactly the users on the list; every guard is asked again at each single removal.
 */
final class Removal {

	/** Users looked at in one part: two questions to Graph, which takes 15 ids each. */
	public const USERS = 30;

	/** Seconds for which the directory's answer about absent people counts, before it is asked again. */
	private const EVIDENCE_LIFETIME = 300;

	public function __construct(
		private readonly Evidence $evidence,
		private readonly Removal_Guard $guard,
		private readonly Removal_Choice $choice,
		private readonly Repository $repository,
		private readonly Completeness $completeness,
		private readonly Settings $settings,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Removes a part of the list.
	 */
	public function work( Run $run, Part $part ): void {
		if ( ! Age::is_fresh( $run->memory->listed_at ?? 0 ) ) {
			$part->commit( $run, static fn() => $run->fail( 'listing_incomplete', Completeness::too_old() ) );
			return;
		}
		$rows = $this->pending_rows->removals( $run->id, self::USERS );
		if ( array() === $rows ) {
			$part->commit( $run, static fn() => $run->enter( Phase::Done ) );
			return;
		}
		$fresh = Age::is_fresh( $run->memory->evidence_at ?? 0, self::EVIDENCE_LIFETIME );
		$stays = $fresh ? array() : $this->who_stays( $run, $rows );
		$part->commit(
			$run,
			function () use ( $run, $part, $rows, $stays ): void {
				if ( ! $this->completeness->check( $run ) ) {
					return;
				}
				$done = array();
				$part->each(
					$run,
					$rows,
					function ( Result $row, bool $fatal ) use ( $run, $stays, &$done ): void {
						$done[] = self::told( $row, $fatal ? Outcome::failed( Recorder::fatal() ) : $this->remove( $row, $run, self::actors( $run ), Heir::of_row( $row, $run, $this->settings ), $stays[ $row->object_id ] ?? '', $this->choice->mode( $row->pending->value ) ) );
					}
				);
				$this->repository->save( $run->id, $done );
				if ( ! $run->memory->is_list_approved ) {
					$run->memory->unasked += count( array_filter( $done, static fn( Result $row ): bool => in_array( $row->status, array( Status::Deleted, Status::Deactivated ), true ) ) );
				}
			},
			static function () use ( $rows ): void {
				foreach ( $rows as $row ) {
					clean_user_cache( $row->user_id );
				}
			},
			function () use ( $run, $rows ): void {
				$this->repository->save( $run->id, $rows );
			},
			static function () use ( $rows ): Touched {
				$touched = Touched::nobody();
				$touched->users( ...array_map( static fn( Result $row ): int => $row->user_id, $rows ) );
				array_map( static fn( Result $row ) => $touched->email( $row->email ), $rows );
				return $touched;
			}
		);
	}

	/**
	 * Asks the directory about the people of rows.
	 *
	 * @param Result[] $rows Rows.
	 * @return array<string, string> By object id: why the person stays.
	 */
	public function who_stays( Run $run, array $rows ): array {
		$disabled = array_filter( $rows, static fn( Result $row ): bool => Cause::Disabled === $row->cause );
		$rows     = array_udiff( $rows, $disabled, static fn( Result $one, Result $other ): int => $one->id <=> $other->id );
		$enabled  = $this->evidence->who_is_enabled( array_map( static fn( Result $row ): string => $row->object_id, $disabled ) );
		$stays    = $this->evidence->who_stays( $run, array_map( static fn( Result $row ): string => $row->object_id, $rows ) );
		if ( Run_Kind::Changes === $run->kind ) {
			$left  = array_filter( $rows, static fn( Result $row ): bool => ! isset( $stays[ $row->object_id ] ) );
			$named = $this->evidence->namesakes( Account::load( array_map( static fn( Result $row ): int => $row->user_id, $left ) ) );
			foreach ( $left as $row ) {
				$stays += isset( $named[ $row->user_id ] ) ? array( $row->object_id => $named[ $row->user_id ] ) : array();
			}
		}
		return $enabled + $stays;
	}

	/**
	 * Makes the row of what was done. What an update has written of somebody stays told, and counted.
	 */
	private static function told( Result $row, Outcome $done ): Result {
		if ( Pending::Deactivation_Besides !== $row->pending ) {
			return $row->after( $done );
		}
		return $row->after( $done->with( pending: Pending::Written, changes: Status::Deactivated === $done->status ? $done->changes : $row->changes ) );
	}

	/**
	 * Gives the way that a person asks for.
	 *
	 * @param string $action delete or deactivate.
	 */
	public function mode( string $action ): Removal_Mode {
		return $this->choice->mode( $action );
	}

	/**
	 * Removes one user, unless a guard says otherwise.
	 *
	 * @param Result       $row    The user's row on the list.
	 * @param int[]        $actors Users who run this, the acting one first.
	 * @param Heir         $heir   Who receives the content.
	 * @param string       $stays  Why the person stays according to the directory; may be empty.
	 * @param Removal_Mode $mode   In which way.
	 */
	public function remove( Result $row, Run $run, array $actors, Heir $heir, string $stays, Removal_Mode $mode ): Outcome {
		// Protection and link are read from the database again: load() takes nothing from a cache that others may have filled before.
		$account = Account::load( array( $row->user_id ) )[ $row->user_id ] ?? null;
		$this->guard->reset();
		$reason = match ( true ) {
			null === $account => __( 'This account no longer exists.', 'wpo365-user-sync' ),
			'' !== $stays     => $stays,
			is_multisite()    => self::multisite(),
			'' !== $mode->why_not( $heir ) => $mode->why_not( $heir ),
			$row->deactivated && ! $account->is_deactivated => __( 'This account was reactivated since the synchronization looked at it.', 'wpo365-user-sync' ),
			$row->cause->is_proved() && ! $account->why_absent( $run->tenant_id )->is_proved() && '' === $account->tenant_id => Removal_Guard::link_changed(),
			default           => $this->guard->why_it_stays( $account, $row->object_id, $actors, $heir->user_id, $run ),
		};
		return '' === $reason ? $mode->remove( $account, $row, $heir ) : Outcome::skipped( $reason );
	}

	/**
	 * Lists who runs this: whoever approved the list or else started the run, in whose name it acts; and whoever is at the keyboard.
	 *
	 * @return int[] The acting user first.
	 */
	public static function actors( Run $run ): array {
		return array_values( array_unique( array_filter( array( $run->memory->approved_by, $run->started_by, get_current_user_id() ) ) ) );
	}

	/**
	 * Says why nobody is removed on a network.
	 */
	public static function multisite(): string {
		return __( '“Delete users” is not available on a multisite network yet: there an account may belong to several sites.', 'wpo365-user-sync' );
	}
}
