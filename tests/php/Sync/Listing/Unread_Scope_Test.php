<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A run that can't read a group of the scope says which one.
 */
final class Unread_Scope_Test extends Test_Case {

	use Meddles;

	/**
	 * @dataProvider failures
	 *
	 * @param callable(string): mixed $spoil What becomes of the group.
	 * @param string                  $error Code of the run's error.
	 */
	public function test_the_group_is_named( callable $spoil, string $error ): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$group = Simulator::group( 'Staff', array( Simulator::people()[0]['id'] ), 'staff' );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ) ) ) );
		self::assertSame( 200, $this->rest( 'GET', '/directory/groups', array( 'ids' => array( $group ) ) )->status );
		$spoil( $group );

		$run = $this->synchronize();

		self::assert_run( 'failed', $run, $error );
		self::assertStringContainsString( "Staff ({$group})", $run['error']['message'] );
		self::assertSame( 0, $run['counts']['received'] );
	}

	public static function failures(): array {
		return array(
			'deleted'   => array( static fn() => Simulator::control( 'DELETE', '/groups/staff' ), 'bad_response' ),
			'forbidden' => array( static fn() => Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'transitive_members', 'times' => null ) ), 'forbidden' ),
		);
	}
}
