<?php
/**
 * What a server answered.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Holds an HTTP answer, whatever its status.
 */
final class Response {

	/**
	 * @param array<string, string> $headers Headers, names in lower case.
	 * @param string                $body    Body as received.
	 * @param list<string>          $sent    Secrets and tokens that went out with the request, so that no echo of them is passed on.
	 */
	public function __construct(
		public readonly int $status,
		public readonly array $headers,
		public readonly string $body,
		#[\SensitiveParameter] private readonly array $sent = array()
	) {
	}

	/**
	 * Gives words of the answer as they may be shown: tokens and secrets are blanked out.
	 *
	 * @param string $words Words of the answer.
	 */
	public function presentable( string $words ): string {
		return Blank_Out::text( $words, $this->sent );
	}

	/**
	 * Gives a header's value; empty where it is absent.
	 *
	 * @param string $name Name in lower case.
	 */
	public function header( string $name ): string {
		return $this->headers[ $name ] ?? '';
	}

	/**
	 * Tells how many whole seconds to wait, rounded up so that no call comes too early. The Retry-After header has three forms: whole seconds, fractions of them, and an HTTP date.
	 *
	 * @param int|null $now Unix time; the present by default.
	 * @return int|null Null where the header is absent or says nothing.
	 */
	public function retry_after( ?int $now = null ): ?int {
		$header = trim( $this->header( 'retry-after' ) );
		if ( 1 === preg_match( '/^\d{1,9}(\.\d+)?$/', $header ) ) {
			return (int) ceil( (float) $header );
		}
		$date = \DateTimeImmutable::createFromFormat( 'D, d M Y H:i:s \G\M\T', $header, new \DateTimeZone( 'UTC' ) );
		return false === $date ? null : max( 0, $date->getTimestamp() - ( $now ?? time() ) );
	}

	/**
	 * Decodes the body.
	 *
	 * @return array<string, mixed>|null Null where it is not a JSON object.
	 */
	public function json(): ?array {
		$body = self::without_mark( $this->body );
		// A JSON list or scalar is no answer of Microsoft; json_decode() to arrays can't tell {} from [].
		if ( ! str_starts_with( ltrim( $body ), '{' ) ) {
			return null;
		}
		// One value that is no valid text must not cost the whole page.
		$decoded = json_decode( $body, true, 64, JSON_INVALID_UTF8_SUBSTITUTE );
		if ( JSON_ERROR_UTF16 === json_last_error() ) {
			$decoded = json_decode( self::with_whole_characters( $body ), true, 64, JSON_INVALID_UTF8_SUBSTITUTE );
		}
		return is_array( $decoded ) ? $decoded : null;
	}

	/**
	 * Tells whether the body is JSON, of whatever kind.
	 */
	public function is_json(): bool {
		json_decode( self::without_mark( $this->body ) );
		return JSON_ERROR_NONE === json_last_error();
	}

	/**
	 * Replaces escaped halves of characters, such as \ud83d without its other half, as a text has them that was cut off in the middle of an emoji.
	 *
	 * @param string $json JSON.
	 */
	private static function with_whole_characters( string $json ): string {
		return (string) preg_replace_callback(
			'/\\\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/s',
			static fn( array $escape ): string => 6 === strlen( $escape[0] ) ? '\ufffd' : $escape[0],
			$json
		);
	}

	/**
	 * Gives the body as text, without a byte order mark and blanks around it.
	 */
	public function text(): string {
		return trim( self::without_mark( $this->body ) );
	}

	/**
	 * Takes a byte order mark off, which Graph puts before the number of /users/$count.
	 *
	 * @param string $body The body.
	 */
	private static function without_mark( string $body ): string {
		return str_starts_with( $body, "\xEF\xBB\xBF" ) ? substr( $body, 3 ) : $body;
	}
}
