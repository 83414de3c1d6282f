<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Changes;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A delta query knows nothing of the scope: each person who has changed is looked at as in a full run.
 */
final class Scope_Test extends Test_Case {

	use Changes;

	/**
	 * @dataProvider filters
	 */
	public function test_to_whom_the_filter_does_not_apply_gets_no_account( string $filter, array $inside, array $outside ): void {
		$this->synchronized( array( 'scope' => array( 'filter' => $filter ) ) );
		$one   = $this->person( 'inside', $inside );
		$other = $this->person( 'outside', $outside );

		$run = $this->changes();

		self::assertSame( array( 'completed', 1 ), array( $run['status'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		self::assertCount( 1, $this->linked_to( $one['id'] ) );
		self::assertSame( array(), $this->linked_to( $other['id'] ) );
		$this->assert_listed( $one );
	}

	/**
	 * @return array<string, array{string, array<string, mixed>, array<string, mixed>}>
	 */
	public static function filters(): array {
		return array(
			'an ordinary one' => array( "userType eq 'Member'", array( 'userType' => 'Member' ), array( 'userType' => 'Guest' ) ),
			'an advanced one' => array( "department ne 'Sales'", array( 'department' => 'Kitchen' ), array( 'department' => 'Sales' ) ),
		);
	}

	public function test_guests_are_left_out_where_the_settings_say_so(): void {
		$this->synchronized( array( 'scope' => array( 'ignore_guests' => true ) ) );
		$guest = $this->person( 'guest', array( 'userType' => 'Guest' ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', 0 ), array( $run['status'], $run['counts']['created'] ) );
		self::assertSame( array(), $this->linked_to( $guest['id'] ) );
	}

	/**
	 * @dataProvider answers
	 */
	public function test_who_has_left_the_scope_stays_unless_the_settings_remove_such_people( bool $removes ): void {
		$this->synchronized( array( 'scope' => array( 'filter' => 'accountEnabled eq true', 'remove_out_of_scope' => $removes ) ) );
		$user = $this->account_of( $this->people[1] );
		Simulator::change( $this->people[1]['id'], array( 'accountEnabled' => false, 'displayName' => 'Another Name' ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assert_run( 'completed', $run );
		self::assertSame( $removes ? 1 : 0, $run['counts']['deleted'], (string) wp_json_encode( $run ) );
		self::assertSame( ! $removes, $this->exists( $user ) );
		if ( ! $removes ) {
			self::assertStringContainsString( 'Still in the directory', $this->row_of_user( $user )['reason'] );
			self::assertNotSame( 'Another Name', get_userdata( $user )->display_name, 'Who is out of scope is not updated either.' );
		}
	}

	/**
	 * @return array<string, array{bool}>
	 */
	public static function answers(): array {
		return array( 'stays' => array( false ), 'is removed' => array( true ) );
	}

	public function test_people_of_the_group_that_decides_are_synchronized_and_others_are_not(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->people = Simulator::people();
		$group        = Simulator::group( 'Staff', array( $this->people[0]['id'], $this->people[1]['id'] ), 'staff' );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ) ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		$new   = $this->person( 'newcomer' );
		$other = $this->person( 'somebody' );
		// Somebody of old joins, and has not changed otherwise.
		Simulator::control( 'PATCH', '/groups/staff', array( 'add' => array( $new['id'], $this->people[7]['id'] ) ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', 2, null ), array( $run['status'], $run['counts']['created'], $run['error'] ), (string) wp_json_encode( $run ) );
		$this->assert_listed( $new, $this->people[7] );
		self::assertSame( array(), $this->linked_to( $other['id'] ) );
	}

	public function test_who_leaves_the_group_that_decides_is_out_of_scope(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->people = Simulator::people();
		$group        = Simulator::group( 'Staff', array_column( $this->people, 'id' ), 'staff' );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		$user = $this->account_of( $this->people[3] );
		Simulator::control( 'PATCH', '/groups/staff', array( 'remove' => array( $this->people[3]['id'] ) ) );

		$run = $this->changes( 'delete' );

		self::assertSame( array( 'completed', 1 ), array( $run['status'], $run['counts']['deleted'] ), (string) wp_json_encode( $run ) );
		$this->assert_removed( $user );
	}
}
