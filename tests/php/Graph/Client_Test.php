<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use WPO365\User_Sync\Connection\Sign_In\Client_Credentials;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Client_Test extends Test_Case {

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30 ) );
	}

	public function test_sends_what_microsoft_asks_for(): void {
		$this->client()->get( '/users', array( '$select' => 'id,mail', '$filter' => "displayName eq 'O''Brien & Söhne #1+'" ) );
		$this->client()->get( '/users', array( '$select' => 'id' ) );
		$log = Simulator::log( 'users' );
		self::assertSame( "\$select=id%2Cmail&\$filter=displayName%20eq%20%27O%27%27Brien%20%26%20S%C3%B6hne%20%231%2B%27", $log[0]['query'] );
		foreach ( $log as $request ) {
			self::assertSame( 'Low', $request['headers']['x-ms-throttle-priority'] );
			self::assertMatchesRegularExpression( '/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $request['headers']['client-request-id'] );
			self::assertSame( 'bearer', $request['authorization'] );
			self::assertArrayNotHasKey( 'consistencylevel', $request['headers'] );
			self::assertStringNotContainsString( home_url(), $request['headers']['user-agent'] );
		}
		self::assertNotSame( $log[0]['headers']['client-request-id'], $log[1]['headers']['client-request-id'] );
	}

	public function test_follows_links_byte_for_byte(): void {
		$client = $this->client();
		$page   = $client->get( '/users', array( '$select' => 'id', '$top' => '4' ) );
		for ( $pages = 1; isset( $page['@odata.nextLink'] ); $pages++ ) {
			$page = $client->get( $page['@odata.nextLink'] );
		}
		self::assertSame( 8, $pages );
		self::assertSame( array_fill( 0, 7, 'exact' ), array_column( array_slice( Simulator::log( 'users' ), 1 ), 'link' ) );
	}

	public function test_one_token_is_enough(): void {
		$this->client()->get( '/users' );
		$this->client()->get( '/users' );
		self::assertCount( 1, Simulator::log( 'token' ), 'The second client finds the token that the first one kept.' );
	}

	public function test_without_a_key_the_token_lives_as_long_as_the_request(): void {
		$client = $this->client( array( 'AUTH_KEY' => null, 'AUTH_SALT' => null ) );
		$client->get( '/users' );
		$client->get( '/users' );
		self::assertCount( 1, Simulator::log( 'token' ) );
		self::assertFalse( get_option( 'wpo365_user_sync_secret_application_token' ) );
	}

	public function test_a_token_is_not_used_in_its_last_five_minutes(): void {
		Simulator::control( 'PATCH', '/tenant', array( 'token_lifetime' => 299 ) );
		$client = $this->client();
		$client->get( '/users' );
		$client->get( '/users' );
		self::assertSame( array( 1, 2 ), array_column( Simulator::log( 'users' ), 'token' ) );
	}

	public function test_a_token_of_another_connection_is_not_used(): void {
		$this->client()->get( '/users' );
		Simulator::clear_log();
		try {
			$this->client( array( 'WPO_USER_SYNC_CLIENT_ID' => '11112222-3333-4444-5555-666677778888' ) )->get( '/users' );
			self::fail( 'There is no such application.' );
		} catch ( Graph_Exception $failure ) {
			self::assertSame( 700016, $failure->details['aadsts'] );
		}
		self::assertSame( array(), Simulator::log( 'users' ) );
	}

	public function test_a_refused_token_is_renewed_once(): void {
		Simulator::fault( array( 'kind' => 'expired_token' ) );
		self::assertNotEmpty( $this->client()->get( '/users' )['value'] );
		self::assertSame( array( 1, 2 ), array_column( Simulator::log( 'users' ), 'token' ) );
	}

	public function test_a_second_refusal_is_a_failure(): void {
		Simulator::fault( array( 'kind' => 'expired_token', 'times' => null ) );
		$failure = $this->failure();
		self::assertSame( Graph_Error::Unauthorized, $failure->error );
		self::assertCount( 2, Simulator::log( 'users' ) );
		self::assertCount( 2, Simulator::log( 'token' ) );
	}

	/**
	 * @dataProvider faults
	 */
	public function test_every_fault_has_its_name( array $fault, string $error, int $status, bool $retryable, ?int $retry_after ): void {
		Simulator::fault( $fault + array( 'times' => null ) );
		$failure = $this->failure();
		self::assertSame( $error, $failure->error->value );
		self::assertSame( $status, $failure->status );
		self::assertSame( $retryable, $failure->is_retryable() );
		if ( isset( $fault['retry_after_date'] ) ) {
			self::assertEqualsWithDelta( $retry_after, $failure->retry_after, 1 );
		} else {
			self::assertSame( $retry_after, $failure->retry_after );
		}
		self::assertNotSame( '', $failure->getMessage() );
		self::assertCount( 1, Simulator::log( 'users' ), 'The client does not try again by itself.' );
		foreach ( Simulator::log() as $request ) {
			self::assertFalse( $request['elsewhere'], 'Something was sent elsewhere.' );
		}
	}

	public static function faults(): array {
		return array(
			'429 with seconds'            => array( array( 'kind' => 'throttle', 'retry_after' => 4 ), 'throttled', 429, true, 4 ),
			'429 with a fraction'         => array( array( 'kind' => 'throttle', 'retry_after' => '2.128' ), 'throttled', 429, true, 3 ),
			'429 with a date'             => array( array( 'kind' => 'throttle', 'retry_after_date' => 9 ), 'throttled', 429, true, 9 ),
			'429 without'                 => array( array( 'kind' => 'throttle', 'retry_after' => null ), 'throttled', 429, true, null ),
			'500'                         => array( array( 'kind' => 'status', 'status' => 500 ), 'server_error', 500, true, null ),
			'502, a page of HTML'         => array( array( 'kind' => 'status', 'status' => 502, 'body' => 'html' ), 'server_error', 502, true, null ),
			'503 with Retry-After'        => array( array( 'kind' => 'status', 'status' => 503, 'retry_after' => 7 ), 'server_error', 503, true, 7 ),
			'504, nothing'                => array( array( 'kind' => 'status', 'status' => 504, 'body' => 'empty' ), 'server_error', 504, true, null ),
			'501'                         => array( array( 'kind' => 'status', 'status' => 501 ), 'not_supported', 501, false, null ),
			'505'                         => array( array( 'kind' => 'status', 'status' => 505 ), 'bad_response', 505, false, null ),
			'400'                         => array( array( 'kind' => 'status', 'status' => 400 ), 'bad_request', 400, false, null ),
			'403'                         => array( array( 'kind' => 'status', 'status' => 403 ), 'forbidden', 403, false, null ),
			'404'                         => array( array( 'kind' => 'status', 'status' => 404 ), 'not_found', 404, false, null ),
			'410'                         => array( array( 'kind' => 'status', 'status' => 410 ), 'expired_page_token', 410, false, null ),
			'expired page token'          => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'directory_expiredPageToken' ), 'expired_page_token', 400, false, null ),
			'page token not found'        => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'DirectoryPageTokenNotFoundException' ), 'expired_page_token', 400, false, null ),
			'HTML with 200'               => array( array( 'kind' => 'html' ), 'bad_response', 200, true, null ),
			'half of the JSON'            => array( array( 'kind' => 'broken_json' ), 'bad_response', 200, true, null ),
			'an error with 200'           => array( array( 'kind' => 'error_in_200' ), 'bad_response', 200, false, null ),
			'a list'                      => array( array( 'kind' => 'body', 'json' => array( 1, 2 ) ), 'bad_response', 200, false, null ),
			'an empty list'               => array( array( 'kind' => 'body', 'json' => array() ), 'bad_response', 200, false, null ),
			'a text'                      => array( array( 'kind' => 'body', 'json' => 'users' ), 'bad_response', 200, false, null ),
			'null'                        => array( array( 'kind' => 'body', 'json' => null ), 'bad_response', 200, false, null ),
			'too long'                    => array( array( 'kind' => 'padding', 'bytes' => 40_000_000 ), 'bad_response', 200, false, null ),
			'a redirect elsewhere'        => array( array( 'kind' => 'redirect' ), 'bad_response', 302, false, null ),
			'a permanent redirect'        => array( array( 'kind' => 'redirect', 'status' => 308 ), 'bad_response', 308, false, null ),
			'cut off'                     => array( array( 'kind' => 'truncate' ), 'unreachable', 0, true, null ),
			'connection reset'            => array( array( 'kind' => 'reset' ), 'unreachable', 0, true, null ),
			'500, a page of HTML'         => array( array( 'kind' => 'status', 'status' => 500, 'body' => 'html' ), 'server_error', 500, true, null ),
			'500, nothing'                => array( array( 'kind' => 'status', 'status' => 500, 'body' => 'empty' ), 'server_error', 500, true, null ),
			'502'                         => array( array( 'kind' => 'status', 'status' => 502 ), 'server_error', 502, true, null ),
			'503, nothing'                => array( array( 'kind' => 'status', 'status' => 503, 'body' => 'empty' ), 'server_error', 503, true, null ),
			'504, a page of HTML'         => array( array( 'kind' => 'status', 'status' => 504, 'body' => 'html' ), 'server_error', 504, true, null ),
			'507'                         => array( array( 'kind' => 'status', 'status' => 507 ), 'bad_response', 507, false, null ),
			'200, nothing'                => array( array( 'kind' => 'status', 'status' => 200, 'body' => 'empty' ), 'bad_response', 200, true, null ),
			'202, nothing'                => array( array( 'kind' => 'status', 'status' => 202, 'body' => 'empty' ), 'bad_response', 202, false, null ),
			'204, nothing'                => array( array( 'kind' => 'status', 'status' => 204, 'body' => 'empty' ), 'bad_response', 204, false, null ),
			'a redirect for good'         => array( array( 'kind' => 'redirect', 'status' => 301 ), 'bad_response', 301, false, null ),
			'a redirect to another page'  => array( array( 'kind' => 'redirect', 'status' => 303 ), 'bad_response', 303, false, null ),
			'a temporary redirect'        => array( array( 'kind' => 'redirect', 'status' => 307 ), 'bad_response', 307, false, null ),
		);
	}

	public function test_another_content_type_does_no_harm(): void {
		Simulator::fault( array( 'kind' => 'content_type' ) );
		self::assertNotEmpty( $this->client()->get( '/users' )['value'] );
	}

	public function test_no_filter_of_another_plugin_loosens_the_rules(): void {
		add_filter(
			'http_request_args',
			static fn ( array $args ): array => array( 'redirection' => 5, 'sslverify' => false, 'timeout' => 300 ) + $args
		);
		$seen = array();
		add_filter(
			'pre_http_request',
			static function ( mixed $done, array $args ) use ( &$seen ): mixed {
				$seen[] = array_intersect_key( $args, array_flip( array( 'redirection', 'sslverify', 'timeout' ) ) );
				return $done;
			},
			10,
			2
		);
		Simulator::fault( array( 'kind' => 'redirect' ) );
		self::assertSame( 302, $this->failure()->status );
		self::assertCount( 2, $seen );
		foreach ( $seen as $args ) {
			self::assertSame( array( 'redirection' => 0, 'sslverify' => true, 'timeout' => 30 ), array_merge( array_flip( array( 'redirection', 'sslverify', 'timeout' ) ), $args ) );
		}
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ) );
	}

	public function test_loggers_of_http_calls_see_nothing_of_it_and_everything_else(): void {
		$calls = 0;
		add_action(
			'http_api_debug',
			static function () use ( &$calls ): void {
				++$calls;
			}
		);
		$this->client()->get( '/users' );
		self::assertSame( 0, $calls );
		wp_remote_get( getenv( 'WPO365_TEST_GRAPH' ) . '/_control' );
		self::assertSame( 1, $calls );
	}

	public function test_an_odd_id_does_not_climb_out(): void {
		Simulator::clear_log();
		foreach ( array( '/users/../groups', '/users/%2e%2e/groups', '/../beta/users', "/users/x\r\nX-A: b" ) as $path ) {
			self::assertSame( Graph_Error::Link_Refused, $this->failure( $path )->error, $path );
		}
		self::assertSame( array(), Simulator::log() );
	}

	public function test_reports_what_support_asks_for(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'message' => 'Ann O\'Neil may not' ) );
		$failure = $this->failure();
		self::assertMatchesRegularExpression( '/^[0-9a-f-]{36}$/', $failure->details['request_id'] );
		self::assertArrayHasKey( 'date', $failure->details );
		self::assertSame( 'Authorization_RequestDenied', $failure->details['graph_code'] );
		self::assertStringNotContainsString( 'Ann', $failure->getMessage() . wp_json_encode( $failure->details ) );
	}

	/** @param array<string, mixed> $constants */
	private function client( array $constants = array() ): Client {
		$values = array();
		foreach ( array( 'TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET', 'GRAPH_URL', 'LOGIN_URL' ) as $name ) {
			$values[ "WPO_USER_SYNC_$name" ] = constant( "WPO_USER_SYNC_$name" );
		}
		$settings = new Settings( new Constants( array_merge( $values, array( 'AUTH_KEY' => AUTH_KEY, 'AUTH_SALT' => AUTH_SALT ), $constants ) ) );
		return new Client( $settings, new Client_Credentials( $settings ) );
	}

	private function failure( string $path = '/users' ): Graph_Exception {
		try {
			$this->client()->get( $path );
		} catch ( Graph_Exception $failure ) {
			return $failure;
		}
		self::fail( 'It worked.' );
	}
}
