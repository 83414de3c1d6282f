<?php
/**
 * Several drivers of one run: a lock, a sequence, and no row twice.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Drivers_Test extends Test_Case {

	use Steers_Runs;

	/** Steps the newest run until it no longer runs; prints the status of each answer. */
	private const DRIVER = <<<'CODE'
	add_action( 'user_register', static fn() => usleep( 5000 ) );
	$call = static function ( string $method, string $route, array $params = array() ): WP_REST_Response {
		$request = new WP_REST_Request( $method, '/wpo365-user-sync/v1' . $route );
		$request->set_body_params( $params );
		return rest_do_request( $request );
	};
	echo 'ready ';
	while ( 'running' === ( $run = $call( 'GET', '/runs/current' )->get_data() )['status'] ) {
		$answer = $call( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		echo $answer->get_status(), ' ', $answer->get_data()['code'] ?? 'ok', ' ';
		if ( 409 === $answer->get_status() ) {
			usleep( 20000 );
		}
	}
	CODE;

	public function test_two_processes_step_one_run_and_double_nobody(): void {
		Simulator::tenant( array( 'users' => 300, 'awkward' => false ) );
		$run     = $this->start( array( 'create' => true ) );
		$drivers = array( Php_Process::start( self::DRIVER, array(), self::ADMIN ), Php_Process::start( self::DRIVER, array(), self::ADMIN ) );

		foreach ( $drivers as $driver ) {
			self::assertSame( 0, $driver->wait( 120 ), $driver->output() . $driver->errors() );
		}

		$said = $drivers[0]->output() . $drivers[1]->output();
		$run  = $this->current_run();
		self::assertSame( 'completed', $run['status'], $said . wp_json_encode( $run ) );
		self::assertSame( 300, $run['counts']['created'], $said );
		self::assertStringContainsString( '409 step_in_progress', $said, 'They never met.' );
		self::assertSame( substr_count( $said, '200 ok' ), $run['sequence'], 'Each step that worked counts once. ' . $said );
		self::assertSame( array(), array_diff( explode( ' ', trim( str_replace( 'ready', '', $said ) ) ), array( '200', 'ok', '409', 'step_in_progress', '' ) ), $said );
		self::assertSame( 12, $this->times_asked(), 'No page was asked for twice.' );
		$this->assert_everybody_once( $run, $said );
	}

	public function test_whoever_comes_while_a_step_is_under_way_is_told_to_wait(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$run    = $this->start( array( 'create' => true ) );
		$answer = array();
		$this->before_request(
			'/v1.0/users?',
			function () use ( $run, &$answer ): void {
				$answer = $this->rest_elsewhere( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
			}
		);

		$run = $this->step_to_the_end( $run );

		$text = (string) wp_json_encode( $answer );
		self::assertSame( 409, $answer['status'], $text );
		self::assertSame( 'step_in_progress', $answer['data']['code'], $text );
		self::assertIsInt( $answer['data']['data']['retry_after'], $text );
		self::assertGreaterThanOrEqual( 1, $answer['data']['data']['retry_after'], $text );
		self::assertLessThanOrEqual( 10, $answer['data']['data']['retry_after'], $text );
		self::assertSame( 'completed', $run['status'] );
		self::assertSame( 1, $this->times_asked() );
	}

	public function test_the_sequence_tells_old_news_from_new(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 60, 'on' => 'users', 'nth' => 2 ) );
		$first = $this->start( array( 'create' => true ) );
		$run   = $this->step_to_the_end( $first );
		self::assertGreaterThan( $first['sequence'], $run['sequence'] );
		$this->set_run( $run['id'], array( 'status' => 'running', 'resume_at' => null ) );
		Simulator::clear_log();

		// The answer got lost, or another tab is behind: the run as it is now.
		$run    = $this->current_run();
		$record = $this->record( $run['id'] );
		self::assertSame( $run, $this->step( $first ) );
		self::assertSame( $record, $this->record( $run['id'] ) );

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] + 1 ) );
		self::assertSame( 409, $answer->status, $answer->text() );
		self::assertSame( 'sequence_ahead', $answer->code(), $answer->text() );
		self::assertSame( $record, $this->record( $run['id'] ) );
		self::assertSame( array(), Simulator::log(), 'Nothing was done.' );

		$next = $this->step( $run );
		self::assertSame( $run['sequence'] + 1, $next['sequence'] );
		self::assertSame( $this->step_to_the_end( $next ), $this->step( $run ), 'A double click does nothing.' );
	}

	public function test_old_news_are_answered_while_somebody_else_works(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 60, 'on' => 'users', 'nth' => 2 ) );
		$first = $this->start();
		$this->step_to_the_end( $first );
		$run = $this->current_run();
		$this->set_run( $run['id'], array( 'status' => 'running', 'resume_at' => null, 'lock_owner' => 'rival', 'lock_expires' => time() + 60 ) );

		self::assertSame( $this->current_run(), $this->step( $first ) );
	}

	public function test_whoever_gets_the_lock_just_after_somebody_elses_step_does_nothing(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 0, 'on' => 'users', 'nth' => 2 ) );
		$run    = $this->start( array( 'create' => true ) );
		$answer = array();
		$rival  = $this->before_statement(
			'SET lock_owner',
			function () use ( $run, &$answer ): void {
				$answer = $this->rest_elsewhere( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ) );
				$this->set_run( $run['id'], array( 'status' => 'running', 'resume_at' => null ) );
				Simulator::clear_log();
			}
		);

		$now = $this->step( $run );

		self::assertSame( 1, $rival() );
		self::assertSame( 200, $answer['status'], wp_json_encode( $answer ) );
		self::assertSame( 1, $now['sequence'] );
		self::assertSame( array(), Simulator::log(), 'The sequence was an old one.' );
		self::assertSame( '', $this->record( $run['id'] )['lock_owner'] );
		$this->assert_everybody_once( $this->drive( $now ) );
	}

	public function test_a_step_that_works_adds_one_to_the_sequence(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$run = $this->start();
		self::assertSame( 0, $run['sequence'] );
		self::assertSame( 1, $this->step( $run )['sequence'] );

		// Also one that ends in waiting, or in failure.
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 60, 'on' => 'users' ) );
		$run = $this->step( $this->start() );
		self::assertSame( array( 'waiting', 1 ), array( $run['status'], $run['sequence'] ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 400, 'on' => 'users' ) );
		$run = $this->settle( $this->waited( $run ) );
		self::assertSame( array( 'failed', 2 ), array( $run['status'], $run['sequence'] ) );
	}

	public function test_a_lock_that_nobody_releases_is_taken_over_when_it_has_expired(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$run = $this->start( array( 'create' => true ) );
		$this->set_run( $run['id'], array( 'lock_owner' => 'somebody-who-died', 'lock_expires' => time() + 30 ) );
		$record = $this->record( $run['id'] );

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ) );
		self::assertSame( 409, $answer->status, $answer->text() );
		self::assertSame( 'step_in_progress', $answer->code(), $answer->text() );
		self::assertSame( $record, $this->record( $run['id'] ) );
		self::assertSame( array(), Simulator::log() );

		$this->expire_lock( $run['id'] );
		$run = $this->step_to_the_end( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( '', $this->record( $run['id'] )['lock_owner'], 'The lock is free again.' );
	}

	public function test_whoever_has_lost_the_lock_changes_nothing(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$run = $this->start( array( 'create' => true ) );
		// Graph takes so long that the lock expires and somebody takes it.
		$this->before_request( '/v1.0/users?', fn() => $this->set_run( $run['id'], array( 'lock_owner' => 'rival', 'lock_expires' => time() + 60 ) ) );

		$this->step( $run );

		$record = $this->record( $run['id'] );
		self::assertSame( 'rival', $record['lock_owner'], 'The rival keeps the lock.' );
		self::assertSame( 'running', $record['status'] );
		self::assertSame( '0', $record['sequence'] );
		self::assertSame( '0', $record['received'] );
		self::assertSame( array(), $this->rows( 'directory_only' ) );
		self::assertSame( 1, count_users()['total_users'] );
		$this->set_run( $run['id'], array( 'lock_owner' => '', 'lock_expires' => 0 ) );
		$this->assert_everybody_once( $this->drive( $this->current_run() ) );
	}
}
