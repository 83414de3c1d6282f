<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A leaver's row tells whether the person can be restored in the directory, and until when.
 */
final class Told_Apart_Test extends Test_Case {

	use Scene;

	/** Accounts by what has become of their people. */
	private array $accounts;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$people         = Simulator::people( 0, 3 );
		$this->accounts = array();
		foreach ( array( 'binned', 'purged', 'there' ) as $number => $what ) {
			$this->accounts[ $what ] = $this->account();
			$this->link( $this->accounts[ $what ], $people[ $number ]['id'] );
		}
		Simulator::remove( $people[0]['id'] );
		Simulator::remove( $people[1]['id'], permanently: true );
	}

	public function test_the_row_says_until_when_the_person_is_in_the_recycle_bin(): void {
		$this->synchronize();

		$until = wp_date( get_option( 'date_format' ), time() + 30 * DAY_IN_SECONDS );
		self::assertSame( array( 'binned' => 'recycle_bin', 'purged' => 'gone' ), $this->causes() );
		self::assertStringContainsString( "in the directory’s recycle bin until $until", $this->row_of_user( $this->accounts['binned'] )['reason'] );
		self::assertStringContainsString( 'no longer exists', $this->row_of_user( $this->accounts['purged'] )['reason'] );
		self::assertStringNotContainsString( 'recycle bin', $this->row_of_user( $this->accounts['purged'] )['reason'] );
	}

	public function test_only_people_who_no_longer_exist_are_asked_about(): void {
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( Simulator::people( 0, 1 )[0]['id'] ), 'on' => 'users', 'times' => null, 'without' => 'id in' ) );
		$this->account();
		$this->link( $this->account(), wp_generate_uuid4(), tenant_id: wp_generate_uuid4() );
		$this->gone();

		$this->synchronize();

		self::assertCount( 3, Simulator::log( 'deleted_user' ) );
	}

	public function test_who_is_in_the_recycle_bin_is_removed_like_everybody_who_is_gone(): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_removed( $this->accounts['binned'], $this->accounts['purged'] );
		self::assertCount( 2, Simulator::log( 'deleted_user' ), 'The bin is asked once a person.' );
	}

	public function test_somebody_restored_since_the_list_was_made_stays(): void {
		$this->save_settings( array( 'removal' => array( 'limit_count' => 0 ) ) );
		$run = $this->synchronize( array( 'delete' => true ) );
		Simulator::control( 'POST', '/users/' . get_user_meta( $this->accounts['binned'], 'aadObjectId', true ) . '/restore' );
		$this->age( $run['id'], 'evidence_at', 301 );

		$this->approve( $run );

		$this->assert_stay( $this->accounts['binned'] );
		$this->assert_removed( $this->accounts['purged'] );
	}

	public function test_somebody_whose_link_has_lost_its_tenant_since_stays(): void {
		$this->save_settings( array( 'removal' => array( 'limit_count' => 0 ) ) );
		$run = $this->synchronize( array( 'delete' => true ) );
		delete_user_meta( $this->accounts['binned'], 'aadTenantId' );

		$this->approve( $run );

		$this->assert_stay( $this->accounts['binned'] );
		$this->assert_removed( $this->accounts['purged'] );
	}

	/**
	 * @dataProvider refusals
	 * @param array<string, mixed> $fault What the bin answers.
	 */
	public function test_where_the_bin_cannot_be_asked_it_is_asked_once_and_all_else_goes_on( array $fault ): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );
		$more = $this->gone_users( 3 );
		Simulator::fault( $fault + array( 'on' => 'deleted_user', 'times' => null ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertCount( 1, Simulator::log( 'deleted_user' ) );
		self::assertSame( array( 'gone' ), array_values( array_unique( $this->causes( ...$more, ...array( $this->accounts['binned'] ) ) ) ) );
		$this->assert_removed( $this->accounts['binned'], $this->accounts['purged'], ...$more );
	}

	public static function refusals(): array {
		return array(
			'no permission' => array( array( 'kind' => 'status', 'status' => 403, 'code' => 'Authorization_RequestDenied' ) ),
			'throttled'     => array( array( 'kind' => 'throttle', 'retry_after' => 60 ) ),
			'broken'        => array( array( 'kind' => 'status', 'status' => 500 ) ),
			'no JSON'       => array( array( 'kind' => 'html' ) ),
			'unknown route' => array( array( 'kind' => 'status', 'status' => 400 ) ),
		);
	}

	public function test_a_long_list_is_not_asked_about_to_its_end(): void {
		$this->gone_users( 130 );

		$run = $this->synchronize();

		self::assert_run( 'completed', $run );
		self::assertLessThanOrEqual( 100, count( Simulator::log( 'deleted_user' ) ) );
		self::assertCount( 132, array_filter( $this->all_rows( 'wordpress_only' ), static fn( array $row ): bool => str_contains( $row['reason'], 'no longer exists' ) || str_contains( $row['reason'], 'recycle bin' ) ) );
	}

	public function test_an_answer_without_a_date_is_no_reason_to_fail(): void {
		Simulator::fault( array( 'kind' => 'body', 'json' => array( 'id' => 'x' ), 'on' => 'deleted_user', 'times' => null ) );

		self::assert_run( 'completed', $this->synchronize() );
		self::assertSame( array( 'gone' ), array_values( array_unique( $this->causes() ) ) );
	}

	public function test_the_row_tells_the_last_day_where_it_is_mapped_and_known(): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'employeeLeaveDateTime', 'meta_key' => 'last_day' ) ) ) );
		update_user_meta( $this->accounts['purged'], 'last_day', '2026-10-31' );
		update_user_meta( $this->accounts['binned'], 'last_day', '' );

		$this->synchronize();

		self::assertStringContainsString( 'Last day in the organization, as the directory said: ' . wp_date( get_option( 'date_format' ), strtotime( '2026-10-31' ), new \DateTimeZone( 'UTC' ) ), $this->row_of_user( $this->accounts['purged'] )['reason'] );
		self::assertStringNotContainsString( 'Last day', $this->row_of_user( $this->accounts['binned'] )['reason'] );
	}

	public function test_the_row_of_somebody_disabled_tells_the_last_day_where_it_may_be_read(): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'employeeLeaveDateTime', 'meta_key' => 'last_day' ) ) ) );
		$people = array_map( fn( string $name, bool $enabled ): array => $this->person( $name, array( 'accountEnabled' => $enabled, 'employeeLeaveDateTime' => '2027-01-31T22:59:59Z' ) ), array( 'disabled', 'enabled' ), array( false, true ) );
		$date   = wp_date( get_option( 'date_format' ), strtotime( '2027-01-31' ), new \DateTimeZone( 'UTC' ) );

		$this->synchronize();
		self::assertStringNotContainsString( 'Last day', $this->row_of_person( $people[0]['id'] )['reason'], 'The permission is missing.' );

		Simulator::control( 'PATCH', '/app', array( 'roles' => array( 'User.Read.All', 'GroupMember.Read.All', 'User-LifeCycleInfo.Read.All' ) ) );
		Simulator::control( 'POST', '/tokens/revoke', array( 'access' => true ) );
		$this->synchronize();
		self::assertStringContainsString( "Last day in the organization, as the directory said: $date.", $this->row_of_person( $people[0]['id'] )['reason'] );
		self::assertStringNotContainsString( 'Last day', $this->row_of_person( $people[1]['id'] )['reason'] );
	}

	public function test_without_a_mapping_nobody_speaks_of_a_last_day(): void {
		update_user_meta( $this->accounts['purged'], 'employeeLeaveDateTime', '2026-10-31' );

		$this->synchronize();

		self::assertStringNotContainsString( 'Last day', $this->row_of_user( $this->accounts['purged'] )['reason'] );
	}

	/**
	 * @return array<int|string, string> Cause by account: by what has become of it, or of those given.
	 */
	private function causes( int ...$user_ids ): array {
		global $wpdb;
		$names = array_flip( $this->accounts );
		$rows  = $wpdb->get_results( "SELECT user_id, cause FROM {$wpdb->prefix}wpo365_user_sync_results WHERE table_name = 'wordpress_only' AND cause <> 'never_linked' ORDER BY user_id" );
		$found = array();
		foreach ( $rows as $row ) {
			if ( array() === $user_ids || in_array( (int) $row->user_id, $user_ids, true ) ) {
				$found[ $names[ (int) $row->user_id ] ?? (int) $row->user_id ] = $row->cause;
			}
		}
		return $found;
	}
}
