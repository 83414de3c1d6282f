<?php
/**
 * REST routes of the connection.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Check_Status;
use WPO365\User_Sync\Connection\Checks\Checklist;
use WPO365\User_Sync\Connection\Checks\Diagnosis;
use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Connection\Connected_Account;
use WPO365\User_Sync\Connection\Connection;
use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Settings;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Tells how the connection is, tests it, begins a sign-in and forgets the tokens.
 */
final class Connection_Controller extends WP_REST_Controller {

	private const ADDRESS = array(
		'type'   => 'string',
		'format' => 'uri',
	);

	/** A link with its text, or nothing. */
	private const LINK = array(
		'type'       => array( 'object', 'null' ),
		'properties' => array(
			'label' => array( 'type' => 'string' ),
			'url'   => self::ADDRESS,
		),
	);

	public function __construct( private readonly Settings $settings ) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'connection';
	}

	/**
	 * Registers the routes. None of them takes an argument.
	 */
	public function register_routes(): void {
		$this->route( '', 'GET', array( $this, 'get_items' ) );
		$this->route( '/test', 'POST', array( $this, 'test' ) );
		$this->route( '/authorize', 'POST', array( $this, 'authorize' ), self::address_schema( ... ) );
		$this->route( '/tokens', 'DELETE', array( $this, 'delete_tokens' ) );
		$this->route( '/account', 'GET', array( $this, 'get_account' ), self::account_schema( ... ) );
	}

	/**
	 * Gives the checklist, without a call to Microsoft.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response {
		return new WP_REST_Response( ( new Checklist( $this->settings ) )->lines( get_current_user_id() ) );
	}

	/**
	 * Tests the connection and gives the checklist.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function test( WP_REST_Request $request ): WP_REST_Response {
		( new Diagnosis( $this->settings ) )->run( get_current_user_id() );
		return $this->get_items( $request );
	}

	/**
	 * Begins a sign-in: gives the address to send the browser to.
	 */
	public function authorize(): WP_REST_Response|WP_Error {
		try {
			return new WP_REST_Response( array( 'url' => ( new Sign_In( $this->settings ) )->begin( get_current_user_id() ) ) );
		} catch ( Graph_Exception $problem ) {
			return new WP_Error( $problem->error->value, $problem->getMessage(), array( 'status' => 409 ) );
		} catch ( Secret_Refused $refused ) {
			return new WP_Error( 'no_encryption_key', $refused->getMessage(), array( 'status' => 409 ) );
		}
	}

	/**
	 * Forgets all tokens and gives the checklist.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function delete_tokens( WP_REST_Request $request ): WP_REST_Response {
		( new Connection( $this->settings ) )->forget_tokens();
		( new Notes( $this->settings ) )->clear();
		return $this->get_items( $request );
	}

	/**
	 * Gives what the page needs to connect, and who is connected.
	 */
	public function get_account(): WP_REST_Response {
		return new WP_REST_Response( ( new Connected_Account( $this->settings ) )->to_array( get_current_user_id() ) );
	}

	/**
	 * Gives the schema of a line of the checklist.
	 */
	public function get_item_schema(): array {
		$text = array( 'type' => 'string' );
		return self::schema(
			'wpo365-user-sync-check',
			array(
				'id'      => $text + array( 'enum' => array_column( Check_Id::cases(), 'value' ) ),
				'label'   => $text,
				'status'  => $text + array( 'enum' => array_column( Check_Status::cases(), 'value' ) ),
				'message' => $text,
				'action'  => array( 'description' => __( 'A link that helps.', 'wpo365-user-sync' ) ) + self::LINK,
				'details' => array(
					'description' => __( 'What Microsoft’s support asks for: request ID, time and codes of the answer.', 'wpo365-user-sync' ),
					'type'        => 'object',
				),
			)
		);
	}

	/**
	 * Gives the schema of a sign-in that has begun.
	 *
	 * @return array<string, mixed>
	 */
	public static function address_schema(): array {
		return self::schema( 'wpo365-user-sync-sign-in', array( 'url' => self::ADDRESS ) );
	}

	/**
	 * Gives the schema of the account.
	 *
	 * @return array<string, mixed>
	 */
	public static function account_schema(): array {
		$text = array( 'type' => 'string' );
		$flag = array( 'type' => 'boolean' );
		return self::schema(
			'wpo365-user-sync-account',
			array(
				'redirect_uri'      => self::ADDRESS,
				'can_store_secrets' => $flag,
				'consent'           => self::LINK,
				'connected'         => array(
					'description' => __( 'The administrator’s own sign-in.', 'wpo365-user-sync' ),
					'type'        => array( 'object', 'null' ),
					'properties'  => array(
						'name'     => $text,
						'since'    => $text + array( 'format' => 'date-time' ),
						'scopes'   => array( 'type' => 'array', 'items' => $text ),
						'is_guest' => $flag,
						'ended'    => $text,
					),
				),
			)
		);
	}

	/**
	 * @param array<string, array<string, mixed>> $properties Schema of each property.
	 * @return array<string, mixed>
	 */
	private static function schema( string $title, array $properties ): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => $title,
			'type'       => 'object',
			'properties' => $properties,
		);
	}

	/**
	 * Registers a route.
	 *
	 * @param string        $path     What follows the base.
	 * @param string        $method   Method.
	 * @param callable      $callback What answers.
	 * @param callable|null $schema   Gives the schema of the answer; that of a line of the checklist by default.
	 */
	private function route( string $path, string $method, callable $callback, ?callable $schema = null ): void {
		register_rest_route(
			$this->namespace,
			"/$this->rest_base$path",
			array(
				array(
					'methods'             => $method,
					'callback'            => $callback,
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array() ),
				),
				'schema' => $schema ?? array( $this, 'get_public_item_schema' ),
			)
		);
	}
}
