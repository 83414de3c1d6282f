<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What deactivation takes, what it notes, and what comes back.
 */
final class Deactivator_Test extends Test_Case {

	use Leavers;

	private Deactivator $deactivator;

	private int $user;

	protected function setUp(): void {
		parent::setUp();
		$this->deactivator = new Deactivator( new Privileges( array( 'administrator' ) ) );
		$this->user        = $this->account( array( 'role' => 'author' ) );
		get_userdata( $this->user )->add_role( 'contributor' );
		get_userdata( $this->user )->add_cap( 'lakeside_reads_minutes' );
		$this->signed_in( $this->user );
	}

	public function test_everything_that_lets_somebody_in_goes_and_is_noted(): void {
		Clock::set( gmmktime( 12, 0, 0, 1, 31, 2026 ) );
		$password = get_userdata( $this->user )->user_pass;

		self::assertSame( $this->user, $this->deactivator->deactivate( $this->user, 7, 'Said “no” \\ with a backslash.' ) );

		$this->assert_deactivated( $this->user );
		self::assertSame( array( 'at' => '2026-01-31T12:00:00Z', 'run_id' => 7, 'roles' => array( 'author', 'contributor' ), 'reason' => 'Said “no” \\ with a backslash.' ), $this->notes( $this->user ) );
		self::assertSame( $password, get_userdata( $this->user )->user_pass );
		self::assertSame( array( 'lakeside_reads_minutes' => true ), get_user_meta( $this->user, $GLOBALS['wpdb']->prefix . 'capabilities', true ) );
	}

	public function test_an_administrator_who_may_not_sign_in_is_none_beside_the_last_one(): void {
		$administrator = $this->create_user( array( 'role' => 'administrator' ) );
		self::assertFalse( Privileges::is_last_administrator( $administrator ) );

		$this->deactivate_elsewhere( self::ADMIN );

		self::assertTrue( Privileges::is_last_administrator( $administrator ) );
	}

	public function test_former_roles_come_back_and_nothing_else(): void {
		$this->deactivator->deactivate( $this->user, 7, '' );

		self::assertSame( $this->user, $this->deactivator->reactivate( $this->user ) );

		$this->assert_active( $this->user );
		self::assertSame( array( 'author', 'contributor' ), $this->roles( $this->user ) );
		self::assertSame( array(), \WP_Session_Tokens::get_instance( $this->user )->get_all() );
	}

	public function test_a_mark_beside_another_value_counts_as_at_the_gate(): void {
		add_user_meta( $this->user, 'wpo365_active', 'yes' );
		add_user_meta( $this->user, 'wpo365_active', 'deactivated' );

		self::assertTrue( Deactivation::is_deactivated( $this->user ) );
		self::assertTrue( Account::load( array( $this->user ) )[ $this->user ]->is_deactivated );
		self::assertSame( $this->user, $this->deactivator->reactivate( $this->user ) );
		self::assertFalse( Deactivation::is_deactivated( $this->user ) );
	}

	/**
	 * @dataProvider losses
	 *
	 * @param callable(): mixed $change What happens to the role of an author meanwhile.
	 */
	public function test_roles_that_the_site_has_lost_or_that_are_privileged_by_now_do_not( callable $change ): void {
		$this->deactivator->deactivate( $this->user, 7, '' );
		$protected = 'protected' === $change() ? array( 'author' ) : array();

		( new Deactivator( new Privileges( $protected ) ) )->reactivate( $this->user );

		self::assertSame( array( 'contributor' ), $this->roles( $this->user ) );
	}

	public static function losses(): array {
		return array(
			'lost'       => array( static fn() => remove_role( 'author' ) ),
			'privileged' => array( static fn() => get_role( 'author' )->add_cap( 'promote_users' ) ),
			'protected'  => array( static fn(): string => 'protected' ),
		);
	}

	public function test_hooks_fire_for_each_role_and_password_and_for_both_ways(): void {
		$heard = array();
		foreach ( array( 'remove_user_role', 'add_user_role', 'wp_delete_application_password', 'wpo365_user_sync_user_deactivated', 'wpo365_user_sync_user_reactivated' ) as $hook ) {
			add_action(
				$hook,
				static function ( int $user_id ) use ( &$heard, $hook ): void {
					$heard[] = array( $hook, $user_id );
				}
			);
		}

		$this->deactivator->deactivate( $this->user, 7, 'Left.' );
		$this->deactivator->reactivate( $this->user );

		self::assertSame(
			array_map( fn( string $hook ): array => array( $hook, $this->user ), array( 'remove_user_role', 'remove_user_role', 'wp_delete_application_password', 'wpo365_user_sync_user_deactivated', 'add_user_role', 'add_user_role', 'wpo365_user_sync_user_reactivated' ) ),
			$heard
		);
	}

	/**
	 * @dataProvider ways_in
	 *
	 * @param callable(int): void $open What a handler of another plugin does.
	 */
	public function test_a_handler_that_lets_somebody_in_again_makes_it_an_error( callable $open ): void {
		add_action( 'set_user_role', $open );

		$done = $this->deactivator->deactivate( $this->user, 7, '' );

		self::assertInstanceOf( \WP_Error::class, $done );
		self::assertStringContainsString( 'another plugin', $done->get_error_message() );
	}

	public static function ways_in(): array {
		return array(
			'a role'              => array( static fn( int $id ) => get_userdata( $id )->add_role( 'subscriber' ) ),
			'the mark taken off'  => array( static fn( int $id ) => delete_user_meta( $id, 'wpo365_active' ) ),
			'the notes taken off' => array( static fn( int $id ) => delete_user_meta( $id, 'wpo365_user_sync_deactivated' ) ),
		);
	}

	public function test_who_was_reactivated_elsewhere_and_leaves_again_does_not_lose_the_former_roles(): void {
		$this->deactivator->deactivate( $this->user, 7, '' );
		delete_user_meta( $this->user, 'wpo365_active' );

		$this->deactivator->deactivate( $this->user, 8, '' );

		self::assertSame( array( 8, array( 'author', 'contributor' ) ), array( $this->notes( $this->user )['run_id'], $this->notes( $this->user )['roles'] ) );
	}

	public function test_roles_that_somebody_has_given_since_count_instead_of_the_former_ones(): void {
		$this->deactivator->deactivate( $this->user, 7, '' );
		delete_user_meta( $this->user, 'wpo365_active' );
		get_userdata( $this->user )->add_role( 'subscriber' );

		$this->deactivator->reactivate( $this->user );

		$this->assert_active( $this->user );
		self::assertSame( array( 'subscriber' ), $this->roles( $this->user ) );
	}
}
