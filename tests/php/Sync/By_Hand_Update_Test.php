<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Update selected: everything is read again, and what changed meanwhile fails and is left alone.
 */
final class By_Hand_Update_Test extends Test_Case {

	use Scene;

	private const NAME = 'ada@lakeside.example';

	/** @var array<string, mixed> */
	private array $person;

	private int $account;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$this->person  = $this->person( 'ada' );
		$this->account = $this->account( array( 'user_login' => 'old', 'user_email' => 'old@example.org', 'first_name' => 'Old' ) );
	}

	public function test_it_updates_the_one_selected(): void {
		$this->linked();
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'matched', 'logged' ), array( $row['table'], $row['status'] ) );
		self::assertNotSame( array(), $row['changes'] );

		$result = $this->act( 'update', array( $row['id'] ) )[0];

		self::assertSame( array( 'updated', $this->account ), array( $result['status'], $result['user_id'] ), $result['reason'] );
		$user = get_userdata( $this->account );
		self::assertSame( array( 'old', self::NAME, 'Ada', 'Person', 'Ada' ), array( $user->user_login, $user->user_email, $user->first_name, $user->last_name, $user->display_name ) );
		self::assertSame( $row['changes'], $this->row_of_person( $this->person['id'] )['changes'] );
	}

	public function test_the_person_is_read_again(): void {
		$this->linked();
		Simulator::change( $this->person['id'], array( 'displayName' => 'Ada Later' ) );

		$this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) );

		self::assertSame( 'Ada Later', get_userdata( $this->account )->display_name );
	}

	public function test_the_account_is_read_again(): void {
		$this->linked();
		wp_update_user( array( 'ID' => $this->account, 'first_name' => 'Ada', 'last_name' => 'Person', 'display_name' => 'Ada', 'user_email' => self::NAME ) );

		self::assertSame( 'unchanged', $this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0]['status'] );
	}

	public function test_a_match_by_name_is_linked_and_updated(): void {
		$named = $this->account( array( 'user_email' => self::NAME ) );
		$this->synchronize();
		self::assertSame( array(), $this->stored_link( $named ) );

		$result = $this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0];

		self::assertSame( array( 'updated', $named ), array( $result['status'], $result['user_id'] ), $result['reason'] );
		self::assertSame( $this->person['id'], $this->stored_link( $named )['aadObjectId'] );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, array<string, mixed>, self): mixed $change What happens between the run and the click.
	 */
	public function test_what_changed_meanwhile_fails_and_is_left_alone( bool $linked, callable $change, string $reason ): void {
		if ( $linked ) {
			$this->linked();
		} else {
			$this->account = $this->account( array( 'user_login' => self::NAME, 'user_email' => self::NAME ) );
			$this->synchronize();
		}
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'matched', 'logged', $this->account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		$change( $this->account, $this->person, $this );
		$before = $this->stored_users();

		$result = $this->act( 'update', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'], $result['reason'] );
		self::assertStringContainsString( $reason, $result['reason'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( 'failed', $this->row_of_person( $this->person['id'] )['status'] );
	}

	public static function changes(): array {
		$gone    = static fn( int $id, array $person ) => Simulator::remove( $person['id'] );
		$deleted = static fn( int $id, array $person, self $test ) => $test->delete_account( $id );
		$relinked = static fn( int $id, array $person, self $test ) => $test->link( $id, wp_generate_uuid4() );
		$twice   = static fn( int $id, array $person, self $test ) => $test->link( $test->account(), $person['id'] );
		return array(
			'linked: the person is gone'         => array( true, $gone, 'no longer in the directory' ),
			'linked: the account is gone'        => array( true, $deleted, 'changed' ),
			'linked: linked to somebody else'    => array( true, $relinked, 'changed' ),
			'linked: a second account is linked' => array( true, $twice, 'Several WordPress users are linked' ),
			'named: the person is gone'          => array( false, $gone, 'no longer in the directory' ),
			'named: the account is gone'         => array( false, $deleted, 'changed' ),
			'named: linked to somebody else'     => array( false, $relinked, 'belongs to WordPress user' ),
			'named: another account is linked'   => array( false, $twice, 'changed' ),
			'named: became administrator'        => array( false, static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'may manage the site' ),
			'named: links are confirmed now'     => array( false, static fn( int $id, array $person, self $test ) => $test->save_settings( array( 'matching' => array( 'first_link' => 'confirm' ) ) ), 'settings leave every first link' ),
			'named: other names'                 => array( false, static fn( int $id, array $person ) => Simulator::change( $person['id'], array( 'userPrincipalName' => 'x@lakeside.example', 'mail' => null ) ), 'changed' ),
			'named: another e-mail'              => array( false, static fn( int $id ) => wp_update_user( array( 'ID' => $id, 'user_email' => 'x@example.org' ) ), 'Only the username' ),
			'named: a second candidate'          => array(
				false,
				static function ( int $id, array $person, self $test ): void {
					Simulator::change( $person['id'], array( 'mail' => 'second@lakeside.example' ) );
					$test->account( array( 'user_email' => 'second@lakeside.example' ) );
				},
				'different WordPress users',
			),
		);
	}

	public function test_an_email_that_was_taken_meanwhile_stays(): void {
		$this->linked();
		$this->account( array( 'user_email' => self::NAME ) );

		$result = $this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0];

		self::assertSame( 'updated', $result['status'] );
		self::assertStringContainsString( 'old one stays', $result['reason'] );
		self::assertSame( 'old@example.org', get_userdata( $this->account )->user_email );
	}

	public function test_an_administrators_email_stays(): void {
		$this->linked();
		get_userdata( $this->account )->set_role( 'administrator' );

		$this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) );

		self::assertSame( 'old@example.org', get_userdata( $this->account )->user_email );
	}

	private function linked(): void {
		$this->link( $this->account, $this->person['id'], self::NAME );
		$this->synchronize();
	}
}
