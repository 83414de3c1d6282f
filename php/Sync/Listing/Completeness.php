<?php
/**
 * Whether what a run has read is complete.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Directory\Group_Names;
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
	 * Tells whether the whole directory has been listed; makes the run fail where it has not.
	 *
	 * @param string[] $unread Groups that decide who is in scope, but count as not read.
	 */
	public function is_complete( Run $run, array $unread ): bool {
		if ( ! $this->check( $run ) ) {
			return false;
		}
		// Where the directory is read again, rows of the first reading prove nothing: the people who were seen this time count.
		$seen  = $run->memory->anew ? $this->work->count_seen( $run->id ) : $run->received;
		$empty = 0 === $seen || $run->received === $this->work->count_ignored( $run->id );
		if ( $empty ) {
			$run->fail( 'listing_empty', self::nobody( $unread ) );
		} elseif ( ! self::is_enough( $seen, $run->expected ) ) {
			$run->fail(
				'listing_incomplete',
				/* translators: 1: number of users read, 2: number of users expected. */
				sprintf( __( 'Microsoft Graph listed %1$d users, but says that there are %2$d. Nobody was removed. Press “Resume” to read the directory again.', 'wpo365-user-sync' ), $seen, $run->expected ),
				array(
					'received' => $seen,
					'expected' => $run->expected,
				)
			);
		} else {
			return true;
		}
		return false;
	}

	/**
	 * @param string[] $unread Groups that decide who is in scope, but count as not read.
	 */
	private static function nobody( array $unread ): string {
		return $unread
			/* translators: %s: list of groups. */
			? sprintf( __( 'Groups that decide who is synchronized had members and answer with none (%s), so nobody is left to synchronize. That counts as an error, and nobody was removed. Put people into them, or choose other groups in the settings; then start a new synchronization.', 'wpo365-user-sync' ), implode( ', ', array_map( static fn( string $id ): string => Group_Names::in_words( Group_Names::all(), $id ), $unread ) ) )
			: __( 'Microsoft Graph listed no users at all. That counts as an error, so nobody was removed. Check tenant, permissions and scope with “Test connection”, then press “Resume”.', 'wpo365-user-sync' );
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
