<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What is too long, taken, reserved or changed by WordPress ends in a failed row: never a truncated name, never a stop.
 */
final class New_Account_Limits_Test extends Test_Case {

	use Scene;

	/** Where PHP's error log goes to meanwhile. */
	private string $log;

	private string $log_before;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
		$this->log        = (string) tempnam( sys_get_temp_dir(), 'wpo365' );
		$this->log_before = (string) ini_set( 'error_log', $this->log );
	}

	protected function tearDown(): void {
		ini_set( 'error_log', $this->log_before );
		unlink( $this->log );
		parent::tearDown();
	}

	/**
	 * @dataProvider fitting
	 *
	 * @param array<string, mixed>  $person   Properties.
	 * @param array<string, string> $expected Columns of the new account.
	 */
	public function test_created_and_nothing_is_cut_off( array $person, array $expected ): void {
		$person = $this->person( 'ada', $person );

		$run = $this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $person['id'] );
		self::assertSame( 'created', $row['status'], $row['reason'] );
		self::assertSame( 1, $run['counts']['created'] );
		self::assertSame( $expected, array_intersect_key( $this->stored_users( $row['user_id'] )['users'][0], $expected ) );
	}

	public static function fitting(): array {
		$upn = static fn( int $length ): string => str_repeat( 'u', $length - 17 ) . '@lakeside.example';
		return array(
			'a login of 60 characters'        => array( array( 'userPrincipalName' => $upn( 60 ) ), array( 'user_login' => $upn( 60 ) ) ),
			'60 when WordPress is done with it' => array( array( 'userPrincipalName' => "o'" . $upn( 59 ) ), array( 'user_login' => 'o' . $upn( 59 ) ) ),
			'an e-mail of 100 characters'     => array( array( 'mail' => $upn( 80 ) . str_repeat( '.example', 2 ) . '.org' ), array( 'user_email' => $upn( 80 ) . str_repeat( '.example', 2 ) . '.org' ) ),
			'a name of 250 characters'        => array( array( 'displayName' => str_repeat( 'n', 250 ) ), array( 'display_name' => str_repeat( 'n', 250 ) ) ),
			'a name of 250 letters of four bytes' => array( array( 'displayName' => str_repeat( '𠮷', 250 ) ), array( 'display_name' => str_repeat( '𠮷', 250 ) ) ),
			'a name of 50 ampersands'         => array( array( 'displayName' => str_repeat( '&', 50 ) ), array( 'display_name' => str_repeat( '&amp;', 50 ) ) ),
			'no display name'                 => array( array( 'displayName' => null, 'givenName' => 'Ada', 'surname' => 'Person' ), array( 'display_name' => 'Ada Person' ) ),
			'no name at all'                  => array( array( 'displayName' => null, 'givenName' => null, 'surname' => null ), array( 'display_name' => 'ada@lakeside.example' ) ),
			'#ext# in small letters'          => array( array( 'userPrincipalName' => 'ola_partner.example#ext#@lakeside-ms.example', 'mail' => null ), array( 'user_email' => '' ) ),
			'first and last name of 300 characters' => array( array( 'givenName' => str_repeat( 'g', 300 ), 'surname' => str_repeat( 's', 300 ) ), array( 'display_name' => 'Ada' ) ),
		);
	}

	/**
	 * @dataProvider unfit
	 *
	 * @param array<string, mixed>        $person Properties.
	 * @param callable(self): mixed|null $scene  What is there already.
	 */
	public function test_failed_with_the_reason_and_the_run_goes_on( array $person, string $reason, ?callable $scene = null ): void {
		null === $scene || $scene( $this );
		$users_before = $this->stored_users();
		$person       = $this->person( 'ada', $person );
		$next         = $this->person( 'next' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( 'directory_only', 'failed', null ), array( $row['table'], $row['status'], $row['user_id'] ), $row['reason'] );
		self::assertNotSame( '', $row['reason'] );
		self::assertStringContainsString( $reason, $row['reason'] );
		self::assertStringNotContainsString( 'secret', $row['reason'] . file_get_contents( $this->log ) );
		$created = $this->row_of_person( $next['id'] );
		self::assertSame( 'created', $created['status'], $created['reason'] );
		self::assertSame( array( 1, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ) );
		$after = $this->stored_users();
		self::assertSame( $users_before['users'], array_values( array_filter( $after['users'], static fn( array $user ): bool => (int) $user['ID'] !== $created['user_id'] ) ) );
		self::assertSame( $users_before['usermeta'], array_values( array_filter( $after['usermeta'], static fn( array $meta ): bool => (int) $meta['user_id'] !== $created['user_id'] ) ), 'Meta of nobody is left.' );
	}

	public static function unfit(): array {
		$upn = static fn( int $length ): string => str_repeat( 'u', $length - 17 ) . '@lakeside.example';
		return array(
			'a login of 61 characters'         => array( array( 'userPrincipalName' => $upn( 61 ) ), '60 characters' ),
			'an e-mail of 101 characters'      => array( array( 'mail' => $upn( 81 ) . str_repeat( '.example', 2 ) . '.org' ), '100 characters' ),
			'a name of 251 characters'         => array( array( 'displayName' => str_repeat( 'n', 251 ) ), '250 characters' ),
			'a name of 251 when WordPress has written its signs' => array( array( 'displayName' => str_repeat( '&', 50 ) . 'n' ), '', static fn() => add_filter( 'pre_user_display_name', static fn( string $name ): string => str_replace( 'n', str_repeat( 'n', 250 ), $name ) ) ),
			'a name of 100 ampersands'         => array( array( 'displayName' => str_repeat( '&', 100 ) ), '' ),
			'a given and last name too long together' => array( array( 'displayName' => null, 'givenName' => str_repeat( 'g', 200 ), 'surname' => str_repeat( 's', 200 ) ), '' ),
			'a login that leaves nothing'      => array( array( 'userPrincipalName' => '日本', 'mail' => null ), 'username' ),
			'a login that is taken'            => array( array( 'mail' => 'other@lakeside.example' ), 'username', static fn( self $test ) => $test->link( $test->account( array( 'user_login' => 'ada@lakeside.example' ) ), 'nobody can be asked about this' ) ),
			'an e-mail that is taken'          => array( array(), 'e-mail address', static fn( self $test ) => $test->link( $test->account( array( 'user_email' => 'ADA@lakeside.example' ) ), 'nobody can be asked about this' ) ),
			'a reserved login'                 => array( array(), 'username', static fn() => add_filter( 'illegal_user_logins', static fn(): array => array( 'Ada@lakeside.example' ) ) ),
			'an e-mail that would be stripped' => array( array( 'mail' => 'a da@lakeside.example' ), 'somebody else’s' ),
			'an e-mail that is none'           => array( array( 'mail' => 'ada' ), 'somebody else’s' ),
			'other code refuses'               => array(
				array(),
				'',
				static fn() => add_filter( 'wp_pre_insert_user_data', static fn( array $data ): array => 'ada@lakeside.example' === $data['user_login'] ? array() : $data ),
			),
			'other code throws'                => array(
				array(),
				'Another plugin',
				static fn() => add_action(
					'user_register',
					static function ( int $id ): void {
						if ( 'ada@lakeside.example' === get_userdata( $id )->user_login ) {
							throw new \RuntimeException( 'secret' );
						}
					}
				),
			),
		);
	}

	public function test_who_is_listed_twice_is_created_once(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'duplicate_rows', 'on' => 'users', 'nth' => 2 ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 'completed', 60, 60, 0 ), array( $run['status'], $run['counts']['received'], $run['counts']['created'], $run['counts']['failed'] ) );
		self::assertCount( 61, $this->stored_users()['users'] );
	}

	/**
	 * @dataProvider default_roles
	 *
	 * @param string[] $expected Roles.
	 */
	public function test_new_accounts_get_the_default_role_of_the_site( string $role, array $expected ): void {
		update_option( 'default_role', $role );
		$person = $this->person( 'ada' );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( $expected, get_userdata( $this->row_of_person( $person['id'] )['user_id'] )->roles );
	}

	public static function default_roles(): array {
		return array(
			'subscriber' => array( 'subscriber', array( 'subscriber' ) ),
			'author'     => array( 'author', array( 'author' ) ),
		);
	}
}
