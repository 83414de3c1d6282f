<?php
/**
 * A connection that all sites of a network share.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;

/**
 * Keeps the connection that wp-config.php makes for a whole network to those who manage it.
 */
final class Network_Connection {

	/**
	 * Refuses the connection of a network to whom it is not for. What wp-config.php connects is the same for each site: the directory of whoever runs the network is not every site manager's to read.
	 *
	 * @param Settings $settings The settings.
	 * @param int      $user_id  Who wants to use it.
	 * @throws Graph_Exception When the user may not (not_configured).
	 */
	public static function check( Settings $settings, int $user_id ): void {
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
}
