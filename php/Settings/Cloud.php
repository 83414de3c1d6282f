<?php
/**
 * What differs between the clouds of Microsoft.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Names the Microsoft clouds and holds everything that differs between them.
 *
 * US GCC tenants live in the global cloud. Tokens are not interchangeable between clouds.
 *
 * @see https://learn.microsoft.com/graph/deployments
 */
enum Cloud: string {

	case Global = 'global';
	case Us_Gov = 'usgov';
	case Dod    = 'dod';
	case China  = 'china';

	/**
	 * The one table: login host, Graph host, issuer host, portal host.
	 *
	 * China signs in at login.chinacloudapi.cn, but its id_tokens name login.partner.microsoftonline.cn as the issuer.
	 */
	private const HOSTS = array(
		'global' => array( 'login.microsoftonline.com', 'graph.microsoft.com', 'login.microsoftonline.com', 'entra.microsoft.com' ),
		'usgov'  => array( 'login.microsoftonline.us', 'graph.microsoft.us', 'login.microsoftonline.us', 'entra.microsoft.us' ),
		'dod'    => array( 'login.microsoftonline.us', 'dod-graph.microsoft.us', 'login.microsoftonline.us', 'entra.microsoft.us' ),
		'china'  => array( 'login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn', 'login.partner.microsoftonline.cn', 'portal.azure.cn' ),
	);

	/**
	 * Tells the origin of the sign-in service.
	 */
	public function login_origin(): string {
		return 'https://' . self::HOSTS[ $this->value ][0];
	}

	/**
	 * Tells the origin of Microsoft Graph.
	 */
	public function graph_origin(): string {
		return 'https://' . self::HOSTS[ $this->value ][1];
	}

	/**
	 * Tells the origin that id_tokens of this cloud name as their issuer.
	 */
	public function issuer_origin(): string {
		return 'https://' . self::HOSTS[ $this->value ][2];
	}

	/**
	 * Tells the origin of the portal in which an administrator manages the app registration.
	 */
	public function portal(): string {
		return 'https://' . self::HOSTS[ $this->value ][3];
	}

	/**
	 * Tells the scope of a token with application permissions.
	 */
	public function scope(): string {
		return $this->permission( '.default' );
	}

	/**
	 * Spells a delegated permission of Microsoft Graph as a scope of this cloud.
	 *
	 * @param string $name Name of the permission, for example "User.Read.All".
	 */
	public function permission( string $name ): string {
		return $this->graph_origin() . '/' . $name;
	}
}
