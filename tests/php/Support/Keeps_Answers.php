<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Compares answers of the routes with those kept in tests/fixtures, which the page's tests answer with.
 */
trait Keeps_Answers {

	/** Set: differences are written, not failed. */
	private const WRITE = 'WPO365_WRITE_FIXTURES';

	/**
	 * Calls a route as the administrator and gives what the browser gets; unlike rest() it tells {} from [].
	 *
	 * @param array<string, mixed> $params The query of a GET, the JSON body of everything else.
	 */
	private function exact( string $method, string $route, array $params = array() ): mixed {
		$response = $this->dispatch( $method, $route, $params, self::ADMIN );
		return json_decode( (string) wp_json_encode( rest_get_server()->response_to_data( $response, false ) ) );
	}

	/**
	 * Asserts that an answer is exactly what its route's schema says: no key is missing, and none is there that it does not name.
	 *
	 * @param mixed                $answer The answer, or one item of it.
	 * @param array<string, mixed> $schema The schema.
	 */
	private function assert_as_described( mixed $answer, array $schema, string $name ): void {
		$valid = rest_validate_value_from_schema( $answer, self::closed( $schema ), $name );
		self::assertTrue( $valid, is_wp_error( $valid ) ? $valid->get_error_message() . ' ' . wp_json_encode( $answer ) : '' );
	}

	/**
	 * Gives the schema that a route tells everybody.
	 *
	 * @return array<string, mixed>
	 */
	private function schema_of( string $route ): array {
		$schema = $this->rest( 'OPTIONS', $route )->data['schema'] ?? null;
		self::assertIsArray( $schema, "{$route} has no schema." );
		return $schema;
	}

	/**
	 * Compares with a file of tests/fixtures, or writes it.
	 *
	 * @param mixed                $answers What the routes answered.
	 * @param array<string, string> $names   Texts that differ from site to site, and what stands for them.
	 */
	private function assert_kept( string $file, mixed $answers, array $names = array() ): void {
		$path = dirname( __DIR__, 2 ) . "/fixtures/{$file}.json";
		$text = self::pretty( ( new Stable( $names ) )->value( json_decode( (string) wp_json_encode( $answers ) ) ) );
		if ( getenv( self::WRITE ) ) {
			file_put_contents( $path, $text );
		}
		self::assertFileExists( $path, 'Write it: ' . self::WRITE . '=1' );
		// The file may be formatted in any way.
		self::assertSame( self::pretty( json_decode( (string) file_get_contents( $path ) ) ), $text, "The routes answer otherwise than tests/fixtures/{$file}.json says. Where that is meant, set " . self::WRITE . '=1 and look at the difference.' );
	}

	private static function pretty( mixed $value ): string {
		$json = (string) json_encode( $value, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR );
		return preg_replace_callback( '/^(?: {4})+/m', static fn( array $match ): string => str_repeat( "\t", intdiv( strlen( $match[0] ), 4 ) ), $json ) . "\n";
	}

	/**
	 * Makes a schema allow and want exactly what it names, at every depth.
	 *
	 * @param array<string, mixed> $schema The schema.
	 * @return array<string, mixed>
	 */
	private static function closed( array $schema ): array {
		if ( isset( $schema['properties'] ) ) {
			$schema['properties']           = array_map( static fn( array $property ): array => array( 'required' => true ) + self::closed( $property ), $schema['properties'] );
			$schema['additionalProperties'] = false;
		}
		if ( isset( $schema['items'] ) ) {
			$schema['items'] = self::closed( $schema['items'] );
		}
		return $schema;
	}
}
