<?php
/**
 * REST routes of the settings.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Directory\Trial;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Registration;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Stored;
use WPO365\User_Sync\Settings\Update;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Gives and saves the settings.
 */
final class Settings_Controller extends WP_REST_Controller {

	public function __construct(
		private readonly Settings $settings,
		private readonly Trial $trial
	) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'settings';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		$arguments = self::arguments();
		register_rest_route(
			$this->namespace,
			'/' . $this->rest_base,
			array(
				array(
					'methods'             => 'GET',
					'callback'            => array( $this, 'get_item' ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				array(
					'methods'             => 'POST',
					'callback'            => Errors::guard( array( $this, 'update_item' ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $arguments ) ),
					'args'                => $arguments,
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Gives the settings with their schema.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_item( $request ): WP_REST_Response {
		Registration::note();
		return new WP_REST_Response(
			array(
				'settings' => $this->settings->all(),
				'schema'   => Schema::schema(),
				'locked'   => $this->settings->locked(),
			)
		);
	}

	/**
	 * Saves a part of the settings, and gives all of them. The part comes as it is, or under "settings" as in the answer.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function update_item( $request ): WP_REST_Response|WP_Error {
		$stored = Stored::now();
		$given  = self::given( $request );
		try {
			$this->try_filter( $given['scope']['filter'] ?? null );
		} catch ( Graph_Exception $failure ) {
			return Errors::in_parameter( $failure, 'scope.filter' );
		}
		$saved = Update::of( $this->settings, $given, $stored );
		return is_wp_error( $saved ) ? $saved : $this->get_item( $request );
	}

	/**
	 * Gives the sections that a request sends.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<array-key, mixed> By name; what is an object in JSON, below the sections, stays one, because {} is no list.
	 */
	private static function given( WP_REST_Request $request ): array {
		$sent  = null === $request->get_json_params() ? $request->get_body_params() : json_decode( $request->get_body() );
		$given = array_intersect_key( (array) $sent, self::arguments() );
		$given = array_diff_key( $given, array( 'settings' => true ) ) + (array) ( $given['settings'] ?? array() );
		foreach ( array( 'connection', 'scope' ) as $section ) {
			if ( ( $given[ $section ] ?? null ) instanceof \stdClass ) {
				$given[ $section ] = (array) $given[ $section ];
			}
		}
		// What the answer says about the secret may come back with the rest: it changes nothing.
		$secret = $given['connection']['client_secret'] ?? null;
		if ( in_array( (array) $secret, array( array( 'set' => true ), array( 'set' => false ) ), true ) ) {
			unset( $given['connection']['client_secret'] );
		}
		return $given;
	}

	/**
	 * Tries a new filter: one that lists nobody, or the wrong people, must not wait in the settings for the next run.
	 *
	 * @param mixed $filter What is to be saved.
	 * @throws Graph_Exception When Graph refuses it, or can't be asked.
	 */
	private function try_filter( mixed $filter ): void {
		if ( is_string( $filter ) && '' !== trim( $filter ) && trim( $filter ) !== $this->settings->get( 'scope.filter' ) ) {
			$this->trial->filter( trim( $filter ) );
		}
	}

	/**
	 * Gives the schema of the answer.
	 */
	public function get_item_schema(): array {
		$settings = array_diff_key( Schema::schema(), array( '$schema' => true, 'title' => true ) );
		// The secret is sent and never received.
		$settings['properties']['connection']['properties']['client_secret'] = array(
			'description' => __( 'Whether there is a secret.', 'wpo365-user-sync' ),
			'type'        => 'object',
			'properties'  => array( 'set' => array( 'type' => 'boolean' ) ),
			'readonly'    => true,
		);
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-settings',
			'type'       => 'object',
			'properties' => array(
				'settings' => $settings,
				'schema'   => array(
					'description' => __( 'JSON schema of the settings.', 'wpo365-user-sync' ),
					'type'        => 'object',
				),
				'locked'   => array(
					'description' => __( 'Paths of the settings that wp-config.php decides.', 'wpo365-user-sync' ),
					'type'        => 'array',
					'items'       => array( 'type' => 'string' ),
				),
			),
		);
	}

	/**
	 * Gives the sections as arguments, and "settings" for them together. Settings::update() validates them by the same schema, all together and with the
	 * name of the very field that is wrong, which WordPress' own check of one argument after the other would not give.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	private static function arguments(): array {
		$own = array(
			'validate_callback' => '__return_true',
			'sanitize_callback' => static fn( mixed $value ): mixed => $value,
		);
		$all = array_map( static fn( array $section ): array => array_diff_key( $section, array( 'default' => true ) ) + $own, Schema::schema()['properties'] );
		return $all + array(
			'settings' => array(
				'description' => __( 'Sections of the settings, as in the answer.', 'wpo365-user-sync' ),
				'type'        => 'object',
			),
		);
	}
}
