<?php
/**
 * Gives deleted accounts back.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Settings\Settings;
use WP_Error;
use WP_User;

/**
 * Writes an account as the journal has it: its record with id and password hash, all user meta, the copy of its link, and authorship of what its heir still has. Only privileges are left out.
 *
 * The record is inserted as it is, since wp_insert_user() takes no id, hashes the password again and gives the account a new date.
 */
final class Restorer {

	/** Posts, or links, whose author is changed by one statement. */
	private const AT_ONCE = 1000;

	/**
	 * @param Links $links Its copy of the links tells who has got a person's link since.
	 */
	public function __construct(
		private readonly Journal $journal,
		private readonly Privileges $privileges,
		private readonly Links $links,
	) {}

	/**
	 * Tells whether enough is kept of accounts that are deleted from now on.
	 */
	public static function is_possible( Settings $settings ): bool {
		return ! is_multisite() && 0 !== $settings->get( 'history.journal_days' ) && $settings->secrets()->is_available();
	}

	/**
	 * Tells why an account can't be given back.
	 *
	 * @param Entry $deletion An entry of the kind Deleted.
	 * @return string A sentence, or an empty string where it can.
	 */
	public function why_not( Entry $deletion ): string {
		return match ( true ) {
			is_multisite() => __( 'Deleted accounts are not restored on a multisite network.', 'wpo365-user-sync' ),
			Entry_Kind::Deleted !== $deletion->kind || $deletion->is_lost || ! isset( $deletion->before['record'], $deletion->before['meta'] )
				=> __( 'The account can’t be restored: its values were not kept, since this site had no key to encrypt them with, or the key was changed since.', 'wpo365-user-sync' ),
			default        => ( new Collision( $this->links ) )->why_not( $deletion ),
		};
	}

	/**
	 * Gives an account back. Works inside the surrounding transaction, which takes everything back where an error is returned or another plugin's code throws.
	 *
	 * @param Entry $deletion An entry of the kind Deleted.
	 * @param bool  $shut     Whether nobody is signed in with it any more: the person had left, and comes back; else even that is as it was.
	 * @return int|WP_Error The id that the account had and has again.
	 */
	public function restore( Entry $deletion, bool $shut = false ): int|WP_Error {
		$reason = $this->why_not( $deletion );
		if ( '' !== $reason ) {
			return new WP_Error( 'not_restored', $reason );
		}
		$this->journal->watch( $deletion->user_id );
		if ( ! $this->write( $deletion ) ) {
			return new WP_Error( 'not_restored', __( 'The account can’t be restored: the database did not take it. Ask your host about the database.', 'wpo365-user-sync' ) );
		}
		if ( $shut ) {
			Deactivator::shut( $deletion->user_id );
		}
		self::give_back( $deletion );
		$this->announce( $deletion->user_id );
		return $deletion->user_id;
	}

	/**
	 * Says what does not come back with an account.
	 *
	 * @param Entry $deletion An entry that why_not() says nothing about.
	 * @return string Sentences, or an empty string.
	 */
	public function gaps( Entry $deletion ): string {
		$privileges = array();
		foreach ( $deletion->before['meta'] as $key => $values ) {
			array_push( $privileges, ...array_merge( ...array_map( fn( ?string $value ): array => $this->privileges->among( (string) $key, $value ), array_values( $values ) ) ) );
		}
		return implode(
			' ',
			array_filter(
				array(
					/* translators: %s: list of roles and capabilities. */
					$privileges ? sprintf( __( 'Roles and capabilities that let an account manage the site or its users are not given back: %s.', 'wpo365-user-sync' ), implode( ', ', array_unique( $privileges ) ) ) : '',
					isset( $deletion->before['heir'] ) ? '' : __( 'Content that was deleted with the account does not come back.', 'wpo365-user-sync' ),
				)
			)
		);
	}

	/**
	 * Writes record, user meta and the copy of the link.
	 *
	 * @return bool False where the database refuses the record: somebody was quicker, or the table has other columns by now.
	 */
	private function write( Entry $deletion ): bool {
		global $wpdb;
		$id     = $deletion->user_id;
		$record = $deletion->before['record'];
		try {
			Database::quietly( static fn(): int => Database::insert( $wpdb->users, array_fill_keys( array_keys( $record ), '%s' ), array( $record ) ) );
		} catch ( Database_Failed ) {
			return false;
		}
		$this->write_meta( $id, $deletion->before['meta'] );
		$image = new Image( $record, $deletion->before['meta'] );
		Links::write(
			array(
				$id => array(
					'object_id' => $image->object_id(),
					'upn'       => $image->meta[ Account::USER_PRINCIPAL_NAME ][0] ?? '',
				),
			)
		);
		return true;
	}

	/**
	 * Writes user meta, but for what makes the account privileged.
	 *
	 * @param array<string, list<string>> $meta Values by key, as they were stored.
	 */
	private function write_meta( int $id, array $meta ): void {
		global $wpdb;
		$rows  = array();
		$level = false;
		foreach ( $meta as $key => $values ) {
			foreach ( $values as $value ) {
				$privileges = $this->privileges->among( (string) $key, $value );
				$level      = $level || array() !== $privileges;
				$rows[]     = array( $id, (string) $key, array() === $privileges ? $value : Stored_Roles::without( $value, $privileges ) );
			}
		}
		// What handlers have written about somebody who was gone already is nobody's.
		Database::write( "DELETE FROM {$wpdb->usermeta} WHERE user_id = %d", $id );
		Links::insert_meta( $rows );
		clean_user_cache( $id );
		if ( $level ) {
			( new WP_User( $id ) )->update_user_level_from_caps();
		}
	}

	/**
	 * Makes the account the author again of what its heir still has.
	 */
	private static function give_back( Entry $deletion ): void {
		$heir = $deletion->before['heir'] ?? 0;
		foreach ( Belongings::heritable() as $what => list( $table, $key, $author ) ) {
			foreach ( 0 === $heir ? array() : array_chunk( $deletion->before[ $what ] ?? array(), self::AT_ONCE ) as $ids ) {
				$theirs = Database::numbers( 'SELECT %i FROM %i WHERE %i IN ( %d ) AND %i = %d', $key, $table, $key, $ids, $author, $heir );
				Database::write( 'UPDATE %i SET %i = %d WHERE %i IN ( %d )', $table, $author, $deletion->user_id, $key, $theirs );
				array_map( 'posts' === $what ? 'clean_post_cache' : 'clean_bookmark_cache', $theirs );
			}
		}
	}

	/**
	 * Tells other plugins, as of a new account.
	 */
	private function announce( int $user_id ): void {
		$user     = new WP_User( $user_id );
		$roles    = array_values( $user->roles );
		$userdata = wp_slash(
			array(
				'user_login'      => $user->user_login,
				'user_pass'       => '', // Nobody knows it, and its hash is nobody's business.
				'user_email'      => $user->user_email,
				'user_url'        => $user->user_url,
				'user_nicename'   => $user->user_nicename,
				'user_registered' => $user->user_registered,
				'display_name'    => $user->display_name,
				'nickname'        => $user->nickname,
				'first_name'      => $user->first_name,
				'last_name'       => $user->last_name,
				'role'            => $roles[0] ?? '',
			)
		);
		// phpcs:disable WordPress.NamingConventions -- WordPress' own hooks, in the order in which wp_insert_user() fires them.
		foreach ( $roles as $role ) {
			do_action( 'add_user_role', $user_id, $role );
		}
		do_action( 'set_user_role', $user_id, $roles[0] ?? '', array() );
		do_action( 'user_register', $user_id, $userdata );
		// phpcs:enable
		/**
		 * Fires when a deleted WordPress user was restored.
		 *
		 * @param int $user_id The user, with the id from before.
		 * @param int $run_id  The run, or the action by hand.
		 */
		do_action( 'wpo365_user_sync_user_restored', $user_id, $this->journal->run_id() );
	}
}
