<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who is never removed, whatever the options.
 */
final class Never_Removed_Test extends Test_Case {

	use Leavers;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	/**
	 * @dataProvider protections_by_mode
	 *
	 * @param callable(int, self): void $protect What makes the account one that stays.
	 */
	public function test_protected_accounts_stay( string $mode, callable $protect, string $reason ): void {
		$this->removal( array( 'mode' => $mode, 'limit_percent' => null, 'limit_count' => null ) );
		$kept   = $this->gone();
		$linked = $this->gone();
		$protect( $kept, $this );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_active( $kept );
		'delete' === $mode ? $this->assert_removed( $linked ) : $this->assert_deactivated( $linked );
		$row = $this->row_of_user( $kept );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( $reason, $row['reason'] );
	}

	/**
	 * Each protection holds for deletion and for deactivation.
	 *
	 * @return array<string, array{string, callable, string}>
	 */
	public static function protections_by_mode(): array {
		$cases = array();
		foreach ( self::protections() as $name => $protection ) {
			$cases[ "$name, deletion" ]     = array( 'delete', ...$protection );
			$cases[ "$name, deactivation" ] = array( 'deactivate', ...$protection );
		}
		return $cases;
	}

	public static function protections(): array {
		$capability = static fn( string $name ): callable => static fn( int $id ) => get_userdata( $id )->add_cap( $name );
		$protected  = array( 'removal' => array( 'protected_roles' => array( 'editor' ) ) );
		return array(
			'may manage options'      => array( $capability( 'manage_options' ), 'protected' ),
			'may edit users'          => array( $capability( 'edit_users' ), 'protected' ),
			'may promote users'       => array( $capability( 'promote_users' ), 'protected' ),
			'may delete users'        => array( $capability( 'delete_users' ), 'protected' ),
			'may through a role'      => array(
				static function ( int $id ): void {
					add_role( 'keeper', 'Keeper', array( 'read' => true, 'promote_users' => true ) );
					get_userdata( $id )->set_role( 'keeper' );
				},
				'protected',
			),
			'may through other code'  => array(
				static fn( int $id ) => add_filter( 'user_has_cap', static fn( array $all, array $caps, array $args, \WP_User $user ): array => $user->ID === $id ? array( 'delete_users' => true ) + $all : $all, 10, 4 ),
				'protected',
			),
			'an administrator'        => array( static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'protected' ),
			'an administrator who may do nothing' => array(
				static function ( int $id ): void {
					get_userdata( $id )->set_role( 'administrator' );
					foreach ( array( 'manage_options', 'edit_users', 'promote_users', 'delete_users' ) as $capability ) {
						get_userdata( $id )->add_cap( $capability, false );
					}
				},
				'protected',
			),
			'a protected second role' => array(
				static function ( int $id, self $test ) use ( $protected ): void {
					get_userdata( $id )->add_role( 'editor' );
					$test->save_settings( $protected );
				},
				'protected',
			),
			'receives the content'    => array( static fn( int $id, self $test ) => $test->save_settings( array( 'removal' => array( 'reassign_to' => $id ) ) ), 'content' ),
			'linked to another tenant' => array( static fn( int $id ) => update_user_meta( $id, 'aadTenantId', '00000000-1111-4222-8333-444444444444' ), 'tenant' ),
			'kept by other code'      => array( static fn( int $id ) => add_filter( 'wpo365_user_sync_may_remove', static fn( bool $may, int $user_id ): bool => $may && $user_id !== $id, 10, 2 ), 'own code' ),
			'never linked, and only linked ones may be removed' => array(
				static function ( int $id, self $test ): void {
					delete_user_meta( $id, 'aadObjectId' );
					$test->save_settings( array( 'removal' => array( 'candidates' => 'linked' ) ) );
				},
				'never linked',
			),
		);
	}

	/**
	 * @dataProvider protections_by_mode
	 *
	 * @param callable(int, self): void $protect What makes the account one that stays.
	 */
	public function test_protected_accounts_are_shown_and_stay_when_removed_by_hand( string $mode, callable $protect, string $reason ): void {
		$this->removal( array( 'mode' => $mode ) );
		$kept = $this->gone();
		$protect( $kept, $this );
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_user( $kept );
		self::assertSame( 'logged', $row['status'] );
		self::assertStringContainsString( $reason, $row['reason'] );

		$result = $this->act( $mode, array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( $reason, $result['reason'] );
		$this->assert_active( $kept );
	}

	public function test_the_filter_is_told_who_and_in_which_run_and_can_not_lift_a_protection(): void {
		$seen  = array();
		$gone  = $this->gone();
		$admin = $this->gone( array( 'role' => 'administrator' ) );
		add_filter(
			'wpo365_user_sync_may_remove',
			static function ( bool $may, int $user_id, int $run_id ) use ( &$seen ): bool {
				$seen[ $user_id ] = array( $may, $run_id );
				return true;
			},
			10,
			3
		);

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( $gone => array( true, $run['id'] ) ), $seen );
		$this->assert_removed( $gone );
		$this->assert_stay( $admin );
	}

	public function test_whoever_started_the_run_stays_even_without_rights_any_longer(): void {
		$starter = $this->gone( array( 'role' => 'administrator' ) );
		$gone    = $this->gone_users( 7 );
		$run     = $this->synchronize( array( 'delete' => true ), $starter );
		get_userdata( $starter )->set_role( 'subscriber' );
		// The row is put on the list as somebody with access to the database could.
		$this->put_on_the_list( $run, $starter );

		$run = $this->approve( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $starter );
		$this->assert_removed( ...$gone );
		self::assertStringContainsString( 'runs the synchronization', $this->row_of_user( $starter )['reason'] );
	}

	public function test_the_only_administrator_stays_even_if_no_role_is_protected(): void {
		$this->save_settings( array( 'removal' => array( 'protected_roles' => array() ) ) );
		add_role( 'manager', 'Manager', array_fill_keys( array( 'read', 'manage_options', 'create_users', 'edit_users', 'delete_users' ), true ) );
		$manager = $this->account( array( 'role' => 'manager' ) );
		$this->link( self::ADMIN, wp_generate_uuid4() );
		$gone = $this->gone();

		$run = $this->synchronize( array( 'delete' => true ), $manager );

		self::assert_run( 'completed', $run );
		$this->assert_stay( self::ADMIN, $manager );
		$this->assert_removed( $gone );
	}

	public function test_users_named_in_a_conflict_stay(): void {
		$people  = Simulator::people();
		$by_name = $this->account( array( 'user_login' => $people[0]['userPrincipalName'], 'user_email' => 'a@example.org' ) );
		$by_mail = $this->account( array( 'user_email' => $people[0]['mail'] ) );
		$login   = $this->account( array( 'user_login' => $people[1]['userPrincipalName'], 'user_email' => 'b@example.org' ) );
		$twins   = array( $this->account(), $this->account() );
		array_map( fn( int $id ) => $this->link( $id, $people[2]['id'] ), $twins );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 3, $run['counts']['conflicts'] );
		$this->assert_stay( $by_name, $by_mail, $login, ...$twins );
		self::assertSame( array( self::ADMIN ), array_column( $this->all_rows( 'wordpress_only' ), 'user_id' ) );
	}

	/**
	 * @param array<string, mixed> $run The held Run.
	 */
	private function put_on_the_list( array $run, int $user_id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->prefix . 'wpo365_user_sync_results', array( 'status' => 'held', 'pending' => 'removal' ), array( 'run_id' => $run['id'], 'user_id' => $user_id ) );
	}
}
