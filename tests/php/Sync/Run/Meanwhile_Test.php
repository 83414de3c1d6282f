<?php
/**
 * Pause and cancel at the worst moment of a step, and starts at the same time.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Meanwhile_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider moments
	 * @param array<string, mixed>|null $fault
	 */
	public function test_a_pause_or_cancel_is_never_overwritten( string $where, string $text, ?array $fault, string $verb, string $status ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		if ( null !== $fault ) {
			Simulator::fault( $fault + array( 'on' => 'users', 'nth' => 2 ) );
		}
		$run    = $this->start( array( 'create' => true ) );
		$answer = array();
		$at     = array();
		$rival  = function () use ( $run, $verb, &$answer, &$at ): void {
			$answer = $this->rest_elsewhere( 'POST', "/runs/{$run['id']}/{$verb}" );
			$at     = $this->record( $run['id'] );
		};
		'graph' === $where ? $this->before_request( $text, $rival ) : $this->before_statement( $text, $rival );

		$now = $this->step_to_the_end( $run );

		self::assertSame( array( 200, $status ), array( $answer['status'] ?? 0, $answer['data']['status'] ?? '' ), wp_json_encode( $answer ) );
		self::assertSame( $status, $now['status'], wp_json_encode( $now ) );
		self::assertSame( array( null, null ), array( $now['resume_at'], $now['error'] ), wp_json_encode( $now ) );
		self::assertSame( 'cancelled' === $status, null !== $now['finished_at'], wp_json_encode( $now ) );
		self::assertSame( (int) $at['received'], $now['counts']['received'], 'A part went on after it.' );
		self::assertSame( $at['state'], $this->record( $run['id'] )['state'] );
		self::assertSame( $now['counts']['received'], count( $this->all_rows( 'directory_only' ) ) );
		self::assertSame( $now['counts']['received'] + 1, count_users()['total_users'] );
		self::assertSame( '', $this->record( $run['id'] )['lock_owner'] );
		self::assertSame( $now, $this->step( $now ), 'Nobody works on it now.' );
		if ( 'paused' === $status ) {
			Simulator::control( 'DELETE', '/faults' );
			$this->assert_everybody_once( $this->drive( $this->resumed( $now ) ) );
		}
	}

	/**
	 * @return array<string, array{string, string, array<string, mixed>|null, string, string}> Where the rival comes in: "graph" and a part of the address, or "sql" and a part of the statement; a fault; verb; status.
	 */
	public static function moments(): array {
		$moments = array(
			'while Graph is asked for the number'   => array( 'graph', '/users/$count', null ),
			'while Graph is asked for a page'       => array( 'graph', '/v1.0/users?', null ),
			'while Graph is asked for the next page' => array( 'graph', 'skiptoken', null ),
			'before a part begins'                  => array( 'sql', 'deaths` = 1', null ),
			'before the run is locked for a part'   => array( 'sql', 'SET saves = saves + 1 WHERE', null ),
			'before a pause of Graph is noted'      => array( 'sql', "`status` = 'waiting'", array( 'kind' => 'throttle', 'retry_after' => 60 ) ),
			'before a failure is noted'             => array( 'sql', "`status` = 'failed'", array( 'kind' => 'status', 'status' => 403 ) ),
			'before the step ends'                  => array( 'sql', '`sequence` = 1', array( 'kind' => 'throttle', 'retry_after' => 60 ) ),
		);
		$cases   = array();
		foreach ( $moments as $name => $moment ) {
			$cases[ "pause {$name}" ]  = array( ...$moment, 'pause', 'paused' );
			$cases[ "cancel {$name}" ] = array( ...$moment, 'cancel', 'cancelled' );
		}
		return $cases;
	}

	/**
	 * @dataProvider changes
	 */
	public function test_a_verb_counts_for_the_run_as_it_is( string $before, string $meanwhile, string $verb, string $result ): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$run = $this->start();
		$this->set_run( $run['id'], array( 'status' => $before ) );
		$error = array( 'code' => 'forbidden', 'message' => 'No.', 'details' => array() );
		$rival = $this->before_statement( "`status` = '{$result}'", fn() => $this->set_run( $run['id'], array( 'status' => $meanwhile ) + ( 'failed' === $meanwhile ? array( 'active' => null, 'error' => $error ) : array() ) ) );

		$answer = $this->tell( $run, $verb );

		self::assertSame( 1, $rival() );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $result, $answer->data['status'], $answer->text() );
		self::assertSame( $answer->data, $this->current_run() );
	}

	/**
	 * @return array<string, array{string, string, string, string}> Status that the run has when the request is read, the one it gets meanwhile, verb, result.
	 */
	public static function changes(): array {
		return array(
			'pause, while the run begins to wait'  => array( 'running', 'waiting', 'pause', 'paused' ),
			'pause, while the wait ends'           => array( 'waiting', 'running', 'pause', 'paused' ),
			'cancel, while the run begins to wait' => array( 'running', 'waiting', 'cancel', 'cancelled' ),
			'cancel, while the run fails'          => array( 'running', 'failed', 'cancel', 'cancelled' ),
			'cancel, while somebody pauses'        => array( 'running', 'paused', 'cancel', 'cancelled' ),
			'pause, while somebody pauses'         => array( 'running', 'paused', 'pause', 'paused' ),
			'resume, while somebody resumes'       => array( 'paused', 'running', 'resume', 'running' ),
		);
	}

	public function test_a_pause_that_comes_when_all_is_done_is_refused(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$run = $this->start();
		$this->before_statement( "`status` = 'paused'", fn() => $this->rest_elsewhere( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ) ) );

		$answer = $this->tell( $run, 'pause' );

		self::assertSame( array( 409, 'invalid_transition' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( 'completed', $this->current_run()['status'] );
	}

	public function test_of_two_starts_the_first_one_counts(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$rival = array();
		$this->before_statement(
			'INSERT INTO `wp_wpo365_user_sync_runs`',
			function () use ( &$rival ): void {
				$rival = $this->rest_elsewhere( 'POST', '/runs', array( 'create' => true ) );
				$this->rest_elsewhere( 'POST', "/runs/{$rival['data']['id']}/step", array( 'sequence' => 0 ) );
				$this->set_run( $rival['data']['id'], array( 'status' => 'running', 'active' => 1 ) );
			}
		);

		$answer = $this->rest( 'POST', '/runs' );

		self::assertSame( 201, $rival['status'], wp_json_encode( $rival ) );
		self::assertSame( array( 409, 'run_active' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( array( $rival['data']['id'] ), array_column( $this->rest( 'GET', '/runs' )->data, 'id' ) );
		self::assertCount( 10, $this->rows( 'directory_only' ), 'The rows of the other run are still there.' );
	}

	public function test_of_two_starts_the_second_one_waits_and_is_refused(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$this->synchronize();
		$rival = null;
		$this->before_statement(
			'DELETE FROM `wp_wpo365_user_sync_results`',
			static function () use ( &$rival ): void {
				$rival = Php_Process::start( self::call( 'POST', '/runs' ), array(), self::ADMIN );
				self::wait_until_blocked( 'INSERT INTO `wp_wpo365_user_sync_runs`' );
			}
		);

		$answer = $this->rest( 'POST', '/runs' );

		self::assertSame( 201, $answer->status, $answer->text() );
		self::assertSame( 0, $rival->wait(), $rival->errors() );
		$refused = json_decode( $rival->output(), true );
		self::assertSame( array( 409, 'run_active' ), array( $refused['status'], $refused['data']['code'] ?? '' ), $rival->output() );
		self::assertSame( 'completed', $this->drive( $answer->data )['status'] );
	}

	public function test_a_resumed_run_and_a_new_one_are_not_both_active(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$failed = $this->drive( $this->start() );
		self::assertSame( 'failed', $failed['status'] );
		$rival = array();
		$this->before_statement(
			"`status` = 'running'",
			function () use ( &$rival ): void {
				$rival = $this->rest_elsewhere( 'POST', '/runs' );
			}
		);

		$answer = $this->tell( $failed, 'resume' );

		self::assertSame( 201, $rival['status'] ?? 0, wp_json_encode( $rival ) );
		self::assertSame( 409, $answer->status, $answer->text() );
		self::assertContains( $answer->code(), array( 'run_active', 'run_superseded' ), $answer->text() );
		self::assertSame( array( 'running', 'failed' ), array_column( $this->rest( 'GET', '/runs' )->data, 'status' ) );
	}
}
