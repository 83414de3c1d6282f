<?php
/**
 * What to do about a line.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Guide;
use WPO365\User_Sync\Settings\Settings;

/**
 * Gives the link that helps with a line of the checklist: into the portal of the right cloud, or into the setup guide.
 */
final class Remedy {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Gives the link for a check.
	 *
	 * @param Check_Id $id The check.
	 * @return array{label: string, url: string}|null Null where no link helps.
	 */
	public function of( Check_Id $id ): ?array {
		return match ( $id ) {
			Check_Id::Results_Table => self::link( __( 'Repair', 'wpo365-user-sync' ), html_entity_decode( wp_nonce_url( admin_url( 'admin-post.php?action=' . Tables::REPAIR_ACTION ), Tables::REPAIR_ACTION ) ) ),
			Check_Id::Network       => self::link( __( 'Read what has to be opened for Microsoft', 'wpo365-user-sync' ), Guide::url( 'firewall-and-proxy' ) ),
			Check_Id::Tenant        => $this->portal( __( 'Open the tenant in the portal', 'wpo365-user-sync' ), 'Microsoft_AAD_IAM/ActiveDirectoryMenuBlade/~/Overview' ),
			Check_Id::Application   => $this->portal( __( 'Open the app registrations', 'wpo365-user-sync' ), 'Microsoft_AAD_RegisteredApps/ApplicationsListBlade' ),
			Check_Id::Secret        => $this->registration( __( 'Open the secrets of the application', 'wpo365-user-sync' ), 'Credentials' ),
			Check_Id::Consent       => $this->consent(),
			Check_Id::List_Users, Check_Id::Full_Profiles, Check_Id::Group_Members, Check_Id::Permission_Type => $this->registration( __( 'Open the permissions of the application', 'wpo365-user-sync' ), 'CallAnAPI' ),
			default                 => null,
		};
	}

	/**
	 * Links to the page on which an administrator of the tenant consents.
	 *
	 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
	 * @return array{label: string, url: string}|null
	 */
	private function consent(): ?array {
		$tenant = (string) $this->settings->get( 'connection.tenant' );
		$client = (string) $this->settings->get( 'connection.client_id' );
		$ends   = $this->endpoints();
		if ( '' === $tenant || '' === $client || null === $ends ) {
			return null;
		}
		$query = array(
			'client_id'    => $client,
			'scope'        => $ends->cloud->scope(),
			'redirect_uri' => Sign_In::redirect_uri(),
			'state'        => Consent::state(),
		);
		return self::link( __( 'Grant admin consent', 'wpo365-user-sync' ), $ends->login_url( $tenant, '/v2.0/adminconsent?' ) . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) );
	}

	/**
	 * Links to a page of the app registration.
	 *
	 * @param string $label Text of the link.
	 * @param string $page  Name of the page in the portal.
	 * @return array{label: string, url: string}|null
	 */
	private function registration( string $label, string $page ): ?array {
		$client = (string) $this->settings->get( 'connection.client_id' );
		return '' === $client ? $this->of( Check_Id::Application ) : $this->portal( $label, "Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/$page/appId/" . rawurlencode( $client ) );
	}

	/**
	 * Links into the portal of the cloud.
	 *
	 * @param string $label Text of the link.
	 * @param string $view  The view.
	 * @return array{label: string, url: string}|null
	 */
	private function portal( string $label, string $view ): ?array {
		$ends = $this->endpoints();
		return null === $ends ? null : self::link( $label, $ends->cloud->portal() . '/#view/' . $view );
	}

	/**
	 * Gives the addresses; null where the constants are wrong.
	 */
	private function endpoints(): ?Endpoints {
		try {
			return Endpoints::from( $this->settings );
		} catch ( Graph_Exception ) {
			return null;
		}
	}

	/**
	 * Makes a link.
	 *
	 * @param string $label Text of the link.
	 * @param string $url   Address.
	 * @return array{label: string, url: string}
	 */
	private static function link( string $label, string $url ): array {
		return compact( 'label', 'url' );
	}
}
