<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Role_Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What the ledger granted goes with the group, roles that manage the site included; what a hand gave does not.
 */
final class Granted_Privilege_Test extends Test_Case {

	use Role_Scene;

	/** @var list<array<string, mixed>> */
	private array $people;

	private string $group;

	private int $chief;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->people = Simulator::people();
		$this->group  = Simulator::group( 'Chiefs', array( $this->people[0]['id'], $this->people[1]['id'] ), 'chiefs' );
		$this->chief  = $this->linked( $this->people[0], array( 'subscriber' ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $this->group, 'role' => 'administrator' ) ), 'confirm_privileged' => true ) ) );
	}

	/** Grants by a run, and lets the person leave the group. */
	private function grant_and_leave(): void {
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( array( 'subscriber', 'administrator' ), array( 'administrator' ) ), $this->found( $this->chief ) );
		Simulator::control( 'PATCH', '/groups/chiefs', array( 'members' => array( $this->people[1]['id'] ) ) );
	}

	public function test_administrator_from_a_group_is_taken_back_when_the_person_has_left_it(): void {
		$this->grant_and_leave();

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'completed', 1 ), array( $run['status'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		self::assertSame( array( array( 'subscriber' ), array() ), $this->found( $this->chief ) );
	}

	public function test_by_hand_it_is_taken_back_as_well(): void {
		$this->grant_and_leave();
		$this->synchronize();
		$row = array_column( $this->rows( 'matched' ), null, 'user_id' )[ $this->chief ];

		$this->rest( 'POST', '/results/actions', array( 'action' => 'update', 'ids' => array( $row['id'] ) ) );

		self::assertSame( array( array( 'subscriber' ), array() ), $this->found( $this->chief ) );
	}

	/**
	 * @dataProvider given_by_hand
	 *
	 * @param callable(\WP_User): void $give What a hand gives.
	 */
	public function test_privilege_given_by_hand_locks_all_roles( callable $give ): void {
		add_role( 'may_edit_users', 'May edit users', array( 'edit_users' => true ) );
		$this->save_settings( array( 'removal' => array( 'protected_roles' => array( 'author' ) ) ) );
		$this->grant_and_leave();
		$give( get_userdata( $this->chief ) );
		$before = $this->found( $this->chief );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $before, $this->found( $this->chief ) );
		self::assertStringContainsString( 'not touched', array_column( $this->rows( 'matched' ), 'reason', 'user_id' )[ $this->chief ] );
	}

	public static function given_by_hand(): array {
		return array(
			'a role that may edit users' => array( static fn( \WP_User $user ) => $user->add_role( 'may_edit_users' ) ),
			'a capability'               => array( static fn( \WP_User $user ) => $user->add_cap( 'manage_options' ) ),
			'a protected role'           => array( static fn( \WP_User $user ) => $user->add_role( 'author' ) ),
		);
	}

	public function test_the_last_administrator_stays_although_a_group_gave_the_role(): void {
		$this->grant_and_leave();
		// Whoever runs this may do everything without being administrator.
		array_map( get_userdata( self::ADMIN )->add_cap( ... ), array( 'manage_options', 'edit_users', 'create_users', 'delete_users' ) );
		get_userdata( self::ADMIN )->remove_role( 'administrator' );

		$this->synchronize( array( 'update' => true ) );

		self::assertContains( 'administrator', $this->found( $this->chief )[0] );
	}

	public function test_whoever_runs_the_synchronization_loses_no_role_by_it(): void {
		$this->grant_and_leave();

		$run = $this->synchronize( array( 'update' => true ), $this->chief );

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertSame( array( array( 'subscriber', 'administrator' ), array( 'administrator' ) ), $this->found( $this->chief ) );
		self::assertStringContainsString( 'runs the synchronization', array_column( $this->rows( 'matched' ), 'reason', 'user_id' )[ $this->chief ] );
	}

	public function test_a_hand_given_administrator_is_never_noted_as_granted(): void {
		$second = $this->linked( $this->people[1], array( 'administrator' ) );
		$this->save_settings( array( 'roles' => array( 'scenario' => 'replace', 'default_role_always' => false ) ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( array( 'administrator' ), array() ), $this->found( $second ) );

		Simulator::control( 'PATCH', '/groups/chiefs', array( 'members' => array( $this->people[0]['id'] ) ) );
		$this->save_settings( array( 'roles' => array( 'scenario' => 'managed' ) ) );
		$this->synchronize( array( 'update' => true ) );

		self::assertSame( array( array( 'administrator' ), array() ), $this->found( $second ) );
	}
}
