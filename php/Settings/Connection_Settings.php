<?php
/**
 * Settings of the connection.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings of the app registration.
 */
final class Connection_Settings {

	/**
	 * A GUID or a DNS name of at least two parts, or nothing.
	 */
	private const TENANT = '^$|' . Guid::PATTERN . '|^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$';

	/**
	 * Gives the section "connection".
	 *
	 * @return array<string, mixed>
	 */
	public static function connection(): array {
		return Type::group(
			__( 'Connection', 'wpo365-user-sync' ),
			__( 'The app registration in Microsoft Entra ID that reads the directory.', 'wpo365-user-sync' ),
			array(
				'cloud'           => Type::choice(
					__( 'Cloud', 'wpo365-user-sync' ),
					'',
					array(
						Cloud::Global->value => __( 'Microsoft 365 (worldwide)', 'wpo365-user-sync' ),
						Cloud::Us_Gov->value => __( 'US Government (GCC High)', 'wpo365-user-sync' ),
						Cloud::Dod->value    => __( 'US Government (DoD)', 'wpo365-user-sync' ),
						Cloud::China->value  => __( 'China (21Vianet)', 'wpo365-user-sync' ),
					),
					Cloud::Global->value
				),
				'tenant'          => Type::text(
					__( 'Directory (tenant) ID', 'wpo365-user-sync' ),
					__( 'From the overview of your app registration, or a domain of the tenant such as contoso.com.', 'wpo365-user-sync' ),
					array( 'pattern' => self::TENANT )
				),
				'client_id'       => Type::text(
					__( 'Application (client) ID', 'wpo365-user-sync' ),
					__( 'From the overview of your app registration.', 'wpo365-user-sync' ),
					array( 'pattern' => '^$|' . Guid::PATTERN )
				),
				'client_secret'   => Type::text(
					__( 'Client secret', 'wpo365-user-sync' ),
					__( 'The Value of a client secret, not its Secret ID. It is stored encrypted and never shown again.', 'wpo365-user-sync' ),
					array(
						'type'      => array( 'string', 'null' ),
						'maxLength' => 500,
						'default'   => null,
						'writeOnly' => true,
						'control'   => 'secret',
					)
				),
				'permission_type' => Type::choice(
					__( 'Kind of permissions', 'wpo365-user-sync' ),
					'',
					array(
						'application' => __( 'Application: the site reads by itself', 'wpo365-user-sync' ),
						'delegated'   => __( 'Delegated: each administrator connects, and the site reads with that sign-in', 'wpo365-user-sync' ),
					),
					'application'
				),
			)
		);
	}
}
