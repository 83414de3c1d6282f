<?php
/**
 * REST routes that show the directory while settings are made.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Accounts\Field_Map;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\Trial;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Invalid_Setting;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Finds groups, tries filters and previews extra fields.
 */
final class Directory_Controller extends WP_REST_Controller {

	public function __construct(
		private readonly Group_Reader $groups,
		private readonly Trial $trial,
		private readonly Settings $settings
	) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'directory';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$text   = static fn( string $description, int $max ): array => array(
			'description' => $description,
			'type'        => 'string',
			'maxLength'   => $max,
		);
		$groups = array(
			'search' => $text( __( 'Beginning of the name.', 'wpo365-user-sync' ), 100 ) + array( 'minLength' => 1 ),
			'ids'    => array(
				'description' => __( 'Object IDs of groups to look up instead.', 'wpo365-user-sync' ),
				'type'        => 'array',
				'items'       => array(
					'type'    => 'string',
					'pattern' => '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
				),
				'minItems'    => 1,
				'maxItems'    => 20,
			),
		);
		$fields = array(
			'description'       => __( 'Extra fields, as in the settings; by default those that are saved.', 'wpo365-user-sync' ),
			// Checked by the rules of the settings, which name the very field.
			'validate_callback' => '__return_true',
			'sanitize_callback' => static fn( mixed $value ): mixed => $value,
		) + array_diff_key( Schema::schema()['properties']['fields'], array( 'default' => true ) );
		$this->route( '/groups', 'GET', array( $this, 'get_items' ), $groups, Directory_Schema::group( ... ) );
		$this->route( '/filter', 'POST', array( $this, 'try_filter' ), array( 'filter' => $text( __( 'Value of $filter; empty for everybody.', 'wpo365-user-sync' ), 1500 ) + array( 'required' => true ) ), Directory_Schema::filter( ... ) );
		$this->route(
			'/preview',
			'POST',
			array( $this, 'preview' ),
			array(
				'user'   => $text( __( 'Object ID, user principal name or e-mail address; empty for anybody.', 'wpo365-user-sync' ), 250 ) + array( 'default' => '' ),
				'fields' => $fields,
			),
			Directory_Schema::preview( ... )
		);
	}

	/**
	 * Finds groups by the beginning of their name, or looks some up by their ids.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response|WP_Error {
		$search = trim( (string) $request['search'] );
		if ( '' === $search && null === $request['ids'] ) {
			return new WP_Error( 'rest_missing_callback_param', __( 'Send search, the beginning of a name, or ids, the object IDs of groups.', 'wpo365-user-sync' ), array( 'status' => 400, 'params' => array( 'search' ) ) );
		}
		$missing = static fn( string $id ): array => array(
			'id'      => $id,
			'name'    => null,
			'members' => null,
		);
		try {
			if ( null === $request['ids'] ) {
				return new WP_REST_Response( $this->groups->search( $search ) );
			}
			$groups = array_map( fn( string $id ): array => $this->groups->one( $id ) ?? $missing( $id ), $request['ids'] );
			Group_Names::remember( $groups );
			return new WP_REST_Response( $groups );
		} catch ( Graph_Exception $failure ) {
			return Errors::of_graph( $failure );
		}
	}

	/**
	 * Tries a filter: how many users it lists, and the first of them.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function try_filter( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		try {
			$result = $this->trial->filter( trim( $request['filter'] ) );
		} catch ( Graph_Exception $failure ) {
			return Errors::in_parameter( $failure, 'filter' );
		}
		return new WP_REST_Response( array( 'users' => array_map( self::person( ... ), $result['users'] ) ) + $result );
	}

	/**
	 * Shows the values that one user of the tenant would get.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function preview( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		try {
			$fields = null === $request['fields'] ? $this->settings->get( 'fields' ) : Update::fields( $request['fields'] );
			$found  = $this->trial->fields( $fields, trim( $request['user'] ) );
		} catch ( Invalid_Setting $invalid ) {
			return $invalid->to_wp_error();
		} catch ( Graph_Exception $failure ) {
			return Errors::in_parameter( $failure, 'fields' );
		}
		$user = $found['user'];
		if ( null === $user ) {
			return new WP_Error( 'unknown_user', __( 'No directory user has that name. Enter a user principal name, an e-mail address or an object ID.', 'wpo365-user-sync' ), array( 'status' => 404 ) );
		}
		$value = static fn( array $field ): array => array(
			'meta_key' => $field['meta_key'], // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
			'label'    => $field['label'],
			'value'    => Field_Map::value( $user, $field ),
		);
		return new WP_REST_Response(
			array(
				'user'    => self::person( $user ),
				'values'  => array_map( $value, $fields ),
				'refused' => $found['refused'],
			)
		);
	}

	/**
	 * Describes a user of the directory.
	 *
	 * @param Directory_User $user The user.
	 * @return array<string, string|bool|null>
	 */
	private static function person( Directory_User $user ): array {
		return array(
			'object_id'           => $user->id,
			'user_principal_name' => $user->user_principal_name,
			'display_name'        => $user->display_name,
			'email'               => $user->email(),
			'user_type'           => $user->user_type,
			'account_enabled'     => $user->account_enabled,
		);
	}

	/**
	 * Registers a route.
	 *
	 * @param string                              $path     What follows the base.
	 * @param string                              $method   Method.
	 * @param callable                            $callback What answers.
	 * @param array<string, array<string, mixed>> $args     Arguments.
	 * @param callable                            $schema   Gives the schema of the answer.
	 */
	private function route( string $path, string $method, callable $callback, array $args, callable $schema ): void {
		register_rest_route(
			$this->namespace,
			"/$this->rest_base$path",
			array(
				array(
					'methods'             => $method,
					'callback'            => $callback,
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $args ) ),
					'args'                => $args,
				),
				'schema' => $schema,
			)
		);
	}
}
