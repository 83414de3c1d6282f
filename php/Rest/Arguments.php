<?php
/**
 * Checks of arguments that WordPress leaves to a plugin.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WP_Error;
use WP_REST_Request;

/**
 * WordPress validates the arguments that a route knows and passes over all others: a misspelt one would silently count as its default.
 */
final class Arguments {

	/** What WordPress itself puts into requests. */
	private const COMMON = array( '_locale', '_fields', '_envelope', '_jsonp', '_wpnonce', '_method', '_embed', 'rest_route', 'context' );

	/** The largest number of a page, so that no offset is larger than a number can be. */
	private const LAST_PAGE = 1_000_000;

	/**
	 * Picks the arguments of paging, without WordPress' own callbacks: they let null pass as 0.
	 *
	 * @param array<string, array<string, mixed>> $params Collection parameters of WordPress.
	 * @return array<string, array<string, mixed>> Of these, page and per_page.
	 */
	public static function paging( array $params ): array {
		$plain = static fn( array $param ): array => array_diff_key( $param, array_flip( array( 'validate_callback', 'sanitize_callback' ) ) );
		return array(
			'page'     => $plain( $params['page'] ) + array( 'maximum' => self::LAST_PAGE ),
			'per_page' => $plain( $params['per_page'] ),
		);
	}

	/**
	 * Refuses unknown arguments, after the permission was checked.
	 *
	 * @param callable(WP_REST_Request): (bool|WP_Error) $permission Permission check.
	 * @param string[]                                   $known      Names of the route's arguments.
	 * @return callable(WP_REST_Request): (bool|WP_Error)
	 */
	public static function guard( callable $permission, array $known ): callable {
		return static function ( WP_REST_Request $request ) use ( $permission, $known ): bool|WP_Error {
			$allowed = $permission( $request );
			return true === $allowed ? self::refuse_unknown( $request, $known ) : $allowed;
		};
	}

	/**
	 * @param string[] $known Names.
	 */
	private static function refuse_unknown( WP_REST_Request $request, array $known ): bool|WP_Error {
		$given   = array_merge( array_keys( $request->get_query_params() ), array_keys( (array) $request->get_json_params() ), array_keys( $request->get_body_params() ) );
		$unknown = array_values( array_unique( array_diff( array_map( 'strval', $given ), $known, self::COMMON ) ) );
		if ( ! $unknown ) {
			return true;
		}
		return new WP_Error(
			'rest_invalid_param',
			/* translators: %s: list of parameter names. */
			sprintf( __( 'Unknown parameter(s): %s', 'wpo365-user-sync' ), implode( ', ', $unknown ) ),
			array(
				'status' => 400,
				'params' => array_fill_keys( $unknown, __( 'This route does not know this parameter.', 'wpo365-user-sync' ) ),
			)
		);
	}
}
