<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Looks for secrets, tokens and codes everywhere where they must not be: database, debug log, REST answers, the page.
 */
final class No_Secrets_Test extends Test_Case {

	use Signs_In;

	private const SECRET = array( 'WPO_USER_SYNC_CLIENT_SECRET' => null );

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
	}

	public function test_nothing_secret_is_found_anywhere(): void {
		$log = tempnam( sys_get_temp_dir(), 'wpo365' );
		try {
			$seen = $this->live( $log );
			self::assertGreaterThanOrEqual( 8, count( $seen['secrets'] ), 'There were secrets to look for.' );
			$places = $seen['places'] + array(
				'database'  => $this->dump(),
				'debug log' => (string) file_get_contents( $log ),
			);
			self::assertStringContainsString( 'full verbosity', $places['debug log'] );
			self::assertStringContainsString( 'wpo365_user_sync_secret_grant_1', $places['database'] );
			foreach ( $seen['secrets'] as $name => $secret ) {
				foreach ( $places as $place => $text ) {
					foreach ( $this->spellings( $secret ) as $spelling ) {
						self::assertFalse( strpos( $text, $spelling ), "The $name stands in the $place." );
					}
				}
			}
		} finally {
			unlink( $log );
		}
	}

	/**
	 * Lives through all that deals with secrets, in a process where everything that can be logged is logged.
	 *
	 * @return array{secrets: array<string, string>, places: array<string, string>}
	 */
	private function live( string $log ): array {
		$output = Php_Process::run(
			<<<'CODE'
			// A logger as plugins that inspect HTTP calls and errors have it.
			error_log( 'full verbosity' );
			add_action( 'http_api_debug', static fn ( ...$args ) => error_log( print_r( $args, true ) ), 10, 5 );
			foreach ( array( 'update_option', 'add_option', 'updated_option', 'set_transient', 'doing_it_wrong_run', 'wp_error_added', 'wpo365_user_sync_settings_saved' ) as $hook ) {
				add_action( $hook, static fn ( ...$args ) => error_log( $hook . print_r( $args, true ) ), 10, 5 );
			}

			// What is secret is caught where it is on its way to Microsoft and back.
			$secrets = array( 'client secret' => WPO365_SECRET );
			$answers = '';
			add_filter( 'http_response', static function ( $answer, $args, $url ) use ( &$secrets ) {
				static $n = 0;
				if ( ! str_contains( $url, '/oauth2/' ) ) {
					return $answer;
				}
				parse_str( is_string( $args['body'] ) ? $args['body'] : '', $sent );
				foreach ( array_intersect_key( $sent + ( (array) json_decode( $answer['body'], true ) ), array_flip( array( 'code', 'code_verifier', 'refresh_token', 'access_token', 'id_token' ) ) ) as $name => $value ) {
					$secrets[ $name . ' ' . ++$n ] = $value;
				}
				return $answer;
			}, 10, 3 );
			$rest = static function ( string $method, string $path, array $body = array() ) use ( &$answers ) {
				$request = new WP_REST_Request( $method, '/wpo365-user-sync/v1' . $path );
				if ( 'GET' === $method ) {
					$request->set_query_params( $body );
				} else {
					$request->set_header( 'Content-Type', 'application/json' );
					$request->set_body( wp_json_encode( (object) $body ) );
				}
				$response = rest_do_request( $request );
				error_log( print_r( $response->get_data(), true ) );
				$answers .= wp_json_encode( array( $response->get_headers(), rest_get_server()->response_to_data( $response, true ) ) );
				return $response->get_data();
			};
			$control = static fn ( string $method, string $path, array $body = array() ) => wp_remote_request( WPO_USER_SYNC_GRAPH_URL . '/_control' . $path, array( 'method' => $method, 'body' => wp_json_encode( (object) $body ) ) );
			$settings = new WPO365\User_Sync\Settings\Settings();
			$sign_in  = static function () use ( $rest, $settings, &$secrets ) {
				$url    = $rest( 'POST', '/connection/authorize' )['url'];
				// This is the browser's part, so WordPress does not hear of it.
				file_get_contents( $url, false, stream_context_create( array( 'http' => array( 'follow_location' => 0 ) ) ) );
				$location = preg_grep( '/^Location:/i', $http_response_header );
				parse_str( (string) wp_parse_url( substr( (string) end( $location ), 10 ), PHP_URL_QUERY ), $query );
				$secrets[ 'code of ' . $query['state'] ] = $query['code'];
				( new WPO365\User_Sync\Connection\Callback( $settings ) )->connect( 1, $query );
			};

			$rest( 'POST', '/settings', array( 'connection' => array( 'client_secret' => WPO365_SECRET ) ) );
			$rest( 'POST', '/settings', array( 'connection' => array( 'client_secret' => WPO365_SECRET, 'tenant' => 'x' ) ) );
			$rest( 'GET', '/settings' );
			$rest( 'POST', '/connection/test' );
			$run = $rest( 'POST', '/runs', array( 'create' => true ) );
			while ( 'running' === $run['status'] ) {
				$run = $rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
			}
			$rest( 'POST', '/settings', array( 'connection' => array( 'permission_type' => 'delegated' ) ) );
			$sign_in();
			$rest( 'GET', '/connection' );
			$rest( 'GET', '/connection/account' );
			$rest( 'POST', '/connection/test' );
			// A sign-in that fails after its code was sent, and a run whose sign-in dies.
			$control( 'PATCH', '/sign-in', array( 'id_token' => 'wrong_key' ) );
			$sign_in();
			$control( 'PATCH', '/sign-in', array( 'id_token' => 'valid', 'refresh' => 'revoked' ) );
			$run = $rest( 'POST', '/runs' );
			$control( 'POST', '/faults', array( 'kind' => 'expired_token', 'times' => null ) );
			while ( 'running' === $run['status'] ) {
				$run = $rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
			}
			$control( 'DELETE', '/faults' );
			$control( 'PATCH', '/sign-in', array( 'refresh' => 'ok' ) );
			$sign_in();
			$rest( 'GET', '/runs' );
			$rest( 'GET', '/results', array( 'table' => 'directory_only' ) );
			$grant = ( new WPO365\User_Sync\Connection\Sign_In\Grants( $settings ) )->of( 1 );
			$secrets['present refresh token'] = $grant->refresh_token;
			$secrets['present access token']  = $grant->access_token;
			echo wp_json_encode( array( 'secrets' => $secrets, 'places' => array( 'REST answers' => $answers ), 'run' => $run ) );
			CODE,
			self::SECRET + array(
				'WPO365_SECRET'    => WPO_USER_SYNC_CLIENT_SECRET,
				'WP_DEBUG_LOG'     => $log,
				'WP_DEBUG_DISPLAY' => false,
				'SAVEQUERIES'      => true,
			),
			self::ADMIN
		);
		$seen   = json_decode( $output, true, 512, JSON_THROW_ON_ERROR );
		self::assertSame( 'sign_in_needed', $seen['run']['error']['code'], (string) wp_json_encode( $seen['run'] ) );
		return $seen;
	}

	protected function assertPreConditions(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'account' => $this->member()['id'] ) );
	}

	/** Gives everything that the database holds. */
	private function dump(): string {
		global $wpdb;
		$dump = '';
		foreach ( $wpdb->get_col( 'SHOW TABLES' ) as $table ) {
			$dump .= $table . wp_json_encode( $wpdb->get_results( "SELECT * FROM `$table`", ARRAY_A ), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
		}
		return $dump;
	}

	/**
	 * Gives a secret as it may be spelled somewhere.
	 *
	 * @return list<string>
	 */
	private function spellings( string $secret ): array {
		$json = trim( (string) wp_json_encode( $secret ), '"' );
		return array_values( array_unique( array( $secret, $json, rawurlencode( $secret ), urlencode( $secret ), base64_encode( $secret ), bin2hex( $secret ) ) ) );
	}
}
