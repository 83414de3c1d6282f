<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Connection\Sign_In\Grant;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A sign-in belongs to the administrator who made it, and drives that person's runs and actions alone.
 */
final class Delegated_Run_Test extends Test_Case {

	use Signs_In;
	use Scene;

	/** A second administrator. */
	private int $other = 0;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->begin_session();
		$this->delegated();
		self::assertTrue( $this->connect() );
		$this->other = $this->create_user( array( 'role' => 'administrator' ) );
	}

	public function test_a_run_reads_with_its_owners_sign_in_whoever_steps_it(): void {
		$this->connect_the_other();
		$owner = $this->token_of( self::ADMIN );
		$run   = $this->rest( 'POST', '/runs' )->data;
		Simulator::clear_log();

		$run = $this->step_to_the_end( $run, $this->other );

		self::assert_run( 'completed', $run );
		self::assertSame( array( $owner ), $this->tokens_used() );
	}

	public function test_the_others_run_reads_with_the_others_sign_in(): void {
		$this->connect_the_other();
		$token = $this->token_of( $this->other );
		Simulator::clear_log();

		$run = $this->synchronize( array(), $this->other );

		self::assert_run( 'completed', $run );
		self::assertSame( array( $token ), $this->tokens_used() );
	}

	public function test_a_scheduled_run_reads_with_the_sign_in_of_whoever_saved_the_schedule(): void {
		$this->connect_the_other();
		self::assertSame( 200, $this->rest( 'POST', '/settings', array( 'schedule' => array( 'full' => 'daily' ) ), $this->other )->status );
		$token = $this->token_of( $this->other );
		// A time that was missed yesterday.
		update_option( 'wpo365_user_sync_schedule', array( 'since' => time() - 2 * DAY_IN_SECONDS ) + get_option( 'wpo365_user_sync_schedule' ), false );
		Simulator::clear_log();
		wp_set_current_user( 0 );

		do_action( 'wpo365_user_sync_tick' );

		$run = $this->rest( 'GET', '/runs/current' )->data;
		self::assert_run( 'completed', $run );
		self::assertSame( array( 'cron', $this->other ), array( $run['origin'], $run['started_by'] ) );
		self::assertSame( array( $token ), $this->tokens_used() );
	}

	public function test_an_action_by_hand_reads_with_the_sign_in_of_whoever_clicks(): void {
		$this->connect_the_other();
		$this->synchronize();
		$token = $this->token_of( $this->other );
		Simulator::clear_log();

		$results = $this->act( 'create', array( $this->rows( 'directory_only' )[0]['id'] ), $this->other );

		self::assertSame( 'created', $results[0]['status'] );
		self::assertSame( array( $token ), $this->tokens_used() );
	}

	public function test_whoever_is_not_connected_starts_nothing_and_acts_on_nothing(): void {
		$this->synchronize();
		$row = $this->rows( 'directory_only' )[0];
		Simulator::clear_log();
		foreach ( array( $this->rest( 'POST', '/runs', array(), $this->other ), $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $row['id'] ) ), $this->other ) ) as $answer ) {
			self::assertSame( array( 409, 'not_configured' ), array( $answer->status, $answer->code() ), $answer->text() );
			self::assertStringContainsString( 'Connect with Microsoft', $answer->data['message'] );
		}
		self::assertSame( array(), Simulator::log(), 'Nobody else\'s sign-in was used.' );
		self::assertSame( $row, $this->rows( 'directory_only' )[0] );
	}

	public function test_the_others_routes_and_tests_use_the_others_sign_in(): void {
		self::assertSame( 'error', array_column( $this->rest( 'POST', '/connection/test', array(), $this->other )->data, null, 'id' )['account']['status'] );
		$this->connect_the_other();
		$token = $this->token_of( $this->other );
		Simulator::clear_log();
		$this->rest( 'GET', '/directory/groups', array( 'search' => 'Tea' ), $this->other );
		self::assertSame( array( $token ), $this->tokens_used() );
	}

	/**
	 * @dataProvider outages
	 *
	 * @param array<string, mixed> $fault What becomes of the refresh.
	 */
	public function test_a_refresh_that_fails_for_a_while_makes_the_run_wait_and_go_on( array $fault ): void {
		$run = $this->run_until( array( 'create' => true ), array( 'nth' => 2 ) );
		self::assertSame( 25, $run['counts']['received'] );
		$this->age_token();
		Simulator::fault( $fault + array( 'on' => 'token', 'times' => 2 ) );
		$this->set_run( $run['id'], array( 'resume_at' => 1 ) );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) )->data;
		self::assertSame( 'waiting', $run['status'], (string) wp_json_encode( $run ) );
		$run = $this->drive( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 60, 60 ), array( $run['counts']['received'], $run['counts']['created'] ) );
		self::assertTrue( $this->is_connected() );
	}

	public static function outages(): array {
		return array(
			'500'   => array( array( 'kind' => 'status', 'status' => 500 ) ),
			'503'   => array( array( 'kind' => 'status', 'status' => 503, 'body' => 'html' ) ),
			'429'   => array( array( 'kind' => 'throttle', 'retry_after' => 1 ) ),
			'reset' => array( array( 'kind' => 'reset' ) ),
		);
	}

	public function test_deleted_tokens_stop_the_run_until_its_owner_connects_again(): void {
		$run = $this->run_until( array( 'create' => true ), array( 'nth' => 2 ) );
		$this->rest( 'DELETE', '/connection/tokens' );
		$run = $this->drive( $run );
		self::assert_run( 'failed', $run, 'sign_in_needed' );

		// Somebody else's sign-in does not drive it.
		$this->connect_the_other();
		Simulator::clear_log();
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/resume", array(), $this->other );
		$run    = 200 === $answer->status ? $this->step_to_the_end( $answer->data, $this->other ) : $run;
		self::assert_run( 'failed', $run, 'sign_in_needed' );
		self::assertSame( array(), $this->tokens_used() );

		$this->begin_session();
		Simulator::control( 'PATCH', '/sign-in', array( 'account' => $this->member()['id'] ) );
		self::assertTrue( $this->connect() );
		$run = $this->resume( $run );
		self::assert_run( 'completed', $run );
		self::assertSame( 60, $run['counts']['created'] );
	}

	/** Connects the second administrator, with another account of the tenant. */
	private function connect_the_other(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'account' => Simulator::people()[3]['id'] ) );
		$this->begin_session( $this->other );
		self::assertTrue( $this->connect( $this->other ) );
		self::assertNotSame( $this->token_of( self::ADMIN ), $this->token_of( $this->other ) );
	}

	/** Tells the number of somebody's access token, as the simulator counts them; 0 for none. */
	private function token_of( int $user_id ): int {
		$grant = ( new Grants( new Settings() ) )->fresh( $user_id );
		if ( null === $grant ) {
			return 0;
		}
		wp_remote_get( WPO_USER_SYNC_GRAPH_URL . '/v1.0/me', array( 'headers' => array( 'Authorization' => "Bearer {$grant->access_token}" ) ) );
		$log = Simulator::log( 'me' );
		return (int) end( $log )['token'];
	}

	/**
	 * @return list<int> Numbers of the tokens that Graph was called with.
	 */
	private function tokens_used(): array {
		return array_values( array_unique( array_filter( array_column( Simulator::log(), 'token' ) ) ) );
	}

	/** Lets the time of the access token run out. */
	private function age_token(): void {
		$grants          = new Grants( new Settings() );
		$values          = $grants->fresh( self::ADMIN )->to_array();
		$values['until'] = time() - 1;
		$grants->keep( self::ADMIN, Grant::from_array( $values ) );
	}
}
