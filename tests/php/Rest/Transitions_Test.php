<?php
/**
 * What may be done with a run in each status.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Transitions_Test extends Test_Case {

	use Routes;

	/** Status => verb => the status that follows, or the code of a 409. */
	private const TABLE = array(
		'running'   => array( 'pause' => 'paused', 'resume' => 'running', 'cancel' => 'cancelled', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'run_active', 'truncate' => 'run_active', 'act' => 'run_active' ),
		'waiting'   => array( 'pause' => 'paused', 'resume' => 'waiting', 'cancel' => 'cancelled', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'run_active', 'truncate' => 'run_active', 'act' => 'run_active' ),
		'paused'    => array( 'pause' => 'invalid_transition', 'resume' => 'running', 'cancel' => 'cancelled', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'run_active', 'truncate' => 'run_active', 'act' => 'run_active' ),
		'held'      => array( 'pause' => 'invalid_transition', 'resume' => 'invalid_transition', 'cancel' => 'cancelled', 'approve' => 'running', 'reject' => 'completed', 'start' => 'run_active', 'truncate' => 'run_active', 'act' => 'run_active' ),
		'completed' => array( 'pause' => 'invalid_transition', 'resume' => 'invalid_transition', 'cancel' => 'invalid_transition', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'running', 'truncate' => 'completed', 'act' => 'completed' ),
		'failed'    => array( 'pause' => 'invalid_transition', 'resume' => 'running', 'cancel' => 'cancelled', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'running', 'truncate' => 'failed', 'act' => 'failed' ),
		'cancelled' => array( 'pause' => 'invalid_transition', 'resume' => 'invalid_transition', 'cancel' => 'invalid_transition', 'approve' => 'invalid_transition', 'reject' => 'invalid_transition', 'start' => 'running', 'truncate' => 'cancelled', 'act' => 'cancelled' ),
	);

	private const ACTIVE = array( 'running', 'waiting', 'paused', 'held' );

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->create_users( 2, 'stranger' );
	}

	public function test_the_table_has_every_status(): void {
		self::assertSame( array_column( Run_Status::cases(), 'value' ), array_keys( self::TABLE ) );
	}

	/**
	 * @dataProvider transitions
	 */
	public function test_a_verb_in_a_status( string $status, string $verb, string $result ): void {
		$run    = $this->run_that_is( $status );
		$before = $this->everything();
		$rows   = count( $this->rows( 'directory_only' ) );

		$answer = $this->tell( $run, $verb );

		$now = $this->rest( 'GET', '/runs/current' )->data;
		if ( in_array( $result, array( 'invalid_transition', 'run_active' ), true ) ) {
			self::assertSame( array( 409, $result ), array( $answer->status, $answer->code() ), $answer->text() );
			self::assertEquals( $before, $this->everything(), 'Nothing is changed.' );
			return;
		}
		self::assertSame( 'start' === $verb ? 201 : 200, $answer->status, $answer->text() );
		self::assertSame( $result, $now['status'], wp_json_encode( $now ) );
		if ( isset( $answer->data['status'] ) ) {
			self::assertSame( $now, $answer->data );
		}
		self::assertSame( 'waiting' === $result, null !== $now['resume_at'] );
		self::assertSame( in_array( $result, self::ACTIVE, true ), null === $now['finished_at'], wp_json_encode( $now ) );
		self::assertSame( 'failed' === $result || 'cancelled' === $result && 'failed' === $status, null !== $now['error'], wp_json_encode( $now ) );
		self::assertNull( $now['held'] );
		self::assertSame( 'start' === $verb, $now['id'] !== $run['id'] );
		self::assertCount( in_array( $verb, array( 'start', 'truncate' ), true ) ? 0 : $rows, $this->rows( 'directory_only' ) );
	}

	/**
	 * @return array<string, array{string, string, string}> Status, verb, result.
	 */
	public static function transitions(): array {
		$cases = array();
		foreach ( self::TABLE as $status => $verbs ) {
			foreach ( $verbs as $verb => $result ) {
				$cases[ "{$verb} while {$status}" ] = array( $status, $verb, $result );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider statuses
	 */
	public function test_a_step_in_a_status( string $status ): void {
		$run    = $this->run_that_is( $status );
		$before = $this->everything();
		Simulator::clear_log();

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		if ( 'running' === $status ) {
			self::assertSame( $run['sequence'] + 1, $answer->data['sequence'] );
			return;
		}
		self::assertSame( $run, $answer->data, 'The Run unchanged.' );
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function statuses(): array {
		return array_map( static fn( string $status ): array => array( $status ), array_combine( array_keys( self::TABLE ), array_keys( self::TABLE ) ) );
	}

	/**
	 * @dataProvider statuses
	 */
	public function test_only_the_newest_run_can_be_steered( string $status ): void {
		$old = $this->run_that_is( $status );
		// What is active has to make room first.
		$this->change( $old['id'], array( 'active' => null ) );
		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status );
		$this->change( $old['id'], array( 'status' => $status ) );
		$before = $this->everything();

		foreach ( array( 'pause', 'resume', 'cancel' ) as $verb ) {
			$answer = $this->tell( $old, $verb );
			self::assertSame( array( 409, 'run_superseded' ), array( $answer->status, $answer->code() ), $verb . $answer->text() );
		}
		self::assertEquals( $before, $this->everything() );
	}

	public function test_an_action_by_hand_supersedes_no_run(): void {
		$run = $this->run_that_is( 'failed' );
		$row = $this->rows( 'directory_only' )[0];
		self::assertSame( 200, $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $row['id'] ) ) )->status );

		self::assertSame( $run['id'], $this->rest( 'GET', '/runs/current' )->data['id'] );
		self::assertSame( 'running', $this->tell( $run, 'resume' )->data['status'] );
		self::assertSame( 'completed', $this->step_to_the_end( $this->rest( 'GET', '/runs/current' )->data )['status'] );
	}

	public function test_the_number_of_removals_has_to_be_typed(): void {
		$run    = $this->run_that_is( 'held' );
		$before = $this->everything();
		foreach ( array( 'approve', 'reject' ) as $action ) {
			foreach ( array( 0, 1, 3 ) as $count ) {
				$answer = $this->rest( 'POST', "/runs/{$run['id']}/approve", compact( 'action', 'count' ) );
				self::assertSame( array( 409, 'held_count_differs' ), array( $answer->status, $answer->code() ), $answer->text() );
			}
		}
		self::assertEquals( $before, $this->everything() );
	}

	public function test_a_failed_run_can_not_be_resumed_after_truncating(): void {
		foreach ( array( 1, 2 ) as $page ) {
			Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => $page ) );
			$run = $this->synchronize( array( 'create' => true ) );
			self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
			self::assertSame( 200, $this->rest( 'DELETE', '/results' )->status );

			$answer = $this->tell( $run, 'resume' );

			self::assertSame( array( 409, 'invalid_transition' ), array( $answer->status, $answer->code() ), "After page {$page}: " . $answer->text() );
			self::assertSame( 'cancelled', $this->tell( $run, 'cancel' )->data['status'] );
		}
	}

	/**
	 * Brings a run into a status; all of them have read a page.
	 *
	 * @return array<string, mixed> The Run.
	 */
	private function run_that_is( string $status ): array {
		if ( 'failed' === $status ) {
			Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 2 ) );
		} elseif ( ! in_array( $status, array( 'held', 'completed' ), true ) ) {
			Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 600, 'on' => 'users', 'nth' => 2 ) );
		}
		$run = $this->synchronize( array( 'delete' => 'held' === $status ) );
		if ( 'running' === $status ) {
			$this->change( $run['id'], array( 'status' => 'running', 'resume_at' => null ) );
		} elseif ( 'paused' === $status || 'cancelled' === $status ) {
			self::assertSame( 200, $this->tell( $run, 'paused' === $status ? 'pause' : 'cancel' )->status );
		}
		$run = $this->rest( 'GET', '/runs/current' )->data;
		self::assertSame( $status, $run['status'], wp_json_encode( $run ) );
		return $run;
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 */
	private function tell( array $run, string $verb ): Rest_Answer {
		return match ( $verb ) {
			'approve', 'reject' => $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => $verb, 'count' => 2 ) ),
			'start'             => $this->rest( 'POST', '/runs' ),
			'truncate'          => $this->rest( 'DELETE', '/results' ),
			'act'               => $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $this->rows( 'directory_only', array( 'status' => 'logged' ) )[0]['id'] ) ) ),
			default             => $this->rest( 'POST', "/runs/{$run['id']}/{$verb}" ),
		};
	}

	/**
	 * @param array<string, mixed> $columns
	 */
	private function change( int $id, array $columns ): void {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}wpo365_user_sync_runs", $columns, array( 'id' => $id ) );
	}
}
