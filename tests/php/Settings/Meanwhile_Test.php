<?php
/**
 * Settings that are saved by two people at once: the second is told, and nothing is lost.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Stored;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Meanwhile_Test extends Test_Case {

	public function test_of_saves_at_once_each_is_stored_or_told(): void {
		$parts = array(
			'removal.limit_percent'       => 3,
			'removal.limit_count'         => 33,
			'scope.ignore_guests'         => true,
			'scope.remove_out_of_scope'   => true,
			'notifications.welcome_email' => true,
			'roles.default_role_always'   => false,
		);
		$code  = <<<'CODE'
			$request = new WP_REST_Request( 'POST', '/wpo365-user-sync/v1/settings' );
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( WPO365_BODY );
			rest_get_server();
			// All of them begin when the last one is ready.
			file_put_contents( WPO365_GATE, 'x', FILE_APPEND );
			for ( $end = microtime( true ) + 30; filesize( WPO365_GATE ) < 6 && microtime( true ) < $end; clearstatcache() ) {
				usleep( 100 );
			}
			$response = rest_do_request( $request );
			echo $response->get_status() . ' ' . ( $response->get_data()['code'] ?? '' );
			CODE;
		$told  = 0;
		// Also the very first save, when there is no option to compare with.
		for ( $round = 0; $round < 2; $round++ ) {
			$gate      = (string) tempnam( sys_get_temp_dir(), 'gate' );
			$processes = array();
			foreach ( $parts as $path => $value ) {
				[ $section, $key ]  = explode( '.', $path );
				$body               = (string) wp_json_encode( array( $section => array( $key => $value ) ) );
				$processes[ $path ] = Php_Process::start( $code, array( 'WPO365_BODY' => $body, 'WPO365_GATE' => $gate ), self::ADMIN );
			}
			$answers = array();
			foreach ( $processes as $path => $process ) {
				self::assertSame( 0, $process->wait(), $process->errors() . $process->output() );
				$answers[ $path ] = $process->output();
			}
			self::assertSame( 6, filesize( $gate ), 'They did not meet.' );
			unlink( $gate );
			wp_cache_flush();
			$settings = new Settings();
			foreach ( $answers as $path => $answer ) {
				self::assertContains( $answer, array( '200 ', '409 settings_changed_meanwhile' ), "$path: $answer" );
				if ( '200 ' === $answer ) {
					self::assertSame( $parts[ $path ], $settings->get( $path ), "$path was lost: " . wp_json_encode( $answers ) );
				}
			}
			self::assertContains( '200 ', $answers );
			$told += count( array_keys( $answers, '409 settings_changed_meanwhile', true ) );
		}
		self::assertGreaterThan( 0, $told, 'Nobody was too late, so nothing was tried.' );
	}

	public function test_a_save_while_another_request_asks_the_directory_wins(): void {
		Simulator::tenant( array( 'users' => 10 ) );
		$rival = function ( mixed $args ) use ( &$rival ): mixed {
			remove_filter( 'http_request_args', $rival );
			$this->save_settings( array( 'removal' => array( 'limit_percent' => 4 ), 'scope' => array( 'ignore_guests' => true ) ) );
			return $args;
		};
		add_filter( 'http_request_args', $rival );

		$answer = $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'accountEnabled eq true' ), 'removal' => array( 'limit_percent' => 5 ) ) );

		self::assertSame( array( 409, 'settings_changed_meanwhile' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertStringContainsString( 'save again', $answer->data['message'] );
		$settings = $this->rest( 'GET', '/settings' )->data['settings'];
		self::assertSame( array( 4, true, '' ), array( $settings['removal']['limit_percent'], $settings['scope']['ignore_guests'], $settings['scope']['filter'] ) );
		self::assertSame( 200, $this->rest( 'POST', '/settings', array( 'removal' => array( 'limit_percent' => 5 ) ) )->status );
	}

	/**
	 * @dataProvider rivals
	 * @param array<string, mixed> $rival
	 */
	public function test_whoever_read_an_older_state_saves_nothing_the_secret_included( array $rival ): void {
		$settings = new Settings( new Constants( array( 'AUTH_KEY' => str_repeat( 'k1', 20 ), 'AUTH_SALT' => str_repeat( 's2', 20 ) ) ) );
		self::assertTrue( Update::of( $settings, array( 'removal' => array( 'limit_percent' => 9 ), 'fields' => array( array( 'property' => 'city', 'label' => 'Town' ) ), 'connection' => array( 'client_secret' => 'first-0123456789' ) ) ) );
		$stored = Stored::now();
		self::assertTrue( Update::of( $settings, $rival ) );
		$before = $settings->get( 'connection' ) + array( $settings->all() );

		$answer = Update::of( $settings, array( 'removal' => array( 'limit_count' => 55 ), 'connection' => array( 'client_secret' => 'mine-0123456789' ) ), $stored );

		self::assertInstanceOf( \WP_Error::class, $answer );
		self::assertSame( 'settings_changed_meanwhile', $answer->get_error_code() );
		wp_cache_flush();
		self::assertSame( $before, $settings->get( 'connection' ) + array( $settings->all() ) );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function rivals(): array {
		return array(
			'another setting'  => array( array( 'removal' => array( 'limit_percent' => 4 ) ) ),
			'the same value'   => array( array( 'removal' => array( 'limit_percent' => 9 ) ) ),
			'only the secret'  => array( array( 'connection' => array( 'client_secret' => 'theirs-0123456789' ) ) ),
			'another spelling' => array( array( 'fields' => array( array( 'property' => 'city', 'label' => 'TOWN' ) ) ) ),
		);
	}

	public function test_where_the_secret_can_not_be_stored_the_rest_is_not_stored_either(): void {
		$settings = new Settings( new Constants( array() ) );
		$answer   = Update::of( $settings, array( 'removal' => array( 'limit_count' => 55 ), 'connection' => array( 'client_secret' => 'mine-0123456789' ) ) );
		self::assertInstanceOf( \WP_Error::class, $answer );
		self::assertSame( 'connection.client_secret', $answer->get_error_data()['field'] );
		wp_cache_flush();
		self::assertSame( 100, $settings->get( 'removal.limit_count' ) );
	}

	public function test_a_cache_of_yesterday_does_not_bring_old_settings_back(): void {
		global $wpdb;
		$this->save_settings( array( 'removal' => array( 'limit_percent' => 9 ) ) );
		$old = get_option( Stored::OPTION );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => 4 ) ) );
		wp_cache_set( Stored::OPTION, maybe_serialize( $old ), 'options' );

		$this->save_settings( array( 'removal' => array( 'limit_count' => 55 ) ) );

		$stored = maybe_unserialize( $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", Stored::OPTION ) ) );
		self::assertSame( array( 4, 55 ), array( $stored['removal']['limit_percent'], $stored['removal']['limit_count'] ) );
	}
}
