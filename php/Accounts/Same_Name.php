<?php
/**
 * When two names are the same.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * The one comparison of logins, addresses, UPNs and ids: exact, but for the case of the letters A to Z.
 *
 * Unicode's folding of cases makes one name of two: it takes the KELVIN SIGN (U+212A) for k, so the account of `mike@` would go to somebody else.
 */
final class Same_Name {

	private const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	private const LOWER = 'abcdefghijklmnopqrstuvwxyz';

	/**
	 * Gives what is the same for the same names, to look them up by. Not for display, and not to be stored.
	 */
	public static function key( string $name ): string {
		return strtr( $name, self::UPPER, self::LOWER );
	}

	/**
	 * Tells whether two names are the same.
	 */
	public static function equal( string $one, string $other ): bool {
		return self::key( $one ) === self::key( $other );
	}
}
