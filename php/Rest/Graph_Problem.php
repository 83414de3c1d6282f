<?php
/**
 * Failures of Microsoft Graph as REST errors.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WP_Error;

/**
 * Turns a failed call into the error of a route.
 */
final class Graph_Problem {

	/**
	 * Makes the error. 401 and 403 stay reserved for the caller's own rights on this site.
	 *
	 * @param Graph_Exception $failure The failure.
	 */
	public static function to_wp_error( Graph_Exception $failure ): WP_Error {
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
			return self::to_wp_error( $failure );
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
}
