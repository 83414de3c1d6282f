<?php
/**
 * What accounts own.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;

/**
 * Counts posts, comments and orders: a few queries for many accounts together.
 */
final class Belongings {

	/** Types and statuses of posts that nobody wrote as such: WordPress makes them. */
	private const NO_TYPE   = 'revision';
	private const NO_STATUS = 'auto-draft';

	/**
	 * Counts what accounts own.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return array<int, array{orders: int|null, comments: int, posts: array<string, int>}> By user id. Orders: null where another plugin's code could not count them.
	 */
	public static function of( array $user_ids ): array {
		if ( array() === $user_ids ) {
			return array();
		}
		$owns = array();
		foreach ( $user_ids as $user_id ) {
			$owns[ $user_id ] = array(
				'orders'   => self::orders( $user_id ),
				'comments' => 0,
				'posts'    => array(),
			);
		}
		foreach ( self::count_posts( $user_ids ) as $row ) {
			$owns[ (int) $row->user_id ]['posts'][ $row->type ] = (int) $row->number;
		}
		foreach ( self::count_comments( $user_ids ) as $row ) {
			$owns[ (int) $row->user_id ]['comments'] = (int) $row->number;
		}
		return $owns;
	}

	/**
	 * Names where WordPress keeps whose something is that another user can take over, as wp_delete_user() does it.
	 *
	 * @return array<string, array{string, string, string}> Table, its key, and the column of the user, by what it is.
	 */
	public static function heritable(): array {
		global $wpdb;
		return array(
			'posts' => array( $wpdb->posts, 'ID', 'post_author' ),
			'links' => array( $wpdb->links, 'link_id', 'link_owner' ),
		);
	}

	/**
	 * Counts the WooCommerce orders of an account.
	 *
	 * @return int|null Null where WooCommerce could not count them: nobody knows then that there are none.
	 */
	public static function orders( int $user_id ): ?int {
		if ( ! function_exists( 'wc_get_customer_order_count' ) ) {
			return 0;
		}
		try {
			return (int) wc_get_customer_order_count( $user_id );
		} catch ( \Throwable ) {
			return null;
		}
	}

	/**
	 * Says what an account owns.
	 *
	 * @param array{orders: int|null, comments: int, posts: array<string, int>} $owns As of() gives it.
	 * @return string A sentence.
	 */
	public static function in_words( array $owns ): string {
		$parts = array();
		foreach ( $owns['posts'] as $type => $number ) {
			/* translators: 1: number, 2: type of post, for example page. */
			$parts[] = sprintf( __( '%1$d × %2$s', 'wpo365-user-sync' ), $number, $type );
		}
		if ( $owns['comments'] > 0 ) {
			/* translators: %d: number of comments. */
			$parts[] = sprintf( _n( '%d comment', '%d comments', $owns['comments'], 'wpo365-user-sync' ), $owns['comments'] );
		}
		if ( 0 !== $owns['orders'] ) {
			$parts[] = null === $owns['orders']
				? __( 'an unknown number of orders', 'wpo365-user-sync' )
				/* translators: %d: number of orders in the shop. */
				: sprintf( _n( '%d order', '%d orders', $owns['orders'], 'wpo365-user-sync' ), $owns['orders'] );
		}
		return array() === $parts
			? __( 'Owns no content.', 'wpo365-user-sync' )
			/* translators: %s: list such as "3 × post, 2 comments". */
			: sprintf( __( 'Owns: %s.', 'wpo365-user-sync' ), implode( ', ', $parts ) );
	}

	/**
	 * @param int[] $user_ids Accounts.
	 * @return object[] user_id, type, number.
	 */
	private static function count_posts( array $user_ids ): array {
		global $wpdb;
		return Database::rows(
			"SELECT post_author AS user_id, post_type AS type, COUNT(*) AS number FROM {$wpdb->posts} WHERE post_author IN ( %d ) AND post_type <> %s AND post_status <> %s GROUP BY post_author, post_type ORDER BY post_type",
			$user_ids,
			self::NO_TYPE,
			self::NO_STATUS
		);
	}

	/**
	 * @param int[] $user_ids Accounts.
	 * @return object[] user_id, number.
	 */
	private static function count_comments( array $user_ids ): array {
		global $wpdb;
		return Database::rows( "SELECT user_id, COUNT(*) AS number FROM {$wpdb->comments} WHERE user_id IN ( %d ) GROUP BY user_id", $user_ids );
	}
}
