<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * People who are disabled in the directory: kept, or deactivated under all guards of removal, and never deleted.
 */
final class Disabled_Test extends Test_Case {

	use Leavers;
	use Changes;

	private const ALL = array( 'create' => true, 'update' => true, 'delete' => true );

	protected function setUp(): void {
		parent::setUp();
		$this->synchronized( array( 'removal' => array( 'disabled' => 'deactivate' ) ) );
	}

	/**
	 * Disables people in the directory.
	 *
	 * @return list<int> Their accounts.
	 */
	private function disable( int $count ): array {
		$people = array_slice( $this->people, 0, $count );
		array_map( static fn( array $person ) => Simulator::change( $person['id'], array( 'accountEnabled' => false ) ), $people );
		return array_map( $this->account_of( ... ), $people );
	}

	/**
	 * @dataProvider kinds
	 */
	public function test_who_is_disabled_is_deactivated_where_it_stands_and_the_journal_tells_all( string $kind ): void {
		list( $user ) = $this->disable( 1 );
		Simulator::change( $this->people[0]['id'], array( 'displayName' => 'Renamed Too' ) );
		$this->signed_in( $user );
		$before = $this->accounts();
		$last   = $this->last_entry();

		$run = $this->synchronize( array( 'kind' => $kind ) + self::ALL );

		self::assert_run( 'completed', $run );
		$this->assert_deactivated( $user );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'matched', 'deactivated', $user, array( 'reactivate', 'unlink' ) ), array( $row['table'], $row['status'], $row['user_id'], $row['actions'] ) );
		self::assertSame( array( 'display_name', 'roles' ), array_column( $row['changes'], 'field' ) );
		self::assertSame( array( 1, 1, 0 ), array( $run['counts']['deactivated'], $run['counts']['updated'], $run['counts']['deleted'] ) );
		self::assertSame( 'The directory user of this account is disabled.', $this->notes( $user )['reason'] );
		$this->assert_journal_tells_all( $before, $last );
	}

	public static function kinds(): array {
		return array( 'full' => array( 'full' ), 'changes' => array( 'changes' ) );
	}

	public function test_without_the_box_or_the_setting_nobody_is_touched(): void {
		list( $user ) = $this->disable( 1 );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		$this->assert_active( $user );
		self::assertStringContainsString( 'is deactivated: roles', $this->row_of_person( $this->people[0]['id'] )['reason'], 'It is told what the box would do.' );
		$this->removal( array( 'disabled' => 'keep', 'mode' => 'deactivate' ) );
		self::assert_run( 'completed', $this->synchronize( self::ALL ) );
		$this->assert_active( $user );
	}

	/**
	 * @dataProvider kept
	 *
	 * @param callable(int, self): mixed $protect What makes the account one that stays.
	 */
	public function test_guards_keep_disabled_people_as_well( callable $protect, string $reason ): void {
		list( $user ) = $this->disable( 1 );
		$protect( $user, $this );

		$run = $this->synchronize( self::ALL );

		self::assertSame( 0, $run['counts']['deactivated'] );
		$this->assert_active( $user );
		self::assertStringContainsString( $reason, $this->row_of_person( $this->people[0]['id'] )['reason'] );
	}

	public static function kept(): array {
		return array(
			'an administrator'     => array( static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'protected' ),
			'a protected role'     => array(
				static function ( int $id, self $test ): void {
					get_userdata( $id )->add_role( 'editor' );
					$test->removal( array( 'protected_roles' => array( 'editor' ) ) );
				},
				'protected',
			),
			'receives the content' => array( static fn( int $id, self $test ) => $test->removal( array( 'reassign_to' => $id ) ), 'content' ),
			'kept by other code'   => array( static fn() => add_filter( 'wpo365_user_sync_may_remove', '__return_false' ), 'own code' ),
			'first linked by this very run' => array(
				static function ( int $id ): void {
					delete_user_meta( $id, 'aadObjectId' );
				},
				'link to the directory has changed',
			),
		);
	}

	public function test_whoever_runs_it_is_not_deactivated(): void {
		list( $user ) = $this->disable( 1 );
		get_userdata( $user )->set_role( 'administrator' );

		$this->synchronize( self::ALL, $user );

		$this->assert_active( $user );
	}

	public function test_the_list_is_held_and_done_as_exactly_that_list(): void {
		$users = $this->disable( 7 );
		$run   = $this->synchronize( self::ALL );
		self::assertSame( array( 'action' => 'deactivate', 'count' => 7 ), $run['held'], (string) wp_json_encode( $run ) );
		$this->assert_active( ...$users );
		self::assertSame( array( 'disabled' => 7 ), $this->rest( 'GET', "/runs/{$run['id']}/held" )->data['causes'] );
		self::assertSame( 7, count( $this->rows( 'matched', array( 'status' => 'held' ) ) ) );
		// Somebody else by now, and somebody who is enabled again, which counts once the answer of the directory is five minutes old.
		Simulator::change( $this->people[8]['id'], array( 'accountEnabled' => false ) );
		Simulator::change( $this->people[2]['id'], array( 'accountEnabled' => true ) );
		Clock::move( 301 );

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 6 ), array( $run['status'], $run['counts']['deactivated'] ), (string) wp_json_encode( $run ) );
		$this->assert_active( $users[2], $this->account_of( $this->people[8] ) );
		unset( $users[2] );
		$this->assert_deactivated( ...$users );
		self::assertStringContainsString( 'no longer says', $this->row_of_person( $this->people[2]['id'] )['reason'] );
	}

	public function test_who_is_enabled_while_the_run_is_under_way_stays(): void {
		list( $user ) = $this->disable( 1 );
		$gone         = $this->gone();
		// Asked when everybody was listed, and nobody disabled was decided about.
		add_filter(
			'wpo365_user_sync_may_remove',
			function ( bool $may ): bool {
				Simulator::change( $this->people[0]['id'], array( 'accountEnabled' => true ) );
				return $may;
			}
		);

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 0, 1 ), array( $run['counts']['deactivated'], $run['counts']['deleted'] ) );
		$this->assert_active( $user );
		$this->assert_removed( $gone );
	}

	public function test_a_run_that_reads_everything_again_keeps_telling_whom_it_has_deactivated_and_reactivated(): void {
		list( $old, $user ) = $this->disable( 2 );
		Simulator::change( $this->people[1]['id'], array( 'accountEnabled' => true ) );
		$this->removal( array( 'mode' => 'deactivate' ) );
		$this->synchronize( self::ALL );
		$this->disable( 2 );
		Simulator::change( $this->people[0]['id'], array( 'accountEnabled' => true ) );
		$this->gone();
		$run = $this->synchronize( self::ALL );
		self::assertSame( array( 2, 1 ), array( $run['counts']['deactivated'], $run['counts']['reactivated'] ) );
		$this->set_run( $run['id'], array( 'status' => 'failed', 'active' => null, 'phase' => 'absent', 'error' => array( 'code' => 'listing_incomplete', 'message' => 'No.', 'details' => array() ) ) );
		$this->set_state( $run['id'], static fn( array $state ): array => array( 'listed_at' => time() - 2 * DAY_IN_SECONDS ) + $state );

		$run = $this->resume( $run );

		self::assertSame( array( 'completed', 2, 1 ), array( $run['status'], $run['counts']['deactivated'], $run['counts']['reactivated'] ) );
		$this->assert_active( $old );
		$this->assert_deactivated( $user );
	}

	public function test_rejected_what_was_updated_counts_and_can_be_deactivated_by_hand(): void {
		$users = $this->disable( 7 );
		Simulator::change( $this->people[0]['id'], array( 'displayName' => 'Renamed Too' ) );
		$run = $this->synchronize( self::ALL );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 7 ) )->data;

		self::assertSame( array( 'completed', 1, 0 ), array( $run['status'], $run['counts']['updated'], $run['counts']['deactivated'] ) );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'logged', array( 'update', 'deactivate', 'unlink' ) ), array( $row['status'], $row['actions'] ) );
		self::assertSame( 'deactivated', $this->act( 'deactivate', array( $row['id'] ) )[0]['status'] );
		$this->assert_deactivated( $users[0] );
		$this->assert_active( ...array_slice( $users, 1 ) );
	}

	public function test_together_with_deletions_the_list_is_one_of_deletions(): void {
		$disabled = $this->disable( 4 );
		$gone     = $this->gone_users( 3 );

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 'action' => 'delete', 'count' => 7 ), $run['held'] );
		$run = $this->approve( $run );
		self::assertSame( array( 3, 4 ), array( $run['counts']['deleted'], $run['counts']['deactivated'] ) );
		$this->assert_removed( ...$gone );
		$this->assert_deactivated( ...$disabled );
	}

	public function test_an_incomplete_listing_deactivates_nobody(): void {
		list( $user ) = $this->disable( 1 );
		Simulator::fault( array( 'kind' => 'count', 'count' => 100 ) );

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 'failed', 'listing_incomplete' ), array( $run['status'], $run['error']['code'] ?? null ), (string) wp_json_encode( $run ) );
		$this->assert_active( $user );
	}

	public function test_a_run_of_changes_deletes_nobody_for_the_days_that_have_passed(): void {
		$this->removal( array( 'mode' => 'deactivate', 'delete_after_days' => 1 ) );
		$user = $this->account_of( $this->people[0] );
		Simulator::remove( $this->people[0]['id'], true );
		$this->synchronize( self::ALL );
		$this->assert_deactivated( $user );
		Clock::move( 2 * DAY_IN_SECONDS );
		$this->also_told( array( 'id' => $this->people[0]['id'], '@removed' => array( 'reason' => 'deleted' ) ) );

		$run = $this->synchronize( array( 'kind' => 'changes' ) + self::ALL );

		self::assertSame( array( 'completed', 0, 'unchanged' ), array( $run['status'], $run['counts']['deleted'], $this->row_of_user( $user )['status'] ), (string) wp_json_encode( $run ) );
		self::assertSame( 1, $this->synchronize( self::ALL )['counts']['deleted'] );
	}

	public function test_who_stays_disabled_is_left_alone_and_never_deleted_and_gets_no_role_while_fields_follow(): void {
		$this->removal( array( 'mode' => 'deactivate', 'delete_after_days' => 1 ) );
		list( $user ) = $this->disable( 1 );
		$group        = Simulator::group( 'Editors', array( $this->people[0]['id'] ) );
		$this->synchronize( self::ALL );
		$notes = $this->notes( $user );
		Clock::move( 3 * DAY_IN_SECONDS );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		Simulator::change( $this->people[0]['id'], array( 'displayName' => 'Renamed Since' ) );

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 'completed', 0, 0, 1 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['deactivated'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		$this->assert_deactivated( $user );
		self::assertSame( array( $notes, 'Renamed Since' ), array( $this->notes( $user ), get_userdata( $user )->display_name ) );
		self::assertStringContainsString( 'stays deactivated', $this->row_of_person( $this->people[0]['id'] )['reason'] );
	}
}
