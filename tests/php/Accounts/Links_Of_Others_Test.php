<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Links that others write while a run is under way, and UPNs that change hands.
 */
final class Links_Of_Others_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider moments
	 */
	public function test_an_account_that_is_linked_to_somebody_unknown_meanwhile_stays( string $request ): void {
		$account = $this->account();
		$gone    = $this->gone();
		$this->before_request( $request, static fn() => update_user_meta( $account, 'aadObjectId', '0000dead-0000-4000-8000-000000000000' ) );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'delete' => true ) ) );

		$this->assert_stay( $account );
		$row = $this->row_of_user( $account );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'changed since', $row['reason'] );
		$this->assert_removed( $gone );
	}

	public static function moments(): array {
		return array(
			'while the people are counted'   => array( '/users/$count' ),
			'while the directory is listed'  => array( '/users?$select' ),
		);
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_who_has_another_name_now_keeps_it_when_somebody_else_gets_the_former_one( array $boxes, int $a, int $b ): void {
		$first  = $this->linked( $this->people[0] );
		$second = $this->linked( $this->people[1] );
		Simulator::change( $this->people[ $a ]['id'], array( 'userPrincipalName' => 'on.the.way@lakeside.example' ) );
		Simulator::change( $this->people[ $b ]['id'], array( 'userPrincipalName' => $this->people[ $a ]['userPrincipalName'] ) );
		Simulator::change( $this->people[ $a ]['id'], array( 'userPrincipalName' => 'new.name@lakeside.example' ) );

		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		$accounts = array( $first, $second );
		self::assertSame( array( 'aadObjectId' => $this->people[ $a ]['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => 'new.name@lakeside.example' ), $this->stored_link( $accounts[ $a ] ) );
		self::assertSame( array( 'aadObjectId' => $this->people[ $b ]['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => $this->people[ $a ]['userPrincipalName'] ), $this->stored_link( $accounts[ $b ] ) );
		$this->assert_stay( $first, $second );
	}

	public static function boxes(): array {
		return array(
			'update, the former owner comes first' => array( array( 'update' => true ), 0, 1 ),
			'update, the former owner comes last'  => array( array( 'update' => true ), 1, 0 ),
			'create, the former owner comes first' => array( array( 'create' => true ), 0, 1 ),
			'create, the former owner comes last'  => array( array( 'create' => true ), 1, 0 ),
		);
	}

	public function test_a_newcomer_gets_the_former_name_of_somebody_renamed(): void {
		$renamed = $this->linked( $this->people[0], array( 'user_login' => 'somebody' ) );
		$former  = $this->people[0]['userPrincipalName'];
		Simulator::change( $this->people[0]['id'], array( 'userPrincipalName' => 'renamed@lakeside.example', 'mail' => 'renamed@lakeside.example' ) );
		$newcomer = $this->person( 'newcomer', array( 'userPrincipalName' => $former, 'mail' => $former ) );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );

		self::assertSame( 'renamed@lakeside.example', $this->stored_link( $renamed )['userPrincipalName'] );
		self::assertNotSame( array( $renamed ), $this->linked_to( $newcomer['id'] ) );
		self::assertSame( $former, $this->stored_link( $this->linked_to( $newcomer['id'] )[0] )['userPrincipalName'] );
	}
}
