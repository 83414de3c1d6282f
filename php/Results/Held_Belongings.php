<?php
/**
 * What the people on a held list own.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Sums up, by role, what the rows say one by one: one statement, however many there are.
 */
final class Held_Belongings {

	/**
	 * Sums up.
	 *
	 * @return array<string, array{users: int, posts: array<string, int>, comments: int, orders: int}> By role, '' for none: accounts that own anything, and what; who has two roles counts twice. Orders that could not be counted are left out.
	 */
	public static function by_role( int $run_id ): array {
		$sums = array();
		foreach ( Database::rows( "SELECT roles, owns, COUNT(*) AS number FROM %i WHERE run_id = %d AND status = %s AND owns <> '' GROUP BY roles, owns", Tables::name( 'results' ), $run_id, Status::Held->value ) as $group ) {
			$owns = (array) json_decode( $group->owns, true );
			if ( array() === $owns['posts'] && 0 === $owns['comments'] && 0 === $owns['orders'] ) {
				continue;
			}
			foreach ( '' === $group->roles ? array( '' ) : (array) json_decode( $group->roles, true ) as $role ) {
				$sums[ $role ] = self::add( $sums[ $role ] ?? array( 'users' => 0, 'posts' => array(), 'comments' => 0, 'orders' => 0 ), $owns, (int) $group->number );
			}
		}
		ksort( $sums );
		return $sums;
	}

	/**
	 * @param array{users: int, posts: array<string, int>, comments: int, orders: int}      $sum  So far.
	 * @param array{orders: int|null, comments: int, posts: array<string, int>}             $owns What each of some accounts owns.
	 * @param int                                                                           $number How many these are.
	 * @return array{users: int, posts: array<string, int>, comments: int, orders: int}
	 */
	private static function add( array $sum, array $owns, int $number ): array {
		foreach ( $owns['posts'] as $type => $posts ) {
			$sum['posts'][ $type ] = $posts * $number + ( $sum['posts'][ $type ] ?? 0 );
		}
		$sum['users']    += $number;
		$sum['comments'] += $owns['comments'] * $number;
		$sum['orders']   += (int) $owns['orders'] * $number;
		return $sum;
	}
}
