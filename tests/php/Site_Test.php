<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Site_State;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The ground that all other tests stand on.
 */
final class Site_Test extends Test_Case {

	public function test_the_plugin_is_active(): void {
		self::assertSame( array( 'wpo365-user-sync/wpo365-user-sync.php' ), get_option( 'active_plugins' ) );
	}

	public function test_a_test_leaves_nothing_behind(): void {
		$before = wp_roles()->roles;
		$this->create_user();
		$this->create_users( 3 );
		update_user_meta( 1, 'first_name', 'Changed' );
		update_option( 'blogname', 'Changed' );
		update_option( 'new_option', 'new' );
		remove_role( 'subscriber' );
		add_filter( 'the_title', '__return_empty_string' );

		Site_State::restore();

		self::assertSame( 1, count_users()['total_users'] );
		self::assertSame( '', get_user_meta( 1, 'first_name', true ) );
		self::assertSame( 'Contoso Intranet', get_option( 'blogname' ) );
		self::assertFalse( get_option( 'new_option' ) );
		self::assertSame( $before, wp_roles()->roles );
		self::assertFalse( has_filter( 'the_title', '__return_empty_string' ) );
	}

	public function test_a_complaint_of_wordpress_is_noticed(): void {
		_doing_it_wrong( __FUNCTION__, 'Tried on purpose.', '1.0' );
		$this->assert_complained( 'Tried on purpose.' );
	}

	public function test_the_simulated_tenant_answers(): void {
		self::assertSame( 7, Simulator::tenant( array( 'users' => 7, 'awkward' => false ) )['users'] );
	}

	public function test_another_process_sees_other_constants(): void {
		$code = 'echo WPO_USER_SYNC_BATCH_SIZE, " ", get_current_user_id(), " ", defined( "WPO_USER_SYNC_CLIENT_ID" ) ? 1 : 0;';
		self::assertSame(
			'7 1 0',
			Php_Process::run( $code, array( 'WPO_USER_SYNC_BATCH_SIZE' => 7, 'WPO_USER_SYNC_CLIENT_ID' => null ), 1 )
		);
	}

	public function test_another_process_can_be_killed(): void {
		$process = Php_Process::start( 'echo "ready"; sleep( 60 );' );
		$process->wait_for( 'ready' );
		self::assertSame( 128 + 9, $process->kill() );
	}

	public function test_the_site_answers_over_http(): void {
		$answer = wp_remote_get( home_url( '/index.php?rest_route=/wp/v2/types/post' ) );
		self::assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_json_encode( $answer ) );
	}
}
