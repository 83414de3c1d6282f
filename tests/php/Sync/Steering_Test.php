<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What a person decides about a run is done as a whole.
 */
final class Steering_Test extends Test_Case {

	use Meddles;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	/**
	 * @dataProvider ends
	 */
	public function test_the_end_of_a_held_run_is_told_as_a_whole_or_not_at_all( string $verb, string $status ): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $run );
		$body    = 'approve' === $verb ? array( 'action' => 'reject', 'count' => 7 ) : array();
		$refused = $this->break_statements( 'SET status = ' );

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/{$verb}", $body );

		self::assertSame( 1, $refused() );
		self::assertSame( array( 500, 'results_lost' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assert_run( 'held', $this->rest( 'GET', '/runs/current' )->data );
		self::assertSame( array_fill( 0, 7, 'held' ), array_column( $this->rows( 'wordpress_only', array( 'status' => 'held' ) ), 'status' ) );

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/{$verb}", $body );
		self::assertSame( array( 200, $status ), array( $answer->status, $answer->data['status'] ?? null ), $answer->text() );
		self::assertSame( 'deleted', $this->act( 'delete', array( $this->row_of_user( $gone[0] )['id'] ) )[0]['status'] );
		$this->assert_stay( ...array_slice( $gone, 1 ) );
	}

	public static function ends(): array {
		return array(
			'reject' => array( 'approve', 'completed' ),
			'cancel' => array( 'cancel', 'cancelled' ),
		);
	}

	public function test_an_approval_that_comes_with_a_rejection_does_not_mix_with_it(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		// Another window approves while this one is rejecting.
		$approved = $this->before_statement(
			'SET saves = saves + 1',
			function ( string $sql ) use ( $run ): string {
				$this->elsewhere( "UPDATE wp_wpo365_user_sync_runs SET saves = saves + 1, status = 'running', held = '' WHERE id = {$run['id']} AND status = 'held'" );
				return $sql;
			}
		);

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 7 ) );

		self::assertSame( 1, $approved() );
		self::assertSame( array( 409, 'invalid_transition' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertCount( 7, $this->rows( 'wordpress_only', array( 'status' => 'held' ) ), 'Rows of the rejection, status of the approval.' );
		self::assert_run( 'completed', $this->drive( $this->rest( 'GET', '/runs/current' )->data ) );
		$this->assert_removed( ...$gone );
	}

	/**
	 * @dataProvider reads
	 */
	public function test_a_run_that_can_not_be_read_is_not_said_to_be_missing( string $method, string $route, array $body ): void {
		$run     = $this->run_until( array( 'create' => true ), array() );
		$before  = $this->stored_users();
		$refused = $this->break_statements( 'SELECT * FROM `wp_wpo365_user_sync_runs`', null );

		$answer = $this->rest( $method, str_replace( '{id}', (string) $run['id'], $route ), $body );

		self::assertGreaterThan( 0, $refused() );
		self::assertSame( array( 500, 'results_lost' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( $before, $this->stored_users() );
		remove_all_filters( 'query' );
		$run = $this->drive( $this->rest( 'GET', '/runs/current' )->data );
		self::assert_run( 'completed', $run );
	}

	public static function reads(): array {
		return array(
			'current' => array( 'GET', '/runs/current', array() ),
			'history' => array( 'GET', '/runs', array() ),
			'step'    => array( 'POST', '/runs/{id}/step', array( 'sequence' => 1 ) ),
			'pause'   => array( 'POST', '/runs/{id}/pause', array() ),
			'start'   => array( 'POST', '/runs', array( 'create' => true ) ),
			'truncate' => array( 'DELETE', '/results', array() ),
		);
	}

	/**
	 * @dataProvider later_reads
	 */
	public function test_a_step_that_can_not_read_its_run_frees_the_lock( int $read ): void {
		$run  = $this->run_until( array( 'create' => true ), array() );
		$this->set_run( $run['id'], array( 'resume_at' => 1 ) );
		$seen = 0;
		$this->break_statements( 'nothing at all', 0 );
		$this->before_statement(
			'SELECT * FROM `wp_wpo365_user_sync_runs` WHERE id',
			static function ( string $sql ) use ( &$seen, $read ): string {
				return ++$seen === $read ? 'SELECT nothing FROM nowhere_at_all' : $sql;
			},
			null
		);

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );

		self::assertSame( array( 500, 'results_lost' ), array( $answer->status, $answer->code() ), $answer->text() );
		remove_all_filters( 'query' );
		$run = $this->drive( $this->rest( 'GET', '/runs/current' )->data );
		self::assert_run( 'completed', $run );
		self::assertSame( 5, $run['counts']['created'] );
	}

	public static function later_reads(): array {
		return array(
			'before the slice'    => array( 3 ),
			'after its first part' => array( 4 ),
		);
	}
}
