<?php
/**
 * REST route of the notices.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Notices\Notices;
use WP_REST_Controller;
use WP_REST_Response;

/**
 * Sends a test mail, and tells what became of it.
 */
final class Notifications_Controller extends WP_REST_Controller {

	public function __construct( private readonly Notices $notices ) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'notifications';
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		register_rest_route(
			$this->namespace,
			"/{$this->rest_base}/test",
			array(
				array(
					'methods'             => 'POST',
					'callback'            => Errors::guard( fn(): WP_REST_Response => new WP_REST_Response( $this->notices->test() ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Gives the schema of what became of a mail.
	 */
	public function get_item_schema(): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-test-mail',
			'type'       => 'object',
			'properties' => array(
				'to'     => array(
					'description' => __( 'Addresses that it was meant for.', 'wpo365-user-sync' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
				),
				'sent'   => array(
					'description' => __( 'Whether WordPress has handed it over.', 'wpo365-user-sync' ),
					'type'        => 'boolean',
				),
				'reason' => array(
					'description' => __( 'Why not; empty where it has.', 'wpo365-user-sync' ),
					'type'        => 'string',
				),
			),
		);
	}
}
