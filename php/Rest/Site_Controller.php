<?php
/**
 * REST route of the site's identity.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;
use WPO365\User_Sync\Connection\Site_Identity;

/**
 * Tells whether this is the site that was connected, and takes an administrator's word for it.
 */
final class Site_Controller extends WP_REST_Controller {

	public function __construct() {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'site';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$arguments = array(
			'is' => array(
				'description' => __( 'Whether this is the site that was connected, or a copy of it.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => array( Site_Identity::SITE, Site_Identity::COPY ),
				'required'    => true,
			),
		);
		register_rest_route(
			$this->namespace,
			"/{$this->rest_base}",
			array(
				array(
					'methods'             => 'GET',
					'callback'            => array( $this, 'get_item' ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				array(
					'methods'             => 'POST',
					'callback'            => array( $this, 'update_item' ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $arguments ) ),
					'args'                => $arguments,
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Tells what is known.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_item( $request ): WP_REST_Response {
		return new WP_REST_Response( Site_Identity::to_array() );
	}

	/**
	 * Takes the answer, and tells what is known then.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function update_item( $request ): WP_REST_Response {
		Site_Identity::answer( $request['is'] );
		return $this->get_item( $request );
	}

	/**
	 * Gives the schema of the answer.
	 */
	public function get_item_schema(): array {
		$address = array( 'type' => 'string' );
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-site',
			'type'       => 'object',
			'properties' => array(
				'is'        => array(
					'type' => 'string',
					'enum' => array( Site_Identity::SITE, Site_Identity::COPY, Site_Identity::UNKNOWN ),
				),
				'address'   => array( 'description' => __( 'Address of this site.', 'wpo365-user-sync' ) ) + $address,
				'connected' => array( 'description' => __( 'Address, without its scheme, at which the site was connected; empty where none is remembered.', 'wpo365-user-sync' ) ) + $address,
			),
		);
	}
}
