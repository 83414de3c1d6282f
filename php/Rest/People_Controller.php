<?php
/**
 * REST route of single people.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Columns;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Sync\Person_Now;
use WPO365\User_Sync\Sync\Person_Steps;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Shows how far a person comes, and synchronizes that one person.
 */
final class People_Controller extends WP_REST_Controller {

	/** Characters of the longest user principal name that is looked up. */
	private const LONGEST = 254;

	public function __construct( private readonly Person_Now $person ) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'people';
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$args = self::args();
		register_rest_route(
			$this->namespace,
			"/$this->rest_base",
			array(
				array(
					'methods'             => 'POST',
					'callback'            => Errors::guard( array( $this, 'create_item' ) ),
					// What writing needs depends on the row: it is asked when that is known, and before anything is written.
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $args ) ),
					'args'                => $args,
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Looks a person up, or synchronizes the person.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function create_item( $request ): WP_REST_Response|WP_Error {
		try {
			$done = $this->person->act( trim( (string) $request['who'] ), $request['write'], get_current_user_id() );
		} catch ( Graph_Exception $failure ) {
			return Errors::of_graph( $failure );
		}
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		// What can be done is what writing would do; the row itself may not be stored anywhere.
		$row = null === $done['row'] ? null : array( 'actions' => $done['actions'] ) + Columns::to_array( $done['row'] );
		return new WP_REST_Response( array( 'steps' => $done['steps'], 'row' => $row ) );
	}

	/**
	 * Checks what a person is looked up by.
	 *
	 * @param mixed $who Value of the argument.
	 * @return bool|WP_Error True, or a sentence.
	 */
	public static function check_who( mixed $who, WP_REST_Request $request, string $name ): bool|WP_Error {
		$valid = rest_validate_request_arg( $who, $request, $name );
		if ( is_wp_error( $valid ) ) {
			return $valid;
		}
		$who    = trim( (string) $who );
		$is_id  = 1 === preg_match( '/^[1-9]\d{0,17}$/D', $who ) || Guid::is_valid( $who );
		$is_upn = 1 === preg_match( '/^[^\s@\/\\\\?%<>\x00-\x1F\x7F]+@[^\s@\/\\\\?%<>\x00-\x1F\x7F]+$/Du', $who );
		return $is_id || $is_upn ? true : new WP_Error( 'rest_invalid_param', __( 'who: Enter an object ID, a user principal name (such as jane@example.com) or the ID of a WordPress user.', 'wpo365-user-sync' ) );
	}

	/**
	 * Gives the schema of the answer.
	 */
	public function get_item_schema(): array {
		$text = static fn( array $enum ): array => array( 'type' => 'string', 'enum' => $enum );
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-person',
			'type'       => 'object',
			'properties' => array(
				'steps' => array(
					'description' => __( 'How far the person comes: five steps, of which at most one has failed.', 'wpo365-user-sync' ),
					'type'        => 'array',
					'items'       => array(
						'type'       => 'object',
						'properties' => array(
							'id'      => $text( Person_Steps::IDS ),
							'status'  => $text( Person_Steps::STATUSES ),
							'message' => array( 'type' => 'string' ),
						),
					),
				),
				'row'   => array(
					'description' => __( 'The person as a row of results; null where nobody was found. Its actions are what writing would do.', 'wpo365-user-sync' ),
					'type'        => array( 'object', 'null' ),
					'properties'  => Columns::properties(),
				),
			),
		);
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	private static function args(): array {
		return array(
			'who'   => array(
				'description'       => __( 'Object ID, user principal name, or ID of a WordPress user.', 'wpo365-user-sync' ),
				'type'              => array( 'string', 'integer' ),
				'minLength'         => 1,
				'maxLength'         => self::LONGEST,
				'required'          => true,
				'validate_callback' => array( self::class, 'check_who' ),
				'sanitize_callback' => static fn( mixed $who ): string => trim( (string) $who ),
			),
			'write' => array(
				'description' => __( 'Whether what the row says is done: create, update or link. Nobody is ever removed.', 'wpo365-user-sync' ),
				'type'        => 'boolean',
				'default'     => false,
			),
		);
	}
}
