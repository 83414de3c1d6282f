<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Matching;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * WPO365 | LOGIN knows some accounts by the UPN alone: these are found, and keep that key.
 */
final class Known_By_Upn_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	/**
	 * @dataProvider links
	 *
	 * @param string|null $object_id The object id in the account's meta.
	 */
	public function test_such_an_account_is_linked_when_everybody_is_read( ?string $object_id ): void {
		$ada     = $this->person( 'ada', array( 'mail' => 'ada.mail@lakeside.example' ) );
		$account = $this->known( 'Ada@lakeside.example', $object_id );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $ada['id'] );
		self::assertSame( array( 'matched', 'updated', $account ), array( $row['table'], $row['status'], $row['user_id'] ), $row['reason'] );
		self::assertSame( array( 'aadObjectId' => $ada['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => 'ada@lakeside.example' ), $this->stored_link( $account ) );
		self::assertCount( 1, get_user_meta( $account, 'aadObjectId' ) );
		self::assertNull( $this->row_of_user( $account ) );
	}

	public static function links(): array {
		return array(
			'no object id'       => array( null ),
			'an empty object id' => array( '' ),
		);
	}

	public function test_looking_finds_it_and_leaves_the_key(): void {
		$ada     = $this->person( 'ada' );
		$account = $this->known( 'ada@lakeside.example' );
		$before  = $this->stored_users();

		$this->synchronize();

		self::assertSame( array( 'matched', $account ), array( $this->row_of_person( $ada['id'] )['table'], $this->row_of_person( $ada['id'] )['user_id'] ) );
		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider disagreements
	 *
	 * @param array<string, string> $other As wp_insert_user() takes it.
	 */
	public function test_where_another_step_finds_another_account_it_is_a_conflict_and_the_key_stays( array $other ): void {
		$ada     = $this->person( 'ada', array( 'mail' => 'ada.mail@lakeside.example' ) );
		$account = $this->known( 'ada@lakeside.example' );
		$other   = $this->account( $other );
		$before  = $this->stored_users();

		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assertSame( array( 'conflict', null ), array( $this->row_of_person( $ada['id'] )['status'], $this->row_of_person( $ada['id'] )['user_id'] ) );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array( null, null ), array( $this->row_of_user( $account ), $this->row_of_user( $other ) ) );
	}

	public static function disagreements(): array {
		return array(
			'by login'          => array( array( 'user_login' => 'ada@lakeside.example' ) ),
			'by UPN as e-mail'  => array( array( 'user_email' => 'ada@lakeside.example' ) ),
			'by mail as e-mail' => array( array( 'user_email' => 'ada.mail@lakeside.example' ) ),
		);
	}

	public function test_somebody_linked_takes_no_upn_off_an_account_that_is_not(): void {
		$ada    = $this->person( 'ada' );
		$linked = $this->account();
		$this->link( $linked, $ada['id'], 'ada@lakeside.example' );
		$known  = $this->known( 'ada@lakeside.example' );

		$this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assertSame( array( 'userPrincipalName' => 'ada@lakeside.example' ), $this->stored_link( $known ) );
		self::assertNull( $this->row_of_user( $known ) );
	}

	public function test_two_accounts_of_one_upn_are_a_conflict(): void {
		$ada  = $this->person( 'ada' );
		$both = array( $this->known( 'ada@lakeside.example' ), $this->known( 'ADA@lakeside.example' ) );

		$this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assertSame( 'conflict', $this->row_of_person( $ada['id'] )['status'] );
		$this->assert_stay( ...$both );
	}

	private function known( string $upn, ?string $object_id = null ): int {
		$account = $this->account();
		update_user_meta( $account, 'userPrincipalName', $upn );
		null === $object_id || add_user_meta( $account, 'aadObjectId', $object_id );
		return $account;
	}
}
