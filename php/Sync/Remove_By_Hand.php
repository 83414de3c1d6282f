<?php
/**
 * Removals that a person asks for.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Removal\Heir;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * *Delete selected* and *Deactivate selected* on WordPress users without a directory user: as the run would, with the same guards.
 */
final class Remove_By_Hand {

	/** @var array<int, int> Managers' accounts that receive content, by user id. */
	private array $heirs = array();

	public function __construct(
		private readonly Engine $engine,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Settings $settings,
	) {}

	/**
	 * Finds out which managers receive content, where the settings say so: none who is selected as well.
	 *
	 * @param Result[] $rows Rows that are to be removed.
	 */
	public function prepare( array $rows ): void {
		$ids         = array_values( array_map( static fn( Result $row ): int => $row->user_id, $rows ) );
		$this->heirs = 'manager' === $this->settings->get( 'removal.content' ) ? $this->engine->manager_heirs()->of( $ids, static fn( array $heirs ): array => array_intersect( $heirs, $ids ), true ) : array();
	}

	/**
	 * Removes one user. Works inside a transaction.
	 *
	 * @param string $action  delete or deactivate.
	 * @param int    $user_id Who does it.
	 * @param string $stays   Why the person stays according to the directory; may be empty.
	 * @return Result The row as it is now.
	 */
	public function act( string $action, Result $row, Run $run, int $user_id, string $stays ): Result {
		$refusal = match ( true ) {
			! Age::is_fresh( $run->memory->listed_at ?? 0 ) => Completeness::too_old(),
			! ( new Completeness( $this->repository, $this->work ) )->is_given( $run ) => __( 'Other rows of this synchronization have disappeared, so it is no longer certain who is absent. Synchronize again.', 'wpo365-user-sync' ),
			default => '',
		};
		$done = $row->after( '' === $refusal ? $this->remove( $action, $row, $run, $user_id, $stays ) : $row->outcome()->with( status: Status::Failed, reason: $refusal ) );
		$this->repository->save( $run->id, array( $done ) );
		return $done;
	}

	/**
	 * Whoever asked for a removal that a guard refuses sees that it has failed.
	 */
	private function remove( string $action, Result $row, Run $run, int $user_id, string $stays ): Outcome {
		$actors  = array_values( array_unique( array_filter( array( $user_id, $run->started_by ) ) ) );
		$heir    = isset( $this->heirs[ $row->user_id ] ) ? new Heir( $this->heirs[ $row->user_id ], true ) : Heir::by_settings( $this->settings, $user_id );
		$removal = $this->engine->removal();
		$outcome = $removal->remove( $row, $run, $actors, $heir, $stays, $removal->mode( $action ) );
		return Status::Skipped === $outcome->status ? $outcome->with( status: Status::Failed ) : $outcome;
	}
}
