<?php
/**
 * Tools > Site Health: what our tests say, and what the section for support holds.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Health;

use WPO365\User_Sync\Health\Site_Health;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Site_Health_Test extends Test_Case {

	use Scene;
	use Signs_In;
	use Ticks;

	public static function setUpBeforeClass(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		require_once ABSPATH . 'wp-admin/includes/class-wp-site-health.php';
		require_once ABSPATH . 'wp-admin/includes/class-wp-debug-data.php';
	}

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 8, 'awkward' => false ) );
		wp_set_current_user( self::ADMIN );
	}

	public function test_every_test_has_what_wordpress_wants(): void {
		$tests = \WP_Site_Health::get_tests();
		$ours  = static fn( string $kind ): array => array_filter( $tests[ $kind ], static fn( string $id ): bool => str_starts_with( $id, 'wpo365_user_sync_' ), ARRAY_FILTER_USE_KEY );

		self::assertSame( array( 'wpo365_user_sync_tables', 'wpo365_user_sync_https', 'wpo365_user_sync_runs', 'wpo365_user_sync_held', 'wpo365_user_sync_ticks', 'wpo365_user_sync_restore' ), array_keys( $ours( 'direct' ) ) );
		foreach ( $ours( 'direct' ) as $id => $test ) {
			self::assertNotSame( '', $test['label'] );
			self::assert_result( $id, ( $test['test'] )() );
		}
		$async = $ours( 'async' )['wpo365_user_sync_connection'];
		self::assertSame( array( true, true ), array( $async['has_rest'], $async['skip_cron'] ) );
		$answer = $this->rest( 'GET', (string) preg_replace( '~^.*(?=/wpo365-user-sync/)~', '', urldecode( $async['test'] ) ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assert_result( 'wpo365_user_sync_connection', $answer->data );
		self::assertSame( 'good', $answer->data['status'] );
	}

	public function test_missing_tables_are_critical_and_no_other_test_dies_of_them(): void {
		global $wpdb;
		self::assertSame( 'good', $this->tested( 'tables' )['status'] );
		$wpdb->query( "RENAME TABLE {$wpdb->prefix}wpo365_user_sync_runs TO {$wpdb->prefix}away" );
		try {
			self::assertSame( 'critical', $this->tested( 'tables' )['status'] );
			self::assertSame( array( 'recommended', 'recommended' ), array( $this->tested( 'runs' )['status'], $this->tested( 'held' )['status'] ) );
			self::assertStringContainsString( 'unreadable', (string) wp_json_encode( $this->section() ) );
		} finally {
			$wpdb->query( "RENAME TABLE {$wpdb->prefix}away TO {$wpdb->prefix}wpo365_user_sync_runs" );
		}
	}

	public function test_tables_that_can_not_roll_back_are_told(): void {
		global $wpdb;
		$wpdb->query( "ALTER TABLE {$wpdb->prefix}wpo365_user_sync_work ENGINE = MyISAM" );
		try {
			$result = $this->tested( 'tables' );
			self::assertSame( 'recommended', $result['status'] );
			self::assertStringContainsString( 'wpo365_user_sync_work (MyISAM)', $result['description'] );
			self::assertSame( '["MyISAM"]', $this->section()['tables without rollback']['value'] );
		} finally {
			$wpdb->query( "ALTER TABLE {$wpdb->prefix}wpo365_user_sync_work ENGINE = InnoDB" );
		}
	}

	public function test_it_is_told_whether_deleted_people_can_be_restored(): void {
		self::assertSame( 'good', $this->tested( 'restore' )['status'] );

		$this->save_settings( array( 'history' => array( 'journal_days' => 0 ) ) );
		$off = $this->tested( 'restore' );
		self::assertSame( 'recommended', $off['status'] );
		self::assertStringContainsString( 'no journal', $off['description'] );
	}

	public function test_without_a_key_for_secrets_it_is_told_what_to_do(): void {
		$without = ( new Site_Health( new Settings( new Constants( array() ) ), new Run_Store(), static fn() => null ) )->restore();

		self::assertSame( 'recommended', $without['status'] );
		self::assertStringContainsString( 'can’t be restored', $without['label'] );
		self::assertStringContainsString( 'AUTH_KEY', $without['description'] );
	}

	public function test_https_is_asked_for(): void {
		self::assertSame( 'recommended', $this->tested( 'https' )['status'] );
		add_filter( 'admin_url', static fn( string $url ): string => str_replace( 'http://', 'https://', $url ) );
		self::assertSame( 'good', $this->tested( 'https' )['status'] );
	}

	public function test_runs_are_told_as_they_ended(): void {
		$result = $this->tested( 'runs' );
		self::assertSame( 'good', $result['status'] );
		self::assertStringContainsString( 'No full user synchronization', $result['label'] );

		$run = $this->synchronize();
		$this->set_run( $run['id'], array( 'finished_at' => time() - 3 * DAY_IN_SECONDS ) );
		$result = $this->tested( 'runs' );
		self::assertSame( 'good', $result['status'] );
		self::assertStringContainsString( '3 days ago', $result['description'] );

		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$failed = $this->synchronize();
		$result = $this->tested( 'runs' );
		self::assertSame( 'recommended', $result['status'] );
		self::assertStringContainsString( esc_html( $failed['error']['message'] ), $result['description'] );
	}

	public function test_a_schedule_that_is_overdue_is_critical(): void {
		Clock::set( strtotime( '2027-02-01 12:00 UTC' ) );
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		$this->synchronize();
		self::assertSame( 'good', $this->tested( 'runs' )['status'] );

		Clock::set( strtotime( '2027-02-03 12:00 UTC' ) );

		$result = $this->tested( 'runs' );
		self::assertSame( 'critical', $result['status'] );
		self::assertStringContainsString( 'overdue', $result['label'] );
	}

	public function test_ticks_that_have_stopped_are_told_the_worse_where_a_schedule_needs_them(): void {
		$this->tick();
		self::assertSame( 'good', $this->tested( 'ticks' )['status'] );

		Clock::move( 2 * HOUR_IN_SECONDS );

		self::assertSame( 'recommended', $this->tested( 'ticks' )['status'] );
		self::assertStringContainsString( 'DISABLE_WP_CRON', $this->tested( 'ticks' )['description'] );
		$this->save_settings( array( 'schedule' => array( 'full' => 'weekly' ) ) );
		self::assertSame( 'critical', $this->tested( 'ticks' )['status'] );
	}

	public function test_a_list_that_waits_is_told_with_its_number(): void {
		self::assertSame( 'good', $this->tested( 'held' )['status'] );
		$this->gone_users( 7 );
		$run = $this->synchronize( array( 'delete' => true ) );

		$result = $this->tested( 'held' );
		self::assertSame( 'recommended', $result['status'] );
		self::assertStringContainsString( '7 users', $result['description'] );

		$this->approve( $run );
		self::assertSame( 'good', $this->tested( 'held' )['status'] );
	}

	public function test_a_broken_connection_is_critical_and_says_which_line(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'times' => null ) );

		$result = $this->rest( 'GET', '/site-health/connection' )->data;

		self::assertSame( 'critical', $result['status'] );
		$wrong = array_filter( $this->rest( 'GET', '/connection' )->data, static fn( array $line ): bool => 'error' === $line['status'] );
		self::assertNotSame( array(), $wrong );
		foreach ( $wrong as $line ) {
			self::assertStringContainsString( esc_html( "{$line['label']}: {$line['message']}" ), $result['description'] );
		}
	}

	public function test_with_delegated_permissions_somebody_who_has_not_connected_is_told_so(): void {
		$this->delegated();

		$result = $this->rest( 'GET', '/site-health/connection' )->data;

		self::assertSame( 'recommended', $result['status'] );
		self::assertStringContainsString( 'You have not connected this site with Microsoft yet', $result['description'] );
	}

	public function test_what_others_say_is_escaped(): void {
		$run = $this->start();
		$this->set_run( $run['id'], array( 'status' => 'failed', 'active' => null, 'error' => array( 'code' => 'forbidden', 'message' => 'The group <script>alert(1)</script> was refused.', 'details' => array() ) ) );

		self::assertStringContainsString( '&lt;script&gt;', $this->tested( 'runs' )['description'] );
		self::assertStringNotContainsString( '<script', $this->tested( 'runs' )['description'] );
	}

	public function test_the_section_for_support_names_nobody_no_tenant_and_no_secret(): void {
		$group = Simulator::group( 'Secret circle', array( Simulator::people()[0]['id'] ) );
		$other = 'aaaabbbb-0000-4ccc-8ddd-eeeeffff0000';
		$this->save_settings(
			array(
				'scope'   => array( 'filter' => "startsWith(displayName,'A') or accountEnabled eq true", 'group_ids' => array( $group ) ),
				'roles'   => array( 'mappings' => array( array( 'group_id' => $other, 'role' => 'editor' ) ) ),
				'fields'  => array( array( 'property' => 'department', 'meta_key' => 'my_department' ) ),
				'removal' => array( 'reassign_to' => self::ADMIN ),
				'schedule' => array( 'full' => 'daily' ),
			)
		);
		$run = $this->synchronize( array( 'create' => true ) );
		self::assertNotNull( $run['error'], 'A mapped group that does not exist is told in the run.' );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$this->synchronize();

		$section = (string) wp_json_encode( $this->section(), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );

		$admin  = get_userdata( self::ADMIN );
		$secret = array( 'run_as', WPO_USER_SYNC_TENANT_ID, WPO_USER_SYNC_CLIENT_ID, WPO_USER_SYNC_CLIENT_SECRET, AUTH_KEY, $group, $other, 'Secret circle', 'startsWith', 'department', 'lakeside', $admin->user_email, home_url(), ABSPATH, $run['error']['message'], ...array_column( Simulator::people(), 'displayName' ), ...array_column( Simulator::people(), 'id' ) );
		foreach ( $secret as $text ) {
			self::assertStringNotContainsString( $text, $section );
		}
		self::assertSame( array( '1', '1', '1', 'set', 'set', 'entered' ), array_map( fn( string $name ): string => $this->section()[ $name ]['value'], array( 'number of scope.group_ids', 'number of roles.mappings', 'number of fields', 'scope.filter', 'removal.reassign_to', 'connection' ) ) );
		self::assertSame( 'forbidden', json_decode( $this->section()['newest run']['value'], true )['error'] );
		self::assertSame( 'completed', json_decode( $this->section()['last completed full run']['value'], true )['status'] );
	}

	public function test_wordpress_prints_the_section(): void {
		$this->synchronize();
		add_filter( 'pre_http_request', static fn(): \WP_Error => new \WP_Error( 'no_network', 'Nobody is asked.' ) );

		$text = \WP_Debug_Data::format( \WP_Debug_Data::debug_data(), 'debug' );

		self::assertStringContainsString( '### wpo365-user-sync', $text );
		self::assertStringContainsString( 'removal.limit_percent: 10', $text );
	}

	/**
	 * Runs one of our direct tests as WordPress does.
	 *
	 * @return array<string, mixed>
	 */
	private function tested( string $name ): array {
		return ( \WP_Site_Health::get_tests()['direct'][ "wpo365_user_sync_{$name}" ]['test'] )();
	}

	/** @return array<string, array{label: string, value: string}> Fields of our section. */
	private function section(): array {
		return apply_filters( 'debug_information', array() )['wpo365-user-sync']['fields'];
	}

	/** @param array<string, mixed> $result */
	private static function assert_result( string $id, array $result ): void {
		self::assertSame( array( 'label', 'status', 'badge', 'description', 'actions', 'test' ), array_keys( $result ) );
		self::assertSame( $id, $result['test'] );
		self::assertContains( $result['status'], array( 'good', 'recommended', 'critical' ) );
		self::assertMatchesRegularExpression( '~^(<p>[^<]+</p>)+$~D', $result['description'] );
		self::assertStringContainsString( 'users.php?page=wpo365-user-sync', $result['actions'] );
	}
}
