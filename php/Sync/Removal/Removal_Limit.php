<?php
/**
 * When a list of removals is held.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

/**
 * Pure: from numbers to the reason why removals wait until a person has typed their number.
 */
final class Removal_Limit {

	/** So many need no second look, unless a limit is 0. */
	private const FEW = 5;

	/**
	 * @param int|null $percent Limit in percent, of the WordPress users and of the linked ones; 0: always; null: none.
	 * @param int|null $count   Limit as a number; 0: always; null: none.
	 */
	public function __construct(
		private readonly ?int $percent,
		private readonly ?int $count,
	) {}

	/**
	 * Tells why a list is held.
	 *
	 * @param array{all: int, never_linked: int} $removals   Removals; how many of them nothing proves: never linked, or linked without a tenant.
	 * @param int                                $users      WordPress users.
	 * @param array{ours: int, others: int}      $links      Linked accounts from before the run whose link names this tenant, and another one.
	 * @param bool                               $new_tenant Whether the last completed run read another tenant.
	 * @param array{other_runs: int, this_run: int} $lately  Removals of the last 24 hours that nobody approved: they count together with these.
	 * @param string                             $action     What the list does: deactivate, or delete where it deletes anybody.
	 * @return string A sentence, or an empty string where the removals may go ahead.
	 */
	public function why_held( array $removals, int $users, array $links, bool $new_tenant, array $lately = array( 'other_runs' => 0, 'this_run' => 0 ), string $action = 'delete' ): string {
		$all     = $removals['all'];
		$linked  = $all - $removals['never_linked'];
		$earlier = array_sum( $lately );
		// A share of those who were there before; the links were counted before this run removed anybody.
		$users += $earlier;
		$ours   = $links['ours'] + $lately['other_runs'];
		return match ( true ) {
			0 === $all                           => '',
			$removals['never_linked'] > 0        => sprintf(
				/* translators: %d: number of accounts. */
				_n( 'The list is held because %d account on it was never linked to the directory, or its link names no tenant.', 'The list is held because %d accounts on it were never linked to the directory, or their link names no tenant.', $removals['never_linked'], 'wpo365-user-sync' ),
				$removals['never_linked']
			),
			$new_tenant                          => __( 'The list is held because the last completed synchronization read another tenant.', 'wpo365-user-sync' ),
			$links['others'] > $links['ours']    => __( 'The list is held because most linked accounts of this site belong to another tenant than the connected one.', 'wpo365-user-sync' ),
			$this->holds( $all + $earlier, $users )   => self::too_many( $all, $earlier, $users, false, $action ),
			$this->holds( $linked + $earlier, $ours ) => self::too_many( $linked, $earlier, $ours, true, $action ),
			default                              => '',
		};
	}

	/**
	 * Says that removals are too many.
	 *
	 * @param int  $count   Removals on the list.
	 * @param int  $earlier Removals before them that they count together with.
	 * @param int  $users   Users that all of them are measured against.
	 * @param bool   $linked Whether these are the linked ones.
	 * @param string $action What the list does.
	 */
	private static function too_many( int $count, int $earlier, int $users, bool $linked, string $action ): string {
		if ( 'deactivate' === $action ) {
			return self::too_many_deactivations( $count, $earlier, $users, $linked );
		}
		if ( 0 === $earlier ) {
			$sentence = $linked
				/* translators: 1: number of removals, 2: number of users. */
				? __( 'The list is held because %1$d removals of %2$d linked WordPress users are more than the settings allow without asking.', 'wpo365-user-sync' )
				/* translators: 1: number of removals, 2: number of users. */
				: __( 'The list is held because %1$d removals of %2$d WordPress users are more than the settings allow without asking.', 'wpo365-user-sync' );
			return sprintf( $sentence, $count, $users );
		}
		$sentence = $linked
			/* translators: 1: number of removals, 2: number of removals before, 3: number of users. */
			? __( 'The list is held because %1$d removals, together with %2$d of the last 24 hours that nobody was asked about, are more of %3$d linked WordPress users than the settings allow without asking.', 'wpo365-user-sync' )
			/* translators: 1: number of removals, 2: number of removals before, 3: number of users. */
			: __( 'The list is held because %1$d removals, together with %2$d of the last 24 hours that nobody was asked about, are more of %3$d WordPress users than the settings allow without asking.', 'wpo365-user-sync' );
		return sprintf( $sentence, $count, $earlier, $users );
	}

	/**
	 * Says it of a list that only deactivates.
	 */
	private static function too_many_deactivations( int $count, int $earlier, int $users, bool $linked ): string {
		if ( 0 === $earlier ) {
			$sentence = $linked
				/* translators: 1: number of users, 2: number of users. */
				? __( 'The list is held because it would deactivate %1$d of %2$d linked WordPress users, which is more than the settings allow without asking.', 'wpo365-user-sync' )
				/* translators: 1: number of users, 2: number of users. */
				: __( 'The list is held because it would deactivate %1$d of %2$d WordPress users, which is more than the settings allow without asking.', 'wpo365-user-sync' );
			return sprintf( $sentence, $count, $users );
		}
		$sentence = $linked
			/* translators: 1: number of users, 2: number of removals before, 3: number of users. */
			? __( 'The list is held because it would deactivate %1$d users: together with %2$d deletions and deactivations of the last 24 hours that nobody was asked about, these are more of %3$d linked WordPress users than the settings allow without asking.', 'wpo365-user-sync' )
			/* translators: 1: number of users, 2: number of removals before, 3: number of users. */
			: __( 'The list is held because it would deactivate %1$d users: together with %2$d deletions and deactivations of the last 24 hours that nobody was asked about, these are more of %3$d WordPress users than the settings allow without asking.', 'wpo365-user-sync' );
		return sprintf( $sentence, $count, $earlier, $users );
	}

	/**
	 * Tells whether so many of so many accounts are more than may lose something unasked.
	 */
	public function holds( int $count, int $users ): bool {
		if ( 0 === $count ) {
			return false;
		}
		if ( 0 === $this->percent || 0 === $this->count ) {
			return true;
		}
		return $count > self::FEW && (
			( null !== $this->percent && $count * 100 > $this->percent * $users )
			|| ( null !== $this->count && $count > $this->count )
		);
	}
}
