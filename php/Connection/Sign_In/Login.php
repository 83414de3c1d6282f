<?php
/**
 * Requests to the token endpoint.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Graph_Failure;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Settings;

/**
 * Asks the sign-in service for tokens.
 */
final class Login {

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Redeems a grant.
	 *
	 * @param array<string, string> $grant grant_type and what belongs to it; the application's id and secret are added.
	 * @return array<string, mixed> The answer; holds access_token and expires_in (seconds, an integer) in any case.
	 * @throws Graph_Exception When the grant is refused, or the answer is none.
	 */
	public function redeem( #[\SensitiveParameter] array $grant ): array {
		if ( ! $this->settings->is_configured() ) {
			throw self::not_configured( $this->settings );
		}
		$url      = Endpoints::from( $this->settings )->login_url( (string) $this->settings->get( 'connection.tenant' ), '/oauth2/v2.0/token' );
		$grant   += array(
			'client_id'     => (string) $this->settings->get( 'connection.client_id' ),
			'client_secret' => (string) $this->settings->get( 'connection.client_secret' ),
		);
		$headers  = array(
			'Accept'       => 'application/json',
			'Content-Type' => 'application/x-www-form-urlencoded',
		);
		$response = $this->transport->send( 'POST', $url, $headers, http_build_query( $grant, '', '&', PHP_QUERY_RFC3986 ) );
		if ( 200 !== $response->status ) {
			throw Login_Failure::of( $response, 'client_credentials' !== $grant['grant_type'] );
		}
		$body = $response->json();
		if ( ! is_string( $body['access_token'] ?? null ) || '' === $body['access_token'] || ! is_numeric( $body['expires_in'] ?? null ) ) {
			throw Graph_Failure::bad_body( $response );
		}
		$body['expires_in'] = (int) $body['expires_in'];
		return $body;
	}

	/**
	 * Says what a connection that is not set up lacks.
	 *
	 * @param Settings $settings The settings.
	 */
	public static function not_configured( Settings $settings ): Graph_Exception {
		$sentence = $settings->is_secret_unreadable() ? __( 'The stored secret can’t be read any more, because the security keys in wp-config.php were changed. Enter the secret again in the settings.', 'wpo365-user-sync' ) : '';
		return new Graph_Exception( Graph_Error::Not_Configured, $sentence );
	}
}
