<?php
/**
 * REST routes of results.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Columns;
use WPO365\User_Sync\Results\Query;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Row_Action;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Manual_Actions;
use WPO365\User_Sync\Sync\Run_Control;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Gives the three tables, acts on rows, and truncates.
 */
final class Results_Controller extends WP_REST_Controller {

	private const MOST_IDS = 100;

	/** What an action tells of each row. */
	private const OUTCOME = array( 'id', 'status', 'reason', 'user_id' );

	public function __construct(
		private readonly Manual_Actions $actions,
		private readonly Run_Control $control,
		private readonly Settings $settings,
	) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'results';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$schema = array( 'schema' => array( $this, 'get_public_item_schema' ) );
		register_rest_route(
			$this->namespace,
			'/results',
			array(
				array(
					'methods'             => 'GET',
					'callback'            => Errors::guard( array( $this, 'get_items' ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $this->get_collection_params() ) ),
					'args'                => $this->get_collection_params(),
				),
				array(
					'methods'             => 'DELETE',
					'callback'            => Errors::guard( array( $this, 'truncate' ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
			) + $schema
		);
		$args = $this->action_params();
		register_rest_route(
			$this->namespace,
			'/results/actions',
			array(
				array(
					'methods'             => 'POST',
					'callback'            => Errors::guard( array( $this, 'act' ) ),
					'permission_callback' => Arguments::guard( array( $this, 'check_action' ), array_keys( $args ) ),
					'args'                => $args,
				),
				'schema' => self::action_schema( ... ),
			)
		);
	}

	/**
	 * Checks the capabilities for an action. WordPress asks this also about a request whose arguments it has just refused
	 * (rest_send_allow_header()), so the action can be anything.
	 */
	public function check_action( WP_REST_Request $request ): bool|WP_Error {
		$allowed = Access::check_manage();
		if ( true !== $allowed ) {
			return $allowed;
		}
		return in_array( $request['action'], Row_Action::values(), true ) ? Access::check_actions( array( $request['action'] ) ) : false;
	}

	/**
	 * Gives a page of a table.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response {
		$query    = new Query(
			table: Table::from( $request['table'] ),
			statuses: array_map( Status::from( ... ), $request['status'] ),
			search: $request['search'],
			order_by: $request['orderby'],
			descending: 'desc' === $request['order'],
		);
		$total    = $query->count();
		$closes   = 'deactivate' === $this->settings->get( 'removal.mode' );
		$response = new WP_REST_Response( array_map( static fn( Result $row ): array => Columns::to_array( $row, $closes ), $query->page( $request['page'], $request['per_page'] ) ) );
		$response->header( 'X-WP-Total', (string) $total );
		$response->header( 'X-WP-TotalPages', (string) ceil( $total / $request['per_page'] ) );
		return $response;
	}

	/**
	 * Acts on rows.
	 */
	public function act( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		try {
			$rows = $this->actions->act( $request['action'], array_map( 'intval', $request['ids'] ), get_current_user_id() );
		} catch ( Graph_Exception $failure ) {
			return Errors::of_graph( $failure );
		}
		if ( is_wp_error( $rows ) ) {
			return $rows;
		}
		return new WP_REST_Response(
			array(
				'results' => array_map(
					static fn( Result $row ): array => array_intersect_key( Columns::to_array( $row ), array_flip( self::OUTCOME ) ),
					$rows
				),
			)
		);
	}

	/**
	 * Empties the tables.
	 */
	public function truncate(): WP_REST_Response|WP_Error {
		$done = $this->control->truncate();
		return is_wp_error( $done ) ? $done : new WP_REST_Response( array( 'truncated' => true ) );
	}

	/**
	 * Parameters of a page of a table.
	 */
	public function get_collection_params(): array {
		$params                        = Arguments::paging( parent::get_collection_params() );
		$params['per_page']['default'] = $this->settings->page_size();
		return $params + array(
			'table'   => array(
				'description' => __( 'Which of the three tables.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => array_column( Table::cases(), 'value' ),
				'required'    => true,
			),
			'search'  => array(
				'description' => __( 'Part of a user principal name, e-mail address, display name or username.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'maxLength'   => 255,
				'default'     => '',
			),
			'orderby' => array(
				'description' => __( 'Column to sort by.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => array_keys( Columns::shown() ),
				'default'     => 'id',
			),
			'order'   => array(
				'description' => __( 'Direction to sort in.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => array( 'asc', 'desc' ),
				'default'     => 'asc',
			),
			'status'  => array(
				'description' => __( 'Only rows with one of these statuses.', 'wpo365-user-sync' ),
				'type'        => 'array',
				'items'       => array(
					'type' => 'string',
					'enum' => Status::values(),
				),
				'default'     => array(),
			),
		);
	}

	/**
	 * Gives the schema of a row.
	 */
	public function get_item_schema(): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-result',
			'type'       => 'object',
			'properties' => Columns::properties(),
		);
	}

	/**
	 * Gives the schema of an action's answer.
	 *
	 * @return array<string, mixed>
	 */
	public static function action_schema(): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-action',
			'type'       => 'object',
			'properties' => array(
				'results' => array(
					'description' => __( 'What became of each row, in the order of the ids.', 'wpo365-user-sync' ),
					'type'        => 'array',
					'items'       => array(
						'type'       => 'object',
						'properties' => array_intersect_key( Columns::properties(), array_flip( self::OUTCOME ) ),
					),
				),
			),
		);
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	private function action_params(): array {
		return array(
			'action' => array(
				'description' => __( 'What to do with the rows.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => Row_Action::values(),
				'required'    => true,
			),
			'ids'    => array(
				'description' => __( 'IDs of the rows.', 'wpo365-user-sync' ),
				'type'        => 'array',
				'items'       => array(
					'type'    => 'integer',
					'minimum' => 1,
				),
				'minItems'    => 1,
				'maxItems'    => self::MOST_IDS,
				'uniqueItems' => true,
				'required'    => true,
			),
		);
	}
}
