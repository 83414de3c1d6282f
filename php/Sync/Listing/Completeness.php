<?php
/**
 * Whether what a run has read is complete.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Knows the rules: enough people, read lately, and nothing lost since. Where rows have disappeared, people who were listed would look absent.
 */
final class Completeness {

	/** Share of the expected number that may be missing: `$count` comes from an index that lags. */
	private const TOLERANCE = 0.01;

	public function __construct(
		private readonly Repository $repository,
		private readonly Work_Table $work,
	) {}

	/**
	 * Tells whether so many are as many as Graph says there are: with 1 %, or one, missing they still count as all.
	 *
	 * @param int      $read     How many were read.
	 * @param int|null $expected How many Graph says there are; null where it can't say.
	 */
	public static function is_enough( int $read, ?int $expected ): bool {
		return null === $expected || $read >= $expected - max( 1, (int) floor( $expected * self::TOLERANCE ) );
	}

	/**
	 * Says that it was read too long ago.
	 */
	public static function too_old(): string {
		return __( 'The directory was read more than 24 hours ago, which is too long ago to change or remove anybody. Press “Resume” to read it again, or start a new synchronization.', 'wpo365-user-sync' );
	}

	/**
	 * Finds groups of which members have disappeared since they were read.
	 *
	 * @return string[] Object ids in lower case.
	 */
	public function groups_with_losses( Run $run ): array {
		$sizes = array_filter( $run->memory->group_sizes );
		$kept  = $sizes ? $this->work->members->count( $run->id ) : array();
		return array_keys( array_filter( $sizes, static fn( int $size, string $group ): bool => ( $kept[ $group ] ?? 0 ) < $size, ARRAY_FILTER_USE_BOTH ) );
	}

	/**
	 * Tells whether everybody who was received has a row, or was noted as out of scope.
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
	 * Counts anew who was received: rows were written in a part whose transaction somebody ended, or were dropped.
	 */
	public function recount( Run $run ): void {
		$run->received = $this->rows( $run );
	}

	private function rows( Run $run ): int {
		return $this->repository->count_people( $run->id ) + $this->work->count_ignored( $run->id );
	}
}
