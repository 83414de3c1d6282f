<?php
/**
 * The notice on Users that synchronizing is late.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

require_once ABSPATH . 'wp-admin/includes/admin.php';

final class Late_Notice_Test extends Test_Case {

	use Ticks;

	private const SENTENCE = 'the scheduled synchronization is late';

	protected function setUp(): void {
		parent::setUp();
		update_option( 'timezone_string', 'UTC' );
		Clock::set( strtotime( '2027-02-01 12:00 UTC' ) );
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		Clock::set( strtotime( '2027-02-03 03:00 UTC' ) );
	}

	public function test_administrators_see_it_on_users_with_the_way_to_the_page(): void {
		$shown = $this->notices( 'users', self::ADMIN );

		self::assertStringContainsString( self::SENTENCE, $shown );
		self::assertStringContainsString( 'users.php?page=wpo365-user-sync"', $shown );
	}

	public function test_nobody_else_sees_it_and_no_other_screen_has_it(): void {
		add_role( 'lister', 'Lister', array( 'read' => true, 'list_users' => true ) );
		self::assertStringNotContainsString( self::SENTENCE, $this->notices( 'users', $this->create_user( array( 'role' => 'lister' ) ) ) );
		self::assertStringNotContainsString( self::SENTENCE, $this->notices( 'dashboard', self::ADMIN ) );
	}

	public function test_before_an_interval_has_passed_nothing_is_late(): void {
		Clock::set( strtotime( '2027-02-03 02:59 UTC' ) );

		self::assertStringNotContainsString( self::SENTENCE, $this->notices( 'users', self::ADMIN ) );
	}

	private function notices( string $screen, int $user_id ): string {
		wp_set_current_user( $user_id );
		set_current_screen( $screen );
		ob_start();
		do_action( 'admin_notices' );
		unset( $GLOBALS['current_screen'] );
		return (string) ob_get_clean();
	}
}
