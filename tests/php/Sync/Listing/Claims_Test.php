<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Matches by name that were staged while listing are no matches before the whole directory has been read.
 */
final class Claims_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	private int $shared = 0;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 40, 'awkward' => false ) );
		$people       = Simulator::people();
		$this->shared = $this->account( array( 'user_email' => 'shared@lakeside.example' ) );
		// The second one who points to the account is on the second page.
		Simulator::change( $people[0]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		Simulator::change( $people[39]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider ends
	 *
	 * @param \Closure(self): array<string, mixed> $end Starts a run and ends it after the first page.
	 */
	public function test_a_staged_match_can_not_be_acted_on( \Closure $end, string $status, string $action ): void {
		$run = $end( $this );
		self::assertSame( $status, $run['status'], (string) wp_json_encode( $run ) );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( $this->shared, $row['user_id'] );
		$history = $this->history();
		$users   = $this->stored_users();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $row['id'] ) ) );

		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( array( $row['id'] ), $answer->data['data']['params']['ids'], $answer->text() );
		self::assertSame( $users, $this->stored_users() );
		self::assertSame( array(), $this->stored_link( $this->shared ) );
		self::assertSame( $history, $this->history(), 'A refused action stands in the history.' );
		self::assertSame( $row, $this->row_of_person( $this->people[0]['id'] ) );
	}

	public static function ends(): array {
		$failed    = static function ( self $test ): array {
			Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 2 ) );
			return $test->synchronize();
		};
		$cancelled = static function ( self $test ): array {
			$run = $test->run_until( array(), array( 'nth' => 2 ) );
			return $test->rest( 'POST', "/runs/{$run['id']}/cancel" )->data;
		};
		return array(
			'failed, update'    => array( $failed, 'failed', 'update' ),
			'failed, link'      => array( $failed, 'failed', 'link' ),
			'cancelled, update' => array( $cancelled, 'cancelled', 'update' ),
			'cancelled, create' => array( $cancelled, 'cancelled', 'create' ),
		);
	}

	public function test_when_everybody_is_read_it_is_a_conflict(): void {
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( 'conflict', $this->row_of_person( $this->people[0]['id'] )['status'] );
		self::assertSame( 'conflict', $this->row_of_person( $this->people[39]['id'] )['status'] );
		self::assertSame( array(), $this->stored_link( $this->shared ) );
	}
}
