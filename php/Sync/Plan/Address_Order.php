<?php
/**
 * In which order e-mail addresses change hands.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Same_Name;

/**
 * Pure: who waits for an address comes after whoever has it, and those who wait for each other in a circle move together.
 */
final class Address_Order {

	/**
	 * Puts accounts into order.
	 *
	 * @param list<object{id: int, wanted: string, address: string}> $waiting Accounts that wait for an address, and the one they have.
	 * @return list<list<int>> Ids of those that move together; most of them alone.
	 */
	public static function of( array $waiting ): array {
		$owner = array();
		foreach ( $waiting as $index => $one ) {
			$owner[ Same_Name::key( $one->address ) ] ??= $index;
		}
		unset( $owner[''] );

		$done  = array();
		$units = array();
		foreach ( array_keys( $waiting ) as $start ) {
			$path = array();
			for ( $index = $start; null !== $index && ! isset( $done[ $index ] ) && ! isset( $path[ $index ] ); $index = $owner[ Same_Name::key( $waiting[ $index ]->wanted ) ] ?? null ) {
				$path[ $index ] = true;
			}
			$path = array_keys( $path );
			// The path runs into itself: its end is a circle.
			$circle = null !== $index && in_array( $index, $path, true ) ? array_splice( $path, (int) array_search( $index, $path, true ) ) : array();
			foreach ( array_filter( array( $circle, ...array_map( static fn( int $alone ): array => array( $alone ), array_reverse( $path ) ) ) ) as $unit ) {
				$done   += array_fill_keys( $unit, true );
				$units[] = array_map( static fn( int $member ): int => $waiting[ $member ]->id, $unit );
			}
		}
		return $units;
	}
}
