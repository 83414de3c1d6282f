<?php
/**
 * REST routes that show the directory while settings are made.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;
use WPO365\User_Sync\Access;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\Trial;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Invalid_Setting;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Sync\Field_Map;

/**
 * Finds groups, tries filters and previews extra fields.
 */
final class Directory_Controller extends WP_REST_Controller {

	/**
	 * Takes what it needs.
	 *
	 * @param Group_Reader $groups Reads groups.
	 * @param Trial        $trial  Tries things out.
	 */
	public function __construct(
		private readonly Group_Reader $groups,
		private readonly Trial $trial
	) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'directory';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$text = static fn( string $description, int $max ): array => array(
			'description' => $description,
			'type'        => 'string',
			'maxLength'   => $max,
		);
		$this->route( '/groups', 'GET', array( $this, 'get_items' ), array( 'search' => $text( __( 'Beginning of the name.', 'wpo365-user-sync' ), 100 ) + array( 'minLength' => 1, 'required' => true ) ) );
		$this->route( '/groups/(?P<id>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})', 'GET', array( $this, 'get_item' ), array( 'id' => $text( __( 'Object id of the group.', 'wpo365-user-sync' ), 36 ) ) );
		$this->route( '/filter', 'POST', array( $this, 'try_filter' ), array( 'filter' => $text( __( 'Value of $filter.', 'wpo365-user-sync' ), 1500 ) + array( 'minLength' => 1, 'required' => true ) ) );
		$fields = array(
			'description'       => __( 'Extra fields, as in the settings.', 'wpo365-user-sync' ),
			'required'          => true,
			// Checked by the rules of the settings, which name the very field.
			'validate_callback' => '__return_true',
		) + Schema::schema()['properties']['fields'];
		unset( $fields['default'] );
		$this->route(
			'/preview',
			'POST',
			array( $this, 'preview' ),
			array(
				'fields' => $fields,
				'user'   => $text( __( 'Object id, user principal name or e-mail address; empty for anybody.', 'wpo365-user-sync' ), 250 ) + array( 'default' => '' ),
			)
		);
	}

	/**
	 * Finds groups by the beginning of their name.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response|WP_Error {
		return self::answer( fn(): array => $this->groups->search( trim( $request['search'] ) ) );
	}

	/**
	 * Gives one group.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_item( $request ): WP_REST_Response|WP_Error {
		return self::answer(
			fn(): array|WP_Error => $this->groups->one( $request['id'] )
				?? new WP_Error( 'unknown_group', __( 'The directory has no group with this id. It may have been deleted, or it belongs to another tenant.', 'wpo365-user-sync' ), array( 'status' => 404 ) )
		);
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
			return Graph_Problem::in_parameter( $failure, 'filter' );
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
			$fields = Update::fields( $request['fields'] );
			$found  = $this->trial->fields( $fields, trim( $request['user'] ) );
		} catch ( Invalid_Setting $invalid ) {
			return $invalid->to_wp_error();
		} catch ( Graph_Exception $failure ) {
			return Graph_Problem::in_parameter( $failure, 'fields' );
		}
		if ( null === $found['user'] ) {
			return new WP_Error( 'unknown_user', __( 'The directory lists nobody of that name. Enter the user principal name or the object id of somebody.', 'wpo365-user-sync' ), array( 'status' => 404 ) );
		}
		$value = static fn( array $field ): array => array(
			'property' => $field['property'],
			'meta_key' => $field['meta_key'], // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
			'label'    => $field['label'],
			'value'    => Field_Map::value( $found['user'], $field ),
			'refused'  => in_array( strtok( $field['property'], '.' ), $found['refused'], true ),
		);
		return new WP_REST_Response(
			array(
				'user'   => self::person( $found['user'] ),
				'values' => array_map( $value, $fields ),
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
			'id'                  => $user->id,
			'user_principal_name' => $user->user_principal_name,
			'display_name'        => $user->display_name,
			'email'               => $user->email(),
			'user_type'           => $user->user_type,
			'account_enabled'     => $user->account_enabled,
		);
	}

	/**
	 * Answers with what a call gives, or with the reason why it failed.
	 *
	 * @param callable(): (array<mixed>|WP_Error) $call The call.
	 */
	private static function answer( callable $call ): WP_REST_Response|WP_Error {
		try {
			return rest_ensure_response( $call() );
		} catch ( Graph_Exception $failure ) {
			return Graph_Problem::to_wp_error( $failure );
		}
	}

	/**
	 * Registers a route.
	 *
	 * @param string                              $path     What follows the base.
	 * @param string                              $method   Method.
	 * @param callable                            $callback What answers.
	 * @param array<string, array<string, mixed>> $args     Arguments.
	 */
	private function route( string $path, string $method, callable $callback, array $args ): void {
		register_rest_route(
			$this->namespace,
			"/$this->rest_base$path",
			array(
				'methods'             => $method,
				'callback'            => $callback,
				'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $args ) ),
				'args'                => $args,
			)
		);
	}
}
