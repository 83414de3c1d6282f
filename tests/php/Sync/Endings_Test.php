<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * However a run ends, no row waits for something that never comes, counts are those of the rows, and nothing that was read about people is kept.
 */
final class Endings_Test extends Test_Case {

	use Meddles;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 40, 'awkward' => false ) );
	}

	public function test_removals_that_were_approved_and_then_cancelled_are_logged(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->approve_only( $this->synchronize( array( 'delete' => true ) ) );
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/pause" )->status );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->data;

		$this->assert_ended( 'cancelled', $run );
		$rows = $this->rows( 'wordpress_only', array( 'status' => 'logged' ) );
		self::assertSame( $gone, array_values( array_intersect( array_column( $rows, 'user_id' ), $gone ) ) );
		self::assertStringNotContainsString( 'The list is held', implode( ' ', array_column( $rows, 'reason' ) ) );
		self::assertSame( 'deleted', $this->act( 'delete', array( $this->row_of_user( $gone[0] )['id'] ) )[0]['status'] );
		$this->assert_stay( ...array_slice( $gone, 1 ) );
	}

	public function test_removals_that_were_approved_are_not_held_in_a_run_that_fails_and_are_done_when_it_is_resumed(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->approve_only( $this->synchronize( array( 'delete' => true ) ) );
		$this->age( $run['id'], 'evidence_at', 400 );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'forbidden' );
		self::assertSame( array(), $this->rows( 'wordpress_only', array( 'status' => 'held' ) ) );
		$this->assert_stay( ...$gone );
		self::assertSame( 7, $this->resume( $run )['counts']['deleted'] );
		$this->assert_removed( ...$gone );
	}

	public function test_what_was_staged_when_a_run_is_cancelled_is_skipped_and_counted(): void {
		$people = Simulator::people();
		$this->account( array( 'user_login' => $people[0]['userPrincipalName'], 'user_email' => $people[0]['mail'] ) );
		$run = $this->run_until( array( 'update' => true ), array( 'nth' => 2 ) );
		self::assertSame( 0, $run['counts']['skipped'] );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->data;

		$this->assert_ended( 'cancelled', $run );
		self::assertSame( 1, $run['counts']['skipped'] );
		$row = $this->row_of_person( $people[0]['id'] );
		self::assertSame( array( 'matched', 'skipped' ), array( $row['table'], $row['status'] ) );
		self::assertStringContainsString( 'cancelled before this was decided', $row['reason'] );
	}

	/**
	 * @dataProvider endings
	 */
	public function test_people_of_a_page_that_nobody_will_work_on_any_more_are_forgotten( string $ending ): void {
		$run = $this->run_until( array(), array( 'nth' => 2 ) );
		$this->set_run( $run['id'], array( 'rest' => wp_json_encode( Simulator::people() ) ) + ( 'cancel' === $ending ? array() : array( 'status' => 'failed', 'active' => null ) ) );

		match ( $ending ) {
			'cancel'   => $this->rest( 'POST', "/runs/{$run['id']}/cancel" ),
			'start'    => $this->rest( 'POST', '/runs' ),
			'truncate' => $this->rest( 'DELETE', '/results' ),
		};

		self::assertSame( '0', $GLOBALS['wpdb']->get_var( $GLOBALS['wpdb']->prepare( 'SELECT LENGTH( rest ) FROM wp_wpo365_user_sync_runs WHERE id = %d', $run['id'] ) ) );
	}

	public static function endings(): array {
		return array( 'cancelled' => array( 'cancel' ), 'another run' => array( 'start' ), 'truncated' => array( 'truncate' ) );
	}

	public function test_what_was_counted_stays_in_the_history_when_the_rows_are_gone(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->synchronize();
		self::assert_run( 'failed', $run, 'forbidden' );
		self::assertSame( 25, $run['counts']['directory_only'] );
		$this->rest( 'DELETE', '/results' );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->data;

		self::assertSame( array( 'cancelled', 25 ), array( $run['status'], $run['counts']['directory_only'] ) );
	}

	public function test_a_loss_of_roles_that_is_rejected_counts_the_conflicts_that_are_left(): void {
		list( $run, $account ) = $this->held_roles( 6, true );
		self::assertSame( 0, $run['counts']['conflicts'] );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => $run['held']['count'] ) )->data;

		$this->assert_ended( 'completed', $run );
		self::assertSame( 1, $run['counts']['conflicts'] );
		self::assertSame( array( 'editor' ), get_userdata( $account )->roles );
	}

	public function test_why_removals_were_held_before_the_directory_was_read_again_is_not_said_of_roles(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'nth' => 2 ) );
		list( $run ) = $this->held_roles( 6, then: function ( array $run ): array {
			$this->set_state( $run['id'], static fn( array $state ): array => array( 'held_for' => 'Of yesterday.' ) + $state );
			return $this->drive( $run );
		} );

		self::assertSame( '', $this->rest( 'GET', "/runs/{$run['id']}/held" )->data['because'] );
	}

	public function test_whose_roles_are_about_to_be_taken_is_noted_so_that_a_cancel_clears_their_caches(): void {
		list( $run, $account ) = $this->held_roles( 6 );
		$run                   = $this->approve_only( $run );
		$process               = Php_Process::start( 'add_action( "remove_user_role", static function () { posix_kill( getmypid(), 9 ); } ); $request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/' . $run['id'] . '/step" ); $request->set_body_params( array( "sequence" => ' . $run['sequence'] . ' ) ); rest_do_request( $request );', array(), self::ADMIN );
		self::assertSame( 137, $process->wait(), $process->output() . $process->errors() );
		wp_using_ext_object_cache( true );
		wp_cache_set( $account, array( 'wp_capabilities' => array( serialize( array( 'author' => true ) ) ) ) + get_user_meta( $account ), 'user_meta' );
		clean_user_cache( 0 );
		self::assertSame( array( 'author' ), get_userdata( $account )->roles, 'The cache knows it.' );

		try {
			$this->assert_ended( 'cancelled', $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->data );
			self::assertSame( array( 'editor' ), get_userdata( $account )->roles );
		} finally {
			wp_using_ext_object_cache( false );
		}
	}

	/**
	 * @dataProvider stops
	 *
	 * @param array<string, bool> $boxes Boxes.
	 * @param int                 $nth   Question about people at which the run stops at first: 1 and 2 are pages, then come those about links and absent people.
	 */
	public function test_whatever_is_found_everything_is_decided_in_the_end( array $boxes, int $nth, string $ending ): void {
		$this->everything();
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'nth' => $nth ) );

		$run = $this->synchronize( $boxes );
		if ( 'waiting' === $run['status'] && 'outdated' === $ending ) {
			$this->rest( 'POST', "/runs/{$run['id']}/pause" );
			$this->set_state( $run['id'], static fn( array $state ): array => array_map( static fn( mixed $value ): mixed => is_int( $value ) && $value > 1_000_000_000 ? $value - 2 * DAY_IN_SECONDS : $value, $state ) );
			$run = $this->rest( 'POST', "/runs/{$run['id']}/resume" )->data;
		}
		while ( in_array( $run['status'], array( 'waiting', 'running', 'held' ), true ) && 'cancel' !== $ending ) {
			$answer = array( 'action' => 'reject' === $ending ? 'reject' : 'approve', 'count' => $run['held']['count'] ?? 0 );
			$run    = 'held' === $run['status'] ? $this->rest( 'POST', "/runs/{$run['id']}/approve", $answer )->data : $this->drive( $run );
		}
		if ( 'cancel' === $ending ) {
			$cancelled = in_array( $run['status'], array( 'waiting', 'held' ), true ) ? $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->data : $run;
			$this->assert_ended( $cancelled['status'], $cancelled );
			return;
		}
		self::assert_run( 'completed', $run );
		$this->assert_ended( 'completed', $run );
		self::assertSame( 40, $run['counts']['received'] );
	}

	public static function stops(): iterable {
		foreach ( array( array(), array( 'create' => true ), array( 'update' => true ), array( 'create' => true, 'update' => true, 'delete' => true ) ) as $index => $boxes ) {
			foreach ( array( 'go on', 'outdated', 'reject', 'cancel' ) as $more => $ending ) {
				$nth = 2 + ( $index + $more ) % 4;
				yield implode( ', ', array_keys( $boxes ) ) . " stopped at {$nth}: {$ending}" => array( $boxes, $nth, $ending );
			}
		}
	}

	/**
	 * Makes one of everything that has to wait: names, addresses that change hands, names that others had, losses of roles, people who are gone.
	 */
	private function everything(): void {
		$people = Simulator::people();
		$this->account( array( 'user_email' => $people[0]['mail'] ) );
		$this->account( array( 'user_email' => $people[1]['mail'], 'role' => 'administrator' ) );
		$gone = $this->account( array( 'user_login' => $people[2]['userPrincipalName'], 'user_email' => $people[2]['mail'] ) );
		$this->link( $gone, wp_generate_uuid4() );
		foreach ( range( 3, 14 ) as $number ) {
			$account = $this->linked( $people[ $number ], array( 'role' => 'editor', 'user_email' => $people[ $number ]['mail'] ) );
			if ( $number < 10 ) {
				update_user_meta( $account, 'wpo365_user_sync_roles', array( 'editor' => array( wp_generate_uuid4() ) ) );
			}
		}
		$this->linked( $people[15] );
		$this->linked( $people[15] );
		foreach ( array( 3 => 4, 4 => 3, 9 => 10, 11 => 12, 12 => 13, 13 => 11, 14 => 20 ) as $who => $whose ) {
			Simulator::change( $people[ $who ]['id'], array( 'mail' => $people[ $whose ]['mail'] ) );
		}
		$this->gone_users( 7 );
		$this->account();
	}

	/**
	 * Lets people lose a role from a group, more than a run may take unasked.
	 *
	 * @param bool                                                $blocked Whether the first of them gets an e-mail address that somebody else has.
	 * @param (\Closure(array<string, mixed>): array<string, mixed>)|null $then    What happens when the run has stopped for the first time.
	 * @return array{array<string, mixed>, int} The held Run, and the account of the first.
	 */
	private function held_roles( int $number, bool $blocked = false, ?\Closure $then = null ): array {
		$people = array_slice( Simulator::people(), 0, $number );
		$this->save_settings( array( 'roles' => array( 'mappings' => array() ) ) );
		$accounts = array();
		foreach ( $people as $person ) {
			$accounts[] = $account = $this->linked( $person, array( 'role' => 'editor', 'user_email' => $person['mail'] ) );
			update_user_meta( $account, 'wpo365_user_sync_roles', array( 'editor' => array( wp_generate_uuid4() ) ) );
		}
		if ( $blocked ) {
			$this->account( array( 'user_email' => 'taken@lakeside.example' ) );
			Simulator::change( $people[0]['id'], array( 'mail' => 'taken@lakeside.example' ) );
		}
		$run = $this->synchronize( array( 'update' => true ) );
		$run = null === $then ? $run : $then( $run );
		self::assertSame( 'held', $run['status'], (string) wp_json_encode( $run ) );
		return array( $run, $accounts[0] );
	}

	/**
	 * @param array<string, mixed> $run The held Run.
	 * @return array<string, mixed> The Run, running.
	 */
	private function approve_only( array $run ): array {
		self::assertSame( 'held', $run['status'], (string) wp_json_encode( $run ) );
		return $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => $run['held']['count'] ) )->data;
	}

	/**
	 * @param array<string, mixed> $run The Run as it was answered.
	 */
	private function assert_ended( string $status, array $run ): void {
		global $wpdb;
		self::assertSame( array( $status, null ), array( $run['status'], $run['held'] ), (string) wp_json_encode( $run ) );
		self::assertSame( $run, $this->rest( 'GET', '/runs/current' )->data );
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM wp_wpo365_user_sync_results WHERE status = 'held' OR person <> '' OR pending NOT IN ( '', 'written', 'mail' )" ) );
		self::assertSame( (string) $run['counts']['received'], $wpdb->get_var( "SELECT COUNT(*) FROM wp_wpo365_user_sync_results WHERE table_name <> 'wordpress_only'" ) );
		foreach ( array( 'conflict' => 'conflicts', 'skipped' => 'skipped', 'failed' => 'failed', 'deleted' => 'deleted', 'created' => 'created' ) as $one => $count ) {
			self::assertSame( (string) $run['counts'][ $count ], $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM wp_wpo365_user_sync_results WHERE status = %s', $one ) ), $count );
		}
	}
}
