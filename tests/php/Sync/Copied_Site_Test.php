<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Unattended;

/**
 * A database that is found at another address than the one that was connected: nobody is deleted and nothing starts by itself until an administrator has said what it is.
 */
final class Copied_Site_Test extends Test_Case {

	use Scene;
	use Unattended;

	/** @var list<int> */
	private array $gone;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->live_at( 'https://www.lakeside.example' );
		Site_Identity::note();
		$this->gone = $this->gone_users( 2 );
	}

	/** @dataProvider same */
	public function test_the_same_site_under_another_spelling_is_no_other_one( string $address ): void {
		$this->live_at( $address );

		self::assertFalse( Site_Identity::is_in_doubt() );
	}

	public static function same(): array {
		return array(
			'another scheme'      => array( 'http://www.lakeside.example' ),
			'case of the host'    => array( 'https://WWW.Lakeside.EXAMPLE' ),
			'a slash at the end'  => array( 'https://www.lakeside.example/' ),
			'without www'         => array( 'https://lakeside.example' ),
			'the port of its own' => array( 'https://www.lakeside.example:443' ),
		);
	}

	/** @dataProvider others */
	public function test_another_address_is_in_doubt( string $address ): void {
		$this->live_at( $address );

		self::assertTrue( Site_Identity::is_in_doubt() );
	}

	public static function others(): array {
		return array(
			'another host' => array( 'https://staging.lakeside.example' ),
			'another path' => array( 'https://www.lakeside.example/copy' ),
			'another port' => array( 'https://www.lakeside.example:8443' ),
		);
	}

	public function test_a_site_without_a_remembered_address_takes_the_present_one_and_keeps_it(): void {
		delete_option( 'wpo365_user_sync_site' );
		self::assertFalse( Site_Identity::is_in_doubt() );
		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );
		self::assertSame( 'lakeside.example', Site_Identity::to_array()['connected'] );

		$this->live_at( 'https://staging.lakeside.example' );
		$this->save_settings( array( 'connection' => array( 'cloud' => 'global' ) ) );

		self::assertTrue( Site_Identity::is_in_doubt(), 'Saving the connection answers nothing.' );
	}

	public function test_saving_the_connection_remembers_the_address(): void {
		delete_option( 'wpo365_user_sync_site' );
		$this->save_settings( array( 'connection' => array( 'cloud' => 'global' ) ) );
		$this->live_at( 'https://staging.lakeside.example' );

		self::assertTrue( Site_Identity::is_in_doubt() );
	}

	public function test_in_doubt_nobody_is_deleted_and_nothing_starts_by_itself(): void {
		$this->run_through( array() );
		$row = $this->row_of_user( $this->gone[0] )['id'];
		$this->live_at( 'https://staging.lakeside.example' );

		$this->refused( 'site_in_doubt', '/runs', array( 'delete' => true ) );
		$this->refused( 'site_in_doubt', '/results/actions', array( 'action' => 'delete', 'ids' => array( $row ) ) );
		$this->refused( 'site_in_doubt', '/results/actions', array( 'action' => 'deactivate', 'ids' => array( $row ) ) );
		self::assertSame( 'site_in_doubt', $this->start_scheduled()->get_error_code() );
		self::assertSame( 'site_in_doubt', $this->start_scheduled( array( 'create' => true ) )->get_error_code() );
		self::assert_run( 'completed', $this->run_through( array( 'create' => true, 'update' => true ) ) );

		$this->assert_stay( ...$this->gone );
	}

	public function test_a_run_that_was_copied_in_its_middle_deletes_nobody(): void {
		$run = $this->start( array( 'delete' => true ) );
		$this->live_at( 'https://staging.lakeside.example' );

		self::assert_run( 'failed', $this->drive( $run ), 'settings_changed' );
		$this->refused( 'site_in_doubt', "/runs/{$run['id']}/resume" );

		$this->answer( 'site' );
		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_removed( ...$this->gone );
	}

	public function test_a_scheduled_run_that_was_copied_in_its_middle_creates_nobody(): void {
		$run = $this->start_scheduled( array( 'create' => true ) );
		$this->live_at( 'https://staging.lakeside.example' );

		self::assert_run( 'failed', $this->drive_unwatched( $run->id ), 'settings_changed' );

		self::assertSame( 3, (int) count_users()['total_users'] );
	}

	public function test_a_held_list_that_was_copied_is_not_approved(): void {
		$this->gone_users( 6 );
		$run = $this->run_through( array( 'delete' => true ) );
		self::assert_run( 'held', $run );
		$this->live_at( 'https://staging.lakeside.example' );

		$this->refused( 'site_in_doubt', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 8 ) );

		$this->assert_stay( ...$this->gone );
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 8 ) )->status );
	}

	public function test_the_site_that_has_moved_goes_on(): void {
		$this->live_at( 'https://new.lakeside.example' );

		self::assertSame( array( 'is' => 'site', 'address' => 'https://new.lakeside.example', 'connected' => 'new.lakeside.example' ), $this->answer( 'site' ) );

		self::assert_run( 'completed', $this->run_scheduled( array( 'delete' => true ) ) );
		$this->assert_removed( ...$this->gone );
	}

	public function test_a_copy_only_looks(): void {
		$this->run_through( array() );
		$person = $this->rows( 'directory_only' )[0]['id'];
		$this->live_at( 'https://staging.lakeside.example' );
		self::assertSame( 'copy', $this->answer( 'copy' )['is'] );
		self::assertFalse( Site_Identity::is_in_doubt() );

		foreach ( array( 'create', 'update', 'delete' ) as $box ) {
			$this->refused( 'site_is_copy', '/runs', array( $box => true ) );
		}
		$this->refused( 'site_is_copy', '/results/actions', array( 'action' => 'create', 'ids' => array( $person ) ) );
		self::assertSame( 'site_is_copy', $this->start_scheduled()->get_error_code() );
		self::assert_run( 'completed', $this->run_through( array() ) );
		self::assertSame( 3, (int) count_users()['total_users'] );

		$this->answer( 'site' );
		self::assert_run( 'completed', $this->run_through( array( 'create' => true ) ) );
	}

	public function test_a_copy_neither_starts_what_is_due_nor_mails_anybody_about_it(): void {
		$this->save_settings( array( 'schedule' => array( 'full' => 'daily' ) ) );
		$this->live_at( 'https://staging.lakeside.example' );
		$this->answer( 'copy' );
		$seen = did_action( 'wpo365_user_sync_schedule_trouble' );

		for ( $day = 0; $day < 4; $day++ ) {
			Clock::move( DAY_IN_SECONDS );
			do_action( 'wpo365_user_sync_tick' );
		}

		self::assertSame( array( 0, array() ), array( did_action( 'wpo365_user_sync_schedule_trouble' ) - $seen, $this->mails ) );
		self::assertNull( $this->rest( 'GET', '/runs/current' )->data );
		self::assertStringContainsString( 'This is a copy of the site', (string) $this->rest( 'GET', '/schedule' )->data['reason'] );
	}

	public function test_a_run_under_way_on_a_copy_writes_no_more(): void {
		$run = $this->start( array( 'create' => true ) );
		$this->live_at( 'https://staging.lakeside.example' );
		$this->answer( 'copy' );

		self::assert_run( 'failed', $this->drive( $run ), 'settings_changed' );

		self::assertSame( 3, (int) count_users()['total_users'] );
		$this->refused( 'site_is_copy', "/runs/{$run['id']}/resume" );
	}

	public function test_a_copy_that_is_brought_back_is_in_doubt_again(): void {
		$this->live_at( 'https://staging.lakeside.example' );
		$this->answer( 'copy' );
		$this->live_at( 'https://www.lakeside.example' );

		self::assertTrue( Site_Identity::is_in_doubt() );
	}

	/** @dataProvider answers */
	public function test_other_code_learns_of_the_answer( string $is ): void {
		$seen = array();
		add_action(
			'wpo365_user_sync_site_answered',
			static function ( string $is ) use ( &$seen ): void {
				$seen[] = $is;
			}
		);

		$this->answer( $is );

		self::assertSame( array( $is ), $seen );
	}

	public static function answers(): array {
		return array( 'site' => array( 'site' ), 'copy' => array( 'copy' ) );
	}

	private function live_at( string $address ): void {
		remove_all_filters( 'option_home' );
		add_filter( 'option_home', static fn(): string => $address );
	}

	/** @return array<string, mixed> What is known then. */
	private function answer( string $is ): array {
		$answer = $this->rest( 'POST', '/site', array( 'is' => $is ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $answer->data, $this->rest( 'GET', '/site' )->data );
		return $answer->data;
	}

	/** @param array<string, mixed> $params Body. */
	private function refused( string $code, string $route, array $params = array() ): void {
		$answer = $this->rest( 'POST', $route, $params );
		self::assertSame( array( 409, $code ), array( $answer->status, $answer->code() ), $answer->text() );
	}
}
