<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A first link by name is made only when the whole listing has been read.
 */
final class First_Link_Test extends Test_Case {

	use Scene;

	/** @var list<array<string, mixed>> */
	private array $people;

	private int $named;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->people = Simulator::people();
		$this->named  = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => $this->people[0]['mail'] ) );
	}

	public function test_nothing_is_written_before_the_listing_is_complete(): void {
		$before = $this->stored_users();

		$run = $this->run_until( array( 'update' => true ), array( 'nth' => 3 ) );

		self::assertSame( 50, $run['counts']['received'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( 'logged', $this->row_of_person( $this->people[0]['id'] )['status'] );

		self::assert_run( 'completed', $this->drive( $run ) );
		self::assertSame( $this->people[0]['id'], $this->stored_link( $this->named )['aadObjectId'] );
		self::assertSame( 'updated', $this->row_of_person( $this->people[0]['id'] )['status'] );
	}

	/**
	 * @dataProvider incomplete
	 *
	 * @param list<array<string, mixed>> $faults Faults.
	 */
	public function test_an_incomplete_listing_leaves_no_link( array $faults, string $error ): void {
		array_map( Simulator::fault( ... ), $faults );
		$before = $this->stored_users( $this->named );

		self::assert_run( 'failed', $this->run_through( array( 'create' => true, 'update' => true, 'delete' => true ) ), $error );

		self::assertSame( $before, $this->stored_users( $this->named ) );
	}

	public static function incomplete(): array {
		return array(
			'ends early'        => array( array( array( 'kind' => 'end_early', 'on' => 'users', 'nth' => 2 ) ), 'listing_incomplete' ),
			'fewer than told'   => array( array( array( 'kind' => 'count', 'on' => 'count', 'count' => 62, 'times' => null ) ), 'listing_incomplete' ),
			'last page fails'   => array( array( array( 'kind' => 'status', 'status' => 400, 'on' => 'users', 'nth' => 3, 'times' => null ) ), 'bad_response' ),
			'last page is forbidden' => array( array( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 3 ) ), 'forbidden' ),
			'goes in circles'   => array( array( array( 'kind' => 'repeat_link', 'on' => 'users', 'nth' => 2 ) ), 'link_repeated' ),
		);
	}

	public function test_a_cancelled_run_leaves_no_link(): void {
		$before = $this->stored_users();
		$run    = $this->run_until( array( 'update' => true ), array( 'nth' => 3 ) );

		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->status );

		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, array<string, mixed>, self): mixed $change What happens to the account while the rest is being read.
	 */
	public function test_what_changes_while_the_rest_is_read_counts( callable $change, string $table, string $status, string $reason ): void {
		$run = $this->run_until( array( 'create' => true ), array( 'nth' => 3 ) );
		$change( $this->named, $this->people[0], $this );

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( $table, $status ), array( $row['table'], $row['status'] ), $row['reason'] );
		self::assertStringContainsString( $reason, $row['reason'] );
		self::assertNotSame( $this->people[0]['id'], $this->stored_link( $this->named )['aadObjectId'] ?? '' );
		self::assertSame( 60, $run['counts']['received'] );
	}

	public static function changes(): array {
		$move = static function ( int $id ): void {
			global $wpdb;
			$wpdb->update( $wpdb->users, array( 'user_login' => 'moved', 'user_email' => 'moved@example.org' ), array( 'ID' => $id ) );
		};
		return array(
			'became administrator'          => array( static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'directory_only', 'conflict', 'may manage the site' ),
			'linked to somebody else'       => array( static fn( int $id, array $person, self $test ) => $test->link( $id, wp_generate_uuid4() ), 'directory_only', 'failed', 'belongs to WordPress user' ),
			'was deleted'                   => array( static fn( int $id, array $person, self $test ) => $test->delete_account( $id ), 'directory_only', 'created', '' ),
			'got other names'               => array( $move, 'directory_only', 'created', '' ),
			'got another e-mail'            => array( static fn( int $id ) => wp_update_user( array( 'ID' => $id, 'user_email' => 'moved@example.org' ) ), 'directory_only', 'conflict', 'Only the username' ),
			'a second account came'         => array(
				static function ( int $id, array $person, self $test ): void {
					global $wpdb;
					$wpdb->update( $wpdb->users, array( 'user_email' => 'moved@example.org' ), array( 'ID' => $id ) );
					$test->account( array( 'user_email' => $person['mail'] ) );
				},
				'directory_only',
				'conflict',
				'different WordPress users',
			),
			'another account took the names' => array(
				static function ( int $id, array $person, self $test ) use ( $move ): void {
					$move( $id );
					$test->account( array( 'user_login' => $person['userPrincipalName'], 'user_email' => $person['mail'] ) );
				},
				'directory_only',
				'conflict',
				'',
			),
		);
	}

	public function test_a_stored_link_is_followed_at_once(): void {
		$linked = $this->account();
		$this->link( $linked, $this->people[1]['id'] );

		$this->run_until( array( 'update' => true ), array( 'nth' => 2 ) );

		self::assertSame( $this->people[1]['displayName'], get_userdata( $linked )->display_name );
		self::assertSame( 'updated', $this->row_of_person( $this->people[1]['id'] )['status'] );
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_with_any_box_every_match_is_tagged( array $boxes ): void {
		$linked = $this->account();
		update_user_meta( $linked, 'aadObjectId', $this->people[1]['id'] );

		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		foreach ( array( array( $this->named, $this->people[0] ), array( $linked, $this->people[1] ) ) as list( $user_id, $person ) ) {
			self::assertSame( array( 'aadObjectId' => $person['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => $person['userPrincipalName'] ), $this->stored_link( $user_id ) );
			self::assertCount( 1, get_user_meta( $user_id, 'aadObjectId' ) );
		}
	}

	public static function boxes(): array {
		return array(
			'Create' => array( array( 'create' => true ) ),
			'Update' => array( array( 'update' => true ) ),
			'Delete' => array( array( 'delete' => true ) ),
		);
	}

	public function test_a_second_run_changes_nothing_more(): void {
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		$before = $this->stored_users();

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( array( 60, 0, 0 ), array( $run['counts']['matched'], $run['counts']['created'], $run['counts']['updated'] ) );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array( 'unchanged' ), array_values( array_unique( array_column( $this->all_rows( 'matched' ), 'status' ) ) ) );
	}
}
