<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * An account that was deactivated, and deleted later, is of use again when its person comes back.
 */
final class Reactivated_On_Return_Test extends Test_Case {

	use Scene;
	use Rewinds;

	/**
	 * @dataProvider boxes
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_it_is_restored_and_reactivated( array $boxes ): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'delete_after_days' => 10, 'limit_percent' => null, 'candidates' => 'linked' ) ) );
		$lena = $this->person( 'lena' );
		$this->synchronize( array( 'create' => true ) );
		$account = $this->row_of_person( $lena['id'] )['user_id'];
		( new \WP_User( $account ) )->set_role( 'author' );
		$before = $this->accounts();
		Simulator::remove( $lena['id'] );
		self::assertSame( 1, $this->synchronize( array( 'delete' => true ) )['counts']['deactivated'] );
		Clock::move( 11 * DAY_IN_SECONDS );
		self::assertSame( 1, $this->synchronize( array( 'delete' => true ) )['counts']['deleted'] );
		$this->assert_removed( $account );
		$gone = $this->accounts();
		$last = $this->last_entry();
		Simulator::control( 'POST', "/users/{$lena['id']}/restore" );

		$this->synchronize( $boxes );

		$row = $this->row_of_person( $lena['id'] );
		self::assertSame( array( 'directory_only', 'created', $account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( 'is reactivated', $row['reason'] );
		self::assertSame( array( 'author' ), get_userdata( $account )->roles );
		self::assertSame( $before, $this->accounts() );
		$this->assert_journal_tells_all( $gone, $last );
	}

	public static function boxes(): array {
		return array(
			'create alone'      => array( array( 'create' => true ) ),
			'create and update' => array( array( 'create' => true, 'update' => true ) ),
		);
	}
}
