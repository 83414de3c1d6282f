<?php
/**
 * REST route of Site Health.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Health;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Rest\Arguments;
use WPO365\User_Sync\Rest\Errors;
use WPO365\User_Sync\Rest\Runs_Controller;
use WP_REST_Controller;
use WP_REST_Response;

/**
 * Tests the connection while Site Health shows the rest.
 */
final class Health_Controller extends WP_REST_Controller {

	public function __construct( private readonly Site_Health $health ) {
		$this->namespace = Runs_Controller::NAMESPACE;
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		register_rest_route(
			$this->namespace,
			Site_Health::ROUTE,
			array(
				array(
					'methods'             => 'GET',
					'callback'            => Errors::guard( fn(): WP_REST_Response => new WP_REST_Response( $this->health->connection( get_current_user_id() ) ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Gives the schema of a result.
	 */
	public function get_item_schema(): array {
		$text = array( 'type' => 'string' );
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-health',
			'type'       => 'object',
			'properties' => array(
				'label'       => $text,
				'status'      => $text + array( 'enum' => array( 'good', 'recommended', 'critical' ) ),
				'badge'       => array(
					'type'       => 'object',
					'properties' => array(
						'label' => $text,
						'color' => $text,
					),
				),
				'description' => $text,
				'actions'     => $text,
				'test'        => $text,
			),
		);
	}
}
