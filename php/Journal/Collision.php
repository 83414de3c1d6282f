<?php
/**
 * What stands in the way of a deleted account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Name_Search;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Database;

/**
 * Knows what is an account's alone, and who has it by now.
 */
final class Collision {

	/**
	 * @param Links $links Its copy of the links tells who has got a person's link since.
	 */
	public function __construct( private readonly Links $links ) {}

	/**
	 * Tells why an account can't be given back: two queries.
	 *
	 * @param Entry $deletion An entry of the kind Deleted whose values were kept.
	 * @return string A sentence, or an empty string where nobody has anything of it.
	 */
	public function why_not( Entry $deletion ): string {
		return $this->taken( $deletion->before['record'] ) ?: $this->linked( $deletion );
	}

	/**
	 * Tells who has its id or one of its names.
	 *
	 * @param array<string, string> $record Columns of `users`.
	 * @return string A sentence, or an empty string.
	 */
	private function taken( array $record ): string {
		global $wpdb;
		$named  = static fn( string $column ): string => "SELECT '$column' AS what, ID, user_login FROM {$wpdb->users} WHERE " . Name_Search::condition( $wpdb->users, $column );
		$holder = Database::rows(
			"SELECT 'ID' AS what, ID, user_login FROM {$wpdb->users} WHERE ID = %d UNION ALL " . $named( 'user_login' ) . ' UNION ALL ' . $named( 'user_email' ) . ' UNION ALL ' . $named( 'user_nicename' ),
			$record['ID'],
			array( $record['user_login'] ),
			array_filter( array( $record['user_email'] ), static fn( string $email ): bool => '' !== $email ),
			array( $record['user_nicename'] )
		)[0] ?? null;
		return null === $holder ? '' : sprintf(
			match ( $holder->what ) {
				/* translators: 1: id of a WordPress user, 2: user name. */
				'ID'         => __( 'The account can’t be restored: its ID belongs to another account by now, WordPress user %1$d (%2$s).', 'wpo365-user-sync' ),
				/* translators: 1: id of a WordPress user, 2: user name. */
				'user_login' => __( 'The account can’t be restored: its username belongs to another account by now, WordPress user %1$d (%2$s).', 'wpo365-user-sync' ),
				/* translators: 1: id of a WordPress user, 2: user name. */
				'user_email' => __( 'The account can’t be restored: its e-mail address belongs to another account by now, WordPress user %1$d (%2$s).', 'wpo365-user-sync' ),
				/* translators: 1: id of a WordPress user, 2: user name. */
				default      => __( 'The account can’t be restored: its name in addresses of pages belongs to another account by now, WordPress user %1$d (%2$s).', 'wpo365-user-sync' ),
			},
			(int) $holder->ID,
			$holder->user_login
		);
	}

	/**
	 * Tells who has got the link meanwhile: two accounts of one person would be a conflict.
	 *
	 * @return string A sentence, or an empty string.
	 */
	private function linked( Entry $deletion ): string {
		$object_id = ( new Image( $deletion->before['record'], $deletion->before['meta'] ) )->object_id();
		$linked    = '' === $object_id ? array() : array_merge( ...array_values( $this->links->find( array( $object_id ) ) ) );
		// The copy may still have the link of the deleted account itself, which need not be looked for: nobody has its id.
		foreach ( Account::load( array_diff( $linked, array( $deletion->user_id ) ) ) as $account ) {
			if ( Same_Name::equal( $account->object_id, $object_id ) ) {
				/* translators: 1: id of a WordPress user, 2: user name. */
				return sprintf( __( 'The account can’t be restored: its directory user is linked to another account by now, WordPress user %1$d (%2$s).', 'wpo365-user-sync' ), $account->id, $account->login );
			}
		}
		return '';
	}
}
