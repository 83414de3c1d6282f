<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Conflicts with one candidate are settled by hand: Link selected.
 */
final class Settle_Test extends Test_Case {

	use Scene;

	private const NAME = 'ada@lakeside.example';

	/** @var array<string, mixed> */
	private array $person;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->person = $this->person( 'ada' );
	}

	/**
	 * @dataProvider conflicts
	 *
	 * @param callable(self): int $scene Makes the candidate.
	 */
	public function test_link_links_and_changes_nothing_else( callable $scene ): void {
		$account = $scene( $this );
		$this->synchronize();
		$row    = $this->conflict();
		$before = $this->stored_users();

		$result = $this->act( 'link', array( $row['id'] ) )[0];

		self::assertSame( array( $row['id'], 'logged', $account ), array( $result['id'], $result['status'], $result['user_id'] ), $result['reason'] );
		self::assertStringContainsString( 'by hand', $result['reason'] );
		self::assertSame( $this->link_of( $this->person ), $this->stored_link( $account ) );
		$after = $this->stored_users();
		self::assertSame( $before['users'], $after['users'] );
		self::assertSame( $before['usermeta'], array_values( array_filter( $after['usermeta'], static fn( array $meta ): bool => ! in_array( $meta['meta_key'], array( 'aadObjectId', 'aadTenantId', 'userPrincipalName' ), true ) ) ) );
		self::assertSame( 'matched', $this->row_of_person( $this->person['id'] )['table'] );
		self::assertSame( array(), $this->mails );
	}

	public static function conflicts(): array {
		return array(
			'the login alone'     => array( static fn( self $test ): int => $test->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) ) ),
			'an administrator'    => array( static fn( self $test ): int => $test->account( array( 'user_email' => self::NAME, 'role' => 'administrator' ) ) ),
			'every link is confirmed' => array(
				static function ( self $test ): int {
					$test->save_settings( array( 'matching' => array( 'first_link' => 'confirm' ) ) );
					return $test->account( array( 'user_email' => self::NAME ) );
				},
			),
			'two people'          => array(
				static function ( self $test ): int {
					$test->person( 'bea', array( 'mail' => self::NAME ) );
					return $test->account( array( 'user_email' => self::NAME ) );
				},
			),
		);
	}

	public function test_the_next_run_finds_the_link(): void {
		$account = $this->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) );
		$this->synchronize();
		$this->act( 'link', array( $this->conflict()['id'] ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 0, $account ), array( $run['counts']['conflicts'], $this->row_of_person( $this->person['id'] )['user_id'] ) );
		self::assertSame( 'updated', $this->row_of_person( $this->person['id'] )['status'] );
	}

	public function test_the_row_can_be_updated_afterwards(): void {
		$account = $this->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) );
		$this->synchronize();
		$row = $this->conflict();
		$this->act( 'link', array( $row['id'] ) );

		self::assertSame( 'updated', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		self::assertSame( array( self::NAME, 'Ada' ), array( get_userdata( $account )->user_email, get_userdata( $account )->display_name ) );
	}

	public function test_of_two_people_who_point_to_one_account_one_gets_it(): void {
		$account = $this->account( array( 'user_email' => self::NAME ) );
		$bea     = $this->person( 'bea', array( 'mail' => self::NAME ) );
		$this->synchronize();
		$ids = array( $this->conflict()['id'], $this->row_of_person( $bea['id'] )['id'] );

		$results = $this->act( 'link', $ids );

		self::assertSame( array( 'logged', 'failed' ), array_column( $results, 'status' ) );
		self::assertSame( $this->link_of( $this->person ), $this->stored_link( $account ) );
	}

	public function test_conflicts_without_a_single_candidate_can_not_be_linked(): void {
		$this->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) );
		$this->account( array( 'user_email' => self::NAME ) );
		$this->synchronize();
		$before = $this->stored_users();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'link', 'ids' => array( $this->conflict()['id'] ) ) );

		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider other_actions
	 */
	public function test_a_conflict_can_be_linked_and_nothing_else( string $action ): void {
		$this->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) );
		$this->synchronize();
		$before = $this->stored_users();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $this->conflict()['id'] ) ) );

		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertSame( $before, $this->stored_users() );
	}

	public static function other_actions(): array {
		return array(
			'create' => array( 'create' ),
			'update' => array( 'update' ),
			'delete' => array( 'delete' ),
		);
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, array<string, mixed>, self): mixed $change What happens between the run and the click.
	 */
	public function test_what_changed_meanwhile_fails_and_is_left_alone( callable $change, string $reason ): void {
		$account = $this->account( array( 'user_login' => self::NAME, 'user_email' => 'other@example.org' ) );
		$this->synchronize();
		$row = $this->conflict();
		$change( $account, $this->person, $this );
		$before = $this->stored_users();

		$result = $this->act( 'link', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( $reason, $result['reason'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array( 'directory_only', 'failed' ), array( $this->row_of_person( $this->person['id'] )['table'], $this->row_of_person( $this->person['id'] )['status'] ) );
	}

	public static function changes(): array {
		return array(
			'the person is gone'              => array( static fn( int $id, array $person ) => Simulator::remove( $person['id'] ), 'no longer in the directory' ),
			'the person has other names'      => array( static fn( int $id, array $person ) => Simulator::change( $person['id'], array( 'userPrincipalName' => 'moved@lakeside.example', 'mail' => null ) ), 'changed' ),
			'the account is gone'             => array( static fn( int $id, array $person, self $test ) => $test->delete_account( $id ), 'changed' ),
			'linked to somebody else'         => array( static fn( int $id, array $person, self $test ) => $test->link( $id, wp_generate_uuid4() ), 'belongs to WordPress user' ),
			'the person has another account'  => array( static fn( int $id, array $person, self $test ) => $test->link( $test->account(), $person['id'] ), 'changed' ),
			'the person is linked twice'      => array(
				static function ( int $id, array $person, self $test ): void {
					$test->link( $test->account(), $person['id'] );
					$test->link( $test->account(), $person['id'] );
				},
				'Several WordPress users are linked',
			),
		);
	}

	/** @return array<string, mixed> */
	private function conflict(): array {
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( 'conflict', $row['status'] );
		return $row;
	}

	/**
	 * @param array<string, mixed> $person The person.
	 * @return array<string, string>
	 */
	private function link_of( array $person ): array {
		return array(
			'aadObjectId'       => $person['id'],
			'aadTenantId'       => WPO_USER_SYNC_TENANT_ID,
			'userPrincipalName' => $person['userPrincipalName'],
		);
	}
}
