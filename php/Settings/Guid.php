<?php
/**
 * The form of ids.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Knows the form of the ids that Microsoft gives to tenants, applications, people and groups.
 */
final class Guid {

	/**
	 * As an expression of JSON schema.
	 */
	public const PATTERN = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';

	/**
	 * Tells whether a text is a GUID.
	 *
	 * @param string $text Any text.
	 */
	public static function is_valid( string $text ): bool {
		return 1 === preg_match( '/' . self::PATTERN . '/D', $text );
	}
}
