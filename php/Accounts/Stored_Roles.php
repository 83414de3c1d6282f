<?php
/**
 * Roles as WordPress stores them.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Knows under which key of user meta roles and capabilities stand, and reads what is stored there: a serialized array, name => whether it is granted. Other sites that share the table of users have keys of their own.
 */
final class Stored_Roles {

	/** What the keys end in; before it stands the prefix of the site's tables. */
	private const SUFFIX = 'capabilities';

	/**
	 * Names the key of this site.
	 */
	public static function key(): string {
		global $wpdb;
		return $wpdb->get_blog_prefix() . self::SUFFIX;
	}

	/**
	 * Tells which site a key is about.
	 *
	 * @return string|null Prefix of the site's tables; null where the key is not about roles.
	 */
	public static function prefix( string $key ): ?string {
		return str_ends_with( strtolower( $key ), self::SUFFIX ) ? substr( $key, 0, -strlen( self::SUFFIX ) ) : null;
	}

	/**
	 * Reads what is stored; no object is made.
	 *
	 * @param mixed $stored As it stands in the table, or as WordPress gives it.
	 * @return array<mixed>|null Null where it is no array.
	 */
	public static function read( mixed $stored ): ?array {
		$value = is_string( $stored ) && is_serialized( $stored ) ? @unserialize( $stored, array( 'allowed_classes' => false ) ) : $stored; // phpcs:ignore
		return is_array( $value ) ? $value : null;
	}

	/**
	 * Lists the roles and capabilities that are granted.
	 *
	 * @param mixed $stored As it stands in the table, or as WordPress gives it.
	 * @return list<string> Names.
	 */
	public static function granted( mixed $stored ): array {
		return array_map( strval( ... ), array_keys( array_filter( self::read( $stored ) ?? array() ) ) );
	}

	/**
	 * Takes names out of what is stored.
	 *
	 * @param string   $stored As it stands in the table.
	 * @param string[] $names  Roles and capabilities.
	 */
	public static function without( string $stored, array $names ): string {
		$value = self::read( $stored );
		return null === $value ? $stored : serialize( array_diff_key( $value, array_flip( $names ) ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- as WordPress stores arrays.
	}
}
