<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Cloud;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;

final class Endpoints_Test extends TestCase {

	/**
	 * @dataProvider clouds
	 */
	public function test_every_cloud_has_its_own_hosts( string $cloud, string $graph, string $login, string $issuer, string $portal ): void {
		$ends = $this->endpoints( array( 'WPO_USER_SYNC_CLOUD' => $cloud ) );
		self::assertSame( "https://$graph/v1.0", $ends->graph_base() );
		self::assertSame( "https://$login/contoso.com/oauth2/v2.0/token", $ends->login_url( 'contoso.com', '/oauth2/v2.0/token' ) );
		self::assertSame( "https://$issuer", $ends->issuer_origin );
		self::assertSame( "https://$graph/.default", $ends->cloud->scope() );
		self::assertSame( "https://$graph/User.Read.All", $ends->cloud->permission( 'User.Read.All' ) );
		self::assertSame( "https://$portal", $ends->cloud->portal() );
	}

	public static function clouds(): array {
		return array(
			'global' => array( 'global', 'graph.microsoft.com', 'login.microsoftonline.com', 'login.microsoftonline.com', 'entra.microsoft.com' ),
			'usgov'  => array( 'usgov', 'graph.microsoft.us', 'login.microsoftonline.us', 'login.microsoftonline.us', 'entra.microsoft.us' ),
			'dod'    => array( 'dod', 'dod-graph.microsoft.us', 'login.microsoftonline.us', 'login.microsoftonline.us', 'entra.microsoft.us' ),
			'china'  => array( 'china', 'microsoftgraph.chinacloudapi.cn', 'login.chinacloudapi.cn', 'login.partner.microsoftonline.cn', 'portal.azure.cn' ),
		);
	}

	public function test_the_table_of_clouds_is_complete(): void {
		self::assertSame( array_column( Cloud::cases(), 'value' ), array_keys( self::clouds() ) );
	}

	/**
	 * @dataProvider loopback
	 */
	public function test_a_simulator_may_stand_on_this_machine( string $url, string $origin ): void {
		$ends = $this->endpoints( array( 'WPO_USER_SYNC_GRAPH_URL' => $url, 'WPO_USER_SYNC_LOGIN_URL' => $url ) );
		self::assertSame( "$origin/v1.0", $ends->graph_base() );
		self::assertSame( $origin, $ends->login_origin );
		self::assertSame( $origin, $ends->issuer_origin );
	}

	public static function loopback(): array {
		return array(
			'IPv4'              => array( 'http://127.0.0.1:4100', 'http://127.0.0.1:4100' ),
			'slash at the end'  => array( 'http://127.0.0.1:4100/', 'http://127.0.0.1:4100' ),
			'elsewhere in 127'  => array( 'https://127.3.2.1', 'https://127.3.2.1' ),
			'IPv6'              => array( 'http://[::1]:80', 'http://[::1]:80' ),
			'by name'           => array( 'http://LOCALHOST:4100', 'http://localhost:4100' ),
		);
	}

	/**
	 * @dataProvider elsewhere
	 */
	public function test_no_constant_leads_elsewhere( mixed $url ): void {
		foreach ( array( 'WPO_USER_SYNC_GRAPH_URL', 'WPO_USER_SYNC_LOGIN_URL' ) as $constant ) {
			try {
				$this->endpoints( array( $constant => $url ) );
				self::fail( 'Accepted ' . wp_json_encode( $url ) );
			} catch ( Graph_Exception $refusal ) {
				self::assertSame( Graph_Error::Not_Configured, $refusal->error );
				self::assertStringContainsString( $constant, $refusal->getMessage() );
			}
		}
	}

	public static function elsewhere(): array {
		$urls = array( 'https://evil.example', 'https://127.0.0.1.evil.example', 'http://127.0.0.1@evil.example', 'http://localhost.evil.example', 'http://127.0.0.256', 'http://127.1', 'http://2130706433', 'http://10.0.0.1', 'http://[::2]', 'http://127.0.0.1/path', 'http://127.0.0.1?x', "http://127.0.0.1\n", 'ftp://127.0.0.1', '127.0.0.1', 17, true );
		return array_combine( array_map( 'wp_json_encode', $urls ), array_map( static fn ( mixed $url ): array => array( $url ), $urls ) );
	}

	public function test_an_unknown_cloud_is_named(): void {
		$this->expectExceptionMessage( 'WPO_USER_SYNC_CLOUD' );
		$this->endpoints( array( 'WPO_USER_SYNC_CLOUD' => 'germany' ) );
	}

	/** @param array<string, mixed> $constants */
	private function endpoints( array $constants ): Endpoints {
		return Endpoints::from( new Settings( new Constants( $constants ) ) );
	}
}
