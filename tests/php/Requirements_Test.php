<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * PHP extensions that are missing are told in words, not by a fatal error at the first person.
 */
final class Requirements_Test extends Test_Case {

	/**
	 * @dataProvider functions
	 */
	public function test_without_an_extension_the_plugin_is_not_activated( string $name, string $extension ): void {
		$said = $this->run_without( $name, 'try { do_action( "activate_wpo365-user-sync/wpo365-user-sync.php", false ); } catch ( RuntimeException $death ) { echo wp_json_encode( array( $death->getMessage(), is_plugin_active( "wpo365-user-sync/wpo365-user-sync.php" ) ) ); }' );

		self::assertStringContainsString( $extension, $said[0] );
		self::assertFalse( $said[1] );
	}

	public static function functions(): array {
		return array(
			'mbstring' => array( 'mb_strtolower', 'mbstring' ),
			'openssl'  => array( 'openssl_verify', 'openssl' ),
		);
	}

	/**
	 * @dataProvider functions
	 */
	public function test_without_an_extension_no_run_starts_and_the_checklist_says_why( string $name, string $extension ): void {
		list( $start, $line ) = $this->run_without( $name, '$start = rest_do_request( new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs" ) ); $lines = rest_do_request( new WP_REST_Request( "GET", "/wpo365-user-sync/v1/connection" ) )->get_data(); echo wp_json_encode( array( $start->get_data(), array_column( $lines, null, "id" )["results_table"] ) );' );

		self::assertSame( array( 'not_configured', 409 ), array( $start['code'], $start['data']['status'] ) );
		self::assertStringContainsString( $extension, $start['message'] );
		self::assertSame( 'error', $line['status'] );
		self::assertStringContainsString( $extension, $line['message'] );
	}

	/**
	 * Runs code on the site as if PHP had no function of this name.
	 *
	 * @return array<mixed> What it prints, as JSON.
	 */
	private function run_without( string $name, string $code ): array {
		$active  = get_option( 'active_plugins' );
		$process = proc_open(
			array( PHP_BINARY, '-d', "disable_functions={$name}", __DIR__ . '/Support/run-on-site.php' ),
			array( 1 => array( 'pipe', 'w' ), 2 => array( 'file', '/dev/null', 'w' ) ),
			$pipes,
			null,
			array(
				'WPO365_TEST_CODE' => 'require_once ABSPATH . "wp-admin/includes/plugin.php"; add_filter( "wp_die_handler", static fn() => static fn( $message ) => throw new RuntimeException( $message ) ); ' . $code,
				'WPO365_TEST_USER' => (string) self::ADMIN,
				'WPO365_TEST_CONSTANTS' => '{}',
			) + getenv()
		);
		$said    = (string) stream_get_contents( $pipes[1] );
		proc_close( $process );
		wp_cache_flush();
		update_option( 'active_plugins', $active );
		$decoded = json_decode( $said, true );
		self::assertIsArray( $decoded, $said );
		return $decoded;
	}
}
