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

	/** Lets everybody use the connection of wp-config.php. */
	private const MAY_CONNECT = 'add_filter( "wpo365_user_sync_may_connect", "__return_true" );';

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
		$wpdb->query( "ALTER TABLE {$wpdb->users} ADD spam tinyint(2) NOT NULL DEFAULT 0, ADD deleted tinyint(2) NOT NULL DEFAULT 0" );
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
		$wpdb->query( "ALTER TABLE {$wpdb->users} DROP spam, DROP deleted" );
		parent::tearDown();
	}

	public function test_delete_users_is_refused_with_a_sentence(): void {
		$gone = $this->gone();

		$answer = $this->on_the_network( 'POST', '/runs', array( 'delete' => true ) );

		self::assertSame( array( 400, 'delete_refused' ), array( $answer['status'], $answer['data']['code'] ?? null ), wp_json_encode( $answer ) );
		self::assertStringContainsString( 'multisite network', $answer['data']['message'] );
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
		self::assertStringContainsString( 'multisite network', $this->row_of_user( $gone[0] )['reason'] );
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
		$this->network_option( 'add_new_users', '1' );
		$person = $this->person( 'victim' );

		$run = $this->run_on_the_network( array( 'create' => true ), $manager, self::MAY_CONNECT );

		self::assert_run( 'completed', $run );
		self::assertSame( array( $victim, 'conflict' ), array_values( array_intersect_key( $this->row_of_person( $person['id'] ), array( 'status' => 1, 'user_id' => 1 ) ) ) );
		self::assertSame( array(), $this->stored_link( $victim ) );
		$link = $this->on_the_network( 'POST', '/results/actions', array( 'action' => 'link', 'ids' => array( $this->row_of_person( $person['id'] )['id'] ) ), $manager );
		self::assertSame( 403, $link['status'] );
	}

	/**
	 * Roles have their meaning on the site where they are held.
	 */
	public function test_who_is_privileged_on_another_site_by_a_role_of_that_site_is_not_linked_by_name_alone(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->blogs, array( 'blog_id' => 2, 'site_id' => 1, 'domain' => '127.0.0.1', 'path' => '/two/' ) );
		$wpdb->query( "CREATE TABLE IF NOT EXISTS {$wpdb->base_prefix}2_options LIKE {$wpdb->options}" );
		$wpdb->insert( "{$wpdb->base_prefix}2_options", array( 'option_name' => "{$wpdb->base_prefix}2_user_roles", 'option_value' => serialize( array( 'steward' => array( 'name' => 'Steward', 'capabilities' => array( 'manage_options' => true ) ) ) ), 'autoload' => 'yes' ) );
		$account = $this->account( array( 'user_login' => 'ida@lakeside.example', 'user_email' => 'ida@lakeside.example' ) );
		update_user_meta( $account, $wpdb->base_prefix . '2_capabilities', array( 'steward' => true ) );
		$person = $this->person( 'ida', array( 'mail' => 'other@lakeside.example' ) );

		try {
			$run = $this->run_on_the_network( array( 'create' => true, 'update' => true ) );
		} finally {
			$wpdb->query( "DROP TABLE {$wpdb->base_prefix}2_options" );
		}

		self::assert_run( 'completed', $run );
		self::assertSame( 'conflict', $this->row_of_person( $person['id'] )['status'] );
		self::assertSame( 'ida@lakeside.example', get_userdata( $account )->user_email );
	}

	public function test_a_matched_person_who_is_no_member_of_this_site_is_added_by_create(): void {
		global $wpdb;
		list( $account, $person ) = $this->stranger();

		self::assert_run( 'completed', $this->run_on_the_network( array( 'create' => true ) ) );

		self::assertSame( array( 'subscriber' => true ), get_user_meta( $account, $wpdb->base_prefix . 'capabilities', true ) );
		$row = $this->row_of_person( $person );
		self::assertSame( array( 'matched', 'updated' ), array( $row['table'], $row['status'] ) );
		self::assertStringContainsString( 'Added to this site', $row['reason'] );
		self::assertSame( array( array( 'field' => 'roles', 'from' => array(), 'to' => array( 'subscriber' ) ) ), $row['changes'] );
	}

	public function test_without_create_the_row_says_that_they_have_no_access(): void {
		global $wpdb;
		list( $account, $person ) = $this->stranger();

		self::assert_run( 'completed', $this->run_on_the_network( array( 'update' => true ) ) );

		self::assertFalse( metadata_exists( 'user', $account, $wpdb->base_prefix . 'capabilities' ) );
		self::assertStringContainsString( 'no access to this site', $this->row_of_person( $person )['reason'] );
	}

	/**
	 * @dataProvider domain_rules
	 *
	 * @param list<string> $domains Of the rule.
	 */
	public function test_the_networks_rules_for_domains_hold_for_a_site_manager( string $rule, array $domains ): void {
		$this->network_option( 'add_new_users', '1' );
		$this->network_option( $rule, serialize( $domains ) );
		$refused = $this->person( 'ida', array( 'mail' => 'ida@elsewhere.example' ) )['id'];
		$allowed = $this->person( 'jon' )['id'];

		self::assert_run( 'completed', $this->run_on_the_network( array( 'create' => true ), $this->account( array( 'role' => 'administrator' ) ), self::MAY_CONNECT ) );

		self::assertSame( 'failed', $this->row_of_person( $refused )['status'] );
		self::assertStringContainsString( 'elsewhere.example', $this->row_of_person( $refused )['reason'] );
		self::assertFalse( get_user_by( 'email', 'ida@elsewhere.example' ) );
		self::assertSame( 'created', $this->row_of_person( $allowed )['status'], $this->row_of_person( $allowed )['reason'] );
	}

	public static function domain_rules(): array {
		return array(
			'banned'  => array( 'banned_email_domains', array( 'elsewhere.example' ) ),
			'limited' => array( 'limited_email_domains', array( 'lakeside.example' ) ),
		);
	}

	public function test_they_do_not_hold_for_who_manages_the_network(): void {
		$this->network_option( 'banned_email_domains', serialize( array( 'elsewhere.example' ) ) );
		$person = $this->person( 'ida', array( 'mail' => 'ida@elsewhere.example' ) )['id'];

		$this->run_on_the_network( array( 'create' => true ) );

		self::assertSame( 'created', $this->row_of_person( $person )['status'], $this->row_of_person( $person )['reason'] );
	}

	public function test_a_connection_of_wp_config_is_not_for_site_managers(): void {
		$manager = $this->account( array( 'role' => 'administrator' ) );

		$start  = $this->on_the_network( 'POST', '/runs', array(), $manager );
		$groups = $this->on_the_network( 'GET', '/directory/groups', array( 'search' => 'Staff' ), $manager );
		$filter = $this->on_the_network( 'POST', '/directory/filter', array( 'filter' => '' ), $manager );
		$test   = $this->on_the_network( 'POST', '/connection/test', array(), $manager );

		self::assertSame( array( 409, 'not_configured' ), array( $start['status'], $start['data']['code'] ?? null ), wp_json_encode( $start ) );
		self::assertStringContainsString( 'manage the network', $start['data']['message'] );
		self::assertSame( array( 409, 409 ), array( $groups['status'], $filter['status'] ), wp_json_encode( array( $groups, $filter ) ) );
		self::assertStringContainsString( 'manage the network', wp_json_encode( $test['data'] ) );
		self::assertSame( 201, $this->on_the_network( 'POST', '/runs', array(), $manager, self::MAY_CONNECT )['status'] );
	}

	public function test_nor_does_a_run_go_on_with_it(): void {
		$manager = $this->account( array( 'role' => 'administrator' ) );
		$run     = $this->on_the_network( 'POST', '/runs', array(), $manager, self::MAY_CONNECT )['data'];

		$run = $this->on_the_network( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ), $manager )['data'];

		self::assertSame( array( 'failed', 0 ), array( $run['status'], $run['counts']['received'] ) );
		self::assertStringContainsString( 'manage the network', $run['error']['message'] );
	}

	public function test_what_groups_gave_on_one_site_is_not_taken_back_on_another(): void {
		$account = $this->account();
		update_user_meta( $account, 'wpo365_user_sync_roles', array( 'editor' => array( 'a group' ) ) );
		$code = "function ledger() { return WPO365\\User_Sync\\Accounts\\Account::load( array( $account ) )[ $account ]->ledger; }"
			. ' $ledgers = array( ledger() ); switch_to_blog( 2 ); $ledgers[] = ledger(); echo wp_json_encode( $ledgers );';

		self::assertSame( '[{"editor":["a group"]},[]]', Php_Process::run( $code, self::NETWORK, self::ADMIN ) );
	}

	/**
	 * Makes an account that is linked, but belongs to other sites of the network only.
	 *
	 * @return array{int, string} Account, and the object id of its person.
	 */
	private function stranger(): array {
		global $wpdb;
		$account = $this->account();
		delete_user_meta( $account, $wpdb->base_prefix . 'capabilities' );
		delete_user_meta( $account, $wpdb->base_prefix . 'user_level' );
		update_user_meta( $account, $wpdb->base_prefix . '2_capabilities', array( 'subscriber' => true ) );
		$person = $this->person( 'ida' )['id'];
		$this->link( $account, $person, 'ida@lakeside.example' );
		return array( $account, $person );
	}

	private function network_option( string $name, string $value ): void {
		global $wpdb;
		$wpdb->insert( $wpdb->sitemeta, array( 'site_id' => 1, 'meta_key' => $name, 'meta_value' => $value ) );
	}

	/**
	 * Starts a run and steps it once.
	 *
	 * @param array<string, bool> $boxes Ticked.
	 * @return array<string, mixed> The Run.
	 */
	private function run_on_the_network( array $boxes, int $user_id = self::ADMIN, string $more = '' ): array {
		$run = $this->on_the_network( 'POST', '/runs', $boxes, $user_id, $more );
		self::assertSame( 201, $run['status'], wp_json_encode( $run ) );
		return $this->on_the_network( 'POST', "/runs/{$run['data']['id']}/step", array( 'sequence' => 0 ), $user_id, $more )['data'];
	}

	/**
	 * Calls a route on the network.
	 *
	 * @param array<string, mixed> $body Body.
	 * @param string               $more PHP that runs before.
	 * @return array{status: int, data: array<string, mixed>}
	 */
	private function on_the_network( string $method, string $route, array $body, int $user_id = self::ADMIN, string $more = '' ): array {
		$code = $more . sprintf(
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
