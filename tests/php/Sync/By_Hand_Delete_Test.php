<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Delete selected: every guard is asked again, and what changed meanwhile fails and is left alone.
 */
final class By_Hand_Delete_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	public function test_exactly_the_selected_are_deleted(): void {
		$linked = $this->gone_users( 3 );
		$plain  = array( $this->account(), $this->account() );
		$this->synchronize();

		$results = $this->act( 'delete', array( $this->row_of_user( $linked[1] )['id'], $this->row_of_user( $plain[0] )['id'] ) );

		self::assertSame( array( 'deleted', 'deleted' ), array_column( $results, 'status' ) );
		$this->assert_removed( $linked[1], $plain[0] );
		$this->assert_stay( $linked[0], $linked[2], $plain[1], self::ADMIN );
		self::assertSame( array( 'wordpress_only', 'deleted' ), array( $this->row_of_user( $plain[0] )['table'], $this->row_of_user( $plain[0] )['status'] ) );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, self): mixed $change What happens between the run and the click.
	 */
	public function test_what_changed_meanwhile_fails_and_is_left_alone( bool $linked, callable $change, string $reason ): void {
		$account = $linked ? $this->gone() : $this->account();
		$other   = $this->gone();
		$this->synchronize();
		$ids = array( $this->row_of_user( $account )['id'], $this->row_of_user( $other )['id'] );
		$change( $account, $this );
		$before = $this->stored_users( $account );

		$results = $this->act( 'delete', $ids );

		self::assertSame( array( 'failed', 'deleted' ), array_column( $results, 'status' ), $results[0]['reason'] );
		self::assertStringContainsString( $reason, $results[0]['reason'] );
		self::assertSame( $before, $this->stored_users( $account ) );
		self::assertSame( 'failed', $this->row_of_user( $account )['status'] );
	}

	public static function changes(): array {
		return array(
			'back in the directory'     => array( true, static fn( int $id, self $test ) => $test->person( 'back', array( 'id' => get_user_meta( $id, 'aadObjectId', true ) ) ), 'Still in the directory' ),
			'linked for the first time' => array( false, static fn( int $id, self $test ) => $test->link( $id, wp_generate_uuid4() ), 'link' ),
			'linked to somebody else'   => array( true, static fn( int $id, self $test ) => $test->link( $id, wp_generate_uuid4() ), 'link' ),
			'no longer linked'          => array( true, static fn( int $id ) => delete_user_meta( $id, 'aadObjectId' ), 'link' ),
			'became administrator'      => array( true, static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'protected' ),
			'may promote users'         => array( false, static fn( int $id ) => get_userdata( $id )->add_cap( 'promote_users' ), 'protected' ),
			'receives the content'      => array( true, static fn( int $id, self $test ) => $test->save_settings( array( 'removal' => array( 'reassign_to' => $id ) ) ), 'content' ),
			'only linked ones now'      => array( false, static fn( int $id, self $test ) => $test->save_settings( array( 'removal' => array( 'candidates' => 'linked' ) ) ), 'never linked' ),
			'kept by other code'        => array( true, static fn( int $id ) => add_filter( 'wpo365_user_sync_may_remove', static fn( bool $may, int $user_id ): bool => $may && $user_id !== $id, 10, 2 ), 'own code' ),
			'other code stops it'       => array(
				true,
				static fn( int $id ) => add_action(
					'wpo365_user_sync_before_remove',
					static function ( int $user_id ) use ( $id ): void {
						if ( $user_id === $id ) {
							ini_set( 'error_log', '/dev/null' );
							throw new \RuntimeException( 'no' );
						}
					}
				),
				'Another plugin',
			),
		);
	}

	public function test_who_is_gone_already_fails(): void {
		$account = $this->account();
		$this->synchronize();
		$this->delete_account( $account );

		$result = $this->act( 'delete', array( $this->row_of_user( $account )['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( 'no longer exists', $result['reason'] );
	}

	public function test_nobody_deletes_the_own_account_nor_that_of_who_started_the_run(): void {
		$starter = $this->account( array( 'role' => 'administrator' ) );
		$this->synchronize( array(), $starter );
		get_userdata( $starter )->set_role( 'subscriber' );

		$own = $this->act( 'delete', array( $this->row_of_user( self::ADMIN )['id'] ) )[0];
		$his = $this->act( 'delete', array( $this->row_of_user( $starter )['id'] ) )[0];

		self::assertSame( array( 'failed', 'failed' ), array( $own['status'], $his['status'] ) );
		self::assertStringContainsString( 'runs the synchronization', $own['reason'] );
		self::assertStringContainsString( 'runs the synchronization', $his['reason'] );
		$this->assert_stay( self::ADMIN, $starter );
	}

	/**
	 * @dataProvider answers
	 *
	 * @param array<string, mixed> $fault What the directory answers.
	 */
	public function test_without_an_answer_of_the_directory_nobody_is_deleted( array $fault, int $status ): void {
		$gone = $this->gone_users( 2 );
		$this->synchronize();
		$ids = array( $this->row_of_user( $gone[0] )['id'], $this->row_of_user( $gone[1] )['id'] );
		Simulator::fault( $fault + array( 'on' => 'users', 'times' => null ) );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => $ids ) );

		self::assertSame( $status, $answer->status, $answer->text() );
		self::assertNotSame( '', $answer->data['message'] );
		$this->assert_stay( ...$gone );
		self::assertSame( 'logged', $this->row_of_user( $gone[0] )['status'] );

		// And it can be done again later.
		Simulator::control( 'DELETE', '/faults' );
		Simulator::advance( 60 );
		self::assertSame( array( 'deleted', 'deleted' ), array_column( $this->act( 'delete', $ids ), 'status' ) );
	}

	public static function answers(): array {
		return array(
			'forbidden'   => array( array( 'kind' => 'status', 'status' => 403 ), 502 ),
			'unavailable' => array( array( 'kind' => 'status', 'status' => 503 ), 503 ),
			'throttled'   => array( array( 'kind' => 'throttle', 'retry_after' => 7 ), 429 ),
			'nonsense'    => array( array( 'kind' => 'html' ), 502 ),
			'nothing'     => array( array( 'kind' => 'reset' ), 503 ),
		);
	}
}
