<?php
/**
 * What a new account gets.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Directory\Directory_User;

/**
 * Knows which user name and which values a new account gets, what WordPress can store of them, and why an account can't be made.
 */
final class New_Account {

	/** Limits of the database, in characters. */
	public const MAX_LOGIN        = 60;
	public const MAX_EMAIL        = 100;
	public const MAX_DISPLAY_NAME = 250;

	/**
	 * Tells the login that a new account gets. It is never used to match.
	 */
	public static function login( Directory_User $person ): string {
		return trim( sanitize_user( $person->user_principal_name, true ) );
	}

	/**
	 * Tells why no account can be made for a person, whoever has these names already.
	 *
	 * @return string A sentence, or an empty string.
	 */
	public static function why_not( Directory_User $person ): string {
		$login = self::login( $person );
		$email = (string) $person->email();
		return match ( true ) {
			'' === $login => __( 'The user principal name holds no character that WordPress accepts in usernames. Change it in Microsoft 365, then synchronize again.', 'wpo365-user-sync' ),
			mb_strlen( $login ) > self::MAX_LOGIN => __( 'The user principal name is too long for WordPress (60 characters). Shorten it in Microsoft 365, then synchronize again.', 'wpo365-user-sync' ),
			mb_strlen( (string) $person->display_name ) > self::MAX_DISPLAY_NAME => __( 'The display name is too long for WordPress (250 characters). Shorten it in Microsoft 365, then synchronize again.', 'wpo365-user-sync' ),
			'' !== $email => self::email_unfit( $email ),
			default => '',
		};
	}

	/**
	 * Tells why an e-mail address can't be stored.
	 */
	public static function email_unfit( string $email ): string {
		if ( mb_strlen( $email ) > self::MAX_EMAIL ) {
			return __( 'The e-mail address is too long for WordPress (100 characters). Shorten it in Microsoft 365, then synchronize again.', 'wpo365-user-sync' );
		}
		// A site may store addresses in lower case; that is the same address.
		if ( ! Same_Name::equal( self::stored( 'user_email', $email ), $email ) ) {
			return __( 'WordPress would change this e-mail address, perhaps into somebody else’s. Correct it in Microsoft 365, then synchronize again.', 'wpo365-user-sync' );
		}
		return '';
	}

	/**
	 * Tells the form in which WordPress would store a value.
	 *
	 * @param string $field first_name, last_name, display_name or user_email.
	 */
	public static function stored( string $field, string $value ): string {
		$filter = 'user_email' === $field ? 'pre_user_email' : "pre_user_{$field}";
		$stored = '' === $value ? '' : trim( wp_unslash( (string) apply_filters( $filter, wp_slash( $value ) ) ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own filters.
		// wp_insert_user() takes "0" for empty.
		return '0' === $stored ? '' : $stored;
	}
}
