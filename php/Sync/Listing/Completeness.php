<?php
/**
 * Whether the rows of a run are all there.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Compares the rows with the number of people received. Where rows have disappeared, people who were listed would look absent.
 */
final class Completeness {

	public function __construct(
		private readonly Repository $repository,
		private readonly Work_Table $work,
	) {}

	/**
	 * Whether everybody who was received has a row, or was noted as out of scope.
	 */
	public function is_given( Run $run ): bool {
		return $this->rows( $run ) === $run->received;
	}

	/**
	 * Makes the run fail where rows have disappeared.
	 *
	 * @return bool Whether they are all there.
	 */
	public function check( Run $run ): bool {
		$rows = $this->rows( $run );
		if ( $rows === $run->received ) {
			return true;
		}
		$run->fail(
			'results_lost',
			__( 'Rows of this synchronization have disappeared from the results table, so nobody was removed. Start a new synchronization.', 'wpo365-user-sync' ),
			array(
				'rows'     => $rows,
				'received' => $run->received,
			)
		);
		return false;
	}

	/**
	 * Counts anew who was received: rows were written in a part whose transaction somebody ended.
	 */
	public function recount( Run $run ): void {
		$run->received = $this->rows( $run );
	}

	private function rows( Run $run ): int {
		return $this->repository->count_people( $run->id ) + $this->work->count_ignored( $run->id );
	}
}
