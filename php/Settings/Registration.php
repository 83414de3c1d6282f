<?php
/**
 * Whether anybody can make an account on this site.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Sees whether registration is open, and remembers that it was: accounts that strangers have made do not go when it is closed.
 */
final class Registration {

	/** Option that says that registration was open once; not autoloaded. */
	public const OPTION = 'wpo365_user_sync_registration_was_open';

	/** Options of WooCommerce that let customers make accounts. */
	private const WOOCOMMERCE = array( 'woocommerce_enable_myaccount_registration', 'woocommerce_enable_signup_and_login_from_checkout' );

	/**
	 * Tells whether registration is open, or was seen open before.
	 */
	public static function was_open(): bool {
		return self::was_noted() || self::is_open();
	}

	/**
	 * Remembers that registration is open. Called where somebody looks after the plugin or a run begins, not on pages of visitors.
	 */
	public static function note(): void {
		if ( ! self::was_noted() && self::is_open() ) {
			update_option( self::OPTION, '1', false );
		}
	}

	private static function was_noted(): bool {
		wp_prime_option_caches( array( self::OPTION, ...self::WOOCOMMERCE ) ); // One query for all of them.
		return '1' === get_option( self::OPTION );
	}

	private static function is_open(): bool {
		$open = (bool) get_option( 'users_can_register' );
		foreach ( self::WOOCOMMERCE as $option ) {
			$open = $open || 'yes' === get_option( $option );
		}
		/**
		 * Filters whether anybody can make an account on this site, in whatever way.
		 *
		 * @param bool $open Whether WordPress itself, or WooCommerce, lets visitors register.
		 */
		return (bool) apply_filters( 'wpo365_user_sync_registration_open', $open );
	}
}
