<?php
/**
 * Rules that a schema can't express.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

use WPO365\User_Sync\Access;

/**
 * Checks settings against the site: roles and users that exist, meta keys that are free, roles that are dangerous.
 */
final class Rules {

	/**
	 * Meta keys that decide who somebody is and what they may do, on any site of a network; and those of this plugin.
	 */
	private const RESERVED = '/^(_.*|.*(capabilities|user_level|user-settings|user-settings-time)|session_tokens|aadObjectId|userPrincipalName|aadTenantId|wpo365_.*|first_name|last_name|nickname|default_password_nag|rich_editing|syntax_highlighting|comment_shortcuts|admin_color|use_ssl|show_admin_bar_front|locale|primary_blog|source_domain|spam|deleted)$/Di';

	/**
	 * Says in words what the schema says in an expression.
	 *
	 * @param string $path Path of a setting.
	 * @return string|null Null where the schema's own words will do.
	 */
	public static function format( string $path ): ?string {
		return match ( (string) preg_replace( '/\.\d+/', '.*', $path ) ) {
			/* translators: %s: name of a setting */
			'connection.tenant'            => sprintf( __( '%s must be the Directory (tenant) ID, or a domain of the tenant such as contoso.com.', 'wpo365-user-sync' ), $path ),
			/* translators: %s: name of a setting */
			'connection.client_id'         => sprintf( __( '%s must be the Application (client) ID, for example 11112222-3333-4444-5555-666677778888.', 'wpo365-user-sync' ), $path ),
			/* translators: %s: name of a setting */
			'scope.group_ids.*', 'roles.mappings.*.group_id' => sprintf( __( '%s must be the object ID of a group, for example 11112222-3333-4444-5555-666677778888.', 'wpo365-user-sync' ), $path ),
			/* translators: %s: name of a setting */
			'fields.*.property'            => sprintf( __( '%s must be the name of a property of Microsoft Graph, for example department or manager.displayName.', 'wpo365-user-sync' ), $path ),
			/* translators: %s: name of a setting */
			'schedule.time'                => sprintf( __( '%s must be a time of the day from 00:00 to 23:59, for example 03:00.', 'wpo365-user-sync' ), $path ),
			default                        => null,
		};
	}

	/**
	 * Tells what is wrong with a value that fits the schema.
	 *
	 * @param string $path  Path of a setting.
	 * @param mixed  $value The value.
	 * @return string|null Null where nothing is.
	 */
	public static function broken( string $path, mixed $value ): ?string {
		return match ( (string) preg_replace( '/\.\d+/', '.*', $path ) ) {
			'removal.reassign_to'      => self::user( $path, $value ),
			'removal.protected_roles.*', 'roles.default_role', 'roles.mappings.*.role' => self::role( $path, (string) $value ),
			'fields.*.meta_key'        => self::meta_key( $path, (string) $value ),
			default                    => null,
		};
	}

	/**
	 * Refuses roles with far-reaching capabilities that are newly given away, unless that is confirmed.
	 *
	 * @param array<string, mixed> $before The settings so far.
	 * @param array<string, mixed> $after  The settings to be saved.
	 * @param bool                 $sure   Whether the request confirms it.
	 * @throws Invalid_Setting When it does not.
	 */
	public static function confirm_privileged( array $before, array $after, bool $sure ): void {
		foreach ( self::given( $after ) as $field => $grant ) {
			if ( $sure || in_array( $grant, self::given( $before ), true ) || ! self::is_privileged( $after, $field ) ) {
				continue;
			}
			throw new Invalid_Setting(
				$field,
				/* translators: %s: name of a setting */
				sprintf( __( '%s: this role may manage options or users, so people who manage the directory could take over this site. If that is what you want, confirm it under “I want the directory to give roles that may manage this site” (roles.confirm_privileged).', 'wpo365-user-sync' ), $field )
			);
		}
	}

	/**
	 * Refuses extra fields that would be written to a reserved meta key, or two of them to the same.
	 *
	 * @param list<array<string, mixed>> $fields The fields, complete.
	 * @throws Invalid_Setting When there is one.
	 */
	public static function distinct_fields( array $fields ): void {
		$seen = array();
		foreach ( $fields as $index => $field ) {
			$path     = "fields.$index.meta_key";
			$key      = (string) $field['meta_key'];
			$sentence = self::broken( $path, $key );
			// The database takes "City" and "city" for the same.
			if ( isset( $seen[ strtolower( $key ) ] ) ) {
				/* translators: 1: name of a setting, 2: name of a meta key */
				$sentence = sprintf( __( '%1$s: another field is already stored as “%2$s”. Choose another key.', 'wpo365-user-sync' ), $path, $key );
			}
			if ( null !== $sentence ) {
				throw new Invalid_Setting( $path, $sentence );
			}
			$seen[ strtolower( $key ) ] = true;
		}
	}

	/**
	 * Lists what gives which role.
	 *
	 * @param array<string, mixed> $settings Settings.
	 * @return array<string, string> Group and role, by path.
	 */
	private static function given( array $settings ): array {
		$given = array( 'roles.default_role' => ' ' . $settings['roles']['default_role'] );
		foreach ( $settings['roles']['mappings'] as $index => $mapping ) {
			$given[ "roles.mappings.$index.role" ] = strtolower( $mapping['group_id'] ) . ' ' . $mapping['role'];
		}
		return $given;
	}

	/**
	 * Tells whether the role at a path is privileged.
	 *
	 * @param array<string, mixed> $settings Settings.
	 * @param string               $field    Path of the role.
	 */
	private static function is_privileged( array $settings, string $field ): bool {
		$name = $settings;
		foreach ( explode( '.', $field ) as $key ) {
			$name = $name[ $key ];
		}
		$role = get_role( $name );
		return null !== $role && array() !== array_intersect( Access::PRIVILEGED, array_keys( array_filter( $role->capabilities ) ) );
	}

	/**
	 * Checks a role.
	 *
	 * @param string $path Path of the setting.
	 * @param string $name Name of the role.
	 */
	private static function role( string $path, string $name ): ?string {
		/* translators: 1: name of a setting, 2: name of a role */
		return wp_roles()->is_role( $name ) ? null : sprintf( __( '%1$s: this site has no role “%2$s”. Choose an existing role.', 'wpo365-user-sync' ), $path, $name );
	}

	/**
	 * Checks a user id.
	 *
	 * @param string $path Path of the setting.
	 * @param mixed  $id   Id, or null.
	 */
	private static function user( string $path, mixed $id ): ?string {
		/* translators: 1: name of a setting, 2: id of a user */
		return null === $id || false !== get_userdata( (int) $id ) ? null : sprintf( __( '%1$s: there is no user %2$d on this site. Choose an existing user.', 'wpo365-user-sync' ), $path, (int) $id );
	}

	/**
	 * Checks a meta key.
	 *
	 * @param string $path Path of the setting.
	 * @param string $key  The key.
	 */
	private static function meta_key( string $path, string $key ): ?string {
		if ( '' === $key ) {
			// The form sends it so; the property's name takes its place before anything is saved, and is checked then.
			return null;
		}
		// To the database an accent or an invisible character makes no difference: the key could be a reserved one after all.
		if ( 1 !== preg_match( '/^[\x21-\x7E]+( +[\x21-\x7E]+)*$/D', $key ) ) {
			/* translators: %s: name of a setting */
			return sprintf( __( '%s may hold letters without accents, digits, and signs such as _ and - only. Choose another key.', 'wpo365-user-sync' ), $path );
		}
		/* translators: 1: name of a setting, 2: name of a meta key */
		return 1 === preg_match( self::RESERVED, $key ) ? sprintf( __( '%1$s: “%2$s” is reserved for WordPress or this plugin. Choose another key.', 'wpo365-user-sync' ), $path, $key ) : null;
	}
}
