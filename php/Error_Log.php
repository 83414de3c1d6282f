<?php
/**
 * Errors in the server's log.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Notes errors that code of others throws, and that must stop nothing.
 */
final class Error_Log {

	/**
	 * Notes an error, without its message, which may hold personal data.
	 *
	 * @param string $so What has not been done for it, in English; may be empty.
	 */
	public static function note( \Throwable $thrown, string $so = '' ): void {
		error_log( sprintf( 'WPO365 User Sync: %s%s in %s line %d', '' === $so ? '' : "$so, since ", $thrown::class, $thrown->getFile(), $thrown->getLine() ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
	}
}
