<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Handlers that create or change other users while somebody is being created: the link, the cheap hash and the default meta are for the one, not for the others.
 */
final class Nested_Users_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_user_whom_a_handler_creates_meanwhile_is_an_ordinary_one( string $hook ): void {
		$ada    = $this->person( 'ada' );
		$nested = 0;
		add_filter(
			$hook,
			static function ( mixed $value ) use ( &$nested ): mixed {
				if ( 0 === $nested ) {
					$nested = -1;
					$nested = wp_insert_user( array( 'user_login' => 'nested', 'user_email' => 'nested@example.org', 'user_pass' => 'password', 'first_name' => 'Nested', 'role' => 'author' ) );
				}
				return $value;
			},
			10,
			1
		);

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 1, 0 ), array( $run['counts']['created'], $run['counts']['failed'] ), wp_json_encode( $this->rows( 'directory_only' ) ) );
		self::assertSame( array(), $this->stored_link( $nested ), 'The link of somebody else: a key to the account.' );
		$user = get_userdata( $nested );
		self::assertStringStartsNotWith( '$wp$2y$04$', $user->user_pass );
		self::assertSame( array( 'Nested', 'nested', array( 'author' ) ), array( $user->first_name, $user->nickname, $user->roles ) );
		self::assertCount( 1, get_user_meta( $nested, 'nickname' ) );
		$created = $this->row_of_person( $ada['id'] )['user_id'];
		self::assertNotSame( $nested, $created );
		self::assertSame( $ada['id'], $this->stored_link( $created )['aadObjectId'] );
		self::assertSame( array( 'ada@lakeside.example', array( 'subscriber' ) ), array( get_user_meta( $created, 'nickname', true ), get_userdata( $created )->roles ) );
		self::assertCount( 1, get_user_meta( $created, 'nickname' ) );
	}

	public static function moments(): array {
		$hooks = array( 'pre_user_login', 'pre_user_email', 'pre_user_first_name', 'wp_pre_insert_user_data', 'insert_user_meta', 'insert_custom_user_meta', 'add_user_role', 'set_user_role', 'user_register', 'wpo365_user_sync_user_created' );
		return array_combine( $hooks, array_map( static fn( string $hook ): array => array( $hook ), $hooks ) );
	}

	public function test_passwords_that_handlers_hash_are_hashed_as_ever(): void {
		$this->person( 'ada' );
		$hashes = array();
		foreach ( array( 'pre_user_login', 'user_register', 'wpo365_user_sync_user_created' ) as $hook ) {
			add_filter(
				$hook,
				static function ( mixed $value ) use ( &$hashes ): mixed {
					$hashes[] = wp_hash_password( 'password' );
					return $value;
				}
			);
		}

		$this->synchronize( array( 'create' => true ) );

		$hashes[] = wp_hash_password( 'password' );
		self::assertCount( 4, $hashes );
		foreach ( $hashes as $hash ) {
			self::assertStringStartsNotWith( '$wp$2y$04$', $hash );
			self::assertFalse( wp_password_needs_rehash( $hash ) );
		}
	}

	public function test_the_link_is_written_whatever_login_other_code_makes_of_it(): void {
		$ada = $this->person( 'ada' );
		add_filter( 'pre_user_login', static fn( string $login ): string => "school-{$login}" );

		$this->synchronize( array( 'create' => true ) );

		$created = username_exists( 'school-ada@lakeside.example' );
		self::assertIsInt( $created );
		self::assertSame( array( 'aadObjectId' => $ada['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => 'ada@lakeside.example' ), $this->stored_link( $created ) );
	}

	public function test_a_handler_that_dies_for_one_leaves_nothing_of_that_one_and_nothing_for_the_next(): void {
		$ada  = $this->person( 'ada' );
		$next = $this->person( 'next' );
		ini_set( 'error_log', '/dev/null' );
		add_filter(
			'insert_user_meta',
			static function ( array $meta, \WP_User $user ): array {
				if ( 'ada@lakeside.example' === $user->user_login ) {
					throw new \RuntimeException( 'no' );
				}
				return $meta;
			},
			10,
			2
		);

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( 'failed', $this->row_of_person( $ada['id'] )['status'] );
		self::assertFalse( username_exists( 'ada@lakeside.example' ) );
		$created = $this->row_of_person( $next['id'] )['user_id'];
		self::assertSame( $next['id'], $this->stored_link( $created )['aadObjectId'] );
		self::assertSame( 'next@lakeside.example', get_user_meta( $created, 'nickname', true ) );
		ini_restore( 'error_log' );
	}
}
