<?php
/**
 * REST route of the schedule.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Schedule\Overview;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Tells what the site does by itself, and when.
 */
final class Schedule_Controller extends WP_REST_Controller {

	public function __construct( private readonly Overview $overview ) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'schedule';
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		register_rest_route(
			$this->namespace,
			'/' . $this->rest_base,
			array(
				array(
					'methods'             => 'GET',
					'callback'            => Errors::guard( array( $this, 'get_item' ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Gives the schedule.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_item( $request ): WP_REST_Response {
		return new WP_REST_Response( $this->overview->to_array() );
	}

	/**
	 * Gives the schema of the answer.
	 */
	public function get_item_schema(): array {
		$time = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => array( 'string', 'null' ),
			'format'      => 'date-time',
		);
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-schedule',
			'type'       => 'object',
			'properties' => array(
				'next_full'    => $time( __( 'When the next full synchronization begins; in the past where it is overdue.', 'wpo365-user-sync' ) ),
				'next_changes' => $time( __( 'When the next synchronization of changes begins.', 'wpo365-user-sync' ) ),
				'last_tick'    => $time( __( 'When the site last did what is due.', 'wpo365-user-sync' ) ),
				'ticks'        => array(
					'description' => __( 'Whether the site does by itself what is due.', 'wpo365-user-sync' ),
					'type'        => 'string',
					'enum'        => array( 'working', 'late', 'unknown' ),
				),
				'reason'       => array(
					'description' => __( 'Why something does not go on by itself.', 'wpo365-user-sync' ),
					'type'        => array( 'string', 'null' ),
				),
				'failures'     => array(
					'description' => __( 'Scheduled synchronizations that have failed since the last one that did not.', 'wpo365-user-sync' ),
					'type'        => 'integer',
				),
				'late'         => array(
					'description' => __( 'Whether a full synchronization was due more than an interval ago and has not completed.', 'wpo365-user-sync' ),
					'type'        => 'boolean',
				),
				'run_as'       => array(
					'description' => __( 'ID of the user in whose name scheduled synchronizations run.', 'wpo365-user-sync' ),
					'type'        => array( 'integer', 'null' ),
				),
			),
		);
	}
}
