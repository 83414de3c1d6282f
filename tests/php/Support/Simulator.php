<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * The simulated tenant, over HTTP. Its control requests: tests/graph/README.md.
 */
final class Simulator {

	/**
	 * Starts the tenant anew: its people, log, faults, clock and tokens.
	 *
	 * @param array<string, mixed> $options For example users, seed, awkward.
	 * @return array<string, mixed> What the tenant is now.
	 */
	public static function tenant( array $options = array() ): array {
		return self::control( 'POST', '/tenant', $options );
	}

	/**
	 * Adds a fault to the script.
	 *
	 * @param array<string, mixed> $fault
	 * @return array<mixed>
	 */
	public static function fault( array $fault ): array {
		return self::control( 'POST', '/faults', $fault );
	}

	/**
	 * Reads the requests that the plugin made.
	 *
	 * @param string $route Only those of a route, such as "users".
	 * @return list<array<string, mixed>>
	 */
	public static function log( string $route = '' ): array {
		return self::control( 'GET', '/log' . ( '' === $route ? '' : '?route=' . rawurlencode( $route ) ) );
	}

	public static function clear_log(): void {
		self::control( 'DELETE', '/log' );
	}

	/**
	 * Moves the tenant's time on.
	 */
	public static function advance( int $seconds ): void {
		self::control( 'POST', '/clock', array( 'advance' => $seconds ) );
	}

	/**
	 * Adds a person at the end of the listing.
	 *
	 * @param array<string, mixed> $person Properties; what is missing is an ordinary person's.
	 * @return array<string, mixed>
	 */
	public static function add( array $person ): array {
		return self::control( 'POST', '/users', $person );
	}

	/**
	 * Adds a group.
	 *
	 * @param string[] $members Object ids, UPNs or keys.
	 * @param string   $key     What it is called in further control requests; empty: by its object id alone.
	 * @return string Its object id.
	 */
	public static function group( string $name, array $members, string $key = '' ): string {
		return self::control( 'POST', '/groups', array( 'displayName' => $name, 'members' => $members ) + ( '' === $key ? array() : compact( 'key' ) ) )['group']['id'];
	}

	/**
	 * Changes a person.
	 *
	 * @param string               $user Object id, UPN or key of an awkward person.
	 * @param array<string, mixed> $properties
	 * @return array<string, mixed>
	 */
	public static function change( string $user, array $properties ): array {
		return self::control( 'PATCH', '/users/' . rawurlencode( $user ), $properties );
	}

	public static function remove( string $user, bool $permanently = false ): void {
		self::control( 'DELETE', '/users/' . rawurlencode( $user ) . ( $permanently ? '?permanently=true' : '' ) );
	}

	/**
	 * Reads people with all their properties.
	 *
	 * @return list<array<string, mixed>>
	 */
	public static function people( int $offset = 0, int $limit = 1000 ): array {
		$answer = self::control( 'GET', "/users?offset={$offset}&limit={$limit}" );
		return $answer['users'] ?? $answer;
	}

	/**
	 * Sends a control request.
	 *
	 * @param string                    $path After /_control.
	 * @param array<string, mixed>|null $body
	 * @return array<mixed>
	 */
	public static function control( string $method, string $path = '', ?array $body = null ): array {
		$context = stream_context_create(
			array(
				'http' => array(
					'method'        => $method,
					'header'        => "Content-Type: application/json\r\nConnection: close",
					'content'       => null === $body ? '' : (string) json_encode( (object) $body, JSON_THROW_ON_ERROR ),
					'ignore_errors' => true,
					'timeout'       => 30,
				),
			)
		);
		$answer  = (string) file_get_contents( getenv( 'WPO365_TEST_GRAPH' ) . '/_control' . $path, false, $context );
		$status  = (int) ( explode( ' ', $http_response_header[0] ?? '' )[1] ?? 0 );
		if ( $status < 200 || $status > 299 ) {
			throw new \RuntimeException( "{$method} /_control{$path}: {$status} {$answer}" );
		}
		return '' === $answer ? array() : (array) json_decode( $answer, true, 512, JSON_THROW_ON_ERROR );
	}
}
