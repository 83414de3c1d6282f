<?php
/**
 * Failures as REST errors.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WP_Error;
use WP_REST_Request;

/**
 * Answers with a sentence and a status where Microsoft Graph or the database has failed.
 */
final class Errors {

	/**
	 * Makes the error for a failed call of Microsoft Graph. 401 and 403 stay reserved for the caller's own rights on this site.
	 *
	 * @param Graph_Exception $failure The failure.
	 */
	public static function of_graph( Graph_Exception $failure ): WP_Error {
		$status = match ( $failure->error ) {
			Graph_Error::Not_Configured, Graph_Error::Sign_In_Needed => 409,
			Graph_Error::Throttled                                   => 429,
			Graph_Error::Unreachable, Graph_Error::Server_Error      => 503,
			default                                                  => 502,
		};
		// A body that was replaced on its way is, to somebody at the screen, a matter for the host.
		$wait   = $failure->is_retryable() && ! $failure->is_broken ? array( 'retry_after' => $failure->retry_after ?? 5 ) : array();
		return new WP_Error( $failure->error->value, $failure->getMessage(), array( 'status' => $status ) + $wait );
	}

	/**
	 * Makes the error for something that somebody typed and Graph did not understand.
	 *
	 * @param Graph_Exception $failure The failure.
	 * @param string          $name    Name of the parameter.
	 */
	public static function in_parameter( Graph_Exception $failure, string $name ): WP_Error {
		if ( ! in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ) {
			return self::of_graph( $failure );
		}
		$sentence = '' === $failure->said
			? $failure->getMessage()
			/* translators: 1: name of a setting, 2: what Microsoft Graph said, in English */
			: sprintf( __( '%1$s was not accepted by Microsoft Graph: %2$s', 'wpo365-user-sync' ), $name, $failure->said );
		return new WP_Error(
			'rest_invalid_param',
			$sentence,
			array(
				'status' => 400,
				'field'  => $name,
				'params' => array( $name => $sentence ),
			)
		);
	}

	/**
	 * Guards a route's callback: where the database has refused, the route answers with a sentence instead of a fatal error.
	 *
	 * @param callable(WP_REST_Request): mixed $callback What answers, or checks a permission.
	 */
	public static function guard( callable $callback ): \Closure {
		return static function ( WP_REST_Request $request ) use ( $callback ): mixed {
			try {
				return $callback( $request );
			} catch ( Database_Failed | Transaction_Broken ) {
				return new WP_Error( 'results_lost', __( 'The database refused to store or to read something, so nothing was done. Try again; if that does not help, reload this page to have missing tables created again, and ask your host about the database.', 'wpo365-user-sync' ), array( 'status' => 500 ) );
			}
		};
	}
}
