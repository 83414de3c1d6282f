<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Admin\Profile_Fields;
use WPO365\User_Sync\Privacy\Personal_Data;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Whatever is wrong with the plugin's tables, screens and calls of others go on working: only a manager's visit makes the tables anew.
 */
final class Other_Peoples_Screens_Test extends Test_Case {

	use Meddles;

	public function test_a_profile_is_shown_without_the_tables(): void {
		$user_id = $this->gone();
		wp_set_current_user( $user_id );
		$refused = $this->break_statements( 'wpo365_user_sync_results', null );

		ob_start();
		try {
			( new Profile_Fields( new Settings(), new Mapped_Meta( new Settings() ), new Repository() ) )->render( get_userdata( $user_id ) );
		} finally {
			$html = ob_get_clean();
		}

		self::assertSame( 1, $refused() );
		self::assertStringContainsString( $this->stored_link( $user_id )['aadObjectId'], $html );
		self::assertStringContainsString( 'Not in the results', $html );
	}

	public function test_a_profile_is_shown_to_administrators_without_the_journal(): void {
		$user_id = $this->gone();
		wp_set_current_user( self::ADMIN );
		$refused = $this->break_statements( 'wpo365_user_sync_journal', null );

		ob_start();
		try {
			do_action( 'edit_user_profile', get_userdata( $user_id ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		} finally {
			$html = ob_get_clean();
		}

		self::assertSame( 1, $refused() );
		self::assertStringContainsString( $this->stored_link( $user_id )['aadObjectId'], $html );
	}

	public function test_personal_data_are_exported_without_the_tables(): void {
		$user_id = $this->gone();
		$refused = $this->break_statements( 'wpo365_user_sync_results', null );

		$export = ( new Personal_Data( new Mapped_Meta( new Settings() ), new Repository(), new Settings() ) )->export( get_userdata( $user_id )->user_email );

		self::assertSame( 1, $refused() );
		self::assertContains( $this->stored_link( $user_id )['aadObjectId'], array_column( $export['data'][0]['data'], 'value' ) );
	}

	public function test_a_capability_that_is_none_is_refused_as_without_the_plugin(): void {
		wp_set_current_user( self::ADMIN );
		self::assertFalse( @current_user_can( null ) ); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- as careless plugins call it.
	}
}
