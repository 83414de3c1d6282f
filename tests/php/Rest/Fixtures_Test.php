<?php
/**
 * What the routes answer, as the page's tests have it answered to them: tests/fixtures.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Tests\Support\Keeps_Answers;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Fixtures_Test extends Test_Case {

	use Keeps_Answers;
	use Signs_In;

	/** Somebody's object id that no directory knows. */
	private const UNKNOWN = 'aaaabbbb-0000-4ccc-8ddd-eeeeffff0000';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	public function test_runs_in_every_status(): void {
		$this->create_users( 2, 'stranger' );
		$runs = array( 'running' => $this->exact( 'POST', '/runs', array( 'create' => true ) ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users' ) );
		$runs['waiting']   = $this->stepped( $runs['running'] );
		$runs['paused']    = $this->exact( 'POST', "/runs/{$runs['running']->id}/pause" );
		$runs['cancelled'] = $this->exact( 'POST', "/runs/{$runs['running']->id}/cancel" );
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$runs['failed'] = $this->stepped( $this->exact( 'POST', '/runs' ) );
		$runs['held']   = $this->stepped( $this->exact( 'POST', '/runs', array( 'create' => true, 'update' => true, 'delete' => true ) ) );
		$this->exact( 'POST', "/runs/{$runs['held']->id}/approve", array( 'action' => 'approve', 'count' => 2 ) );
		$runs['completed'] = $this->stepped( $this->exact( 'GET', '/runs/current' ) );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'hobbies' ) ) ) );
		$runs['incomplete'] = $this->stepped( $this->exact( 'POST', '/runs', array( 'update' => true ) ) );

		$schema = $this->schema_of( '/runs' );
		foreach ( $runs as $status => $run ) {
			$this->assert_as_described( $run, $schema, $status );
			self::assertSame( 'incomplete' === $status ? 'completed' : $status, $run->status );
		}
		self::assertNotNull( $runs['incomplete']->error );
		$history = $this->exact( 'GET', '/runs' );
		foreach ( $history as $run ) {
			$this->assert_as_described( $run, $schema, 'run' );
		}
		$this->assert_kept( 'runs', $runs );
		$this->assert_kept( 'history', $history );
	}

	public function test_rows_of_every_status(): void {
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$rows = array();
		$keep = function () use ( &$rows ): void {
			foreach ( array( 'directory_only', 'matched', 'wordpress_only' ) as $table ) {
				foreach ( $this->exact( 'GET', '/results', compact( 'table' ) ) as $row ) {
					$rows[ $table ][ $row->status ] ??= $row;
				}
			}
		};
		$people = Simulator::people();
		foreach ( array( 'renamed', 'married' ) as $number => $login ) {
			$this->link( $this->account( $login, array( 'first_name' => 'Other' ) ), $people[ $number ]['id'] );
		}
		foreach ( array( 'twin-one', 'twin-two' ) as $login ) {
			$this->link( $this->account( $login ), $people[2]['id'] );
		}
		Simulator::add( array( 'userPrincipalName' => 'disabled@lakeside.example', 'accountEnabled' => false ) );
		Simulator::add( array( 'userPrincipalName' => str_repeat( 'long', 15 ) . '@lakeside.example' ) );
		$this->account( 'stranger' );
		$this->account( 'leaver' );

		$this->synchronize();
		$keep();
		$actions = $this->actions( $rows );
		$run     = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		$keep();
		$this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => $run['held']['count'] ) );
		$this->step_to_the_end( $this->rest( 'GET', '/runs/current' )->data );
		$keep();
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'candidates' => 'linked' ) ) );
		$this->link( $this->account( 'absent' ), self::UNKNOWN );
		Simulator::change( $people[0]['id'], array( 'accountEnabled' => false ) );
		$this->synchronize( array( 'delete' => true ) );
		$keep();
		Simulator::change( $people[0]['id'], array( 'accountEnabled' => true ) );
		$this->synchronize( array( 'update' => true, 'delete' => true ) );
		$keep();
		$schema = $this->schema_of( '/results' );
		foreach ( $rows as $table => $of_table ) {
			foreach ( $of_table as $row ) {
				$this->assert_as_described( $row, $schema, $table );
			}
		}
		$statuses = array_unique( array_merge( ...array_map( 'array_keys', array_values( $rows ) ) ) );
		self::assertEqualsCanonicalizing( $schema['properties']['status']['enum'], $statuses, 'A status has no row.' );
		$this->assert_kept( 'rows', $rows );
		$this->assert_kept( 'actions', $actions );
	}

	/**
	 * @param array<string, array<string, object>> $rows Rows by table and status.
	 * @return array<string, object> Answers of actions.
	 */
	private function actions( array $rows ): array {
		// The first row of WordPress alone is the administrator's, who stays.
		$ids     = array(
			'create' => $rows['directory_only']['logged']->id,
			'update' => $rows['matched']['logged']->id,
			'delete' => $rows['wordpress_only']['logged']->id,
		);
		$answers = array();
		foreach ( $ids as $action => $id ) {
			$answers[ $action ] = $this->exact( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $id ) ) );
		}
		foreach ( $answers as $action => $answer ) {
			$this->assert_as_described( $answer, $this->schema_of( '/results/actions' ), $action );
		}
		return $answers;
	}

	public function test_the_journal(): void {
		$married = Simulator::people()[1];
		Simulator::remove( Simulator::people()[2]['id'] );
		$group   = Simulator::group( 'Editors', array( $married['id'] ) );
		$user_id = $this->account( 'married', array( 'first_name' => 'Other' ) );
		$this->link( $user_id, $married['id'], 'maiden@lakeside.example' );
		$leaver = $this->account( 'leaver' );
		$this->link( $leaver, self::UNKNOWN );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ), 'removal' => array( 'limit_percent' => null ) ) );
		add_action( 'wpo365_user_sync_user_updated', static fn( int $id ) => update_user_meta( $id, 'token_of_others', 'secret' ) );
		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		$entries = $this->exact( 'GET', "/runs/{$run['id']}/journal", array( 'per_page' => 100 ) );

		foreach ( $entries as $entry ) {
			$this->assert_as_described( $entry, $this->schema_of( "/runs/{$run['id']}/journal" ), 'entry' );
		}
		self::assertEqualsCanonicalizing( array( 'created', 'core', 'meta', 'role', 'link', 'deleted' ), array_values( array_unique( array_column( $entries, 'kind' ) ) ) );
		$this->assert_kept( 'journal', $entries, array( $GLOBALS['wpdb']->prefix . 'capabilities' => 'wp_capabilities', $GLOBALS['wpdb']->prefix . 'user_level' => 'wp_user_level' ) );
	}

	public function test_one_person_now(): void {
		$people  = Simulator::people();
		$left    = Simulator::add( array( 'userPrincipalName' => 'left@lakeside.example', 'accountEnabled' => false ) )[0];
		$user_id = $this->account( 'married', array( 'first_name' => 'Other' ) );
		$this->link( $user_id, $people[1]['id'] );
		$answers = array(
			'found'     => $this->exact( 'POST', '/people', array( 'who' => (string) $user_id ) ),
			'new'       => $this->exact( 'POST', '/people', array( 'who' => $people[0]['id'] ) ),
			'created'   => $this->exact( 'POST', '/people', array( 'who' => $people[0]['id'], 'write' => true ) ),
			'unchanged' => $this->exact( 'POST', '/people', array( 'who' => $people[0]['id'] ) ),
			'stopped'   => $this->exact( 'POST', '/people', array( 'who' => $left['id'] ) ),
			'nobody'    => $this->exact( 'POST', '/people', array( 'who' => self::UNKNOWN ) ),
		);

		foreach ( $answers as $case => $answer ) {
			$this->assert_as_described( $answer, $this->schema_of( '/people' ), $case );
		}
		$this->assert_kept( 'people', $answers );
	}

	public function test_settings(): void {
		$answer = $this->exact( 'GET', '/settings' );

		$this->assert_as_described( $answer, $this->schema_of( '/settings' ), 'settings' );
		$this->assert_kept( 'settings', $answer );
	}

	public function test_the_schedule(): void {
		wp_clear_scheduled_hook( 'wpo365_user_sync_tick' );
		( new Events() )->ensure();
		$answers = array( 'off' => $this->exact( 'GET', '/schedule' ) );
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		do_action( 'wpo365_user_sync_tick' );
		$answers['daily'] = $this->exact( 'GET', '/schedule' );

		foreach ( $answers as $name => $answer ) {
			$this->assert_as_described( $answer, $this->schema_of( '/schedule' ), $name );
		}
		$this->assert_kept( 'schedule', $answers );
	}

	public function test_test_mails(): void {
		$mails = array( 'sent' => $this->exact( 'POST', '/notifications/test' ) );
		add_filter( 'pre_wp_mail', '__return_false', 99 );
		$mails['refused'] = $this->exact( 'POST', '/notifications/test' );

		foreach ( $mails as $name => $mail ) {
			$this->assert_as_described( $mail, $this->schema_of( '/notifications/test' ), $name );
		}
		$this->assert_kept( 'test-mails', $mails );
	}

	public function test_the_site(): void {
		add_filter( 'option_home', static fn(): string => 'https://lakeside.example' );
		$sites = array( 'site' => $this->exact( 'POST', '/site', array( 'is' => 'site' ) ) );
		add_filter( 'option_home', static fn(): string => 'https://staging.lakeside.example' );
		$sites['unknown'] = $this->exact( 'GET', '/site' );
		$sites['copy']    = $this->exact( 'POST', '/site', array( 'is' => 'copy' ) );

		foreach ( $sites as $is => $site ) {
			self::assertSame( $is, $site->is );
			$this->assert_as_described( $site, $this->schema_of( '/site' ), $is );
		}
		$this->assert_kept( 'sites', $sites );
	}

	public function test_the_connection(): void {
		$this->delegated();
		$answers = array(
			'untested'     => $this->exact( 'GET', '/connection' ),
			'disconnected' => $this->exact( 'GET', '/connection/account' ),
			'sign_in'      => $this->exact( 'POST', '/connection/authorize' ),
		);
		$this->begin_session();
		self::assertTrue( $this->connect() );
		$answers['tested']    = $this->exact( 'POST', '/connection/test' );
		$answers['connected'] = $this->exact( 'GET', '/connection/account' );

		foreach ( array( ...$answers['untested'], ...$answers['tested'] ) as $line ) {
			$this->assert_as_described( $line, $this->schema_of( '/connection' ), $line->id );
		}
		$this->assert_as_described( $answers['disconnected'], $this->schema_of( '/connection/account' ), 'account' );
		$this->assert_as_described( $answers['connected'], $this->schema_of( '/connection/account' ), 'account' );
		$this->assert_as_described( $answers['sign_in'], $this->schema_of( '/connection/authorize' ), 'sign_in' );
		// State, nonce and challenge are new each time.
		$answers['sign_in']->url = strtok( $answers['sign_in']->url, '?' );
		$this->assert_kept( 'connection', $answers, $this->addresses() );
	}

	public function test_the_directory(): void {
		$answers = array(
			'groups'  => $this->exact( 'GET', '/directory/groups', array( 'search' => 'tea' ) ),
			'unknown' => $this->exact( 'GET', '/directory/groups', array( 'ids' => array( self::UNKNOWN ) ) ),
			'filter'  => $this->exact( 'POST', '/directory/filter', array( 'filter' => "department ne null" ) ),
			'preview' => $this->exact( 'POST', '/directory/preview', array( 'user' => Simulator::people()[0]['id'], 'fields' => array( array( 'property' => 'department' ), array( 'property' => 'hobbies' ) ) ) ),
		);

		foreach ( array( ...$answers['groups'], ...$answers['unknown'] ) as $group ) {
			$this->assert_as_described( $group, $this->schema_of( '/directory/groups' ), 'group' );
		}
		$this->assert_as_described( $answers['filter'], $this->schema_of( '/directory/filter' ), 'filter' );
		$this->assert_as_described( $answers['preview'], $this->schema_of( '/directory/preview' ), 'preview' );
		$this->assert_kept( 'directory', $answers );
	}

	public function test_errors(): void {
		$run    = $this->exact( 'POST', '/runs' );
		$errors = array(
			'run_active'         => $this->exact( 'POST', '/runs' ),
			'unknown_run'        => $this->exact( 'POST', '/runs/999999/pause' ),
			'sequence_ahead'     => $this->exact( 'POST', "/runs/{$run->id}/step", array( 'sequence' => 99 ) ),
			'invalid_transition' => $this->exact( 'POST', "/runs/{$run->id}/approve", array( 'action' => 'approve', 'count' => 1 ) ),
			'invalid_setting'    => $this->exact( 'POST', '/settings', array( 'removal' => array( 'limit_percent' => 101 ) ) ),
		);
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 20, 'on' => 'groups' ) );
		$errors['throttled'] = $this->exact( 'GET', '/directory/groups', array( 'search' => 'a' ) );
		$this->exact( 'POST', "/runs/{$run->id}/cancel" );
		$this->create_users( 2, 'stranger' );
		$held = $this->synchronize( array( 'delete' => true ) );

		$errors['held_count_differs'] = $this->exact( 'POST', "/runs/{$held['id']}/approve", array( 'action' => 'approve', 'count' => 3 ) );

		foreach ( $errors as $code => $error ) {
			self::assertSame( array( 'code', 'message', 'data' ), array_keys( get_object_vars( $error ) ) );
			self::assertSame( $code, $error->code );
			self::assertIsInt( $error->data->status );
		}
		$this->assert_kept( 'errors', $errors );
	}

	/**
	 * The closed sets, so that the page has a word for each member.
	 */
	public function test_closed_sets(): void {
		$run   = $this->schema_of( '/runs' )['properties'];
		$row   = $this->schema_of( '/results' )['properties'];
		$check = $this->schema_of( '/connection' )['properties'];
		$step  = $this->schema_of( '/people' )['properties']['steps']['items']['properties'];
		$this->assert_kept(
			'closed-sets',
			array(
				'run'   => array_map( static fn( array $property ): array => $property['enum'], array_intersect_key( $run, array_flip( array( 'status', 'phase', 'origin' ) ) ) ),
				'row'   => array_map( static fn( array $property ): array => $property['enum'], array_intersect_key( $row, array_flip( array( 'table', 'status' ) ) ) ),
				'check' => array_map( static fn( array $property ): array => $property['enum'], array_intersect_key( $check, array_flip( array( 'id', 'status' ) ) ) ),
				'step'  => array_map( static fn( array $property ): array => $property['enum'], array_intersect_key( $step, array_flip( array( 'id', 'status' ) ) ) ),
			)
		);
	}

	/**
	 * Works on a run until it no longer runs.
	 */
	private function stepped( object $run ): object {
		$this->step_to_the_end( (array) $run );
		return $this->exact( 'GET', '/runs/current' );
	}

	/**
	 * Makes an account that was there long before any run.
	 *
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 */
	private function account( string $login, array $data = array() ): int {
		return $this->create_user( $data + array( 'user_login' => $login, 'user_email' => "{$login}@site.example", 'user_registered' => '2020-01-31 08:00:00' ) );
	}

	/**
	 * @return array<string, string> Addresses of this machine, and what stands for them.
	 */
	private function addresses(): array {
		return array(
			home_url()                 => 'http://site.test',
			rawurlencode( home_url() ) => rawurlencode( 'http://site.test' ),
			WPO_USER_SYNC_GRAPH_URL    => 'https://login.example',
		);
	}
}
