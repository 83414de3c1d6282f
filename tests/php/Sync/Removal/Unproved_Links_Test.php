<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Links of which the connected directory can say nothing: without a tenant, and to another one.
 */
final class Unproved_Links_Test extends Test_Case {

	use Scene;

	private const NO_LIMIT = array( 'limit_percent' => null, 'limit_count' => null );

	private const OTHER_TENANT = '00000000-1111-4222-8333-444444444444';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => self::NO_LIMIT ) );
	}

	/**
	 * @dataProvider no_tenants
	 */
	public function test_a_link_without_a_tenant_is_always_held_and_says_so( ?string $tenant ): void {
		$account = $this->linked_without_tenant( $tenant );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'held', $run );
		self::assertSame( 1, $run['held']['count'] );
		$this->assert_stay( $account );
		self::assertStringContainsString( 'names no tenant', $this->row_of_user( $account )['reason'] );
	}

	public static function no_tenants(): array {
		return array(
			'none'  => array( null ),
			'empty' => array( '' ),
		);
	}

	/**
	 * @dataProvider no_tenants
	 */
	public function test_it_is_no_candidate_where_only_linked_ones_are( ?string $tenant ): void {
		$account = $this->linked_without_tenant( $tenant );
		$gone    = $this->gone();
		$this->save_settings( array( 'removal' => array( 'candidates' => 'linked' ) + self::NO_LIMIT ) );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );

		$this->assert_stay( $account );
		$this->assert_removed( $gone );
		self::assertSame( 'skipped', $this->row_of_user( $account )['status'] );
		self::assertStringContainsString( 'names no tenant', $this->row_of_user( $account )['reason'] );
	}

	public function test_a_link_that_lost_its_tenant_since_the_list_was_made_stays(): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => 0, 'limit_count' => 0 ) ) );
		$account = $this->gone();
		$run     = $this->synchronize( array( 'delete' => true ) );
		delete_user_meta( $account, 'aadTenantId' );

		self::assert_run( 'completed', $this->approve( $run ) );

		$this->assert_stay( $account );
		self::assertStringContainsString( 'has changed', $this->row_of_user( $account )['reason'] );
	}

	public function test_another_tenant_than_that_of_most_links_means_hold_and_those_stay(): void {
		$others = array( $this->account(), $this->account(), $this->account() );
		array_map( fn( int $id ) => $this->link( $id, wp_generate_uuid4(), '', self::OTHER_TENANT ), $others );
		$gone = $this->gone_users( 2 );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assert_run( 'held', $run );
		self::assertSame( 2, $run['held']['count'] );
		self::assertStringContainsString( 'another tenant', $this->row_of_user( $gone[0] )['reason'] );
		self::assert_run( 'completed', $this->approve( $run ) );
		$this->assert_stay( ...$others );
		$this->assert_removed( ...$gone );
	}

	private function linked_without_tenant( ?string $tenant ): int {
		$account = $this->account();
		update_user_meta( $account, 'aadObjectId', wp_generate_uuid4() );
		if ( null !== $tenant ) {
			update_user_meta( $account, 'aadTenantId', $tenant );
		}
		return $account;
	}
}
