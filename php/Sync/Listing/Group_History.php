<?php
/**
 * What completed runs knew about a group.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Age;

/**
 * Tells whether a group that answers with no members is believed. Pure; each run keeps the history in its memory, so it survives emptied results.
 *
 * An emptied group takes roles, or the scope, from everybody who was in it, and an answer without members can be a fault of the service: two completed runs have to see it so, a day apart.
 *
 * @phpstan-type History array{members: int, empty: list<int>}
 */
final class Group_History {

	/** Seconds between the first and the last completed run that saw a group empty. */
	private const APART = DAY_IN_SECONDS;

	/**
	 * Tells whether a group without members may be taken for empty.
	 *
	 * @param array|null $before What the last completed run knew; null: it did not read the group.
	 * @param int        $now    Unix time.
	 *
	 * @phpstan-param History|null $before
	 */
	public static function believes_empty( ?array $before, int $now ): bool {
		if ( 0 === ( $before['members'] ?? 0 ) ) {
			return true;
		}
		list( $first, $last ) = $before['empty'] + array( $now, $now );
		// A last time in the future was noted by a clock that was ahead.
		return $last - $first >= self::APART && Age::is_fresh( $last, PHP_INT_MAX, $now );
	}

	/**
	 * Adds what a run has read.
	 *
	 * @param array|null $before  What the last completed run knew.
	 * @param int        $members How many members the group has now.
	 * @param int        $now     Unix time.
	 * @return array `members`: how many it had when it last had any, 0 where it is known to be empty; `empty`: the first and the last time at which it answered with none.
	 *
	 * @phpstan-param History|null $before
	 * @phpstan-return History
	 */
	public static function after( ?array $before, int $members, int $now ): array {
		if ( $members > 0 || self::believes_empty( $before, $now ) ) {
			return array(
				'members' => $members,
				'empty'   => array(),
			);
		}
		$first = $before['empty'][0] ?? $now;
		return array(
			'members' => $before['members'],
			'empty'   => array( Age::is_fresh( $first, PHP_INT_MAX, $now ) ? $first : $now, $now ),
		);
	}
}
