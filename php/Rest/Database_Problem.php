<?php
/**
 * Failures of the database as REST errors.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction_Broken;
use WP_Error;
use WP_REST_Request;

/**
 * Answers with a sentence where the database has refused, instead of a fatal error.
 */
final class Database_Problem {

	/**
	 * Guards a route's callback.
	 *
	 * @param callable(WP_REST_Request): mixed $callback What answers, or checks a permission.
	 */
	public static function guard( callable $callback ): \Closure {
		return static function ( WP_REST_Request $request ) use ( $callback ): mixed {
			try {
				return $callback( $request );
			} catch ( Database_Failed | Transaction_Broken ) {
				return new WP_Error( 'results_lost', __( 'The database refused to store or to read something, so nothing was done. Try again; if that does not help, reload this page, so that missing tables are created again, and ask your host about the database.', 'wpo365-user-sync' ), array( 'status' => 500 ) );
			}
		};
	}
}
