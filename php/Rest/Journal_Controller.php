<?php
/**
 * REST route of the journal.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Entry_Query;
use WPO365\User_Sync\Journal\Shown_Entry;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Utc;
use WP_Error;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Tells what a run, or an action by hand, has done to accounts.
 */
final class Journal_Controller extends WP_REST_Controller {

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Entries $entries,
	) {
		$this->namespace = Runs_Controller::NAMESPACE;
		$this->rest_base = 'runs/(?P<id>\d+)/journal';
	}

	/**
	 * Registers the route.
	 */
	public function register_routes(): void {
		$args = $this->get_collection_params();
		register_rest_route(
			$this->namespace,
			'/' . $this->rest_base,
			array(
				array(
					'methods'             => 'GET',
					'callback'            => Errors::guard( array( $this, 'get_items' ) ),
					'permission_callback' => Arguments::guard( Access::check_manage( ... ), array_keys( $args ) ),
					'args'                => $args,
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}

	/**
	 * Gives a page, in the order in which it was done.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response|WP_Error {
		if ( null === $this->runs->find( $request['id'] ) ) {
			return Runs_Controller::unknown();
		}
		$query    = new Entry_Query( $this->entries, $request['id'], $request['search'] );
		$total    = $query->count();
		$entries  = $query->page( $request['page'], $request['per_page'] );
		$logins   = $this->entries->logins( array_map( static fn( Entry $entry ): int => $entry->user_id, $entries ) );
		$response = new WP_REST_Response( array_map( static fn( Entry $entry ): array => self::to_array( $entry, $logins[ $entry->user_id ] ?? '' ), $entries ) );
		$response->header( 'X-WP-Total', (string) $total );
		$response->header( 'X-WP-TotalPages', (string) ceil( $total / $request['per_page'] ) );
		return $response;
	}

	/**
	 * Parameters of a page.
	 */
	public function get_collection_params(): array {
		return array(
			'id'     => array(
				'description' => __( 'ID of the run.', 'wpo365-user-sync' ),
				'type'        => 'integer',
				'minimum'     => 1,
			),
			'search' => array(
				'description' => __( 'Part of a username, e-mail address, display name, object ID, field or value.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'maxLength'   => 255,
				'default'     => '',
			),
		) + Arguments::paging( parent::get_collection_params() );
	}

	/**
	 * Gives the schema of an entry.
	 */
	public function get_item_schema(): array {
		$integer = array( 'type' => 'integer' );
		$string  = array( 'type' => 'string' );
		$value   = array(
			'type'  => array( 'string', 'array', 'null' ),
			'items' => $string,
		);
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-journal-entry',
			'type'       => 'object',
			'properties' => array(
				'id'        => $integer,
				'run_id'    => $integer,
				'user_id'   => $integer,
				'login'     => $string,
				'object_id' => $string,
				'kind'      => array( 'type' => 'string', 'enum' => array_column( Entry_Kind::cases(), 'value' ) ),
				'field'     => $string,
				'before'    => $value,
				'after'     => $value,
				'hidden'    => array( 'type' => 'boolean' ),
				'at'        => array( 'type' => 'string', 'format' => 'date-time' ),
				'by'        => $integer,
			),
		);
	}

	/**
	 * Gives an entry as it leaves the server.
	 *
	 * @param string $login Of the account now, or as it was.
	 * @return array<string, mixed>
	 */
	private static function to_array( Entry $entry, string $login ): array {
		$shown = new Shown_Entry( $entry );
		return array(
			'id'        => $entry->id,
			'run_id'    => $entry->run_id,
			'user_id'   => $entry->user_id,
			'login'     => $login,
			'object_id' => $entry->object_id,
			'kind'      => $entry->kind->value,
			'field'     => $entry->field,
			'before'    => $shown->before,
			'after'     => $shown->after,
			'hidden'    => $shown->is_hidden,
			'at'        => Utc::format( $entry->at ),
			'by'        => $entry->by,
		);
	}
}
