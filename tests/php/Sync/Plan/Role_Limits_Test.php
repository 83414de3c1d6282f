<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Role_Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Whose roles are not touched, and roles that are gone.
 */
final class Role_Limits_Test extends Test_Case {

	use Role_Scene;

	/**
	 * @dataProvider columns
	 */
	public function test_privileged_accounts_are_left_alone_in_every_scenario( string $scenario, bool $always ): void {
		foreach ( array( 'manage_options', 'edit_users', 'promote_users', 'delete_users' ) as $capability ) {
			add_role( "may_$capability", $capability, array( $capability => true ) );
		}
		list( $people, $accounts ) = $this->scene();
		$this->save_settings( array( 'roles' => compact( 'scenario' ) + array( 'default_role_always' => $always ) ) );
		$before = array();
		foreach ( array_values( $accounts ) as $number => $user_id ) {
			// All of them would lose or get something somewhere.
			get_userdata( $user_id )->add_role( array( 'administrator', 'may_manage_options', 'may_edit_users', 'may_promote_users', 'may_delete_users' )[ $number % 5 ] );
			$before[ $user_id ] = $this->found( $user_id );
		}

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		foreach ( $before as $user_id => $found ) {
			self::assertSame( $found, $this->found( $user_id ) );
		}
		$reasons = implode( ' ', array_column( $this->rows( 'matched' ), 'reason' ) );
		'skip' === $scenario ? self::assertStringNotContainsString( 'administrator', $reasons ) : self::assertStringContainsString( 'The roles of an administrator are not touched.', $reasons );
	}

	/**
	 * A mapping to a role that is gone counts for nothing, and harms nobody.
	 *
	 * @dataProvider columns
	 */
	public function test_a_deleted_role_is_neither_given_nor_missed( string $scenario, bool $always ): void {
		add_role( 'teacher', 'Teacher', array( 'read' => true ) );
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$people = Simulator::people();
		$group  = Simulator::group( 'Teachers_here', array_column( $people, 'id' ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'teacher' ) ), 'default_role' => self::$d ) ) );
		$first  = $this->linked( $people[0], array( 'author' ) );
		$second = $this->linked( $people[1], array() );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'teacher' ), get_userdata( $second )->roles );
		remove_role( 'teacher' );
		$this->save_settings( array( 'roles' => compact( 'scenario' ) + array( 'default_role_always' => $always ) ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertSame( 'replace' === $scenario ? array( self::$d ) : array( 'author' ), $this->found( $first )[0] );
		self::assertSame( 'skip' === $scenario ? array() : array( self::$d ), $this->found( $second )[0] );
	}
}
