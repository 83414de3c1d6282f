<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Installer;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Somebody may have registered with a colleague's address, before the colleague came: no role from a group by a name alone.
 */
final class First_Link_Roles_Test extends Test_Case {

	use Scene;

	/** @var list<array<string, mixed>> */
	private array $people;

	private string $group;

	private int $squatter;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->people   = Simulator::people();
		$this->group    = Simulator::group( 'Editors', array( $this->people[0]['id'], $this->people[1]['id'] ), 'editors' );
		$this->squatter = $this->account( array( 'user_login' => 'attacker', 'user_email' => $this->people[0]['mail'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $this->group, 'role' => 'editor' ) ) ) ) );
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_an_account_that_was_never_linked_gets_no_role_by_its_name( array $boxes ): void {
		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $this->squatter ), array( $row['table'], $row['status'], $row['user_id'] ), $row['reason'] );
		foreach ( array( 'attacker', $this->people[0]['mail'], 'subscriber', '(editor)', 'Link it by hand' ) as $word ) {
			self::assertStringContainsString( $word, $row['reason'] );
		}
		self::assertSame( array(), $this->stored_link( $this->squatter ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $this->squatter ) );
	}

	public static function boxes(): array {
		return array(
			'none'   => array( array() ),
			'Create' => array( array( 'create' => true ) ),
			'Update' => array( array( 'update' => true ) ),
			'Delete' => array( array( 'delete' => true ) ),
		);
	}

	public function test_a_person_who_looks_can_link_it(): void {
		$this->synchronize( array( 'update' => true ) );

		$this->act( 'link', array( $this->row_of_person( $this->people[0]['id'] )['id'] ) );
		self::assertSame( $this->people[0]['id'], $this->stored_link( $this->squatter )['aadObjectId'] );

		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'editor', 'subscriber' ), $this->roles_of( $this->squatter ) );
	}

	public function test_who_has_the_roles_already_or_gets_none_is_linked(): void {
		$editor = $this->account( array( 'user_email' => $this->people[1]['mail'], 'role' => 'editor' ) );
		$member = $this->account( array( 'user_email' => $this->people[2]['mail'] ) );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $this->people[1]['id'], $this->stored_link( $editor )['aadObjectId'] ?? '' );
		self::assertSame( $this->people[2]['id'], $this->stored_link( $member )['aadObjectId'] ?? '' );
	}

	public function test_groups_that_were_not_read_may_give_any_role(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'code' => 'Authorization_RequestDenied', 'on' => 'transitive_members', 'times' => null ) );

		$this->synchronize( array( 'update' => true ) );

		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( 'conflict', $row['status'], $row['reason'] );
		self::assertStringContainsString( 'not read', $row['reason'] );
		self::assertSame( array(), $this->stored_link( $this->squatter ) );
	}

	public function test_only_its_own_setting_switches_the_question_off(): void {
		$this->save_settings( array( 'matching' => array( 'first_link' => 'automatic' ) ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $this->squatter ) );

		$this->save_settings( array( 'matching' => array( 'confirm_roles' => false ) ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'editor', 'subscriber' ), $this->roles_of( $this->squatter ) );
	}

	/**
	 * @dataProvider ways_to_register
	 *
	 * @param callable(bool): void $set  Opens or closes registration.
	 * @param callable(self): void $seen Where it is seen.
	 */
	public function test_first_links_stay_confirmed_once_registration_was_open( callable $set, callable $seen ): void {
		self::assertSame( 'automatic', ( new Settings() )->get( 'matching.first_link' ) );
		$set( true );
		self::assertSame( 'confirm', ( new Settings() )->get( 'matching.first_link' ) );
		$seen( $this );
		$set( false );
		self::assertSame( 'confirm', ( new Settings() )->get( 'matching.first_link' ) );
		$member = $this->account( array( 'user_email' => $this->people[2]['mail'] ) );

		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array(), $this->stored_link( $member ) );

		$this->save_settings( array( 'matching' => array( 'first_link' => 'automatic' ) ) );
		self::assertSame( 'automatic', ( new Settings() )->get( 'matching.first_link' ), 'Until somebody changes it.' );
	}

	public static function ways_to_register(): array {
		$option = static fn( string $name, string $yes ): callable => static function ( bool $open ) use ( $name, $yes ): void {
			$open ? update_option( $name, $yes ) : delete_option( $name );
		};
		$filter = static fn( bool $open ) => $open ? add_filter( 'wpo365_user_sync_registration_open', '__return_true' ) : remove_filter( 'wpo365_user_sync_registration_open', '__return_true' );
		$run    = static fn( self $test ) => $test->synchronize();
		$visit  = static function ( self $test ): void {
			wp_set_current_user( self::ADMIN );
			( new Installer( new Tables() ) )->maybe_install();
		};
		return array(
			'of WordPress, a run'              => array( $option( 'users_can_register', '1' ), $run ),
			'of WordPress, the settings'       => array( $option( 'users_can_register', '1' ), static fn( self $test ) => $test->rest( 'GET', '/settings' ) ),
			'of WordPress, an admin page'      => array( $option( 'users_can_register', '1' ), $visit ),
			'of WordPress, activation'         => array( $option( 'users_can_register', '1' ), static fn() => do_action( 'activate_wpo365-user-sync/wpo365-user-sync.php', false ) ),
			'of a shop, on the account’s page' => array( $option( 'woocommerce_enable_myaccount_registration', 'yes' ), $run ),
			'of a shop, at the checkout'       => array( $option( 'woocommerce_enable_signup_and_login_from_checkout', 'yes' ), $run ),
			'of another plugin'                => array( $filter, $run ),
		);
	}

	public function test_pages_of_visitors_write_nothing(): void {
		update_option( 'users_can_register', '1' );
		wp_set_current_user( 0 );

		( new Settings() )->get( 'matching.first_link' );

		self::assertFalse( get_option( 'wpo365_user_sync_registration_was_open' ) );
	}

	/**
	 * @return string[]
	 */
	private function roles_of( int $user_id ): array {
		clean_user_cache( $user_id );
		$roles = get_userdata( $user_id )->roles;
		sort( $roles );
		return $roles;
	}
}
