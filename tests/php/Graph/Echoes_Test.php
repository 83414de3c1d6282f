<?php
/**
 * Error answers that repeat what was sent to them, or what looks like a token.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Echoes_Test extends Test_Case {

	private const OPAQUE = 'q7Zk2mX9vR4tB8nL1wC5sD3fG6hJ0pYa';

	/** @var list<string> Tokens and secrets that were on their way. */
	private array $secrets = array( WPO_USER_SYNC_CLIENT_SECRET, self::OPAQUE );

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5 ) );
	}

	/**
	 * Has errors of a service repeat everything that a request held.
	 *
	 * @param string $part Part of the addresses.
	 */
	private function echo_from( string $part, int $status ): void {
		add_filter(
			'http_response',
			function ( array $answer, array $args, string $url ) use ( $part, $status ): array {
				$sent = (string) ( $args['headers']['Authorization'] ?? '' ) . ' ' . ( is_string( $args['body'] ) ? $args['body'] : '' );
				if ( str_starts_with( $sent, 'Bearer ' ) ) {
					$this->secrets[] = explode( ' ', $sent )[1];
				}
				if ( ! str_contains( $url, $part ) ) {
					return $answer;
				}
				$short = self::OPAQUE;
				$body  = str_contains( $url, '/oauth2/' )
					? array( 'error' => $short, 'suberror' => $short, 'error_description' => "AADSTS7000215: $sent", 'timestamp' => $short, 'trace_id' => $short )
					: array( 'error' => array( 'code' => self::OPAQUE, 'message' => "Not understood: $sent " . self::OPAQUE, 'innerError' => array( 'code' => end( $this->secrets ) ) ) );
				$answer['response']['code'] = $status;
				$answer['body']             = (string) wp_json_encode( $body );
				return $answer;
			},
			10,
			3
		);
	}

	/**
	 * @dataProvider services
	 */
	public function test_no_echo_of_a_token_or_a_secret_is_passed_on( string $part, int $status ): void {
		global $wpdb;
		$this->echo_from( $part, $status );
		$seen = $this->rest( 'POST', '/directory/filter', array( 'filter' => 'accountEnabled eq true' ) )->text()
			. $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'accountEnabled eq true' ) ) )->text()
			. $this->rest( 'POST', '/connection/test' )->text()
			. wp_json_encode( $this->step_until_it_ends() )
			. wp_json_encode( $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_runs" ) )
			. wp_json_encode( $wpdb->get_results( "SELECT * FROM $wpdb->options WHERE option_name LIKE 'wpo365%' AND option_name NOT LIKE '%secret%'" ) );
		self::assertGreaterThan( 400 === $status ? 2 : 1, count( $this->secrets ) );
		foreach ( array_unique( $this->secrets ) as $secret ) {
			foreach ( array( $secret, rawurlencode( $secret ), trim( (string) wp_json_encode( $secret ), '"' ), substr( $secret, 0, 30 ) ) as $spelling ) {
				self::assertStringNotContainsString( $spelling, $seen );
			}
		}
		if ( 400 === $status ) {
			self::assertStringContainsString( 'Not understood: ', $seen, 'What else Graph says is passed on.' );
		}
	}

	/**
	 * @return array<string, array{string, int}>
	 */
	public static function services(): array {
		return array(
			'Graph refuses the query'          => array( '/v1.0/users', 400 ),
			'Graph refuses the token'          => array( '/v1.0/users', 401 ),
			'Graph forbids'                    => array( '/v1.0/users', 403 ),
			'the sign-in service refuses'      => array( '/oauth2/v2.0/token', 401 ),
			'the sign-in service has an error' => array( '/oauth2/v2.0/token', 500 ),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function step_until_it_ends(): array {
		return $this->step_to_the_end( $this->rest( 'POST', '/runs' )->data );
	}
}
