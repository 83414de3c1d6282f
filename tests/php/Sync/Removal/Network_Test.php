<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * On a network of sites nobody is removed.
 */
final class Network_Test extends Test_Case {

	use Scene;

	/** What makes the test site the main site of a network. */
	private const NETWORK = array(
		'MULTISITE'            => true,
		'SUBDOMAIN_INSTALL'    => false,
		'DOMAIN_CURRENT_SITE'  => '127.0.0.1',
		'PATH_CURRENT_SITE'    => '/',
		'SITE_ID_CURRENT_SITE' => 1,
		'BLOG_ID_CURRENT_SITE' => 1,
		// WordPress' own code for networks makes PHP 8 print deprecations.
		'WP_DEBUG'             => false,
	);

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		require_once ABSPATH . 'wp-admin/includes/schema.php';
		foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
			$wpdb->$name = $table;
		}
		foreach ( array_filter( array_map( 'trim', explode( ';', wp_get_db_schema( 'ms_global' ) ) ) ) as $statement ) {
			self::assertNotFalse( $wpdb->query( $statement ), $wpdb->last_error );
		}
		$wpdb->insert( $wpdb->site, array( 'id' => 1, 'domain' => '127.0.0.1', 'path' => '/' ) );
		$wpdb->insert( $wpdb->blogs, array( 'blog_id' => 1, 'site_id' => 1, 'domain' => '127.0.0.1', 'path' => '/' ) );
		$wpdb->insert( $wpdb->sitemeta, array( 'site_id' => 1, 'meta_key' => 'site_admins', 'meta_value' => serialize( array( 'admin' ) ) ) );
		$wpdb->insert( $wpdb->sitemeta, array( 'site_id' => 1, 'meta_key' => 'active_sitewide_plugins', 'meta_value' => serialize( array() ) ) );
	}

	protected function tearDown(): void {
		global $wpdb;
		foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
			$wpdb->query( "DROP TABLE IF EXISTS {$table}" );
			$wpdb->$name = null;
		}
		parent::tearDown();
	}

	public function test_delete_users_is_refused_with_a_sentence(): void {
		$gone = $this->gone();

		$answer = $this->on_the_network( 'POST', '/runs', array( 'delete' => true ) );

		self::assertSame( array( 400, 'delete_refused' ), array( $answer['status'], $answer['data']['code'] ?? null ), wp_json_encode( $answer ) );
		self::assertStringContainsString( 'network of sites', $answer['data']['message'] );
		self::assertNull( $this->rest( 'GET', '/runs/current' )->data );
		$this->assert_stay( $gone );
	}

	public function test_looking_and_creating_are_not_refused(): void {
		self::assertSame( 201, $this->on_the_network( 'POST', '/runs', array( 'create' => true, 'update' => true ) )['status'] );
	}

	public function test_what_was_held_before_is_not_done(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $run );

		$run = $this->on_the_network( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 7 ) )['data'];
		$run = $this->on_the_network( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) )['data'];

		self::assert_run( 'completed', $run );
		self::assertSame( 0, $run['counts']['deleted'] );
		$this->assert_stay( ...$gone );
		self::assertStringContainsString( 'network of sites', $this->row_of_user( $gone[0] )['reason'] );
	}

	public function test_nobody_is_deleted_by_hand(): void {
		$gone = $this->gone();
		$this->synchronize();
		$id = $this->row_of_user( $gone )['id'];

		$answer = $this->on_the_network( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $id ) ) );

		self::assertSame( 'failed', $answer['data']['results'][0]['status'] ?? null, wp_json_encode( $answer ) );
		$this->assert_stay( $gone );
	}

	public function test_a_super_admin_without_a_role_is_not_linked_by_name_alone(): void {
		global $wpdb;
		$boss = $this->account( array( 'user_login' => 'boss@lakeside.example', 'user_email' => 'boss@lakeside.example' ) );
		$wpdb->update( $wpdb->sitemeta, array( 'meta_value' => serialize( array( 'admin', 'boss@lakeside.example' ) ) ), array( 'meta_key' => 'site_admins' ) );
		$person = $this->person( 'boss' );

		$run = $this->on_the_network( 'POST', '/runs', array( 'update' => true ) )['data'];
		$run = $this->on_the_network( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ) )['data'];

		self::assert_run( 'completed', $run );
		self::assertSame( 'conflict', $this->row_of_person( $person['id'] )['status'] );
		self::assertSame( array(), $this->stored_link( $boss ) );
	}

	/**
	 * Whoever manages one site chooses its tenant, and so who is in it: accounts of the network must not become theirs.
	 */
	public function test_who_may_not_edit_the_networks_users_links_none_of_them_by_name(): void {
		global $wpdb;
		$manager = $this->account( array( 'role' => 'administrator' ) );
		$victim  = $this->account( array( 'user_login' => 'victim', 'user_email' => 'victim@lakeside.example', 'role' => '' ) );
		update_user_meta( $victim, $wpdb->base_prefix . '2_capabilities', array( 'administrator' => true ) );
		$wpdb->insert( $wpdb->sitemeta, array( 'site_id' => 1, 'meta_key' => 'add_new_users', 'meta_value' => '1' ) );
		$person = $this->person( 'victim' );

		$run = $this->on_the_network( 'POST', '/runs', array( 'create' => true ), $manager );
		self::assertSame( 201, $run['status'], wp_json_encode( $run ) );
		$run = $this->on_the_network( 'POST', "/runs/{$run['data']['id']}/step", array( 'sequence' => 0 ), $manager )['data'];

		self::assert_run( 'completed', $run );
		self::assertSame( array( $victim, 'conflict' ), array_values( array_intersect_key( $this->row_of_person( $person['id'] ), array( 'status' => 1, 'user_id' => 1 ) ) ) );
		self::assertSame( array(), $this->stored_link( $victim ) );
		$link = $this->on_the_network( 'POST', '/results/actions', array( 'action' => 'link', 'ids' => array( $this->row_of_person( $person['id'] )['id'] ) ), $manager );
		self::assertSame( 403, $link['status'] );
	}

	public function test_what_groups_gave_on_one_site_is_not_taken_back_on_another(): void {
		$account = $this->account();
		update_user_meta( $account, 'wpo365_user_sync_roles', array( 'editor' => array( 'a group' ) ) );
		$code = "function ledger() { return WPO365\\User_Sync\\Accounts\\Account::load( array( $account ) )[ $account ]->ledger; }"
			. ' $ledgers = array( ledger() ); switch_to_blog( 2 ); $ledgers[] = ledger(); echo wp_json_encode( $ledgers );';

		self::assertSame( '[{"editor":["a group"]},[]]', Php_Process::run( $code, self::NETWORK, self::ADMIN ) );
	}

	/**
	 * Calls a route on the network.
	 *
	 * @param array<string, mixed> $body Body.
	 * @return array{status: int, data: array<string, mixed>}
	 */
	private function on_the_network( string $method, string $route, array $body, int $user_id = self::ADMIN ): array {
		$code = sprintf(
			'$request = new WP_REST_Request( %s, %s );
			$request->set_header( "Content-Type", "application/json" );
			$request->set_body( %s );
			$response = rest_do_request( $request );
			echo wp_json_encode( array( "network" => is_multisite(), "status" => $response->get_status(), "data" => $response->get_data() ) );',
			var_export( $method, true ),
			var_export( '/wpo365-user-sync/v1' . $route, true ),
			var_export( (string) wp_json_encode( $body ), true )
		);
		$text   = Php_Process::run( $code, self::NETWORK, $user_id );
		$answer = json_decode( $text, true );
		self::assertTrue( $answer['network'] ?? null, $text );
		wp_cache_flush();
		return $answer;
	}
}
