<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who comes back is let in again with Update users, by the link and with the former roles.
 */
final class Reactivation_Test extends Test_Case {

	use Leavers;
	use Changes;

	private int $user;

	/** @var array<string, mixed> */
	private array $person;

	protected function setUp(): void {
		parent::setUp();
		$this->synchronized( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate' ) ) );
		$this->person = $this->people[0];
		$this->user   = $this->account_of( $this->person );
		get_userdata( $this->user )->set_role( 'author' );
		get_userdata( $this->user )->add_role( 'contributor' );
		Simulator::change( $this->person['id'], array( 'accountEnabled' => false ) );
		self::assertSame( 1, $this->synchronize( array( 'delete' => true ) )['counts']['deactivated'] );
		$this->assert_deactivated( $this->user );
	}

	private function enable(): void {
		Simulator::change( $this->person['id'], array( 'accountEnabled' => true ) );
	}

	/**
	 * @return array<string, mixed> The person's row.
	 */
	private function row(): array {
		return $this->row_of_person( $this->person['id'] );
	}

	/**
	 * @dataProvider ways
	 *
	 * @param callable(self): mixed $way How it is done.
	 */
	public function test_who_is_enabled_again_comes_back_with_the_former_roles_and_the_journal_tells_all( callable $way ): void {
		$this->enable();
		$before = $this->accounts();
		$last   = $this->last_entry();

		$way( $this );

		$this->assert_active( $this->user );
		self::assertSame( array( 'author', 'contributor' ), $this->roles( $this->user ) );
		self::assertSame( 'reactivated', $this->row()['status'] );
		self::assertSame( array( array( 'field' => 'roles', 'from' => array(), 'to' => array( 'author', 'contributor' ) ) ), $this->row()['changes'] );
		$this->assert_journal_tells_all( $before, $last );
	}

	public static function ways(): array {
		return array(
			'a full run'       => array( static fn( self $test ) => self::assertSame( 1, $test->synchronize( array( 'update' => true ) )['counts']['reactivated'] ) ),
			'a run of changes' => array( static fn( self $test ) => self::assertSame( 1, $test->synchronize( array( 'kind' => 'changes', 'update' => true, 'delete' => true ) )['counts']['reactivated'] ) ),
			'by hand'          => array(
				static function ( self $test ): void {
					$test->synchronize();
					$test->act( 'update', array( $test->row()['id'] ) );
				},
			),
			'one person'       => array(
				static function ( self $test ): void {
					$answer = $test->rest( 'POST', '/people', array( 'who' => $test->person['id'], 'write' => true ) );
					self::assertStringContainsString( 'was reactivated', $answer->text() );
				},
			),
		);
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_other_boxes_do_not_reactivate( array $boxes ): void {
		$this->enable();

		self::assertSame( 0, $this->synchronize( $boxes )['counts']['reactivated'] );

		$this->assert_deactivated( $this->user );
		self::assertStringContainsString( 'is reactivated', $this->row()['reason'], 'It is told what the box would do.' );
	}

	public static function boxes(): array {
		return array(
			'none'   => array( array() ),
			'create' => array( array( 'create' => true ) ),
			'delete' => array( array( 'delete' => true ) ),
		);
	}

	/**
	 * @dataProvider changed_roles
	 *
	 * @param callable(self): mixed $change What happens meanwhile.
	 * @param list<string>          $roles  Roles afterwards.
	 */
	public function test_roles_that_were_lost_or_became_privileged_meanwhile_are_not_given_back( callable $change, array $roles ): void {
		$change( $this );
		$this->enable();

		$this->synchronize( array( 'update' => true ) );

		$this->assert_active( $this->user );
		self::assertSame( $roles, $this->roles( $this->user ) );
	}

	public static function changed_roles(): array {
		return array(
			'one is lost'             => array( static fn() => remove_role( 'author' ), array( 'contributor' ) ),
			'one may edit users now'  => array( static fn() => get_role( 'author' )->add_cap( 'edit_users' ), array( 'contributor' ) ),
			'one is protected now'    => array( static fn( self $test ) => $test->removal( array( 'protected_roles' => array( 'author' ) ) ), array( 'contributor' ) ),
			'all are lost'            => array( static fn() => array_map( 'remove_role', array( 'author', 'contributor' ) ), array( 'subscriber' ) ),
		);
	}

	public function test_groups_come_on_top_of_the_former_roles(): void {
		$group = Simulator::group( 'Editors', array( $this->person['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$this->enable();

		$this->synchronize( array( 'update' => true ) );

		self::assertEqualsCanonicalizing( array( 'author', 'contributor', 'editor' ), $this->roles( $this->user ) );
		self::assertSame( array( 'editor' ), array_keys( get_user_meta( $this->user, 'wpo365_user_sync_roles', true ) ) );
	}

	/**
	 * @dataProvider doubts
	 *
	 * @param callable(self): mixed $change What makes it doubtful.
	 */
	public function test_nobody_is_let_in_of_whom_the_directory_does_not_say_so( callable $change, string $reason ): void {
		$change( $this );

		self::assertSame( 0, $this->synchronize( array( 'update' => true ) )['counts']['reactivated'] );

		self::assertSame( array( 'deactivated', array() ), array( get_user_meta( $this->user, 'wpo365_active', true ), $this->roles( $this->user ) ) );
		self::assertStringContainsString( $reason, $this->row()['reason'] );
		self::assertContains( 'reactivate', $this->row()['actions'] );
	}

	public static function doubts(): array {
		return array(
			'disabled as ever'       => array( static fn() => null, 'is disabled in the directory' ),
			'not known'              => array( static fn( self $test ) => Simulator::change( $test->person['id'], array( 'accountEnabled' => null ) ), 'does not say' ),
			'deactivated by others'  => array(
				static function ( self $test ): void {
					$test->enable();
					delete_user_meta( $test->user, 'wpo365_user_sync_deactivated' );
				},
				'not by a synchronization',
			),
		);
	}

	public function test_what_another_plugin_has_begun_is_completed(): void {
		$this->enable();
		delete_user_meta( $this->user, 'wpo365_active' );

		self::assertSame( 1, $this->synchronize( array( 'update' => true ) )['counts']['reactivated'] );

		$this->assert_active( $this->user );
		self::assertSame( array( 'author', 'contributor' ), $this->roles( $this->user ) );
	}

	public function test_a_deactivated_account_is_not_linked_by_its_name_and_so_not_opened_either(): void {
		$stranger = $this->account( array( 'user_email' => 'anna@lakeside.example', 'role' => 'author' ) );
		$run      = $this->synchronize( array( 'delete' => true ) );
		$this->approve( $run );
		$this->assert_deactivated( $stranger );
		$anna = $this->person( 'anna' );

		foreach ( array( 1, 2 ) as $time ) {
			$this->synchronize( array( 'create' => true, 'update' => true ) );
			self::assertSame( array( 'conflict', array( 'link' ) ), array( $this->row_of_person( $anna['id'] )['status'], $this->row_of_person( $anna['id'] )['actions'] ) );
			$this->assert_deactivated( $stranger );
		}

		// A person may say that it is the same one.
		self::assertSame( 'logged', $this->act( 'link', array( $this->row_of_person( $anna['id'] )['id'] ) )[0]['status'] );
		$this->assert_deactivated( $stranger );
		$this->synchronize( array( 'update' => true ) );
		$this->assert_active( $stranger );
		self::assertSame( array( 'author' ), $this->roles( $stranger ) );
	}

	public function test_one_who_was_gone_and_is_restored_comes_back(): void {
		$other = $this->account_of( $this->people[1] );
		$kept  = $this->people[1];
		Simulator::remove( $kept['id'], true );
		self::assertSame( 1, $this->synchronize( array( 'delete' => true ) )['counts']['deactivated'] );
		$this->assert_deactivated( $other );
		Simulator::add( array_intersect_key( $kept, array_flip( array( 'id', 'userPrincipalName', 'mail', 'displayName', 'givenName', 'surname' ) ) ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assertSame( array( 1, 0 ), array( $run['counts']['reactivated'], $run['counts']['created'] ) );
		$this->assert_active( $other );
	}
}
