<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A domain can move to another tenant: each run asks whose it is, and accounts linked to the former one stay as they are.
 */
final class Moved_Tenant_Test extends Test_Case {

	use Scene;

	private const OTHER = '00000000-1111-4222-8333-444444444444';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
	}

	public function test_each_run_asks_for_the_tenant_of_a_domain(): void {
		self::assertSame( 'completed', $this->run_by_domain( 'start' )['status'] );
		self::assertSame( 'completed', $this->run_by_domain( 'start' )['status'] );

		self::assertCount( 2, Simulator::log( 'discovery' ) );
	}

	public function test_where_the_domain_has_moved_nobody_is_removed_unheld_and_no_link_names_the_new_tenant(): void {
		$people   = Simulator::people();
		$accounts = array_map( fn( array $person ): int => $this->linked( $person['id'] ), $people );
		$leavers  = $this->gone_users( 7 );
		// The WPO365 | LOGIN plugin does not always note the tenant.
		$unknown = $this->account();
		update_user_meta( $unknown, 'aadObjectId', wp_generate_uuid4() );
		self::assertSame( 'completed', $this->run_by_domain( 'start', array( 'update' => true ) )['status'] );
		$this->set_last_tenant();
		Simulator::control( 'PATCH', '/tenant', array( 'tenant_id' => self::OTHER ) );

		$run = $this->run_by_domain( 'start', array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'held', $run );
		self::assertSame( 1, $run['held']['count'] );
		$this->assert_stay( $unknown, ...$accounts, ...$leavers );
		self::assertStringContainsString( 'another tenant', $this->row_of_user( $leavers[0] )['reason'] );
		self::assertSame( array( WPO_USER_SYNC_TENANT_ID ), $this->tenants_of( ...$accounts, ...$leavers ) );
	}

	/**
	 * @dataProvider shares
	 */
	public function test_links_that_name_another_tenant_hold_the_removals_of_the_first_run_as_well( int $strangers, bool $held ): void {
		$people    = Simulator::people();
		$strangers = array_map( fn( int $number ): int => $this->linked( $people[ $number ]['id'], self::OTHER ), range( 1, $strangers ) );
		$gone      = $this->gone();

		// Links of people whom this very run creates say nothing about the tenant.
		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( $held ? 'held' : 'completed', $run );
		self::assertSame( $held, $this->exists( $gone ) );
		$this->assert_stay( ...$strangers );
		self::assertSame( array( self::OTHER ), $this->tenants_of( ...$strangers ) );
	}

	public static function shares(): array {
		return array(
			'most of them'      => array( 2, true ),
			'a partner’s people' => array( 1, false ),
		);
	}

	public function test_a_link_without_a_tenant_gets_the_tenant_that_was_read(): void {
		$account = $this->account();
		update_user_meta( $account, 'aadObjectId', Simulator::people()[0]['id'] );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		self::assertSame( array( WPO_USER_SYNC_TENANT_ID ), $this->tenants_of( $account ) );
	}

	public function test_a_run_that_is_read_again_after_the_domain_has_moved_ends(): void {
		Simulator::fault( array( 'kind' => 'count', 'count' => 80, 'on' => 'count' ) );
		$run = $this->run_by_domain( 'start', array( 'create' => true ) );
		self::assert_run( 'failed', $run, 'listing_incomplete' );
		Simulator::control( 'PATCH', '/tenant', array( 'tenant_id' => self::OTHER ) );

		self::assert_run( 'failed', $this->run_by_domain( "{$run['id']}/resume" ), 'settings_changed' );
	}

	private function linked( string $object_id, ?string $tenant_id = null ): int {
		$user_id = $this->account();
		$this->link( $user_id, $object_id, '', $tenant_id );
		return $user_id;
	}

	/**
	 * @return list<string> Tenants that accounts are linked to, each once.
	 */
	private function tenants_of( int ...$user_ids ): array {
		wp_cache_flush();
		return array_values( array_unique( array_map( static fn( int $user_id ): string => get_user_meta( $user_id, 'aadTenantId', true ), $user_ids ) ) );
	}

	/** Lets the last completed run be forgotten as a sign of the move: the links alone have to tell. */
	private function set_last_tenant(): void {
		global $wpdb;
		$wpdb->query( $wpdb->prepare( 'UPDATE %i SET tenant_id = %s', $wpdb->prefix . 'wpo365_user_sync_runs', self::OTHER ) );
	}

	/**
	 * Starts or resumes a run and steps it to its end, in a process that knows the tenant by its domain.
	 *
	 * @param string              $what  start, or "{id}/resume".
	 * @param array<string, bool> $boxes Boxes.
	 * @return array<string, mixed> The Run.
	 */
	private function run_by_domain( string $what, array $boxes = array() ): array {
		$code = sprintf(
			'$call = static function ( string $route, array $values ): array {
				$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1" . $route );
				$request->set_header( "Content-Type", "application/json" );
				$request->set_body( (string) wp_json_encode( (object) $values ) );
				return rest_do_request( $request )->get_data();
			};
			$run = $call( %s, %s );
			while ( "running" === ( $run["status"] ?? "" ) ) {
				$run = $call( "/runs/{$run["id"]}/step", array( "sequence" => $run["sequence"] ) );
			}
			echo wp_json_encode( $run );',
			var_export( 'start' === $what ? '/runs' : "/runs/{$what}", true ),
			var_export( $boxes, true )
		);
		return json_decode( Php_Process::run( $code, array( 'WPO_USER_SYNC_TENANT_ID' => 'lakeside.example' ), self::ADMIN ), true, 512, JSON_THROW_ON_ERROR );
	}
}
