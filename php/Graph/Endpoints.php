<?php
/**
 * Which servers are called.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

use WPO365\User_Sync\Settings\Cloud;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;

/**
 * Tells the origins of Microsoft Graph and of the sign-in service for the configured cloud.
 *
 * Constants can point both at a simulator, on loopback addresses only: a stray constant must not send a token elsewhere.
 */
final class Endpoints {

	/**
	 * Takes the two origins, as in "https://graph.microsoft.com", without a slash at the end.
	 *
	 * @param Cloud  $cloud         The configured cloud.
	 * @param string $graph_origin  Origin of Microsoft Graph.
	 * @param string $login_origin  Origin of the sign-in service.
	 * @param string $issuer_origin Origin that id_tokens name as their issuer.
	 */
	private function __construct(
		public readonly Cloud $cloud,
		public readonly string $graph_origin,
		public readonly string $login_origin,
		public readonly string $issuer_origin
	) {
	}

	/**
	 * Reads cloud and constants.
	 *
	 * @param Settings $settings The settings.
	 * @throws Graph_Exception When the cloud is unknown or a constant holds anything but a loopback address.
	 */
	public static function from( Settings $settings ): self {
		$name  = $settings->get( 'connection.cloud' );
		$cloud = is_string( $name ) ? Cloud::tryFrom( $name ) : null;
		if ( null === $cloud ) {
			/* translators: %s: name of a constant */
			throw new Graph_Exception( Graph_Error::Not_Configured, sprintf( __( '%s names no cloud of Microsoft. Set it to global, usgov, dod or china.', 'wpo365-user-sync' ), Constants::SETTINGS['connection.cloud'] ) );
		}
		$graph = self::loopback( $settings, Constants::GRAPH_URL );
		$login = self::loopback( $settings, Constants::LOGIN_URL );
		return new self( $cloud, $graph ?? $cloud->graph_origin(), $login ?? $cloud->login_origin(), $login ?? $cloud->issuer_origin() );
	}

	/**
	 * Tells the address below which every call to Microsoft Graph lies.
	 */
	public function graph_base(): string {
		return $this->graph_origin . '/v1.0';
	}

	/**
	 * Tells the address of the sign-in service for a tenant.
	 *
	 * @param string $tenant GUID or domain.
	 * @param string $path   What follows, for example "/oauth2/v2.0/token".
	 */
	public function login_url( string $tenant, string $path ): string {
		return $this->login_origin . '/' . rawurlencode( $tenant ) . $path;
	}

	/**
	 * Reads one of the two constants for a simulator.
	 *
	 * @param Settings $settings The settings.
	 * @param string   $name     The constant.
	 * @return string|null The origin; null where the constant is not set.
	 * @throws Graph_Exception When it holds anything but a loopback origin.
	 */
	private static function loopback( Settings $settings, string $name ): ?string {
		$value = $settings->constant( $name );
		if ( null === $value || '' === $value ) {
			return null;
		}
		$octet   = '(?:25[0-5]|2[0-4]\d|1?\d?\d)';
		$pattern = "~^(https?://(?:localhost|127\.$octet\.$octet\.$octet|\[::1\])(?::\d{1,5})?)/?$~Di";
		if ( is_string( $value ) && 1 === preg_match( $pattern, $value, $match ) ) {
			return strtolower( $match[1] );
		}
		throw new Graph_Exception(
			Graph_Error::Not_Configured,
			/* translators: %s: name of a constant */
			sprintf( __( '%s in wp-config.php is meant for a simulator on this machine: only an address such as http://127.0.0.1:4100 is accepted. Remove the constant to use Microsoft.', 'wpo365-user-sync' ), $name )
		);
	}
}
