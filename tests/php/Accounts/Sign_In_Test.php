<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Created people can sign in after resetting their password, and nobody can before.
 */
final class Sign_In_Test extends Test_Case {

	use Scene;

	/** @var list<string> Random passwords, as they were made. */
	private array $passwords = array();

	private int $ada;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$person = $this->person( 'ada' );
		$keep   = function ( string $password, int $length ): string {
			$this->passwords[ $length ][] = $password;
			return $password;
		};
		add_filter( 'random_password', $keep, 10, 2 );
		$this->synchronize( array( 'create' => true ) );
		remove_filter( 'random_password', $keep );
		$this->ada = $this->row_of_person( $person['id'] )['user_id'];
	}

	public function test_passwords_are_random_and_each_has_its_own(): void {
		self::assertCount( 3, array_unique( $this->passwords[64] ) );
		$hashes = array_column( $this->stored_users()['users'], 'user_pass', 'user_login' );
		self::assertCount( 4, array_unique( $hashes ) );
		foreach ( $this->passwords[64] as $password ) {
			self::assertSame( 64, strlen( $password ) );
			self::assertMatchesRegularExpression( '/[^A-Za-z0-9]/', $password );
		}
	}

	/**
	 * @dataProvider guesses
	 */
	public function test_nobody_can_sign_in_with_a_guess( string $guess ): void {
		self::assertWPError( wp_authenticate( 'ada@lakeside.example', $guess ) );
	}

	public static function guesses(): array {
		return array(
			'nothing'   => array( '' ),
			'the login' => array( 'ada@lakeside.example' ),
			'the hash'  => array( '$wp$2y$04$' ),
		);
	}

	public function test_the_cheap_hash_is_a_hash_and_is_made_anew_at_the_first_sign_in(): void {
		$password = $this->passwords[64][2];
		$before   = get_userdata( $this->ada )->user_pass;
		self::assertTrue( wp_check_password( $password, $before, $this->ada ) );
		self::assertTrue( wp_password_needs_rehash( $before, $this->ada ) );

		$user = wp_authenticate( 'ada@lakeside.example', $password );

		self::assertInstanceOf( \WP_User::class, $user );
		self::assertSame( $this->ada, $user->ID );
		self::assertFalse( wp_password_needs_rehash( get_userdata( $this->ada )->user_pass, $this->ada ) );
	}

	public function test_a_created_person_signs_in_after_resetting_the_password(): void {
		self::assertTrue( retrieve_password( 'ada@lakeside.example' ) );
		self::assertSame( array( 'ada@lakeside.example' ), array_column( $this->mails, 'to' ) );
		self::assertSame( 1, preg_match( '/[?&]key=([^&\s]+)/', $this->mails[0]['message'], $key ), $this->mails[0]['message'] );

		$user = check_password_reset_key( $key[1], 'ada@lakeside.example' );
		self::assertInstanceOf( \WP_User::class, $user );
		reset_password( $user, 'correct horse' );

		self::assertSame( $this->ada, wp_authenticate( 'ada@lakeside.example', 'correct horse' )->ID );
	}

	public function test_a_synchronization_changes_no_password(): void {
		reset_password( get_userdata( $this->ada ), 'correct horse' );
		$before = get_userdata( $this->ada )->user_pass;

		$this->synchronize( array( 'create' => true, 'update' => true ) );

		clean_user_cache( $this->ada );
		self::assertSame( $before, get_userdata( $this->ada )->user_pass );
	}

	private static function assertWPError( mixed $value ): void {
		self::assertInstanceOf( \WP_Error::class, $value );
	}
}
