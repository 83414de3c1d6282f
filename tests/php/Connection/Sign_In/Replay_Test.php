<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Codes and states that come twice.
 */
final class Replay_Test extends Test_Case {

	use Signs_In;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
		$this->begin_session();
		$this->delegated();
	}

	public function test_a_code_that_somebody_has_redeemed_before_us_connects_nobody(): void {
		$query = $this->browse( $this->authorize() );
		$this->redeem_before_us();

		$this->come_back( $query );

		self::assertFalse( $this->is_connected() );
		self::assertSame( array( 200, 400 ), array_column( Simulator::log( 'token' ), 'status' ) );
		self::assertSame( array( 'error', 54005 ), array( $this->line( 'account' )['status'], $this->line( 'account' )['details']['aadsts'] ) );
		self::assertStringContainsString( 'already used', $this->line( 'account' )['message'] );
	}

	/**
	 * Whoever is told that the answer was lost must not send the code again: Microsoft may end the sign-in for it.
	 */
	public function test_a_code_whose_answer_was_lost_is_not_sent_again(): void {
		$query = $this->browse( $this->authorize() );
		Simulator::fault( array( 'kind' => 'broken_json', 'on' => 'token' ) );
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertTrue( $this->connect(), 'A new sign-in works.' );
	}

	public function test_of_two_requests_with_one_state_one_redeems_the_code(): void {
		$query = json_decode(
			Php_Process::run(
				'$url = ( new WPO365\User_Sync\Connection\Sign_In\Sign_In( new WPO365\User_Sync\Settings\Settings() ) )->begin( 1 );
				$answer = wp_remote_get( $url, array( "redirection" => 0 ) );
				parse_str( (string) wp_parse_url( wp_remote_retrieve_header( $answer, "location" ), PHP_URL_QUERY ), $query );
				echo wp_json_encode( $query );'
			),
			true,
			512,
			JSON_THROW_ON_ERROR
		);
		self::assertArrayHasKey( 'code', $query );
		Simulator::clear_log();
		$gate  = (string) tempnam( sys_get_temp_dir(), 'gate' );
		// Each stops where it has found the state and is about to take it, until both are there.
		$code  = 'add_filter( "query", static function ( $sql ) { static $once = true; if ( $once && str_starts_with( $sql, "DELETE" ) && str_contains( $sql, "_transient_wpo365_user_sync_signin_" ) ) { $once = false; file_put_contents( GATE, "x", FILE_APPEND ); for ( $end = microtime( true ) + 20; strlen( file_get_contents( GATE ) ) < 2 && microtime( true ) < $end; usleep( 2000 ) ); } return $sql; } );
			( new WPO365\User_Sync\Connection\Callback( new WPO365\User_Sync\Settings\Settings() ) )->connect( 1, json_decode( QUERY, true ) ); echo "came back";';
		$code  = strtr( $code, array( 'GATE' => var_export( $gate, true ), 'QUERY' => var_export( wp_json_encode( $query ), true ) ) );
		$both  = array( Php_Process::start( $code ), Php_Process::start( $code ) );
		foreach ( $both as $process ) {
			self::assertSame( 0, $process->wait(), $process->errors() );
			self::assertSame( 'came back', $process->output() );
		}
		self::assertSame( 'xx', file_get_contents( $gate ), 'They did not meet.' );
		unlink( $gate );
		self::assertCount( 1, Simulator::log( 'token' ), 'The code was sent once.' );
	}

	/**
	 * Sends our own request for the token a moment before us, as somebody who has stolen code and verifier.
	 */
	private function redeem_before_us(): void {
		$done = false;
		add_filter(
			'pre_http_request',
			static function ( $answer, array $args, string $url ) use ( &$done ) {
				if ( ! $done && str_contains( $url, '/oauth2/v2.0/token' ) ) {
					$done = true;
					wp_remote_post( $url, array( 'body' => $args['body'] ) );
				}
				return $answer;
			},
			10,
			3
		);
	}
}
