<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Create selected: everything is read again, and what changed meanwhile fails and is left alone.
 */
final class By_Hand_Create_Test extends Test_Case {

	use Scene;

	private const NAME = 'ada@lakeside.example';

	/** @var array<string, mixed> */
	private array $person;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$this->person = $this->person( 'ada' );
		$this->synchronize();
	}

	public function test_it_creates_the_one_selected_and_nobody_else(): void {
		$row    = $this->row_of_person( $this->person['id'] );
		$before = $this->stored_users();

		$result = $this->act( 'create', array( $row['id'] ) )[0];

		self::assertSame( 'created', $result['status'], $result['reason'] );
		self::assertSame( array( self::NAME, 'Ada' ), array( get_userdata( $result['user_id'] )->user_email, get_userdata( $result['user_id'] )->display_name ) );
		self::assertSame( array( 'aadObjectId' => $this->person['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => self::NAME ), $this->stored_link( $result['user_id'] ) );
		self::assertCount( count( $before['users'] ) + 1, $this->stored_users()['users'] );
		$now = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( $row['id'], 'directory_only', 'created', $result['user_id'] ), array( $now['id'], $now['table'], $now['status'], $now['user_id'] ) );
		self::assertSame( array(), $this->mails );
	}

	public function test_the_person_is_read_again_from_the_directory(): void {
		Simulator::change( $this->person['id'], array( 'userPrincipalName' => 'ada.new@lakeside.example', 'mail' => 'ada.new@lakeside.example', 'displayName' => 'Ada New' ) );
		Simulator::clear_log();

		$result = $this->act( 'create', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0];

		self::assertNotSame( array(), Simulator::log( 'user' ) );
		$user = get_userdata( $result['user_id'] );
		self::assertSame( array( 'ada.new@lakeside.example', 'ada.new@lakeside.example', 'Ada New' ), array( $user->user_login, $user->user_email, $user->display_name ) );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(array<string, mixed>, self): mixed $change What happens between the run and the click.
	 */
	public function test_what_changed_meanwhile_fails_and_is_left_alone( callable $change, string $reason ): void {
		$row = $this->row_of_person( $this->person['id'] );
		$change( $this->person, $this );
		$before = $this->stored_users();

		$result = $this->act( 'create', array( $row['id'] ) )[0];

		self::assertSame( array( 'failed', null ), array( $result['status'], $result['user_id'] ), $result['reason'] );
		self::assertStringContainsString( $reason, $result['reason'] );
		self::assertSame( $before, $this->stored_users() );
		$now = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'failed', $result['reason'] ), array( $now['status'], $now['reason'] ) );
	}

	public static function changes(): array {
		$account = static fn( array $data ): callable => static fn( array $person, self $test ) => $test->account( $data );
		return array(
			'the person is gone'             => array( static fn( array $person ) => Simulator::remove( $person['id'] ), 'no longer in the directory' ),
			'the person was disabled'        => array( static fn( array $person ) => Simulator::change( $person['id'], array( 'accountEnabled' => false ) ), 'disabled in the directory' ),
			'the login came up'              => array( $account( array( 'user_login' => self::NAME ) ), 'changed' ),
			'the e-mail came up'             => array( $account( array( 'user_email' => self::NAME ) ), 'changed' ),
			'the login came up for somebody else' => array( static fn( array $person, self $test ) => $test->link( $test->account( array( 'user_login' => self::NAME ) ), wp_generate_uuid4() ), 'belongs to WordPress user' ),
			'the e-mail came up for somebody else' => array( static fn( array $person, self $test ) => $test->link( $test->account( array( 'user_email' => self::NAME ) ), wp_generate_uuid4() ), 'belongs to WordPress user' ),
			'an account was linked'          => array( static fn( array $person, self $test ) => $test->link( $test->account(), $person['id'] ), 'changed' ),
			'two accounts came up'           => array(
				static function ( array $person, self $test ): void {
					$test->account( array( 'user_login' => self::NAME ) );
					$test->account( array( 'user_email' => self::NAME ) );
				},
				'different WordPress users',
			),
			'the name grew too long'         => array( static fn( array $person ) => Simulator::change( $person['id'], array( 'displayName' => str_repeat( 'n', 251 ) ) ), '250 characters' ),
		);
	}

	public function test_of_two_with_one_mail_the_first_is_created(): void {
		$twin = $this->person( 'bea', array( 'mail' => self::NAME ) );
		$this->synchronize();
		$ids = array( $this->row_of_person( $twin['id'] )['id'], $this->row_of_person( $this->person['id'] )['id'] );

		$results = $this->act( 'create', $ids );

		self::assertSame( array( 'created', 'failed' ), array_column( $results, 'status' ) );
		self::assertSame( $results[0]['user_id'], email_exists( self::NAME ) );
	}

	public function test_the_answer_has_the_order_of_the_question(): void {
		$ids = array_reverse( array_column( $this->rows( 'directory_only' ), 'id' ) );

		$results = $this->act( 'create', $ids );

		self::assertSame( array( 'created', 'created', 'created' ), array_column( $results, 'status' ) );
		self::assertSame( $results, array_map( fn( int $id ): array => array_intersect_key( array_column( $this->rows( 'directory_only' ), null, 'id' )[ $id ], $results[0] ), $ids ) );
	}

	public function test_one_failure_does_not_stop_the_others(): void {
		Simulator::remove( $this->person['id'] );
		$ids = array_column( $this->rows( 'directory_only' ), 'id' );

		$results = $this->act( 'create', array_reverse( $ids ) );

		self::assertSame( array( 'failed', 'created', 'created' ), array_column( $results, 'status' ) );
	}

	public function test_users_are_recounted(): void {
		$before = get_user_count();

		$this->act( 'create', array_column( $this->rows( 'directory_only' ), 'id' ) );

		self::assertSame( $before + 3, get_user_count() );
	}
}
