<?php
/**
 * Which tenant is connected.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Graph_Failure;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Settings\Settings;

/**
 * Tells the GUID of the configured tenant. A domain is resolved by each run, since it can move to another tenant; what was learnt serves others for a day.
 */
final class Tenant {

	/**
	 * Option: which domain, asked where, has which GUID, and since when that is known.
	 */
	public const OPTION = 'wpo365_user_sync_tenant';

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Tells the tenant's GUID, in lower case.
	 *
	 * @param bool $anew Whether what was learnt before does not count.
	 * @throws Graph_Exception When the domain belongs to no tenant of this cloud, or the sign-in service can't be asked.
	 */
	public function id( bool $anew = false ): string {
		$tenant = (string) $this->settings->get( 'connection.tenant' );
		if ( '' === $tenant ) {
			throw new Graph_Exception( Graph_Error::Not_Configured );
		}
		if ( Guid::is_valid( $tenant ) ) {
			return strtolower( $tenant );
		}
		$key        = Endpoints::from( $this->settings )->login_origin . '/' . strtolower( $tenant );
		$remembered = get_option( self::OPTION );
		if ( ! $anew && is_array( $remembered ) && ( $remembered['key'] ?? null ) === $key && is_string( $remembered['id'] ?? null ) && Age::is_fresh( (int) ( $remembered['at'] ?? 0 ) ) ) {
			return $remembered['id'];
		}
		$id = $this->discover( $tenant );
		$at = time();
		update_option( self::OPTION, compact( 'key', 'id', 'at' ), false );
		return $id;
	}

	/**
	 * Asks OpenID discovery: the issuer of a tenant's tokens holds its GUID.
	 *
	 * @param string $tenant Domain or GUID.
	 * @throws Graph_Exception When the tenant is not found, or the answer is none.
	 */
	public function discover( string $tenant ): string {
		$url      = Endpoints::from( $this->settings )->login_url( $tenant, '/v2.0/.well-known/openid-configuration' );
		$response = $this->transport->send( 'GET', $url, array( 'Accept' => 'application/json' ) );
		if ( 200 !== $response->status ) {
			throw Login_Failure::of( $response );
		}
		$issuer = $response->json()['issuer'] ?? null;
		if ( ! is_string( $issuer ) || 1 !== preg_match( '~^https?://[^/]+/([0-9a-f-]{36})/v2\.0/?$~Di', $issuer, $match ) || ! Guid::is_valid( $match[1] ) ) {
			throw Graph_Failure::bad_body( $response );
		}
		return strtolower( $match[1] );
	}
}
