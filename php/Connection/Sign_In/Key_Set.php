<?php
/**
 * With which keys the sign-in service signs.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Graph_Failure;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Settings;

/**
 * Finds the public key with which the sign-in service signs, in its keys document. The document is kept for a day.
 */
final class Key_Set {

	/**
	 * Seconds between two looks for a key that is not in the document.
	 */
	private const PAUSE = 60;

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Gives a key.
	 *
	 * @param string $tenant GUID of the tenant.
	 * @param string $kid    Id of the key.
	 * @return string|null The key in PEM; null where the service has none of that id.
	 * @throws Graph_Exception When the document can't be fetched.
	 */
	public function find( string $tenant, string $kid ): ?string {
		$url  = Endpoints::from( $this->settings )->login_url( $tenant, '/discovery/v2.0/keys' );
		$name = 'wpo365_user_sync_keys_' . md5( $url );
		$kept = get_transient( $name );
		if ( is_array( $kept ) && ( isset( $kept['keys'][ $kid ] ) || time() < $kept['at'] + self::PAUSE ) ) {
			return $kept['keys'][ $kid ] ?? null;
		}
		$keys = $this->fetch( $url );
		set_transient(
			$name,
			array(
				'keys' => $keys,
				'at'   => time(),
			),
			DAY_IN_SECONDS
		);
		return $keys[ $kid ] ?? null;
	}

	/**
	 * Fetches the document.
	 *
	 * @param string $url Its address.
	 * @return array<string, string> Keys in PEM, by their id.
	 * @throws Graph_Exception When there is none.
	 */
	private function fetch( string $url ): array {
		$response = $this->transport->send( 'GET', $url, array( 'Accept' => 'application/json' ) );
		$list     = 200 === $response->status ? ( $response->json()['keys'] ?? null ) : null;
		if ( ! is_array( $list ) ) {
			throw 200 === $response->status ? Graph_Failure::bad_body( $response ) : Graph_Failure::of( $response );
		}
		$keys = array();
		foreach ( $list as $key ) {
			$pem = is_array( $key ) ? self::pem( $key ) : null;
			if ( null !== $pem ) {
				$keys[ $key['kid'] ] = $pem;
			}
		}
		return $keys;
	}

	/**
	 * Builds a public key from modulus and exponent (RFC 7517, RFC 8017).
	 *
	 * @param array<string, mixed> $key The key as JSON.
	 * @return string|null Null where it is no RSA key to sign with, or too short to be trusted.
	 */
	private static function pem( array $key ): ?string {
		$texts = array( $key['kid'] ?? null, $key['n'] ?? null, $key['e'] ?? null );
		if ( 'RSA' !== ( $key['kty'] ?? null ) || 'sig' !== ( $key['use'] ?? 'sig' ) || 'RS256' !== ( $key['alg'] ?? 'RS256' ) || $texts !== array_filter( $texts, is_string( ... ) ) ) {
			return null;
		}
		$modulus  = Jwt::decode( $texts[1] );
		$exponent = Jwt::decode( $texts[2] );
		if ( null === $modulus || null === $exponent || strlen( $modulus ) < 256 || '' === $exponent ) {
			return null;
		}
		$rsa = self::der( 0x30, self::integer( $modulus ) . self::integer( $exponent ) );
		// The identifier of RSA encryption, 1.2.840.113549.1.1.1, with no parameters.
		$info = self::der( 0x30, "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00" ) . self::der( 0x03, "\x00" . $rsa );
		return "-----BEGIN PUBLIC KEY-----\n" . chunk_split( base64_encode( self::der( 0x30, $info ) ), 64, "\n" ) . "-----END PUBLIC KEY-----\n"; // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- PEM is base64.
	}

	/**
	 * Spells a positive number in DER.
	 *
	 * @param string $bytes The number, big end first.
	 */
	private static function integer( string $bytes ): string {
		$bytes = ltrim( $bytes, "\x00" );
		return self::der( 0x02, ord( $bytes[0] ?? "\x00" ) > 0x7F ? "\x00" . $bytes : $bytes );
	}

	/**
	 * Puts tag and length before a value.
	 *
	 * @param int    $tag   The tag.
	 * @param string $value The value.
	 */
	private static function der( int $tag, string $value ): string {
		$length = strlen( $value );
		$bytes  = ltrim( pack( 'N', $length ), "\x00" );
		return chr( $tag ) . ( $length < 0x80 ? chr( $length ) : chr( 0x80 | strlen( $bytes ) ) . $bytes ) . $value;
	}
}
