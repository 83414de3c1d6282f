<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Changes;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who has joined or left a group comes from the delta query of groups; who is in a mapped group is read as in a full run.
 */
final class Memberships_Test extends Test_Case {

	use Changes;

	/** @var string Object id of the mapped group. */
	private string $editors;

	/**
	 * Starts a tenant with a mapped group, and synchronizes it.
	 *
	 * @param array<string, mixed> $tenant Options of the tenant.
	 */
	private function mapped( array $tenant = array() ): void {
		Simulator::tenant( $tenant + array( 'users' => 30, 'awkward' => false ) );
		$this->people  = Simulator::people();
		$this->editors = Simulator::group( 'Editors', array_column( array_slice( $this->people, 0, 3 ), 'id' ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $this->editors, 'role' => 'editor' ) ), 'default_role_always' => false ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );
		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
		Simulator::clear_log();
	}

	public function test_who_joins_and_who_leaves_gets_and_loses_the_role(): void {
		$this->mapped();
		Simulator::control( 'PATCH', '/groups/editors', array( 'add' => array( $this->people[10]['id'] ), 'remove' => array( $this->people[0]['id'] ) ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', null ), array( $run['status'], $run['error'] ), (string) wp_json_encode( $run ) );
		self::assertContains( 'editor', $this->roles_of( $this->account_of( $this->people[10] ) ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
		$this->assert_listed( $this->people[0], $this->people[10] );
	}

	public function test_a_group_with_many_changes_is_read_over_all_its_pages(): void {
		$this->mapped( array( 'delta_page_size' => 4 ) );
		$joined = array_slice( $this->people, 10, 15 );
		Simulator::control( 'PATCH', '/groups/editors', array( 'add' => array_column( $joined, 'id' ) ) );
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 1, 'on' => 'groups_delta', 'times' => null ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', 15, null ), array( $run['status'], $run['counts']['updated'], $run['error'] ), (string) wp_json_encode( $run ) );
		self::assertGreaterThanOrEqual( 4, count( Simulator::log( 'groups_delta' ) ) );
		foreach ( $joined as $person ) {
			self::assertContains( 'editor', $this->roles_of( $this->account_of( $person ) ) );
		}
	}

	public function test_somebody_new_has_the_role_of_the_group_at_once(): void {
		$this->mapped();
		$new = $this->person( 'newcomer' );
		Simulator::control( 'PATCH', '/groups/editors', array( 'add' => array( $new['id'] ) ) );

		self::assert_run( 'completed', $this->changes() );

		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $new ) ) );
	}

	public function test_where_nobody_has_changed_no_group_is_read(): void {
		$this->mapped();

		self::assert_run( 'completed', $this->changes() );

		self::assertSame( array( 'users_delta', 'groups_delta' ), array_column( Simulator::log(), 'route' ) );
	}

	public function test_a_change_of_a_group_within_a_group_is_left_to_the_full_run_and_the_run_says_so(): void {
		$this->mapped();
		$inner = Simulator::group( 'Inner', array( $this->people[20]['id'] ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'add' => array( $inner ) ) );

		$run = $this->changes();

		self::assertSame( 'completed', $run['status'] );
		self::assertStringContainsString( 'comes with the next full synchronization', $run['error']['message'] ?? '' );
	}

	/**
	 * @dataProvider refusals
	 *
	 * @param array<string, mixed> $fault What the service answers.
	 */
	public function test_where_memberships_can_not_be_had_people_are_synchronized_and_the_run_says_so( array $fault ): void {
		$this->mapped();
		Simulator::change( $this->people[15]['id'], array( 'displayName' => 'Another Name' ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'remove' => array( $this->people[0]['id'] ) ) );
		Simulator::fault( $fault + array( 'on' => 'groups_delta', 'times' => null ) );

		$run = $this->changes();

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertStringContainsString( 'comes with the next full synchronization', $run['error']['message'] ?? '' );
		self::assertSame( 'Another Name', get_userdata( $this->account_of( $this->people[15] ) )->display_name );
		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ) );
		// The next one knows no better, and says so again.
		self::assertStringContainsString( 'comes with the next full synchronization', $this->changes()['error']['message'] ?? '' );

		Simulator::control( 'DELETE', '/faults' );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
		self::assert_run( 'completed', $this->changes() );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function refusals(): array {
		return array(
			'forbidden'         => array( array( 'kind' => 'status', 'status' => 403 ) ),
			'gone'              => array( array( 'kind' => 'gone' ) ),
			'syncStateNotFound' => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'syncStateNotFound' ) ),
		);
	}

	public function test_a_mapped_group_that_can_not_be_read_leaves_roles_alone(): void {
		$this->mapped();
		Simulator::control( 'PATCH', '/groups/editors', array( 'remove' => array( $this->people[0]['id'] ) ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'transitive_members', 'times' => null ) );

		$run = $this->changes();

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertStringContainsString( 'nobody’s roles were changed', $run['error']['message'] ?? '' );
		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
	}

	public function test_a_change_of_memberships_while_the_directory_is_listed_is_not_missed(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->people = Simulator::people();
		$group        = Simulator::group( 'Editors', array( $this->people[0]['id'] ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$run = $this->run_until( array( 'create' => true, 'update' => true ), array( 'nth' => 2 ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'add' => array( $this->people[5]['id'] ) ) );
		self::assert_run( 'completed', $this->drive( $run ) );
		self::assertNotContains( 'editor', $this->roles_of( $this->account_of( $this->people[5] ) ) );

		self::assert_run( 'completed', $this->changes() );

		self::assertContains( 'editor', $this->roles_of( $this->account_of( $this->people[5] ) ) );
	}

	public function test_a_run_of_changes_does_not_count_as_the_complete_run_that_later_ones_are_compared_with(): void {
		$this->mapped();
		self::assert_run( 'completed', $this->changes() );
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array() ) );

		$run = $this->synchronize( array( 'update' => true ) );

		// The full run before has seen members, so the empty answer is not believed.
		self::assertStringContainsString( 'It had members (3) and answers with none', $run['error']['message'] ?? '' );
		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
	}

	public function test_a_run_of_changes_does_not_believe_an_emptied_group_either(): void {
		$this->mapped();
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array() ) );

		$run = $this->changes();

		self::assertStringContainsString( 'It had members (3) and answers with none', $run['error']['message'] ?? '' );
		self::assertSame( array( 'editor' ), $this->roles_of( $this->account_of( $this->people[0] ) ) );
	}

	public function test_a_full_run_does_without_a_link_to_memberships_that_it_can_not_have(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$group = Simulator::group( 'Editors', array( Simulator::people()[0]['id'] ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'groups_delta', 'times' => null ) );

		self::assert_run( 'completed', $this->run_through( array( 'create' => true ) ) );

		self::assertCount( 2, Simulator::log( 'groups_delta' ) );
		$run = $this->changes();
		self::assertSame( 'completed', $run['status'] );
		self::assertStringContainsString( 'comes with the next full synchronization', $run['error']['message'] ?? '' );
	}
}
