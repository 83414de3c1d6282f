<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Connection\Sign_In\Grant;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Tokens;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Refresh_Test extends Test_Case {

	use Signs_In;

	private const READ = '$settings = new WPO365\User_Sync\Settings\Settings(); $client = new WPO365\User_Sync\Graph\Client( $settings, new WPO365\User_Sync\Connection\Sign_In\Tokens( $settings ) ); $client->act_for( 1 ); $client->get( "/users" ); echo "read";';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
		$this->begin_session();
		$this->delegated();
		self::assertTrue( $this->connect() );
		Simulator::clear_log();
	}

	public function test_a_fresh_token_is_used_as_it_is(): void {
		$this->read();
		$this->read();
		self::assertSame( array(), Simulator::log( 'token' ) );
	}

	public function test_an_old_token_is_renewed_and_the_refresh_token_replaced(): void {
		$before = $this->grant();
		$this->age_token();
		$this->read();
		$this->age_token();
		$this->read();
		$log = Simulator::log( 'token' );
		self::assertSame( array( 1, 2 ), array_column( $log, 'refresh_token' ), 'Each refresh token is used once.' );
		self::assertNotSame( $before->refresh_token, $this->grant()->refresh_token );
		self::assertSame( $before->name, $this->grant()->name );
		self::assertSame( $before->since, $this->grant()->since );
	}

	public function test_the_old_refresh_token_stays_where_no_new_one_comes(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'omit' => array( 'refresh_token' ) ) );
		$before = $this->grant();
		$this->age_token();
		$this->read();
		self::assertSame( $before->refresh_token, $this->grant()->refresh_token );
		self::assertNotSame( $before->access_token, $this->grant()->access_token );
	}

	public function test_a_token_that_graph_refuses_is_renewed_once(): void {
		Simulator::fault( array( 'kind' => 'expired_token' ) );
		$this->read();
		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertCount( 2, Simulator::log( 'users' ) );
	}

	public function test_of_two_requests_at_once_one_renews(): void {
		$this->age_token();
		Simulator::fault( array( 'kind' => 'slow', 'ms' => 600, 'on' => 'token', 'times' => null ) );
		$processes = array( Php_Process::start( self::READ ), Php_Process::start( self::READ ), Php_Process::start( self::READ ) );
		foreach ( $processes as $process ) {
			self::assertSame( 0, $process->wait(), $process->output() . $process->errors() );
			self::assertSame( 'read', $process->output() );
		}
		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertCount( 1, array_unique( array_column( Simulator::log( 'users' ), 'token' ) ) );
	}

	public function test_a_rival_that_renewed_at_the_worst_moment_is_noticed(): void {
		// The rival replaces the grant between our look and our lock.
		$grant = $this->grant();
		$this->age_token();
		$rival = new Grant( 'rival refresh', $grant->access_token, time() + 1000, $grant->scopes, $grant->name, false, $grant->since );
		add_action(
			'query',
			static function ( string $query ) use ( $rival ): string {
				static $once = false;
				if ( ! $once && str_contains( $query, 'wpo365_user_sync_lock_refresh' ) ) {
					$once = true;
					( new Grants( new Settings() ) )->keep( self::ADMIN, $rival );
				}
				return $query;
			}
		);
		// The rival's token is the one we would have replaced, so this asks for exactly one renewal of the rival's grant.
		$this->expect_failure( Graph_Error::Sign_In_Needed );
		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertNull( Simulator::log( 'token' )[0]['refresh_token'], 'It was the rival\'s refresh token that was sent, not the stale one.' );
	}

	public function test_tokens_that_are_deleted_while_they_are_renewed_stay_deleted(): void {
		$this->age_token();
		$this->while_renewing( fn() => $this->rest( 'DELETE', '/connection/tokens' ) );

		$this->expect_failure( Graph_Error::Sign_In_Needed );

		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertNull( ( new Grants( new Settings() ) )->fresh( self::ADMIN ) );
	}

	public function test_a_new_sign_in_is_not_replaced_by_the_renewal_of_the_old_one(): void {
		$this->age_token();
		$grant = $this->grant();
		$new   = new Grant( 'new refresh', 'new access', time() + 1000, $grant->scopes, 'somebody.else@lakeside.example', false, time() );
		$this->while_renewing( static fn() => ( new Grants( new Settings() ) )->keep( self::ADMIN, $new ) );

		$tokens = new Tokens( new Settings() );
		$tokens->act_for( self::ADMIN );

		self::assertSame( 'new access', $tokens->token() );
		self::assertEquals( $new, $this->grant() );
	}

	/**
	 * Does something once, while the sign-in service works on a renewal.
	 *
	 * @param callable(): mixed $do What to do.
	 */
	private function while_renewing( callable $do ): void {
		$once = static function ( mixed $answer, mixed $args, mixed $url ) use ( $do, &$once ): mixed {
			if ( str_ends_with( $url, '/token' ) ) {
				remove_filter( 'http_response', $once, 10 );
				$do();
			}
			return $answer;
		};
		add_filter( 'http_response', $once, 10, 3 );
	}

	/**
	 * @dataProvider ends
	 */
	public function test_a_request_that_died_with_the_lock_is_overcome( int $seconds ): void {
		global $wpdb;
		$this->age_token();
		$wpdb->insert( $wpdb->options, array( 'option_name' => 'wpo365_user_sync_lock_refresh_1', 'option_value' => ( time() + $seconds ) . ' dead', 'autoload' => 'off' ) );
		$this->read();
		self::assertNull( $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = 'wpo365_user_sync_lock_refresh_1'" ) );
	}

	public static function ends(): array {
		return array(
			'a second ago'                => array( -1 ),
			'by a clock that was ahead'   => array( DAY_IN_SECONDS ),
		);
	}

	/**
	 * @dataProvider outages
	 */
	public function test_a_service_that_is_down_ends_nothing( array $fault, string $error ): void {
		$this->age_token();
		$before = $this->grant();
		Simulator::fault( $fault + array( 'on' => 'token' ) );
		$failure = $this->expect_failure( Graph_Error::from( $error ) );
		self::assertTrue( $failure->is_retryable() );
		self::assertEquals( $before, $this->grant() );
		$this->read();
	}

	public static function outages(): array {
		return array(
			'500'      => array( array( 'kind' => 'status', 'status' => 500 ), 'server_error' ),
			'503'      => array( array( 'kind' => 'status', 'status' => 503, 'body' => 'html' ), 'server_error' ),
			'429'      => array( array( 'kind' => 'throttle', 'retry_after' => '1.5' ), 'throttled' ),
			'reset'    => array( array( 'kind' => 'reset' ), 'unreachable' ),
		);
	}

	/**
	 * @dataProvider dead_grants
	 */
	public function test_a_dead_sign_in_is_explained_and_forgotten( string $how, string $words ): void {
		$this->age_token();
		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => $how ) );
		$failure = $this->expect_failure( Graph_Error::Sign_In_Needed );
		self::assertStringContainsString( $words, $failure->getMessage() );
		self::assertFalse( $failure->is_retryable() );
		self::assertSame( array( '', '' ), array( $this->grant()->refresh_token, $this->grant()->access_token ), 'Dead tokens are not kept.' );
		self::assertStringContainsString( $words, $this->line( 'account' )['message'] );

		Simulator::clear_log();
		$this->expect_failure( Graph_Error::Sign_In_Needed );
		self::assertSame( array(), Simulator::log(), 'A dead sign-in is not tried again.' );
		$start = $this->rest( 'POST', '/runs' );
		self::assertSame( 'not_configured', $start->code(), $start->text() );

		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => 'ok' ) );
		self::assertTrue( $this->connect() );
		$this->read();
	}

	public static function dead_grants(): array {
		return array(
			'not used for 90 days' => array( 'expired', '90 days' ),
			'revoked'              => array( 'revoked', 'revoked' ),
			'sign-in frequency'    => array( 'sign_in_frequency', 'frequency' ),
			'MFA'                  => array( 'mfa', 'multi-factor' ),
			'MFA to be set up'     => array( 'mfa_enrollment', 'multi-factor' ),
			'interaction'          => array( 'interaction_required', 'multi-factor' ),
			'conditional access'   => array( 'conditional_access', 'Conditional Access' ),
			'account disabled'     => array( 'disabled', 'disabled' ),
			'account deleted'      => array( 'deleted', 'does not exist' ),
			'consent withdrawn'    => array( 'consent', 'consent' ),
			'password expired'     => array( 'password', 'password' ),
		);
	}

	public function test_what_microsoft_wants_to_see_is_sent_with_the_next_sign_in(): void {
		$this->age_token();
		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => 'mfa' ) );
		$this->expect_failure( Graph_Error::Sign_In_Needed );
		parse_str( (string) wp_parse_url( $this->authorize(), PHP_URL_QUERY ), $query );
		self::assertArrayHasKey( 'access_token', json_decode( $query['claims'], true ) );
	}

	public function test_changed_salts_ask_for_a_new_sign_in(): void {
		$output = Php_Process::run(
			'wp_set_current_user( 1 ); $lines = array_column( rest_do_request( new WP_REST_Request( "GET", "/wpo365-user-sync/v1/connection" ) )->get_data(), null, "id" ); echo $lines["account"]["message"]; try { ' . self::READ . ' } catch ( WPO365\User_Sync\Graph\Graph_Exception $e ) { echo " | " . $e->error->value; }',
			array( 'AUTH_SALT' => 'changed 0123456789' )
		);
		self::assertStringContainsString( 'security keys', $output );
		self::assertStringEndsWith( '| sign_in_needed', $output );
	}

	public function test_a_delegated_run_is_driven_by_the_sign_in_of_whoever_started_it(): void {
		$other = $this->create_user( array( 'role' => 'administrator' ) );
		$start = $this->rest( 'POST', '/runs', array(), $other );
		self::assertSame( 409, $start->status, 'Somebody else\'s sign-in is nobody\'s.' );
		self::assertSame( 'not_configured', $start->code() );

		$started = $this->rest( 'POST', '/runs' );
		self::assertSame( 201, $started->status, $started->text() );
		$run = $this->step_to_the_end( $started->data, $other );
		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['received'] );
	}

	public function test_a_run_whose_sign_in_dies_goes_on_from_its_cursor_after_a_new_one(): void {
		$started = $this->rest( 'POST', '/runs' )->data;
		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => 'revoked' ) );
		Simulator::fault( array( 'kind' => 'expired_token', 'on' => 'users', 'nth' => 2, 'times' => null ) );
		$run = $this->step_to_the_end( $started );
		self::assertSame( 'failed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertSame( 'sign_in_needed', $run['error']['code'] );
		self::assertSame( 25, $run['counts']['received'] );

		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => 'ok' ) );
		Simulator::control( 'DELETE', '/faults' );
		self::assertTrue( $this->connect() );
		Simulator::clear_log();
		$run = $this->step_to_the_end( $this->rest( 'POST', "/runs/{$run['id']}/resume" )->data );
		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['received'] );
		self::assertSame( 'exact', Simulator::log( 'users' )[0]['link'], 'It went on with the page it had not got.' );
	}

	public function test_a_challenge_in_mid_run_asks_for_a_new_sign_in(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'refresh' => 'interaction_required' ) );
		$started = $this->rest( 'POST', '/runs' )->data;
		Simulator::control( 'POST', '/tokens/revoke', array( 'refresh' => false ) );
		$run = $this->step_to_the_end( $started );
		self::assertSame( 'sign_in_needed', $run['error']['code'], (string) wp_json_encode( $run ) );
	}

	private function read(): void {
		$client = new Client( new Settings(), new Tokens( new Settings() ) );
		$client->act_for( self::ADMIN );
		self::assertNotEmpty( $client->get( '/users' )['value'] );
	}

	private function expect_failure( Graph_Error $error ): Graph_Exception {
		try {
			$this->read();
		} catch ( Graph_Exception $failure ) {
			self::assertSame( $error, $failure->error, $failure->getMessage() );
			return $failure;
		}
		self::fail( 'It worked.' );
	}

	private function grant(): Grant {
		return ( new Grants( new Settings() ) )->fresh( self::ADMIN );
	}

	/** Lets the time of the access token run out. */
	private function age_token(): void {
		$values          = $this->grant()->to_array();
		$values['until'] = time() - 1;
		( new Grants( new Settings() ) )->keep( self::ADMIN, Grant::from_array( $values ) );
	}
}
