<?php
/**
 * Writes values as they were stored.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Journal\Difference;
use WP_User;

/**
 * Puts values of accounts back byte for byte, and tells other plugins by WordPress' own hooks.
 *
 * Not by wp_update_user(), which writes user meta that nobody asked for, empties the key of a pending password reset, and hashes passwords again; nor by update_user_meta(), which sanitizes what was sanitized when it was stored, and keeps no several rows in their order.
 */
final class Raw_Writer {

	/**
	 * Puts the values of a plan back. Works inside a transaction.
	 *
	 * @return int The user id.
	 */
	public function write( Undo_Plan $plan ): int {
		$user_id = $plan->user_id;
		$former  = clone ( get_userdata( $user_id ) ?: new WP_User( $user_id ) );
		$core    = array_filter( $plan->back, static fn( Net_Change $change ): bool => Net_Change::CORE === $change->part );
		$this->write_record( $user_id, array_map( static fn( Net_Change $change ): ?string => $change->before[0] ?? null, array_combine( array_column( $core, 'field' ), $core ) ) );
		$this->write_meta( $user_id, array_diff_key( $plan->back, $core ) );
		if ( true === $plan->deactivates() ) {
			Deactivator::shut( $user_id ); // Whatever was begun since.
		}
		$user = self::anew( $former );
		if ( $plan->levels ) {
			$user->update_user_level_from_caps();
		}
		$this->tell( $plan, $former, $user, array() !== $core );
		return $user_id;
	}

	/**
	 * @param array<string, string|null> $columns Values by column of `users`.
	 */
	private function write_record( int $user_id, array $columns ): void {
		global $wpdb;
		if ( array() === $columns ) {
			return;
		}
		$set = implode( ', ', array_fill( 0, count( $columns ), '%i = %s' ) );
		Database::write( "UPDATE {$wpdb->users} SET $set WHERE ID = %d", ...array_merge( ...array_map( null, array_keys( $columns ), array_values( $columns ) ) ), ...array( $user_id ) );
	}

	/**
	 * Brings the rows of user meta to the values that were there, in their order: few statements, however many keys.
	 *
	 * @param Net_Change[] $changes What is put back.
	 */
	private function write_meta( int $user_id, array $changes ): void {
		global $wpdb;
		$stored = array();
		foreach ( array() === $changes ? array() : Database::rows( "SELECT umeta_id, meta_key, meta_value FROM {$wpdb->usermeta} WHERE user_id = %d AND meta_key IN ( %s ) ORDER BY umeta_id", $user_id, array_column( $changes, 'field' ) ) as $row ) {
			$stored[ $row->meta_key ][] = $row; // phpcs:ignore WordPress.DB.SlowDBQuery -- read, not asked for.
		}
		$added   = array();
		$changed = array();
		$removed = array();
		foreach ( $changes as $change ) {
			$rows   = $stored[ $change->field ] ?? array();
			$values = $change->before ?? array();
			foreach ( $values as $at => $value ) {
				if ( ! isset( $rows[ $at ] ) ) {
					$added[] = array( $user_id, $change->field, $value );
				} elseif ( $rows[ $at ]->meta_value !== $value ) { // phpcs:ignore WordPress.DB.SlowDBQuery
					$changed[] = array( (int) $rows[ $at ]->umeta_id, $user_id, $change->field, $value );
				}
			}
			$removed[ $change->field ] = array_map( static fn( object $row ): int => (int) $row->umeta_id, array_slice( $rows, count( $values ) ) );
		}
		$this->remove( $user_id, array_filter( $removed ) );
		array_map( fn( array $row ) => $this->update( ...$row ), $changed );
		$this->add( $user_id, $added );
	}

	// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals, WordPress.NamingConventions.ValidHookName -- WordPress' own hooks.
	/**
	 * @param list<array{int, string, string|null}> $rows User id, key, value.
	 */
	private function add( int $user_id, array $rows ): void {
		global $wpdb;
		foreach ( $rows as list( , $key, $value ) ) {
			do_action( 'add_user_meta', $user_id, $key, maybe_unserialize( $value ) );
		}
		// Ids follow each other within a statement only, and long values need several.
		foreach ( array_chunk( $rows, strlen( implode( array_column( $rows, 2 ) ) ) > Database::BYTES ? 1 : max( 1, count( $rows ) ) ) as $together ) {
			Links::insert_meta( $together );
			$id = (int) $wpdb->insert_id;
			wp_cache_delete( $user_id, 'user_meta' );
			foreach ( $together as $at => list( , $key, $value ) ) {
				do_action( 'added_user_meta', $id + $at, $user_id, $key, maybe_unserialize( $value ) );
			}
		}
	}

	private function update( int $id, int $user_id, string $key, ?string $value ): void {
		global $wpdb;
		do_action( 'update_user_meta', $id, $user_id, $key, maybe_unserialize( $value ) );
		Database::write( "UPDATE {$wpdb->usermeta} SET meta_value = %s WHERE umeta_id = %d", $value, $id );
		wp_cache_delete( $user_id, 'user_meta' );
		do_action( 'updated_user_meta', $id, $user_id, $key, maybe_unserialize( $value ) );
	}

	/**
	 * @param array<string, int[]> $rows Ids of rows, by key.
	 */
	private function remove( int $user_id, array $rows ): void {
		global $wpdb;
		foreach ( $rows as $key => $ids ) {
			do_action( 'delete_user_meta', $ids, $user_id, (string) $key, '' );
		}
		if ( array() === $rows ) {
			return;
		}
		Database::write( "DELETE FROM {$wpdb->usermeta} WHERE umeta_id IN ( %d )", array_merge( ...array_values( $rows ) ) );
		wp_cache_delete( $user_id, 'user_meta' );
		foreach ( $rows as $key => $ids ) {
			do_action( 'deleted_user_meta', $ids, $user_id, (string) $key, '' );
		}
	}

	/**
	 * Tells other plugins what WordPress tells when a user is changed.
	 *
	 * @param WP_User $former The user before.
	 * @param WP_User $user   The user now.
	 * @param bool    $record Whether the record of `users` was changed.
	 */
	private function tell( Undo_Plan $plan, WP_User $former, WP_User $user, bool $record ): void {
		$user_id = $plan->user_id;
		$roles   = $plan->back[ 'meta ' . Difference::role_keys()[0] ] ?? null;
		if ( null !== $roles ) {
			foreach ( array_diff( $former->roles, $user->roles ) as $role ) {
				do_action( 'remove_user_role', $user_id, $role );
			}
			foreach ( array_diff( $user->roles, $former->roles ) as $role ) {
				do_action( 'add_user_role', $user_id, $role );
			}
		}
		if ( $record ) {
			do_action( 'profile_update', $user_id, $former, wp_slash( array( 'user_pass' => '' ) + $user->to_array() ) );
		}
		// As where an account is deactivated or reactivated otherwise.
		match ( $plan->deactivates() ) {
			true  => do_action( 'wpo365_user_sync_user_deactivated', $user_id, __( 'An undo has put this account back to what it was: deactivated.', 'wpo365-user-sync' ) ),
			false => do_action( 'wpo365_user_sync_user_reactivated', $user_id ),
			null  => null,
		};
	}
	// phpcs:enable

	/**
	 * Clears what WordPress keeps of a user, under the former names and the present ones, and reads the user.
	 */
	private static function anew( WP_User $former ): WP_User {
		clean_user_cache( $former );
		$user = new WP_User( $former->ID );
		foreach ( array( 'userlogins' => $user->user_login, 'userslugs' => $user->user_nicename, 'useremail' => $user->user_email ) as $group => $name ) {
			'' === $name || wp_cache_set( $name, $user->ID, $group );
		}
		return $user;
	}
}
