<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Whoever was registered or linked after the run began is never removed.
 */
final class Meanwhile_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	/**
	 * @dataProvider newcomers
	 *
	 * @param array<string, mixed> $data   As wp_insert_user() takes it.
	 * @param bool                 $linked Whether the newcomer is linked to somebody unknown.
	 */
	public function test_who_was_registered_after_the_run_began_stays( array $data, bool $linked ): void {
		$gone = $this->gone();
		$run  = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		$new  = $this->create_user( $data );
		if ( $linked ) {
			$this->link( $new, wp_generate_uuid4() );
		}

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $new );
		$this->assert_removed( $gone );
		$row = $this->row_of_user( $new );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'registered after', $row['reason'] );
	}

	public static function newcomers(): array {
		return array(
			'without a link'                    => array( array(), false ),
			'with a link'                       => array( array(), true ),
			'imported with the date of long ago' => array( array( 'user_registered' => '2015-01-01 00:00:00' ), true ),
		);
	}

	public function test_who_was_registered_after_the_run_began_stays_under_an_old_number(): void {
		global $wpdb;
		$gap = $this->account();
		$this->delete_account( $gap );
		$this->gone();
		$run = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		// An import that keeps the numbers of the accounts.
		$new = $this->create_user( array( 'user_registered' => gmdate( 'Y-m-d H:i:s', time() + 2 ) ) );
		$wpdb->update( $wpdb->users, array( 'ID' => $gap ), array( 'ID' => $new ) );
		$wpdb->update( $wpdb->usermeta, array( 'user_id' => $gap ), array( 'user_id' => $new ) );
		wp_cache_flush();

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $gap );
		self::assertStringContainsString( 'registered after', $this->row_of_user( $gap )['reason'] );
	}

	public function test_the_time_zone_of_the_site_does_not_matter(): void {
		update_option( 'timezone_string', 'America/Los_Angeles' );
		$before = $this->create_user( array( 'user_registered' => gmdate( 'Y-m-d H:i:s', time() - 60 ) ) );
		$this->link( $before, wp_generate_uuid4() );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_removed( $before );
	}

	/**
	 * @dataProvider links
	 *
	 * @param string $before Object id before the run, or empty.
	 * @param string $after  Object id after it began, or empty.
	 */
	public function test_who_was_linked_after_the_run_began_stays( string $before, string $after ): void {
		$linked = $this->account();
		if ( '' !== $before ) {
			$this->link( $linked, $before );
		}
		$gone = $this->gone();
		$run  = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		'' === $after ? delete_user_meta( $linked, 'aadObjectId' ) : $this->link( $linked, $after );

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $linked );
		$this->assert_removed( $gone );
		$row = $this->row_of_user( $linked );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'link', $row['reason'] );
	}

	public static function links(): array {
		$one     = 'aaaaaaaa-0000-4000-8000-000000000001';
		$another = 'aaaaaaaa-0000-4000-8000-000000000002';
		return array(
			'for the first time'  => array( '', $one ),
			'to somebody else'    => array( $one, $another ),
			'and linked no more'  => array( $one, '' ),
		);
	}

	public function test_the_same_link_in_capitals_is_the_same_link(): void {
		$gone = $this->gone();
		$run  = $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) );
		update_user_meta( $gone, 'aadObjectId', strtoupper( get_user_meta( $gone, 'aadObjectId', true ) ) );

		self::assert_run( 'completed', $this->drive( $run ) );
		$this->assert_removed( $gone );
	}

	public function test_who_signs_in_while_the_list_is_made_stays(): void {
		$signs_in = $this->account();
		// Linked to somebody who has come into the directory after the listing.
		$run = $this->run_until( array( 'delete' => true ), array( 'nth' => 3 ) );
		$new = $this->person( 'newcomer' );
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( $new['id'] ), 'on' => 'users', 'without' => 'id in', 'times' => null ) );
		$this->link( $signs_in, $new['id'] );

		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $signs_in );
	}
}
