<?php
/**
 * Which rows an action takes, and in which order it answers.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Action_Input_Test extends Test_Case {

	use Routes;

	/** @var list<int> Ids of rows that can be created. */
	private array $ids = array();

	private function look( int $users ): void {
		Simulator::tenant( array( 'users' => $users, 'awkward' => false ) );
		self::assertSame( 'completed', $this->synchronize()['status'] );
		for ( $page = 1; $page <= (int) ceil( $users / 100 ); $page++ ) {
			array_push( $this->ids, ...array_column( $this->rows( 'directory_only', array( 'page' => $page ) ), 'id' ) );
		}
	}

	public function test_a_hundred_rows_and_not_one_more(): void {
		$this->look( 101 );
		$before = $this->everything();

		$answer = $this->act( 'create', $this->ids );
		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertArrayHasKey( 'ids', $answer->data['data']['params'], $answer->text() );
		self::assertEquals( $before, $this->everything() );

		$answer = $this->act( 'create', array_slice( $this->ids, 0, 100 ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array_fill( 0, 100, 'created' ), array_column( $answer->data['results'], 'status' ), $answer->text() );
		self::assertSame( 101, count_users()['total_users'] );
	}

	public function test_nobody_twice(): void {
		$this->look( 3 );
		$before = $this->everything();

		$answer = $this->act( 'create', array( $this->ids[0], $this->ids[1], $this->ids[0] ) );

		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertEquals( $before, $this->everything() );
	}

	public function test_the_answer_is_in_the_order_of_the_ids(): void {
		$this->look( 5 );
		$ids = array( $this->ids[3], $this->ids[0], $this->ids[4] );

		$answer = $this->act( 'create', $ids );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $ids, array_column( $answer->data['results'], 'id' ), $answer->text() );
		foreach ( $answer->data['results'] as $result ) {
			self::assertSame( array( 'id', 'user_id', 'status', 'reason' ), array_values( array_intersect( array( 'id', 'user_id', 'status', 'reason' ), array_keys( $result ) ) ), $answer->text() );
			self::assertCount( 4, $result );
			self::assertIsInt( $result['user_id'] );
		}
	}

	public function test_rows_that_the_action_is_not_for_are_named_and_nothing_is_done(): void {
		$this->create_users( 2, 'stranger' );
		$this->look( 4 );
		$absent = array_column( $this->rows( 'wordpress_only', array( 'search' => 'stranger' ) ), 'id' );
		self::assertSame( 200, $this->act( 'create', array( $this->ids[3] ) )->status );
		$before = $this->everything();
		Simulator::clear_log();
		$unfit = array(
			array( 'create', array( $this->ids[0], $absent[0], 99999999 ), array( $absent[0], 99999999 ) ),
			array( 'create', array( $this->ids[3] ), array( $this->ids[3] ) ),
			array( 'update', array( $this->ids[0] ), array( $this->ids[0] ) ),
			array( 'delete', array( $absent[0], $this->ids[0] ), array( $this->ids[0] ) ),
			array( 'link', array( $this->ids[0] ), array( $this->ids[0] ) ),
		);

		foreach ( $unfit as list( $action, $ids, $named ) ) {
			$answer = $this->act( $action, $ids );
			self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $action . $answer->text() );
			self::assertSame( $named, $answer->data['data']['params']['ids'], $answer->text() );
			foreach ( $named as $id ) {
				self::assertStringContainsString( (string) $id, $answer->data['message'] );
			}
		}
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	public function test_a_number_as_text_is_a_number(): void {
		$this->look( 3 );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( (string) $this->ids[0] ) ) );

		self::assertSame( array( 200, $this->ids[0] ), array( $answer->status, $answer->data['results'][0]['id'] ?? null ), $answer->text() );
	}

	public function test_graph_out_of_order_does_nothing(): void {
		$this->create_users( 1, 'stranger' );
		$this->look( 3 );
		$people = Simulator::people();
		$faults = array(
			array( array( 'kind' => 'throttle', 'retry_after' => 17 ), 429, 17 ),
			array( array( 'kind' => 'status', 'status' => 403 ), 502, null ),
			array( array( 'kind' => 'reset' ), 503, 5 ),
			array( array( 'kind' => 'html' ), 502, null ),
		);
		foreach ( $faults as list( $fault, $status, $retry_after ) ) {
			// The second of two: the first is not done alone.
			Simulator::fault( $fault + array( 'on' => 'user', 'nth' => 2 ) );
			$users = count_users()['total_users'];

			$answer = $this->act( 'create', array( $this->ids[0], $this->ids[1] ) );

			self::assertSame( array( $status, $retry_after ), array( $answer->status, $answer->data['data']['retry_after'] ?? null ), $answer->text() );
			self::assertSame( $users, count_users()['total_users'] );
			self::assertSame( 'failed', $this->rest( 'GET', '/runs' )->data[0]['status'], 'The history tells.' );
			self::assertSame( 'logged', $this->rows( 'directory_only' )[0]['status'] );
			Simulator::control( 'DELETE', '/faults' );
		}
		self::assertSame( 200, $this->act( 'create', array( $this->ids[0], $this->ids[1] ) )->status );
		self::assertNotFalse( get_user_by( 'email', $people[1]['mail'] ) );
	}

	/**
	 * @param list<int> $ids
	 */
	private function act( string $action, array $ids ): Rest_Answer {
		return $this->rest( 'POST', '/results/actions', compact( 'action', 'ids' ) );
	}
}
