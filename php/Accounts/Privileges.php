<?php
/**
 * Who may manage a site or its users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Database\Database;

/**
 * Privileged anywhere is privileged: on this site, on any other of the network, and on sites that share the table of users without being a network.
 *
 * It reads the user meta that are in the cache already: no query an account.
 */
final class Privileges {

	/** @var array<int, bool> Privileged or not, by user id, for the part being worked on. */
	private array $known = array();

	/** @var array<string, array<string, mixed>> Definitions of roles of other sites, by prefix. */
	private array $roles = array();

	/**
	 * @param string[] $protected_roles Setting `removal.protected_roles`.
	 */
	public function __construct( private readonly array $protected_roles ) {}

	/**
	 * Tells whether an account may manage any of the sites or their users, is super admin, or has a protected role.
	 */
	public function has( int $user_id ): bool {
		return $this->known[ $user_id ] ??= $this->look_up( $user_id );
	}

	/**
	 * Tells whether an account would be privileged without some of its roles on this site: by another one, or by a capability that was given to it alone.
	 *
	 * @param string[] $roles Roles to leave out.
	 */
	public function has_without( int $user_id, array $roles ): bool {
		return $this->look_up( $user_id, $roles );
	}

	/**
	 * Tells which roles and capabilities in a value of user meta would make an account privileged on the site that the key is about.
	 *
	 * @param string $key   Key of user meta.
	 * @param mixed  $value What is, or was, stored under it.
	 * @return string[] Names; none where the key is not about capabilities.
	 */
	public function among( string $key, mixed $value ): array {
		$prefix = Stored_Roles::prefix( $key );
		if ( null === $prefix ) {
			return array();
		}
		$roles = $this->roles_of( $prefix );
		return array_values( array_filter( Stored_Roles::granted( $value ), fn( string $name ): bool => $this->is_privileged_set( array( $name ), $roles ) ) );
	}

	/**
	 * Tells whether a role of this site makes an account privileged.
	 */
	public function come_with( string $role ): bool {
		return $this->is_privileged_set( array( $role ), wp_roles()->roles );
	}

	/**
	 * Tells whether nobody else is administrator of this site and may sign in.
	 *
	 * No filter of other plugins is run: it is asked while WordPress finds out who is signed in, which such a filter could ask in turn.
	 */
	public static function is_last_administrator( int $user_id ): bool {
		global $wpdb;
		return 0 === Database::number(
			"SELECT COUNT(*) FROM {$wpdb->users} WHERE ID <> %d AND ID IN ( SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND meta_value LIKE %s ) AND NOT " . Deactivation::condition( 'ID' ),
			$user_id,
			Stored_Roles::key(),
			'%"administrator"%'
		);
	}

	/**
	 * Tells whether the site would have nobody left to manage it without an account: no administrator but deactivated ones. A network's super admins count, too: no site of theirs could call them back.
	 */
	public static function is_last_manager( int $user_id ): bool {
		if ( is_multisite() && is_super_admin( $user_id ) ) {
			return true;
		}
		return ! empty( get_userdata( $user_id )->allcaps[ Access::MAPPED_TO ] ) && self::is_last_administrator( $user_id );
	}

	/**
	 * Forgets what was looked up, since roles may change between parts.
	 */
	public function reset(): void {
		$this->known = array();
	}

	/**
	 * @param string[] $without Roles to leave out.
	 */
	private function look_up( int $user_id, array $without = array() ): bool {
		// Without a network, "super admin" is a capability like the others.
		if ( is_multisite() && is_super_admin( $user_id ) ) {
			return true;
		}
		$user = get_userdata( $user_id );
		if ( ! $user ) {
			return false;
		}
		if ( $without ) {
			$user       = clone $user; // WordPress hands out the very object of whoever is signed in.
			$user->caps = array_diff_key( $user->caps, array_flip( $without ) );
			$user->get_role_caps();
		}
		if ( array_intersect( $this->protected_roles, $user->roles ) ) {
			return true;
		}
		foreach ( Access::PRIVILEGED as $capability ) {
			if ( user_can( $user, $capability ) ) {
				return true;
			}
		}
		return $this->has_elsewhere( $user );
	}

	private function has_elsewhere( \WP_User $user ): bool {
		foreach ( (array) get_user_meta( $user->ID ) as $key => $values ) {
			$prefix = Stored_Roles::prefix( (string) $key );
			if ( null === $prefix || (string) $key === $user->cap_key ) {
				continue;
			}
			foreach ( (array) $values as $value ) {
				if ( $this->is_privileged_set( Stored_Roles::granted( $value ), $this->roles_of( $prefix ) ) ) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Tells whether roles and capabilities of another site hold one that is privileged. Roles that nobody here can look up count by their name alone.
	 *
	 * @param string[]             $granted Roles and capabilities.
	 * @param array<string, mixed> $roles   Definitions of that site's roles.
	 */
	private function is_privileged_set( array $granted, array $roles ): bool {
		if ( array_intersect( array( 'administrator', ...$this->protected_roles, ...Access::PRIVILEGED ), $granted ) ) {
			return true;
		}
		foreach ( $granted as $name ) {
			if ( array_intersect( Access::PRIVILEGED, array_keys( array_filter( (array) ( $roles[ $name ]['capabilities'] ?? array() ) ) ) ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Reads the definitions of the roles of another site: the network's sites have their own; what shares the users only is judged by this site's.
	 *
	 * @return array<string, mixed> By role.
	 */
	private function roles_of( string $prefix ): array {
		return $this->roles[ $prefix ] ??= $this->read_roles( $prefix ) + wp_roles()->roles;
	}

	/**
	 * @return array<string, mixed> By role; empty where there is no such site.
	 */
	private function read_roles( string $prefix ): array {
		global $wpdb;
		if ( ! is_multisite() || 1 !== preg_match( '/^' . preg_quote( $wpdb->base_prefix, '/' ) . '(?:(\d+)_)?$/D', $prefix, $match ) ) {
			return array();
		}
		$site  = (int) ( $match[1] ?? get_main_site_id() );
		$roles = null === get_site( $site ) ? array() : get_blog_option( $site, $prefix . 'user_roles' );
		return is_array( $roles ) ? $roles : array();
	}
}
