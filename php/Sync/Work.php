<?php
/**
 * What a run has to remember, too much for its record.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Database;
use WPO365\User_Sync\Results\Schema;

/**
 * Reads and writes the work table: claims on accounts, pages followed.
 */
final class Work {

	private const CLAIM = 'claim';
	private const PAGE  = 'page';

	/**
	 * Empties the table, at the start of a run.
	 */
	public function clear(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'DELETE FROM %i', Schema::name( 'work' ) ) );
	}

	/**
	 * Remembers which accounts directory users point to.
	 *
	 * @param list<array{string, int}> $claims Object id and account.
	 */
	public function add_claims( int $run_id, array $claims ): void {
		global $wpdb;
		foreach ( array_chunk( $claims, 500 ) as $chunk ) {
			$values = array();
			foreach ( $chunk as list( $object_id, $user_id ) ) {
				array_push( $values, $run_id, self::CLAIM, $object_id, $user_id );
			}
			Database::write(
				$wpdb->prepare(
					'INSERT IGNORE INTO %i (run_id, kind, item, user_id) VALUES ' . Database::placeholders( $chunk, '(%d, %s, %s, %d)' ),
					Schema::name( 'work' ),
					...$values
				)
			);
		}
	}

	/**
	 * Tells which accounts several directory users point to.
	 *
	 * @param int[] $user_ids Accounts to ask about.
	 * @return int[]
	 */
	public function contested( int $run_id, array $user_ids ): array {
		global $wpdb;
		if ( array() === $user_ids ) {
			return array();
		}
		return array_map(
			'intval',
			$wpdb->get_col(
				$wpdb->prepare(
					'SELECT user_id FROM %i WHERE run_id = %d AND kind = %s AND user_id IN ( ' . Database::placeholders( $user_ids, '%d' ) . ' ) GROUP BY user_id HAVING COUNT(*) > 1',
					Schema::name( 'work' ),
					$run_id,
					self::CLAIM,
					...array_values( $user_ids )
				)
			)
		);
	}

	/**
	 * Remembers that a page leads to a link.
	 *
	 * @param int $number Number of the page; the same page may say so again when it is replayed.
	 * @return bool False where another page has led there before: the listing goes round in circles.
	 */
	public function follow( int $run_id, string $link, int $number ): bool {
		global $wpdb;
		$table = Schema::name( 'work' );
		$hash  = hash( 'sha256', $link );
		$known = $wpdb->get_var( $wpdb->prepare( 'SELECT user_id FROM %i WHERE run_id = %d AND kind = %s AND item = %s', $table, $run_id, self::PAGE, $hash ) );
		if ( null !== $known ) {
			return (int) $known === $number;
		}
		$wpdb->insert(
			$table,
			array(
				'run_id'  => $run_id,
				'kind'    => self::PAGE,
				'item'    => $hash,
				'user_id' => $number,
			)
		);
		return true;
	}

	/**
	 * Forgets the pages followed: the listing begins anew.
	 */
	public function forget_pages( int $run_id ): void {
		global $wpdb;
		$wpdb->delete(
			Schema::name( 'work' ),
			array(
				'run_id' => $run_id,
				'kind'   => self::PAGE,
			)
		);
	}
}
