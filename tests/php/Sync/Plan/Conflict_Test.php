<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Every kind of conflict: nothing is written, the row says why, and nobody named in it is removed.
 */
final class Conflict_Test extends Test_Case {

	use Scene;

	private const UPN  = 'ada.one@lakeside.example';
	private const MAIL = 'ada@lakeside.example';

	/** @var array<string, mixed> */
	private array $person;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->person = $this->person( 'ada', array( 'userPrincipalName' => self::UPN, 'mail' => self::MAIL ) );
	}

	/**
	 * @dataProvider kinds
	 *
	 * @param callable(self): array<int> $scene     Makes the accounts; gives those that are named, the only candidate first.
	 * @param bool                       $candidate Whether there is one candidate alone.
	 */
	public function test_nothing_is_written_and_nobody_is_removed( callable $scene, bool $candidate, string $reason ): void {
		$named  = $scene( $this );
		$before = $this->stored_users();

		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( $before, $this->stored_users() );
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'directory_only', 'conflict' ), array( $row['table'], $row['status'] ), $row['reason'] );
		self::assertSame( $candidate ? $named[0] : null, $row['user_id'] );
		self::assertSame( $candidate ? get_userdata( $named[0] )->user_login : '', $row['login'] );
		self::assertStringContainsString( $reason, $row['reason'] );
		foreach ( array_map( get_userdata( ... ), $candidate ? array_slice( $named, 0, 1 ) : $named ) as $user ) {
			self::assertStringContainsString( implode( ', ', array_filter( array( $user->user_login, $user->user_email, ...array_values( $user->roles ) ) ) ), $row['reason'] );
		}
		self::assertSame( array(), $row['changes'] );
		self::assertGreaterThanOrEqual( 1, $run['counts']['conflicts'] );
		self::assertSame( array(), array_intersect( $named, array_column( $this->all_rows( 'wordpress_only' ), 'user_id' ) ) );
	}

	public static function kinds(): array {
		$cap = static fn( string $capability ): callable => static function ( self $test ) use ( $capability ): array {
			$id = $test->good_match();
			get_userdata( $id )->add_cap( $capability );
			return array( $id );
		};
		return array(
			'login and UPN as e-mail'          => array( static fn( self $test ): array => array( $test->named( self::UPN, 'a@example.org' ), $test->named( 'b', self::UPN ) ), false, 'different WordPress users' ),
			'login and mail as e-mail'         => array( static fn( self $test ): array => array( $test->named( self::UPN, 'a@example.org' ), $test->named( 'b', self::MAIL ) ), false, 'different WordPress users' ),
			'UPN and mail as e-mail'           => array( static fn( self $test ): array => array( $test->named( 'a', self::UPN ), $test->named( 'b', self::MAIL ) ), false, 'different WordPress users' ),
			'three accounts'                   => array( static fn( self $test ): array => array( $test->named( self::UPN, 'a@example.org' ), $test->named( 'b', self::UPN ), $test->named( 'c', self::MAIL ) ), false, 'different WordPress users' ),
			'two people, one account'          => array(
				static function ( self $test ): array {
					$test->person( 'bea', array( 'mail' => self::UPN ) );
					return array( $test->named( self::UPN, self::UPN ) );
				},
				true,
				'Several directory users',
			),
			'two people with one mail'         => array(
				static function ( self $test ): array {
					$test->person( 'bea', array( 'mail' => strtoupper( self::MAIL ) ) );
					return array( $test->named( 'shared', self::MAIL ) );
				},
				true,
				'Several directory users',
			),
			'another person points to it and to a third account' => array(
				static function ( self $test ): array {
					$test->person( 'bea', array( 'mail' => self::MAIL ) );
					return array( $test->good_match(), $test->named( 'bea@lakeside.example', 'third@example.org' ) );
				},
				true,
				'Several directory users',
			),
			'a disabled person points to it, too' => array(
				static function ( self $test ): array {
					$test->person( 'bea', array( 'mail' => self::MAIL, 'accountEnabled' => false ) );
					return array( $test->good_match() );
				},
				true,
				'Several directory users',
			),
			'the login alone'                  => array( static fn( self $test ): array => array( $test->named( self::UPN, 'stranger@example.org' ) ), true, 'Only the username matches' ),
			'the login alone, and neither has an e-mail' => array(
				static function ( self $test ): array {
					Simulator::change( $test->person['id'], array( 'mail' => null ) );
					return array( $test->named( self::UPN, '' ) );
				},
				true,
				'Only the username matches',
			),
			'an administrator'                 => array(
				static function ( self $test ): array {
					$id = $test->good_match();
					get_userdata( $id )->set_role( 'administrator' );
					return array( $id );
				},
				true,
				'may manage the site',
			),
			'who may manage options'           => array( $cap( 'manage_options' ), true, 'may manage the site' ),
			'who may edit users'               => array( $cap( 'edit_users' ), true, 'may manage the site' ),
			'who may promote users'            => array( $cap( 'promote_users' ), true, 'may manage the site' ),
			'who may delete users'             => array( $cap( 'delete_users' ), true, 'may manage the site' ),
			'a protected role'                 => array(
				static function ( self $test ): array {
					$test->save_settings( array( 'removal' => array( 'protected_roles' => array( 'editor' ) ) ) );
					$id = $test->good_match();
					get_userdata( $id )->set_role( 'editor' );
					return array( $id );
				},
				true,
				'may manage the site',
			),
			'every first link is confirmed'    => array(
				static function ( self $test ): array {
					$test->save_settings( array( 'matching' => array( 'first_link' => 'confirm' ) ) );
					return array( $test->good_match() );
				},
				true,
				'settings leave every first link to you',
			),
			'anybody can register'             => array(
				static function ( self $test ): array {
					update_option( 'users_can_register', '1' );
					return array( $test->good_match() );
				},
				true,
				'settings leave every first link to you',
			),
			'two accounts with the object id'  => array(
				static function ( self $test ): array {
					$ids = array( $test->named( 'a', 'a@example.org' ), $test->good_match() );
					array_map( fn( int $id ) => $test->link( $id, $test->person['id'], self::UPN ), $ids );
					return $ids;
				},
				false,
				'Several WordPress users are linked',
			),
		);
	}

	/**
	 * @dataProvider kinds
	 *
	 * @param callable(self): array<int> $scene Makes the accounts; gives those that are named.
	 */
	public function test_nobody_is_created_either( callable $scene ): void {
		$scene( $this );
		$before = $this->stored_users();

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( 'conflict', $this->row_of_person( $this->person['id'] )['status'] );
		$new = array_column( $this->all_rows( 'directory_only' ), 'status', 'object_id' );
		self::assertCount( count( $before['users'] ) + count( array_keys( $new, 'created', true ) ), $this->stored_users()['users'] );
	}

	public function test_both_people_who_point_to_one_account_are_in_conflict_over_it(): void {
		$account = $this->named( 'shared', self::MAIL );
		$bea     = $this->person( 'bea', array( 'mail' => self::MAIL ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 2, $run['counts']['conflicts'] );
		foreach ( array( $this->person['id'], $bea['id'] ) as $object_id ) {
			self::assertSame( array( 'conflict', $account ), array( $this->row_of_person( $object_id )['status'], $this->row_of_person( $object_id )['user_id'] ) );
		}
	}

	public function test_claims_are_weighed_across_pages(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$first   = Simulator::people()[0];
		$account = $this->named( 'shared', $first['mail'] );
		$last    = $this->person( 'late', array( 'mail' => $first['mail'] ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 2, $run['counts']['conflicts'] );
		self::assertSame( array(), $this->stored_link( $account ) );
		self::assertSame( 'conflict', $this->row_of_person( $last['id'] )['status'] );
	}

	public function test_first_links_are_made_where_anybody_can_register_if_the_settings_say_so(): void {
		update_option( 'users_can_register', '1' );
		$this->save_settings( array( 'matching' => array( 'first_link' => 'automatic' ) ) );
		$account = $this->good_match();

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $this->person['id'], $this->stored_link( $account )['aadObjectId'] ?? '' );
	}

	private function named( string $login, string $email ): int {
		return $this->account( array( 'user_login' => $login, 'user_email' => $email ) );
	}

	/** Makes an account that would be linked without a question. */
	private function good_match(): int {
		return $this->named( self::UPN, self::MAIL );
	}
}
