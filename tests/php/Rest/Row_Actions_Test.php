<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Results\Row_Action;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Each row says which actions it takes, and the route takes these and no others.
 */
final class Row_Actions_Test extends Test_Case {

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$people = Simulator::people();
		$this->link( $this->create_user( array( 'user_login' => 'known', 'first_name' => 'Other' ) ), $people[0]['id'] );
		$this->link( $this->create_user( array( 'user_login' => 'twin-one' ) ), $people[1]['id'] );
		$this->link( $this->create_user( array( 'user_login' => 'twin-two' ) ), $people[1]['id'] );
		// Whoever registered with somebody's UPN as login, and an address of their own.
		$this->create_user( array( 'user_login' => $people[2]['userPrincipalName'], 'user_email' => 'other@site.example' ) );
		$this->create_user( array( 'user_login' => 'stranger' ) );
	}

	public function test_rows_that_were_looked_at_take_the_action_of_their_table_and_conflicts_with_one_candidate_a_link(): void {
		$this->synchronize();

		$told = $this->told();

		self::assertSame(
			array(
				'directory_only conflict, a candidate'   => array( 'link' ),
				'directory_only conflict, no candidate' => array(),
				'directory_only logged'                 => array( 'create' ),
				'matched logged'                        => array( 'update', 'unlink' ),
				'wordpress_only logged'                 => array( 'delete' ),
			),
			$told
		);
	}

	public function test_rows_of_ticked_boxes_take_none_but_a_link_can_be_taken_off(): void {
		$this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		$told = $this->told();

		self::assertArrayHasKey( 'directory_only created', $told );
		self::assertSame( array( 'unlink' ), $told['matched updated'] );
		unset( $told['matched updated'] );
		self::assertSame( array( 'link' ), array_merge( ...array_values( $told ) ), 'The conflict can still be settled.' );
	}

	public function test_the_route_takes_what_a_row_says_and_nothing_else(): void {
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate' ) ) );
		$this->create_user( array( 'user_login' => 'another-stranger' ) );
		$this->link( $this->create_user( array( 'user_login' => 'also-known' ) ), Simulator::people()[3]['id'] );
		$this->create_user( array( 'user_login' => 'left-before' ) );
		update_user_meta( get_user_by( 'login', 'left-before' )->ID, 'wpo365_active', 'deactivated' );
		$this->synchronize();
		foreach ( $this->all_rows() as $row ) {
			foreach ( array_diff( Row_Action::values(), $row['actions'] ) as $action ) {
				$answer = $this->act( $action, $row['id'] );
				self::assertSame( array( 400, array( $row['id'] ) ), array( $answer->status, $answer->data['data']['params']['ids'] ?? null ), $action . ' ' . $answer->text() );
			}
		}
		$taken = array();
		foreach ( $this->all_rows() as $row ) {
			// One action a row: after it the row takes others, or none.
			$action = current( array_diff( $row['actions'], $taken ) ) ?: ( $row['actions'][0] ?? null );
			if ( null !== $action ) {
				$answer = $this->act( $action, $row['id'] );
				self::assertSame( 200, $answer->status, $action . ' ' . $answer->text() );
				$taken[] = $action;
			}
		}
		self::assertEqualsCanonicalizing( Row_Action::values(), array_unique( $taken ) );
	}

	private function act( string $action, int $id ): \WPO365\User_Sync\Tests\Support\Rest_Answer {
		return $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $id ) ) );
	}

	/**
	 * @return array<string, list<string>> Actions by kind of row.
	 */
	private function told(): array {
		$told = array();
		foreach ( $this->all_rows() as $row ) {
			$candidate      = 'conflict' === $row['status'] ? ( null === $row['user_id'] ? ', no candidate' : ', a candidate' ) : '';
			$kind           = "{$row['table']} {$row['status']}{$candidate}";
			$told[ $kind ] ??= $row['actions'];
			self::assertSame( $told[ $kind ], $row['actions'] );
		}
		ksort( $told );
		return $told;
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	private function all_rows(): array {
		return array_merge( ...array_map( fn( string $table ): array => $this->rest( 'GET', '/results', compact( 'table' ) + array( 'per_page' => 100 ) )->data, array( 'directory_only', 'matched', 'wordpress_only' ) ) );
	}
}
