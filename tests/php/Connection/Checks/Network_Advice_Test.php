<?php
/**
 * What the line of the network says where Microsoft can't be reached: who is to open what.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Checks;

use WPO365\User_Sync\Connection\Checks\Checklist;
use WPO365\User_Sync\Connection\Checks\Diagnosis;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Network_Advice_Test extends Test_Case {

	private const CONNECTION = array(
		'WPO_USER_SYNC_TENANT_ID'     => '11112222-3333-4444-5555-666677778888',
		'WPO_USER_SYNC_CLIENT_ID'     => '11112222-3333-4444-5555-666677779999',
		'WPO_USER_SYNC_CLIENT_SECRET' => 'a secret',
		'AUTH_KEY'                    => 'abcdefgh0123456789abcdefgh',
		'AUTH_SALT'                   => 'ijklmnop0123456789ijklmnop',
	);

	/**
	 * @dataProvider outages
	 * @param list<string> $words
	 */
	public function test_hosts_and_ports_are_named_and_how_a_proxy_is_set( string $cloud, string $error, array $words ): void {
		$line = $this->network( $cloud, new \WP_Error( 'http_request_failed', $error ) );
		self::assertSame( 'error', $line['status'] );
		foreach ( $words as $word ) {
			self::assertStringContainsString( $word, $line['message'] );
		}
		self::assertStringEndsWith( 'setup.html#firewall-and-proxy', $line['action']['url'] ?? '' );
	}

	/**
	 * @return array<string, array{string, string, list<string>}> Cloud, error of the HTTP library, words that have to be there.
	 */
	public static function outages(): array {
		$worldwide = array( 'login.microsoftonline.com (port 443)', 'graph.microsoft.com (port 443)' );
		$proxy     = array( "define( 'WP_PROXY_HOST', ", "define( 'WP_PROXY_PORT', ", "define( 'WP_PROXY_BYPASS_HOSTS', " );
		return array(
			'a name that is not resolved' => array( 'global', 'cURL error 6: Could not resolve host', array( ...$worldwide, ...$proxy ) ),
			'a proxy'                     => array( 'global', 'cURL error 5: Could not resolve proxy: p', array( ...$worldwide, ...$proxy ) ),
			'a firewall that refuses'     => array( 'global', 'cURL error 7: Failed to connect', array( ...$worldwide, ...$proxy ) ),
			'a firewall that is silent'   => array( 'global', 'cURL error 28: Operation timed out', array( ...$worldwide, ...$proxy ) ),
			'a certificate'               => array( 'global', 'cURL error 60: SSL certificate problem', $worldwide ),
			'a broken connection'         => array( 'global', 'cURL error 52: Empty reply from server', $worldwide ),
			'US Government'               => array( 'usgov', 'cURL error 7: Failed to connect', array( 'login.microsoftonline.us (port 443)', 'graph.microsoft.us (port 443)' ) ),
			'DoD'                         => array( 'dod', 'cURL error 7: Failed to connect', array( 'login.microsoftonline.us (port 443)', 'dod-graph.microsoft.us (port 443)' ) ),
			'China'                       => array( 'china', 'cURL error 7: Failed to connect', array( 'login.chinacloudapi.cn (port 443)', 'microsoftgraph.chinacloudapi.cn (port 443)' ) ),
		);
	}

	public function test_where_wordpress_forbids_it_the_constant_is_written_out(): void {
		$line = $this->network( 'global', new \WP_Error( 'http_request_not_executed', 'User has blocked requests through HTTP.' ) );
		self::assertStringContainsString( "define( 'WP_ACCESSIBLE_HOSTS', 'login.microsoftonline.com,graph.microsoft.com' );", $line['message'] );
		self::assertStringNotContainsString( 'WP_PROXY_HOST', $line['message'] );
	}

	public function test_a_page_of_something_in_between_is_an_outage_too(): void {
		$line = $this->network( 'global', array( 'response' => array( 'code' => 200, 'message' => '' ), 'headers' => array(), 'body' => '<html>Please sign in to this network', 'cookies' => array() ) );
		self::assertStringContainsString( 'login.microsoftonline.com (port 443)', $line['message'] );
	}

	public function test_where_microsoft_itself_has_an_error_nothing_has_to_be_opened(): void {
		$line = $this->network( 'global', array( 'response' => array( 'code' => 503, 'message' => '' ), 'headers' => array(), 'body' => '{"error":"temporarily_unavailable"}', 'cookies' => array() ) );
		self::assertSame( 'error', $line['status'] );
		self::assertStringNotContainsString( 'port', $line['message'] );
	}

	/**
	 * @param array<string, mixed>|\WP_Error $answer What the HTTP library gives.
	 * @return array{status: string, message: string, action: array{label: string, url: string}|null}
	 */
	private function network( string $cloud, array|\WP_Error $answer ): array {
		add_filter( 'pre_http_request', static fn(): array|\WP_Error => $answer );
		$settings = new Settings( new Constants( array( 'WPO_USER_SYNC_CLOUD' => $cloud ) + self::CONNECTION ) );
		( new Diagnosis( $settings ) )->run( self::ADMIN );
		return array_column( ( new Checklist( $settings ) )->lines( self::ADMIN ), null, 'id' )['network'];
	}
}
