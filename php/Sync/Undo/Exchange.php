<?php
/**
 * Names and addresses that change hands in an undo.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;

/**
 * Sees to it that nobody gets back what another account has by now, unless that one gives it away in the same undo: then the two are worked on together. Pure.
 */
final class Exchange {

	/**
	 * Settles who gets back what.
	 *
	 * @param array<int, Undo_Plan>               $plans   Plans by user id, in their order.
	 * @param array<string, array<string, int[]>> $holders Who has what is claimed, by part and field and the key of the value.
	 * @return array{plans: array<int, Undo_Plan>, units: list<list<int>>} Accounts that are worked on together, all or none of them; who is removed comes first.
	 */
	public static function settle( array $plans, array $holders ): array {
		do {
			$before = $plans;
			foreach ( self::waiting( $plans, $holders ) as list( $user_id, $key, $holder ) ) {
				if ( ! isset( $plans[ $holder ] ) || ! $plans[ $holder ]->gives_away( $key ) ) {
					$plans[ $user_id ] = $plans[ $user_id ]->without( $key, self::why( $key, $holder ) );
				}
			}
		} while ( $plans !== $before );
		return array(
			'plans' => $plans,
			'units' => self::units( $plans, $holders ),
		);
	}

	/**
	 * Leaves what others of the same unit have, where the unit could not be done as a whole.
	 *
	 * @param array<int, Undo_Plan>               $plans   Plans of the unit.
	 * @param string                              $reason  Why.
	 * @return array<int, Undo_Plan>
	 */
	public static function part( array $plans, string $reason ): array {
		return array_map( static fn( Undo_Plan $plan ): Undo_Plan => array_reduce( array_keys( $plan->claims() ), static fn( Undo_Plan $left, string $key ): Undo_Plan => $left->without( $key, $reason ), $plan ), $plans );
	}

	/**
	 * Lists who waits for whom.
	 *
	 * @param array<int, Undo_Plan>               $plans   Plans.
	 * @param array<string, array<string, int[]>> $holders Holders.
	 * @return list<array{int, string, int}> Account, part and field, holder.
	 */
	private static function waiting( array $plans, array $holders ): array {
		$waiting = array();
		foreach ( $plans as $user_id => $plan ) {
			foreach ( $plan->claims() as $key => $value ) {
				foreach ( array_diff( $holders[ $key ][ Same_Name::key( $value ) ] ?? array(), array( $user_id ) ) as $holder ) {
					$waiting[] = array( $user_id, $key, $holder );
				}
			}
		}
		return $waiting;
	}

	/**
	 * @param array<int, Undo_Plan>               $plans   Plans.
	 * @param array<string, array<string, int[]>> $holders Holders.
	 * @return list<list<int>>
	 */
	private static function units( array $plans, array $holders ): array {
		$unit = array_combine( array_keys( $plans ), array_keys( $plans ) );
		foreach ( self::waiting( $plans, $holders ) as list( $user_id, , $holder ) ) {
			$unit = array_map( static fn( int $of ): int => $of === $unit[ $holder ] ? $unit[ $user_id ] : $of, $unit );
		}
		$units = array();
		foreach ( $unit as $user_id => $of ) {
			$units[ $of ][] = $user_id;
		}
		return array_values(
			array_map(
				static function ( array $ids ) use ( $plans ): array {
					usort( $ids, static fn( int $one, int $other ): int => ( Undo_Action::Remove === $plans[ $other ]->action ) <=> ( Undo_Action::Remove === $plans[ $one ]->action ) );
					return $ids;
				},
				$units
			)
		);
	}

	private static function why( string $key, int $holder ): string {
		return 'meta ' . Account::OBJECT_ID === $key
			/* translators: %d: id of a WordPress user. */
			? sprintf( __( 'WordPress user %d is linked to this directory user by now', 'wpo365-user-sync' ), $holder )
			/* translators: %d: id of a WordPress user. */
			: sprintf( __( 'WordPress user %d has it by now', 'wpo365-user-sync' ), $holder );
	}
}
