<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * When removals wait for a person's word.
 */
final class Held_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	/**
	 * @dataProvider numbers
	 *
	 * @param int                  $linked   Absent accounts with a link.
	 * @param int                  $unlinked Absent accounts that never had one.
	 * @param int                  $users    WordPress users, all of them.
	 * @param array<string, mixed> $removal  Settings.
	 * @param int|null             $held     Number held, or null.
	 */
	public function test_held_or_done( int $linked, int $unlinked, int $users, array $removal, ?int $held ): void {
		$this->save_settings( array( 'removal' => $removal ) );
		$gone  = 0 === $linked ? array() : $this->gone_users( $linked );
		$plain = array_map( fn(): int => $this->account(), 0 === $unlinked ? array() : range( 1, $unlinked ) );
		// The rest is linked, too, and may not be removed; the administrator is one of them.
		$rest = $this->create_users( $users - 1 - $linked - $unlinked, 'protected' );
		$this->keep( 'protected' );
		array_map( fn( int $id ) => $this->link( $id, wp_generate_uuid4() ), array( self::ADMIN, ...$rest ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( null === $held ? 'completed' : 'held', $run );
		self::assertSame( null === $held ? null : array( 'action' => 'delete', 'count' => $held ), $run['held'] );
		self::assertSame( null === $held ? $linked : 0, $run['counts']['deleted'] );
		if ( null === $held ) {
			$this->assert_removed( ...$gone );
			$this->assert_stay( ...$plain );
		} else {
			$this->assert_stay( ...$gone, ...$plain );
			self::assertSame( $held, count( array_keys( array_column( $this->all_rows( 'wordpress_only' ), 'status' ), 'held', true ) ) );
		}
	}

	public static function numbers(): array {
		$any = array( 'limit_percent' => null, 'limit_count' => null );
		return array(
			'6 of 59: more than 10 %'             => array( 6, 0, 59, array(), 6 ),
			'6 of 60: just 10 %'                  => array( 6, 0, 60, array(), null ),
			'60 %, and the limit is 60 %'         => array( 6, 0, 10, array( 'limit_percent' => 60 ), null ),
			'60 %, and the limit is 59 %'         => array( 6, 0, 10, array( 'limit_percent' => 59 ), 6 ),
			'no limit in percent, 7, and 6 may'   => array( 7, 0, 9, array( 'limit_percent' => null, 'limit_count' => 6 ), 7 ),
			'no limit in percent, 6, and 6 may'   => array( 6, 0, 9, array( 'limit_percent' => null, 'limit_count' => 6 ), null ),
			'over the number, under the percentage' => array( 6, 0, 100, array( 'limit_count' => 5 ), 6 ),
			'0 percent and nobody to remove'      => array( 0, 0, 5, array( 'limit_percent' => 0 ), null ),
			'one who was never linked, no limits' => array( 0, 1, 50, $any, 1 ),
			'one never linked beside two others'  => array( 2, 1, 50, $any, 3 ),
			'only linked ones are candidates'     => array( 2, 3, 50, array( 'candidates' => 'linked' ), null ),
		);
	}

	/**
	 * Where few of many users come from the directory, a share of all of them says little.
	 *
	 * @dataProvider linked
	 */
	public function test_the_percentage_is_measured_against_linked_users_as_well( int $linked, ?int $held ): void {
		$gone = $this->gone_users( 6 );
		$rest = $this->create_users( 200, 'protected' );
		$this->keep( 'protected' );
		array_map( fn( int $id ) => $this->link( $id, wp_generate_uuid4() ), array_slice( $rest, 0, $linked - 6 ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( $held, $run['held']['count'] ?? null );
		null === $held ? $this->assert_removed( ...$gone ) : $this->assert_stay( ...$gone );
		if ( null !== $held ) {
			self::assertStringContainsString( "of {$linked} linked", $this->row_of_user( $gone[0] )['reason'] );
		}
	}

	public static function linked(): array {
		return array(
			'6 of 59 linked ones, of 207'  => array( 59, 6 ),
			'6 of 60 linked ones, of 207'  => array( 60, null ),
		);
	}

	public function test_a_run_without_the_box_holds_nothing(): void {
		$gone = $this->gone_users( 8 );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertNull( $run['held'] );
		self::assertSame( array( 'logged' ), array_values( array_unique( array_column( $this->all_rows( 'wordpress_only' ), 'status' ) ) ) );
		$this->assert_stay( ...$gone );
	}

	/** Gives a role that may manage users to accounts whose name begins so. */
	private function keep( string $name ): void {
		global $wpdb;
		$wpdb->query(
			$wpdb->prepare(
				"UPDATE {$wpdb->usermeta} m INNER JOIN {$wpdb->users} u ON u.ID = m.user_id SET m.meta_value = %s WHERE m.meta_key = %s AND u.user_login LIKE %s",
				serialize( array( 'subscriber' => true, 'edit_users' => true ) ),
				$wpdb->prefix . 'capabilities',
				$wpdb->esc_like( $name ) . '%'
			)
		);
	}
}
