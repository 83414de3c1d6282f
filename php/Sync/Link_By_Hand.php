<?php
/**
 * Decides about links that a person asks for.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Listing\Orphaned_Links;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;

/**
 * *Link selected* on a conflict with one candidate: links an account that has no link, and replaces a link that leads to nobody.
 */
final class Link_By_Hand {

	/** @var array<int, string> Object ids to which accounts were linked when the list was made, by user id. */
	private array $listed = array();

	public function __construct(
		private readonly Orphaned_Links $orphaned,
		private readonly Links $links,
	) {}

	/**
	 * Asks the directory about the links that candidates have; outside of any transaction.
	 *
	 * @param Result[] $rows Rows.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function prepare( array $rows ): void {
		$this->listed = array_filter( $this->links->of( array_map( static fn( Result $row ): int => $row->user_id, $rows ) ), static fn( string $object_id ): bool => '' !== $object_id );
		$this->orphaned->ask( $this->listed );
	}

	/**
	 * Decides whether a row's person and its candidate may be linked now.
	 *
	 * @return Decision Matched where the link may be made.
	 */
	public function decide( Result $row, Findings $found, Planner $planner ): Decision {
		$decision = $planner->plan( $found );
		if ( Verdict::Taken === $decision->verdict ) {
			$taken   = $planner->taken( $found, $this->orphaned->include( ... ) );
			$account = $taken->account;
			if ( null === $account || $account->id !== $row->user_id || ! Same_Name::equal( $this->listed[ $account->id ] ?? '', $account->object_id ) ) {
				return $decision;
			}
			$decision = $planner->matched( $found, $account, __( 'Linked by hand; the former link, which led to nobody, was replaced.', 'wpo365-user-sync' ) );
		} elseif ( isset( $found->candidates[ $row->user_id ] ) && array() === $found->linked ) {
			$decision = $planner->matched( $found, $found->candidates[ $row->user_id ], __( 'Linked by hand.', 'wpo365-user-sync' ) );
		}
		// A link writes no address, so none has to be waited for.
		return Verdict::Waiting === $decision->verdict ? $decision->as( Verdict::Matched ) : $decision;
	}
}
