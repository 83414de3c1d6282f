<?php
/**
 * JSON web tokens.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

/**
 * Takes a signed token apart. Nothing in it is to be believed before the signature was checked.
 */
final class Jwt {

	/**
	 * @param array<string, mixed> $header    The header.
	 * @param array<string, mixed> $claims    The claims.
	 * @param string               $signed    What the signature covers.
	 * @param string               $signature The signature, binary.
	 */
	private function __construct(
		public readonly array $header,
		public readonly array $claims,
		private readonly string $signed,
		private readonly string $signature
	) {
	}

	/**
	 * Takes a token apart.
	 *
	 * @param string $token The token.
	 * @return self|null Null where it is none.
	 */
	public static function parse( string $token ): ?self {
		$parts = explode( '.', $token );
		if ( 3 !== count( $parts ) ) {
			return null;
		}
		$header    = json_decode( self::decode( $parts[0] ) ?? '', true, 16 );
		$claims    = json_decode( self::decode( $parts[1] ) ?? '', true, 16 );
		$signature = self::decode( $parts[2] );
		return is_array( $header ) && is_array( $claims ) && null !== $signature ? new self( $header, $claims, "$parts[0].$parts[1]", $signature ) : null;
	}

	/**
	 * Checks an RS256 signature.
	 *
	 * @param string $pem Public key.
	 */
	public function is_signed_by( string $pem ): bool {
		return 1 === openssl_verify( $this->signed, $this->signature, $pem, OPENSSL_ALGO_SHA256 );
	}

	/**
	 * Decodes base64url.
	 *
	 * @param string $text The text.
	 * @return string|null Null where it is none.
	 */
	public static function decode( string $text ): ?string {
		if ( 1 !== preg_match( '/^[A-Za-z0-9_-]*$/D', $text ) ) {
			return null;
		}
		$decoded = base64_decode( strtr( $text, '-_', '+/' ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- JWT is base64.
		return false === $decoded ? null : $decoded;
	}

	/**
	 * Encodes base64url.
	 *
	 * @param string $bytes The bytes.
	 */
	public static function encode( string $bytes ): string {
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- JWT is base64.
	}
}
