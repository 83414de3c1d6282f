<?php
/**
 * Who signed in.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Settings;

/**
 * Checks the id_token of a sign-in.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-tokens#validate-tokens
 */
final class Id_Token {

	/**
	 * Seconds that two clocks may differ.
	 */
	private const SKEW = 300;

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Checks signature, issuer, audience, tenant, nonce and times.
	 *
	 * @param string $token The id_token.
	 * @param string $nonce The nonce of the sign-in.
	 * @return array<string, mixed> The claims.
	 * @throws Graph_Exception When anything is wrong with it, or the keys can't be fetched.
	 */
	public function validate( #[\SensitiveParameter] string $token, string $nonce ): array {
		$jwt = Jwt::parse( $token );
		if ( null === $jwt ) {
			throw self::refused( 'format' );
		}
		$tenant = ( new Tenant( $this->settings, $this->transport ) )->id();
		$this->check_signature( $jwt, $tenant );
		$claims = $jwt->claims;
		$issuer = Endpoints::from( $this->settings )->issuer_origin . "/$tenant/v2.0";
		$wrong  = match ( true ) {
			self::text( $claims, 'tid' ) !== $tenant                   => 'tenant',
			self::text( $claims, 'iss' ) !== $issuer                   => 'issuer',
			self::text( $claims, 'aud' ) !== strtolower( (string) $this->settings->get( 'connection.client_id' ) ) => 'audience',
			! is_string( $claims['nonce'] ?? null ) || ! hash_equals( $nonce, $claims['nonce'] ) => 'nonce',
			! self::is_current( $claims )                              => 'time',
			default                                                    => null,
		};
		if ( null !== $wrong ) {
			throw self::refused( $wrong );
		}
		return $claims;
	}

	/**
	 * Checks the signature; "none" and shared secrets are no signatures here.
	 *
	 * @param Jwt    $jwt    The token.
	 * @param string $tenant GUID of the tenant.
	 * @throws Graph_Exception When it is not good.
	 */
	private function check_signature( Jwt $jwt, string $tenant ): void {
		$kid = $jwt->header['kid'] ?? null;
		if ( 'RS256' !== ( $jwt->header['alg'] ?? null ) || ! is_string( $kid ) || isset( $jwt->header['crit'] ) ) {
			throw self::refused( 'algorithm' );
		}
		$key = ( new Key_Set( $this->settings, $this->transport ) )->find( $tenant, $kid );
		if ( null === $key || ! $jwt->is_signed_by( $key ) ) {
			throw self::refused( 'signature' );
		}
	}

	/**
	 * Reads a claim, in lower case; GUIDs and host names are alike in any case.
	 *
	 * @param array<string, mixed> $claims The claims.
	 * @param string               $name   Name of the claim.
	 */
	private static function text( array $claims, string $name ): string {
		return is_string( $claims[ $name ] ?? null ) ? strtolower( $claims[ $name ] ) : '';
	}

	/**
	 * Checks the times.
	 *
	 * @param array<string, mixed> $claims The claims.
	 */
	private static function is_current( array $claims ): bool {
		$expires = $claims['exp'] ?? null;
		$begins  = $claims['nbf'] ?? $claims['iat'] ?? null;
		return is_numeric( $expires ) && is_numeric( $begins ) && time() < $expires + self::SKEW && time() > $begins - self::SKEW;
	}

	/**
	 * Says what is wrong.
	 *
	 * @param string $cause What was checked.
	 */
	private static function refused( string $cause ): Graph_Exception {
		$sentence = match ( $cause ) {
			'tenant' => __( 'The account belongs to another tenant than the one in the settings. Connect with an account of that tenant.', 'wpo365-user-sync' ),
			'time'   => __( 'The time of the sign-in does not match the clock of this server. Set the clock right, and connect again.', 'wpo365-user-sync' ),
			/* translators: %s: technical name of what was wrong, for example "signature" */
			default  => sprintf( __( 'It could not be verified that the sign-in came from Microsoft (%s), so nothing was connected. Try again; if it happens again, tell your host.', 'wpo365-user-sync' ), $cause ),
		};
		return new Graph_Exception( Graph_Error::Sign_In_Needed, $sentence, 0, null, array( 'cause' => "id_token_$cause" ) );
	}
}
