<?php
/**
 * REST routes of runs.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Sync\Removal\Role_Removal;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Report;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run_Control;
use WPO365\User_Sync\Sync\Runner;
use WPO365\User_Sync\Sync\Undo_Control;
use WPO365\User_Sync\Utc;
use WP_Error;
use WP_HTTP_Response;
use WP_REST_Controller;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Starts, steps and steers runs, and gives their history.
 */
final class Runs_Controller extends WP_REST_Controller {

	public const NAMESPACE = 'wpo365-user-sync/v1';

	public function __construct(
		private readonly Run_Store $runs,
		private readonly Runner $runner,
		private readonly Run_Control $control,
		private readonly Undo_Control $undo,
	) {
		$this->namespace = self::NAMESPACE;
		$this->rest_base = 'runs';
	}

	/**
	 * Registers the routes.
	 */
	public function register_routes(): void {
		add_filter( 'rest_pre_serve_request', array( $this, 'serve_null' ), 10, 3 );
		$this->route( '', 'GET', array( $this, 'get_items' ), Access::check_manage( ... ), $this->get_collection_params() );
		$this->route( '', 'POST', array( $this, 'create_item' ), array( $this, 'check_boxes' ), self::boxes() + self::kind() );
		$this->route( '/current', 'GET', array( $this, 'get_current' ), Access::check_manage( ... ), array() );
		$id = array(
			'id' => array(
				'description' => __( 'ID of the run.', 'wpo365-user-sync' ),
				'type'        => 'integer',
				'minimum'     => 1,
			),
		);
		$this->route( '/(?P<id>\d+)', 'GET', array( $this, 'get_item' ), Access::check_manage( ... ), $id );
		$this->route(
			'/(?P<id>\d+)/step',
			'POST',
			array( $this, 'step' ),
			array( $this, 'check_run' ),
			$id + array(
				'sequence' => array(
					'description' => __( 'Sequence of the run as the caller knows it.', 'wpo365-user-sync' ),
					'type'        => 'integer',
					'minimum'     => 0,
					'required'    => true,
				),
			)
		);
		$this->route( '/(?P<id>\d+)/pause', 'POST', fn( WP_REST_Request $request ) => $this->steer( $request, $this->control->pause( ... ) ), Access::check_manage( ... ), $id );
		$this->route( '/(?P<id>\d+)/resume', 'POST', fn( WP_REST_Request $request ) => $this->steer( $request, $this->control->resume( ... ) ), array( $this, 'check_run' ), $id );
		$this->route( '/(?P<id>\d+)/cancel', 'POST', fn( WP_REST_Request $request ) => $this->steer( $request, $this->control->cancel( ... ) ), Access::check_manage( ... ), $id );
		$this->route( '/(?P<id>\d+)/held', 'GET', array( $this, 'get_held' ), Access::check_manage( ... ), $id );
		$this->route(
			'/(?P<id>\d+)/approve',
			'POST',
			fn( WP_REST_Request $request ) => $this->steer( $request, fn( Run $run ) => 'approve' === $request['action'] ? $this->control->approve( $run, $request['count'], get_current_user_id() ) : $this->control->reject( $run, $request['count'] ) ),
			array( $this, 'check_run' ),
			$id + array(
				'action' => array(
					'description' => __( 'Whether to remove the users held, or to take their roles, or to leave them as they are.', 'wpo365-user-sync' ),
					'type'        => 'string',
					'enum'        => array( 'approve', 'reject' ),
					'required'    => true,
				),
				'count'  => array(
					'description' => __( 'Number of users held, as a check that the list was seen.', 'wpo365-user-sync' ),
					'type'        => 'integer',
					'minimum'     => 0,
					'required'    => true,
				),
			)
		);
		$this->route( '/(?P<id>\d+)/undo', 'POST', array( $this, 'undo' ), array( $this, 'check_undo' ), $id + self::of_undo() );
	}

	/**
	 * Checks the capabilities that every undo needs; what it needs on top is known when it was looked at.
	 */
	public function check_undo(): bool|WP_Error {
		$allowed = Access::check_manage();
		return true === $allowed ? Access::check_actions( array( 'update' ) ) : $allowed;
	}

	/**
	 * Shows what an undo would do, or starts it.
	 */
	public function undo( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		$run = $this->runs->find( $request['id'] );
		if ( null === $run ) {
			return self::unknown();
		}
		if ( ! $request['preview'] && null === $request['count'] ) {
			$sentence = __( 'count is needed: the number of users that the preview has shown.', 'wpo365-user-sync' );
			return new WP_Error( 'rest_missing_callback_param', $sentence, array( 'status' => 400, 'params' => array( 'count' => $sentence ) ) );
		}
		$summary = $this->undo->look( $run, (int) $request['user_id'], get_current_user_id() );
		if ( is_wp_error( $summary ) || $request['preview'] ) {
			return is_wp_error( $summary ) ? $summary : new WP_REST_Response( $summary->to_array() );
		}
		$allowed = Access::check_actions( $summary->boxes->ticked() );
		return true === $allowed ? self::answer( $this->undo->start( $summary, $request['count'], 'page', get_current_user_id() ), 201 ) : $allowed;
	}

	/**
	 * Checks the capabilities for the boxes of a new run.
	 */
	public function check_boxes( WP_REST_Request $request ): bool|WP_Error {
		$allowed = Access::check_manage();
		return true === $allowed ? Access::check_actions( self::options( $request )->ticked() ) : $allowed;
	}

	/**
	 * Checks the capabilities for the boxes of a run that is there.
	 */
	public function check_run( WP_REST_Request $request ): bool|WP_Error {
		$allowed = Access::check_manage();
		if ( true !== $allowed ) {
			return $allowed;
		}
		$run = $this->runs->find( (int) $request['id'] );
		return null === $run ? true : Access::check_actions( $run->options->ticked() );
	}

	/**
	 * Gives the history, newest first: runs, and actions by hand.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_items( $request ): WP_REST_Response {
		$history  = new Run_History( $this->runs );
		$total    = $history->count();
		$response = new WP_REST_Response( array_map( self::to_array( ... ), $history->page( $request['page'], $request['per_page'] ) ) );
		$response->header( 'X-WP-Total', (string) $total );
		$response->header( 'X-WP-TotalPages', (string) ceil( $total / $request['per_page'] ) );
		return $response;
	}

	/**
	 * Gives the newest run; null where none ever ran.
	 */
	public function get_current(): WP_REST_Response {
		$run = $this->runs->newest();
		return new WP_REST_Response( null === $run ? null : self::to_array( $run ) );
	}

	/**
	 * Gives a run, or an action by hand, of the history.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function get_item( $request ): WP_REST_Response|WP_Error {
		$run = $this->runs->find( $request['id'] );
		return null === $run ? self::unknown() : self::answer( $run );
	}

	/**
	 * Sends null as JSON, for the filter rest_pre_serve_request: WordPress would send no body at all, which no client can read.
	 *
	 * @param mixed            $served  Whether the answer was sent already.
	 * @param WP_HTTP_Response $result  The answer.
	 * @param WP_REST_Request  $request Request.
	 */
	public function serve_null( mixed $served, WP_HTTP_Response $result, WP_REST_Request $request ): mixed {
		if ( $served || 'GET' !== $request->get_method() || 200 !== $result->get_status() || null !== $result->get_data() || "/{$this->namespace}/{$this->rest_base}/current" !== $request->get_route() ) {
			return $served;
		}
		echo 'null';
		return true;
	}

	/**
	 * Tells what a held list stands for.
	 */
	public function get_held( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		return $this->steer( $request, $this->control->held( ... ) );
	}

	/**
	 * Starts a run.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function create_item( $request ): WP_REST_Response|WP_Error {
		return self::answer( $this->control->start( self::options( $request ), 'page', get_current_user_id(), Run_Kind::from( $request['kind'] ) ), 201 );
	}

	/**
	 * Works on a run for a slice.
	 */
	public function step( WP_REST_Request $request ): WP_REST_Response|WP_Error {
		return $this->steer( $request, fn( Run $run ) => $this->runner->step( $run, $request['sequence'], is_watched: true ) );
	}

	/**
	 * Parameters of the history.
	 */
	public function get_collection_params(): array {
		return Arguments::paging( parent::get_collection_params() );
	}

	/**
	 * Gives the schema of a run.
	 */
	public function get_item_schema(): array {
		$integer  = array( 'type' => 'integer' );
		$time     = array(
			'type'   => array( 'string', 'null' ),
			'format' => 'date-time',
		);
		$nullable = static fn( string $type ): array => array( 'type' => array( $type, 'null' ) );
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-run',
			'type'       => 'object',
			'properties' => array(
				'id'          => $integer,
				'kind'        => array( 'type' => 'string', 'enum' => array_column( Run_Kind::cases(), 'value' ) ),
				'status'      => array( 'type' => 'string', 'enum' => array_column( Run_Status::cases(), 'value' ) ),
				'phase'       => array( 'type' => 'string', 'enum' => array_column( Phase::cases(), 'value' ) ),
				'sequence'    => $integer,
				'options'     => array( 'type' => 'object', 'properties' => self::boxes() ),
				'counts'      => array( 'type' => 'object', 'properties' => array_fill_keys( Run::COUNTS, $integer ) ),
				'expected'    => $nullable( 'integer' ),
				'resume_at'   => $time,
				'held'        => $nullable( 'object' ) + array(
					'properties' => array(
						'action' => array( 'type' => 'string', 'enum' => array( 'delete', 'deactivate', Role_Removal::ACTION ) ),
						'count'  => $integer,
					),
				),
				'error'       => $nullable( 'object' ) + array(
					'properties' => array(
						'code'    => array( 'type' => 'string' ),
						'message' => array( 'type' => 'string' ),
						'details' => array( 'type' => 'object' ),
					),
				),
				'report'      => Report::schema(),
				'origin'      => array( 'type' => 'string', 'enum' => array( 'page', 'cli', 'cron' ) ),
				'started_by'  => $integer,
				'started_at'  => $time,
				'updated_at'  => $time,
				'finished_at' => $time,
			),
		);
	}

	/**
	 * Gives a run as it leaves the server: no link, no token, no memory of the engine.
	 *
	 * @return array<string, mixed>
	 */
	public static function to_array( Run $run ): array {
		$time = static fn( ?int $seconds ): ?string => null === $seconds ? null : Utc::format( $seconds );
		return array(
			'id'          => $run->id,
			'kind'        => $run->kind->value,
			'status'      => $run->status->value,
			'phase'       => $run->phase->value,
			'sequence'    => $run->sequence,
			'options'     => $run->options->to_array(),
			'counts'      => $run->counts,
			'expected'    => $run->expected,
			'resume_at'   => $time( $run->resume_at ),
			'held'        => $run->held,
			'error'       => null === $run->error ? null : array( 'details' => (object) $run->error['details'] ) + $run->error,
			'report'      => Report::of( $run ),
			'origin'      => $run->origin,
			'started_by'  => $run->started_by,
			'started_at'  => $time( $run->started_at ),
			'updated_at'  => $time( $run->updated_at ),
			'finished_at' => $time( $run->finished_at ),
		);
	}

	/**
	 * Does something with the run that a request names.
	 *
	 * @param callable(Run): (Run|WP_Error|array<string, mixed>) $work What to do.
	 */
	private function steer( WP_REST_Request $request, callable $work ): WP_REST_Response|WP_Error {
		$run = $this->runs->find( $request['id'] );
		if ( null === $run || ! $run->kind->is_run() ) {
			return self::unknown();
		}
		return self::answer( $work( $run ) );
	}

	/**
	 * Says that there is no such run.
	 */
	public static function unknown(): WP_Error {
		return new WP_Error( 'unknown_run', __( 'There is no synchronization with this ID. Reload the page.', 'wpo365-user-sync' ), array( 'status' => 404 ) );
	}

	/**
	 * @param Run|WP_Error|array<string, mixed> $result What came of it.
	 */
	private static function answer( Run|WP_Error|array $result, int $status = 200 ): WP_REST_Response|WP_Error {
		if ( is_array( $result ) ) {
			return new WP_REST_Response( array_map( static fn( mixed $value ): mixed => is_array( $value ) ? (object) $value : $value, $result ), $status );
		}
		return $result instanceof Run ? new WP_REST_Response( self::to_array( $result ), $status ) : $result;
	}

	private static function options( WP_REST_Request $request ): Boxes {
		return new Boxes( (bool) $request['create'], (bool) $request['update'], (bool) $request['delete'] );
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	private static function boxes(): array {
		$box = static fn( string $description ): array => array(
			'description' => $description,
			'type'        => 'boolean',
			'default'     => false,
		);
		return array(
			'create' => $box( __( 'Create WordPress users for directory users who have none.', 'wpo365-user-sync' ) ),
			'update' => $box( __( 'Update WordPress users from the directory.', 'wpo365-user-sync' ) ),
			'delete' => $box( __( 'Delete WordPress users who have no directory user.', 'wpo365-user-sync' ) ),
		);
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	private static function of_undo(): array {
		return array(
			'preview' => array(
				'description' => __( 'Only show what would be undone.', 'wpo365-user-sync' ),
				'type'        => 'boolean',
				'default'     => false,
			),
			'count'   => array(
				'description' => __( 'Number of users that would be changed, as a check that the preview was seen.', 'wpo365-user-sync' ),
				'type'        => 'integer',
				'minimum'     => 0,
			),
			'user_id' => array(
				'description' => __( 'ID of the one WordPress user for whom it is undone.', 'wpo365-user-sync' ),
				'type'        => 'integer',
				'minimum'     => 1,
			),
		);
	}

	/**
	 * @return array<string, array<string, mixed>>
	 */
	private static function kind(): array {
		return array(
			'kind' => array(
				'description' => __( 'Whether the whole directory is read, or only what has changed since the last synchronization.', 'wpo365-user-sync' ),
				'type'        => 'string',
				'enum'        => array( Run_Kind::Full->value, Run_Kind::Changes->value ),
				'default'     => Run_Kind::Full->value,
			),
		);
	}

	/**
	 * @param callable                            $callback   What answers.
	 * @param callable                            $permission Who may.
	 * @param array<string, array<string, mixed>> $args       Arguments.
	 */
	private function route( string $path, string $method, callable $callback, callable $permission, array $args ): void {
		register_rest_route(
			$this->namespace,
			"/{$this->rest_base}{$path}",
			array(
				array(
					'methods'             => $method,
					'callback'            => Errors::guard( $callback ),
					'permission_callback' => Errors::guard( Arguments::guard( $permission, array_keys( $args ) ) ),
					'args'                => $args,
				),
				'schema' => array( $this, 'get_public_item_schema' ),
			)
		);
	}
}
