<?php
/**
 * What a held list stands for.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * Sums up the rows whose removal is pending: two statements, however many there are.
 */
final class Held_Summary {

	/** How `owns` begins, as it is stored, where there are no orders. */
	private const NO_ORDERS = '{"orders":0,%';

	/** What `owns` holds, as it is stored, where there is nothing at all. */
	private const NOTHING = '{"orders":0,"comments":0,"posts":[]}';

	/**
	 * Sums up.
	 *
	 * @return array{causes: array<string, int>, roles: array<string, int>, with_content: int, with_orders: int} Accounts by cause and by role ('' for none; who has two roles counts twice); how many own anything, or have orders.
	 */
	public static function of( int $run_id ): array {
		$causes = array();
		$roles  = array();
		$totals = array( 'with_content' => 0, 'with_orders' => 0 );
		foreach ( self::groups( $run_id ) as $group ) {
			$number                  = (int) $group->number;
			$causes[ $group->cause ] = $number + ( $causes[ $group->cause ] ?? 0 );
			foreach ( '' === $group->roles ? array( '' ) : (array) json_decode( $group->roles, true ) as $role ) {
				$roles[ $role ] = $number + ( $roles[ $role ] ?? 0 );
			}
			$totals['with_content'] += $number - (int) $group->without_content;
			$totals['with_orders']  += $number - (int) $group->without_orders;
		}
		arsort( $roles );
		return compact( 'causes', 'roles' ) + $totals;
	}

	/**
	 * Counts the accounts whose content goes to their manager.
	 */
	public static function to_managers( int $run_id ): int {
		return Database::number( 'SELECT COUNT(*) FROM %i WHERE run_id = %d AND pending = %s AND heir > 0', Tables::name( 'results' ), $run_id, Pending::Removal->value );
	}

	/**
	 * @return object[] cause, roles, number, without_content, without_orders.
	 */
	private static function groups( int $run_id ): array {
		return Database::rows(
			'SELECT cause, roles, COUNT(*) AS number, SUM( CASE WHEN owns = %s THEN 1 ELSE 0 END ) AS without_content, SUM( CASE WHEN owns LIKE %s THEN 1 ELSE 0 END ) AS without_orders
			FROM %i WHERE run_id = %d AND pending IN ( %s ) GROUP BY cause, roles ORDER BY cause, roles',
			self::NOTHING,
			self::NO_ORDERS,
			Tables::name( 'results' ),
			$run_id,
			array_column( Pending::removals(), 'value' )
		);
	}
}
