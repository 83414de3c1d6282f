<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Unknown is not empty: a group that had members and answers with none, or with too few, or whose members got lost, takes nobody's role and nobody's place in the scope.
 */
final class Emptied_Groups_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	/** @var list<int> */
	private array $accounts = array();

	/** @var array<string, string> Object ids of groups. */
	private array $groups = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 40, 'awkward' => false ) );
		// How many may lose a role unasked is not the question here.
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$this->people   = Simulator::people();
		$this->accounts = $this->create_linked_users( $this->people );
		$this->groups   = array(
			'editors' => Simulator::group( 'Editors', array_column( array_slice( $this->people, 0, 30 ), 'id' ), 'editors' ),
			'staff'   => Simulator::group( 'Staff', array_column( array_slice( $this->people, 0, 35 ), 'id' ), 'staff' ),
			'board'   => Simulator::group( 'Board', array_column( array_slice( $this->people, 35 ), 'id' ), 'board_members' ),
		);
	}

	public function test_a_mapped_group_that_answers_with_none_takes_no_role(): void {
		$this->map();
		$this->answer_with_none( 'editors' );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'completed', $run, 'bad_response' );
		self::assertSame( 30, $this->editors() );
		self::assertStringContainsString( $this->groups['editors'], $run['error']['message'] );
		self::assertSame( array( $this->groups['editors'] ), array_keys( $run['error']['details']['groups'] ) );
	}

	public function test_an_emptied_group_is_believed_after_two_completed_runs_a_day_apart(): void {
		$this->map();
		$this->empty( 'editors' );
		$first = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 30, $this->editors() );
		$this->synchronize( array( 'update' => true ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 30, $this->editors(), 'Three runs within minutes.' );

		$this->shift_history( -DAY_IN_SECONDS );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 30, $this->editors(), 'The second run, a day later, has not completed yet when it decides about roles.' );
		$last = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 0, $this->editors(), (string) wp_json_encode( $last ) );
		self::assertNull( $last['error'] );
		self::assertNotNull( $first['error'] );
	}

	public function test_a_group_found_empty_by_a_clock_that_was_ahead_is_not_believed(): void {
		$this->map();
		$this->empty( 'editors' );
		$this->synchronize( array( 'update' => true ) );
		$this->shift_history( -2 * DAY_IN_SECONDS );
		$this->synchronize( array( 'update' => true ) );
		$this->shift_history( 30 * DAY_IN_SECONDS );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( 30, $this->editors() );
	}

	public function test_members_that_come_back_begin_the_waiting_anew(): void {
		$this->map();
		$this->answer_with_none( 'editors' );
		$this->synchronize( array( 'update' => true ) );
		$this->shift_history( -2 * DAY_IN_SECONDS );
		self::assertNull( $this->synchronize( array( 'update' => true ) )['error'] );
		$this->shift_history( -2 * DAY_IN_SECONDS );
		$this->empty( 'editors' );

		$this->synchronize( array( 'update' => true ) );
		$this->synchronize( array( 'update' => true ) );

		self::assertSame( 30, $this->editors() );
	}

	public function test_a_group_that_never_had_members_is_empty_at_once(): void {
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array() ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $this->groups['editors'], 'role' => 'editor' ) ) ) ) );

		self::assertNull( $this->synchronize( array( 'update' => true ) )['error'] );
		self::assertNull( $this->synchronize( array( 'update' => true ) )['error'] );
	}

	/**
	 * @dataProvider numbers
	 */
	public function test_members_are_counted_against_the_number_that_graph_tells( int $read, int $told, bool $complete ): void {
		$this->map();
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array_column( array_slice( $this->people, 0, $read ), 'id' ) ) );
		Simulator::fault( array( 'kind' => 'count', 'count' => $told, 'on' => 'member_count', 'times' => null ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( $complete ? $read : 30, $this->editors() );
		self::assertSame( $complete, null === $run['error'], (string) wp_json_encode( $run ) );
	}

	public static function numbers(): array {
		return array(
			'as many'       => array( 20, 20, true ),
			'one is missing' => array( 20, 21, true ),
			'two are missing' => array( 20, 22, false ),
			'more than told' => array( 20, 5, true ),
		);
	}

	public function test_a_number_of_members_that_nobody_can_tell_is_done_without(): void {
		$this->map();
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array( $this->people[0]['id'] ) ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'member_count', 'times' => null ) );

		self::assertNull( $this->synchronize( array( 'update' => true ) )['error'] );
		self::assertSame( 1, $this->editors() );
	}

	/**
	 * @dataProvider losses
	 */
	public function test_members_that_got_lost_in_mid_run_take_no_role( string $sql ): void {
		$this->map();
		$run = $this->run_until( array( 'update' => true ), array( 'nth' => 2 ) );
		$this->lose( $sql );

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run, 'bad_response' );
		self::assertSame( 30, $this->editors() );
		self::assertStringContainsString( 'disappeared', $run['error']['message'] );
	}

	public static function losses(): array {
		return array(
			'all of them' => array( "DELETE FROM {work} WHERE kind LIKE 'group:%'" ),
			'some'        => array( "DELETE FROM {work} WHERE kind LIKE 'group:%' ORDER BY item LIMIT 3" ),
		);
	}

	/**
	 * @dataProvider losses
	 */
	public function test_members_that_got_lost_after_the_run_take_no_role_by_hand( string $sql ): void {
		$this->map();
		Simulator::change( $this->people[25]['id'], array( 'givenName' => 'Changed' ) );
		$this->synchronize();
		$row = $this->row_of_person( $this->people[25]['id'] );
		$this->lose( $sql );

		self::assertSame( 'updated', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		self::assertSame( 30, $this->editors() );
	}

	/**
	 * @dataProvider losses
	 */
	public function test_members_of_the_scope_that_got_lost_in_mid_run_end_it( string $sql ): void {
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $this->groups['staff'], $this->groups['board'] ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		$run = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		$this->lose( $sql );

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'results_lost' );
		$this->assert_stay( ...$this->accounts );
	}

	public function test_an_emptied_group_of_the_scope_puts_nobody_out_of_scope(): void {
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $this->groups['staff'], $this->groups['board'] ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		$this->answer_with_none( 'board' );
		$unlinked = $this->account();

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run, 'bad_response' );
		self::assertStringContainsString( $this->groups['board'], $run['error']['message'] );
		$this->assert_stay( $unlinked, ...$this->accounts );
		self::assertStringContainsString( 'counts as not read', $this->row_of_user( $unlinked )['reason'] );
		self::assertStringContainsString( 'counts as not read', $this->row_of_user( $this->accounts[36] )['reason'] );
		self::assertStringContainsString( 'counts as not read', $this->act_refused( $this->accounts[36] ) );
	}

	public function test_where_the_only_group_of_the_scope_is_emptied_the_run_fails_and_names_it(): void {
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $this->groups['staff'] ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		$this->answer_with_none( 'staff' );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, 'listing_empty' );
		self::assertStringContainsString( $this->groups['staff'], $run['error']['message'] );
		$this->assert_stay( ...$this->accounts );
	}

	public function test_a_group_of_the_scope_with_members_missing_is_read_again_by_resume(): void {
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $this->groups['staff'] ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		Simulator::fault( array( 'kind' => 'end_early', 'on' => 'transitive_members' ) );
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 20, 'on' => 'transitive_members' ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		self::assertStringContainsString( $this->groups['staff'], $run['error']['message'] );
		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_stay( ...array_slice( $this->accounts, 0, 35 ) );
	}

	/** Maps the editors, and gives them their role. */
	private function map(): void {
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $this->groups['editors'], 'role' => 'editor' ) ) ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		self::assertSame( 30, $this->editors() );
	}

	private function editors(): int {
		return count( array_filter( $this->accounts, fn( int $user_id ): bool => in_array( 'editor', $this->roles_of( $user_id ), true ) ) );
	}

	/** Lets everybody leave a group. */
	private function empty( string $key ): void {
		Simulator::control( 'PATCH', "/groups/{$key}", array( 'members' => array() ) );
	}

	/** Makes a group answer once as if nobody were in it, the number of its members included. */
	private function answer_with_none( string $key ): void {
		Simulator::fault( array( 'kind' => 'empty_listing', 'on' => 'transitive_members', 'match' => $this->groups[ $key ] ) );
		Simulator::fault( array( 'kind' => 'count', 'count' => 0, 'on' => 'member_count', 'match' => $this->groups[ $key ] ) );
	}

	/** Moves everything that the runs so far have noted in time. */
	private function shift_history( int $seconds ): void {
		global $wpdb;
		$shift = static fn( mixed $value ): mixed => is_int( $value ) && $value > 1_000_000_000 ? $value + $seconds : $value;
		foreach ( $wpdb->get_results( "SELECT id, state FROM {$wpdb->prefix}wpo365_user_sync_runs" ) as $record ) {
			$state = json_decode( $record->state, true );
			array_walk_recursive(
				$state,
				static function ( mixed &$value ) use ( $shift ): void {
					$value = $shift( $value );
				}
			);
			$this->set_run( (int) $record->id, array( 'state' => wp_json_encode( $state ) ) );
		}
	}

	private function lose( string $sql ): void {
		global $wpdb;
		self::assertGreaterThan( 0, $wpdb->query( str_replace( '{work}', $wpdb->prefix . 'wpo365_user_sync_work', $sql ) ) );
	}

	/** Tries to delete an account by hand, and gives the reason why not. */
	private function act_refused( int $user_id ): string {
		$row = $this->row_of_user( $user_id );
		$this->set_row( $row['id'] );
		$result = $this->act( 'delete', array( $row['id'] ) )[0];
		self::assertSame( 'failed', $result['status'] );
		$this->assert_stay( $user_id );
		return $result['reason'];
	}

	/** Makes a row one that can be acted on. */
	private function set_row( int $id ): void {
		global $wpdb;
		self::assertSame( 1, $wpdb->update( $wpdb->prefix . 'wpo365_user_sync_results', array( 'status' => 'logged' ), array( 'id' => $id ) ) );
	}
}
