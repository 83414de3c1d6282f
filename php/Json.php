<?php
/**
 * JSON that is kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Encodes what is stored in the plugin's tables. One value that can't be encoded never costs the rest: wp_json_encode() would answer false, and nothing would be stored.
 *
 * Everything beyond ASCII is escaped, so that tables of any character set hold it.
 */
final class Json {

	/**
	 * Encodes a value; text that is no UTF-8 is mended, and numbers that JSON does not know (infinite ones) become 0.
	 */
	public static function encode( mixed $value ): string {
		return (string) json_encode( $value, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR ); // phpcs:ignore WordPress.WP.AlternativeFunctions -- wp_json_encode() gives up where this substitutes.
	}
}
