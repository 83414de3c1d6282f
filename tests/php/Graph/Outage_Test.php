<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Outage;

final class Outage_Test extends TestCase {

	/**
	 * @dataProvider errors
	 */
	public function test_tells_causes_apart( string $code, string $text, string $cause ): void {
		$failure = Outage::exception( new \WP_Error( $code, $text ), 'graph.microsoft.com' );
		self::assertSame( $cause, $failure->details['cause'] );
		self::assertStringContainsString( 'graph.microsoft.com', $failure->getMessage() );
		self::assertStringNotContainsString( '10.1.2.3', $failure->getMessage() );
		self::assertSame( 'blocked' === $cause ? Graph_Error::Not_Configured : Graph_Error::Unreachable, $failure->error );
		self::assertSame( 'blocked' !== $cause, $failure->is_retryable() );
	}

	public static function errors(): array {
		return array(
			'forbidden by wp-config'  => array( 'http_request_not_executed', 'User has blocked requests through HTTP.', 'blocked' ),
			'name not resolved'       => array( 'http_request_failed', 'cURL error 6: Could not resolve host', 'dns' ),
			'proxy not resolved'      => array( 'http_request_failed', 'cURL error 5: Could not resolve proxy: p', 'proxy' ),
			'proxy refuses'           => array( 'http_request_failed', 'cURL error 56: Received HTTP code 407 from proxy after CONNECT', 'proxy' ),
			'refused'                 => array( 'http_request_failed', 'cURL error 7: Failed to connect to 10.1.2.3', 'refused' ),
			'time-out'                => array( 'http_request_failed', 'cURL error 28: Operation timed out after 30001 milliseconds', 'timeout' ),
			'certificate not trusted' => array( 'http_request_failed', 'cURL error 60: SSL certificate problem', 'tls' ),
			'handshake'               => array( 'http_request_failed', 'cURL error 35: SSL connect error', 'tls' ),
			'cut off'                 => array( 'http_request_failed', 'cURL error 18: transfer closed with 100 bytes remaining to read', 'broken' ),
			'no answer'               => array( 'http_request_failed', 'cURL error 52: Empty reply from server', 'broken' ),
			'streams, name'           => array( 'http_request_failed', 'php_network_getaddresses: getaddrinfo failed', 'dns' ),
			'streams, refused'        => array( 'http_request_failed', '111: Connection refused', 'refused' ),
			'streams, time-out'       => array( 'http_request_failed', 'Connection timed out', 'timeout' ),
			'streams, certificate'    => array( 'http_request_failed', 'SSL certificate did not match the requested domain name', 'tls' ),
			'something else'          => array( 'http_request_failed', 'Odd', 'broken' ),
		);
	}

	public function test_no_two_causes_share_a_sentence(): void {
		$sentences = array();
		foreach ( self::errors() as [ $code, $text, $cause ] ) {
			$sentences[ $cause ] = Outage::exception( new \WP_Error( $code, $text ), 'h' )->getMessage();
		}
		self::assertCount( count( Outage::cases() ), $sentences );
		self::assertSame( $sentences, array_unique( $sentences ) );
	}
}
