<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Link_Check;

final class Link_Check_Test extends TestCase {

	/**
	 * @dataProvider good_links
	 */
	public function test_gives_a_good_link_back_byte_for_byte( string $link ): void {
		self::assertSame( $link, ( new Link_Check( 'https://graph.microsoft.com' ) )->check( $link ) );
	}

	public static function good_links(): array {
		return array(
			'first page'            => array( 'https://graph.microsoft.com/v1.0/users?$top=25' ),
			'awkward page token'    => array( 'https://graph.microsoft.com/v1.0/users?$skiptoken=X%2744a+b/c==%27%2f' ),
			'host in another case'  => array( 'https://Graph.Microsoft.com/v1.0/users' ),
			'dots that do not climb' => array( 'https://graph.microsoft.com/v1.0/users/a..b@c.example?x=../..' ),
			'an address in the query' => array( 'https://graph.microsoft.com/v1.0/users?x=https://user@evil.example/' ),
		);
	}

	/**
	 * @dataProvider bad_links
	 */
	public function test_refuses_every_other_link( string $link ): void {
		try {
			( new Link_Check( 'https://graph.microsoft.com' ) )->check( $link );
			self::fail( "Accepted $link" );
		} catch ( Graph_Exception $refusal ) {
			self::assertSame( Graph_Error::Link_Refused, $refusal->error );
			self::assertFalse( $refusal->is_retryable() );
			self::assertStringNotContainsString( 'evil', $refusal->getMessage() );
		}
	}

	public static function bad_links(): array {
		$links = array(
			'another host'                 => 'https://evil.example/v1.0/users',
			'another cloud'                => 'https://graph.microsoft.us/v1.0/users',
			'a host that begins alike'     => 'https://graph.microsoft.com.evil.example/v1.0/users',
			'a host below'                 => 'https://evil.graph.microsoft.com/v1.0/users',
			'no encryption'                => 'http://graph.microsoft.com/v1.0/users',
			'a port'                       => 'https://graph.microsoft.com:8443/v1.0/users',
			'the default port'             => 'https://graph.microsoft.com:443/v1.0/users',
			'user information'             => 'https://graph.microsoft.com@evil.example/v1.0/users',
			'user information and our host' => 'https://evil:x@graph.microsoft.com/v1.0/users',
			'another version'              => 'https://graph.microsoft.com/beta/users',
			'a version that begins alike'  => 'https://graph.microsoft.com/v1.0evil/users',
			'a version in another case'    => 'https://graph.microsoft.com/V1.0/users',
			'no path'                      => 'https://graph.microsoft.com',
			'dot segments'                 => 'https://graph.microsoft.com/v1.0/../beta/users',
			'encoded dot segments'         => 'https://graph.microsoft.com/v1.0/%2e%2E/beta/users',
			'twice encoded dot segments'   => 'https://graph.microsoft.com/v1.0/%252e%252e/beta/users',
			'an encoded slash'             => 'https://graph.microsoft.com/v1.0/..%2fbeta/users',
			'a single dot'                 => 'https://graph.microsoft.com/v1.0/./users',
			'dots at the end'              => 'https://graph.microsoft.com/v1.0/users/..',
			'a backslash'                  => 'https://graph.microsoft.com\\@evil.example/v1.0/users',
			'an encoded backslash'         => 'https://graph.microsoft.com/v1.0/..%5cbeta/users',
			'a fragment'                   => 'https://graph.microsoft.com/v1.0/users#x',
			'a line break'                 => "https://graph.microsoft.com/v1.0/users\r\nX: y",
			'a line break at the end'      => "https://graph.microsoft.com/v1.0/users\n",
			'a blank'                      => 'https://graph.microsoft.com/v1.0/users x',
			'a letter that only looks alike' => 'https://graph.microsоft.com/v1.0/users',
			'no scheme'                    => '//graph.microsoft.com/v1.0/users',
			'a relative one'               => '/v1.0/users',
			'another scheme'               => 'ftp://graph.microsoft.com/v1.0/users',
			'nothing'                      => '',
			'an encoded at sign'           => 'https://graph.microsoft.com%40evil.example/v1.0/users',
			'a blank in front'             => ' https://graph.microsoft.com/v1.0/users',
			'a letter beyond ASCII'        => 'https://graph.microsoft.com/v1.0/üsers',
			'a script'                     => 'javascript:alert(1)',
			'a file'                       => 'file:///etc/passwd',
		);
		return array_map( static fn ( string $link ): array => array( $link ), $links );
	}

	public function test_a_simulator_is_held_to_its_port(): void {
		$check = new Link_Check( 'http://127.0.0.1:4100' );
		self::assertSame( 'http://127.0.0.1:4100/v1.0/users', $check->check( 'http://127.0.0.1:4100/v1.0/users' ) );
		$this->expectException( Graph_Exception::class );
		$check->check( 'http://127.0.0.1:41000/v1.0/users' );
	}
}
