<?php
/**
 * The connection.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection;

use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Connection\Sign_In\Client_Credentials;
use WPO365\User_Sync\Connection\Sign_In\Delegated;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Login;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;

/**
 * Knows whether a connection looks usable, and forgets what belongs to it.
 */
final class Connection {

	/**
	 * Takes the settings.
	 *
	 * @param Settings $settings The settings.
	 */
	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Says why a user's run could not even begin.
	 *
	 * @param int $user_id Who would start it.
	 * @return \WP_Error|null 409 not_configured; null where the connection looks usable.
	 */
	public function refusal( int $user_id ): ?\WP_Error {
		try {
			$this->check( $user_id );
			return null;
		} catch ( Graph_Exception $problem ) {
			return new \WP_Error( 'not_configured', $problem->getMessage(), array( 'status' => 409 ) );
		}
	}

	/**
	 * Refuses the connection of a network to whom it is not for. What wp-config.php connects is the same for each site: the directory of whoever runs the network is not every site manager's to read.
	 *
	 * @param Settings $settings The settings.
	 * @param int      $user_id  Who wants to use it.
	 * @throws Graph_Exception When the user may not (not_configured).
	 */
	public static function check_owner( Settings $settings, int $user_id ): void {
		$shared = array_intersect( array( 'connection.tenant', 'connection.client_id', 'connection.client_secret' ), $settings->locked() );
		if ( ! is_multisite() || array() === $shared ) {
			return;
		}
		/**
		 * Filters whether a user may use the connection that the constants in wp-config.php make for all sites of a network.
		 *
		 * @param bool $may     Whether the user may: by default only who manages the network's users.
		 * @param int  $user_id The user.
		 */
		if ( ! apply_filters( 'wpo365_user_sync_may_connect', user_can( $user_id, 'manage_network_users' ), $user_id ) ) {
			throw new Graph_Exception( Graph_Error::Not_Configured, __( 'The connection of this network is set in wp-config.php, and only people who manage the network may use it. Ask one of them to run the synchronization, or to allow it for you (filter wpo365_user_sync_may_connect).', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Checks what can be seen without a call.
	 *
	 * @param int $user_id Who would start a run.
	 * @throws Graph_Exception When it could not even begin.
	 */
	private function check( int $user_id ): void {
		if ( ! $this->settings->is_configured() ) {
			throw Login::not_configured( $this->settings );
		}
		Endpoints::from( $this->settings );
		self::check_owner( $this->settings, $user_id );
		if ( 'delegated' === $this->settings->get( 'connection.permission_type' ) ) {
			Delegated::usable( ( new Grants( $this->settings ) )->of( $user_id ) );
		}
	}

	/**
	 * Forgets all tokens: those of the application and those of everybody who connected.
	 */
	public function forget_tokens(): void {
		Client_Credentials::forget( $this->settings );
		( new Grants( $this->settings ) )->forget_all();
	}

	/**
	 * Drops the application's token and what was found out, after settings of the connection were saved.
	 *
	 * @param list<string> $sections Names of the sections that were saved.
	 */
	public function settings_saved( array $sections ): void {
		if ( in_array( 'connection', $sections, true ) ) {
			Client_Credentials::forget( $this->settings );
			( new Notes( $this->settings ) )->clear();
		}
	}
}
