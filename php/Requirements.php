<?php
/**
 * What the plugin needs of PHP.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Finds out which of PHP's extensions are missing. They can be gone again after the host has changed PHP, so they are not checked on activation alone.
 */
final class Requirements {

	/** A function that tells, by extension. WordPress brings its own sodium where the extension is missing; of mbstring it replaces a part only. */
	private const FUNCTIONS = array(
		'mbstring' => 'mb_strtolower',
		'openssl'  => 'openssl_verify',
		'sodium'   => 'sodium_crypto_secretbox',
		'json'     => 'json_encode',
	);

	/**
	 * Says what is missing and what to do.
	 *
	 * @return string A sentence; empty where all is there.
	 */
	public static function missing(): string {
		$missing = array_keys( array_filter( self::FUNCTIONS, static fn( string $function ): bool => ! function_exists( $function ) ) );
		return array() === $missing
			? ''
			/* translators: %s: list of PHP extensions. */
			: sprintf( __( 'WPO365 User Sync needs PHP extensions that this server does not have: %s. Ask your host to switch them on.', 'wpo365-user-sync' ), implode( ', ', $missing ) );
	}
}
