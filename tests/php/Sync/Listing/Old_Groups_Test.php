<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who was in a group when it was read may have left it since: after a day nobody gets or loses a role for it.
 */
final class Old_Groups_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->people = Simulator::people();
		$group        = Simulator::group( 'Bosses', array( $this->people[0]['id'], $this->people[1]['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
	}

	/**
	 * @dataProvider ages
	 *
	 * @param string[] $new      Roles of the new account.
	 * @param string[] $existing Roles of the one that was there.
	 */
	public function test_by_hand( int $hours, array $new, array $existing ): void {
		$account = $this->linked( $this->people[1] );
		$run     = $this->synchronize();
		self::assert_run( 'completed', $run );
		$this->age( $run['id'], 'groups_at', $hours * HOUR_IN_SECONDS );
		$rows = array_map( fn( array $person ): int => $this->row_of_person( $person['id'] )['id'], $this->people );

		$created = $this->act( 'create', array( $rows[0] ) )[0];
		$updated = $this->act( 'update', array( $rows[1] ) )[0];

		self::assertSame( array( 'created', 'updated' ), array( $created['status'], $updated['status'] ) );
		self::assertSame( $new, $this->roles_of( $created['user_id'] ) );
		self::assertSame( $existing, $this->roles_of( $account ) );
		self::assertSame( $this->people[1]['surname'], get_user_meta( $account, 'last_name', true ), 'The rest is updated all the same.' );
	}

	public static function ages(): array {
		return array(
			'an hour ago'  => array( 1, array( 'editor', 'subscriber' ), array( 'subscriber', 'editor' ) ),
			'two days ago' => array( 48, array( 'subscriber' ), array( 'subscriber' ) ),
			'by a clock that was a month ahead' => array( -720, array( 'subscriber' ), array( 'subscriber' ) ),
		);
	}

	public function test_in_a_run_that_goes_on_days_later(): void {
		$account = $this->linked( $this->people[1] );
		$run     = $this->run_until( array( 'create' => true, 'update' => true ), array() );
		self::assertSame( 'listing', $run['phase'] );
		$this->age( $run['id'], 'groups_at', 2 * DAY_IN_SECONDS );

		self::assert_run( 'completed', $this->drive( $run ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $account ) );
		self::assertStringContainsString( '24 hours', $this->row_of_person( $this->people[1]['id'] )['reason'] );
	}
}
