<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A group that decides who is synchronized is read to its end before anybody counts as out of scope, also in a run that is resumed.
 */
final class Half_Read_Scope_Test extends Test_Case {

	use Meddles;

	/** @var list<int> */
	private array $accounts = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 6, 'awkward' => false ) );
		$people         = Simulator::people();
		$this->accounts = array_map( $this->linked( ... ), $people );
		$group          = Simulator::group( 'Staff', array_column( $people, 'id' ) );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ), 'remove_out_of_scope' => true ) ) );
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 1, 'on' => 'transitive_members', 'times' => null ) );
	}

	/**
	 * @dataProvider failures
	 *
	 * @param array<string, mixed> $fault What becomes of a later page of the group.
	 */
	public function test_a_resumed_run_reads_the_rest_of_the_group( array $fault ): void {
		Simulator::fault( $fault + array( 'on' => 'transitive_members', 'match' => 'skiptoken' ) );
		$run = $this->run_through( array( 'delete' => true ) );
		self::assertSame( array( 'failed', 'groups' ), array( $run['status'], $run['phase'] ), (string) wp_json_encode( $run ) );
		Simulator::control( 'DELETE', '/faults' );

		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_stay( ...$this->accounts );
		self::assertSame( array(), array_diff( array_column( $this->all_rows( 'wordpress_only' ), 'user_id' ), array( self::ADMIN ) ) );
		self::assertCount( 6, $this->all_rows( 'matched' ) );
	}

	public static function failures(): array {
		return array(
			'a circle'                 => array( array( 'kind' => 'repeat_link', 'times' => null ) ),
			'links that always expire' => array( array( 'kind' => 'expired_page_token', 'times' => null ) ),
		);
	}
}
