<?php
/**
 * Keeps WordPress quiet while many users are written.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Error_Log;

/**
 * Nobody is mailed about changes that come from the directory, and users are recounted once, not once a user.
 */
final class Quiet {

	private const MAILS = array( 'send_email_change_email', 'send_password_change_email' );

	/** Where WordPress recounts users. */
	private const RECOUNTS = array( 'user_register', 'deleted_user' );

	/**
	 * A handler that throws here must not turn a step that is done into an error.
	 */
	private static function recount(): void {
		try {
			wp_maybe_update_user_counts();
		} catch ( \Throwable $thrown ) {
			Error_Log::note( $thrown, 'users were not counted' );
		}
	}

	/**
	 * Does work without mails and recounts, then recounts if anybody came or went.
	 *
	 * @template T
	 * @param callable(): T $work Work.
	 * @return T
	 */
	public static function while( callable $work ): mixed {
		$came_or_went = 0;
		$count        = static function () use ( &$came_or_went ): void {
			++$came_or_went;
		};
		foreach ( self::MAILS as $mail ) {
			add_filter( $mail, '__return_false', PHP_INT_MAX );
		}
		$recounted = array();
		foreach ( self::RECOUNTS as $hook ) {
			$recounted[ $hook ] = remove_action( $hook, 'wp_maybe_update_user_counts', 10 );
			add_action( $hook, $count, 10, 0 );
		}
		try {
			return $work();
		} finally {
			foreach ( self::MAILS as $mail ) {
				remove_filter( $mail, '__return_false', PHP_INT_MAX );
			}
			foreach ( $recounted as $hook => $was_there ) {
				remove_action( $hook, $count, 10 );
				if ( $was_there ) {
					add_action( $hook, 'wp_maybe_update_user_counts', 10, 0 );
				}
			}
			if ( $came_or_went > 0 && in_array( true, $recounted, true ) ) {
				self::recount();
			}
		}
	}
}
