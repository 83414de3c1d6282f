<?php
/**
 * Advice about the network.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Outage;

/**
 * Says what has to be opened, and where, so that Microsoft can be reached from this server.
 */
final class Network_Advice {

	/**
	 * Gives the sentences.
	 *
	 * @param Endpoints $ends  The addresses that are called.
	 * @param string    $cause The cause of the outage, one of Outage's; empty where it is not known.
	 */
	public static function of( Endpoints $ends, string $cause ): string {
		$origins = array_unique( array( $ends->login_origin, $ends->graph_origin ) );
		$names   = array_map( static fn( string $origin ): string => (string) wp_parse_url( $origin, PHP_URL_HOST ), $origins );
		if ( Outage::Blocked->value === $cause ) {
			/* translators: %s: a line of PHP */
			return sprintf( __( 'Write there: %s (with the names that it holds already, separated by commas).', 'wpo365-user-sync' ), "define( 'WP_ACCESSIBLE_HOSTS', '" . implode( ',', $names ) . "' );" );
		}
		/* translators: %s: list of servers of Microsoft with their ports, for example graph.microsoft.com (port 443) */
		$hosts = sprintf( __( 'This server has to be allowed to open connections to %s: ask your host, or the people who manage the firewall.', 'wpo365-user-sync' ), wp_sprintf( '%l', array_map( self::with_port( ... ), $origins ) ) );
		/* translators: 1, 2 and 3: lines of PHP */
		$proxy = sprintf( __( 'Where connections have to go through a proxy, wp-config.php names it: %1$s %2$s Names that are reached without it stand in %3$s', 'wpo365-user-sync' ), "define( 'WP_PROXY_HOST', 'proxy.contoso.example' );", "define( 'WP_PROXY_PORT', '8080' );", "define( 'WP_PROXY_BYPASS_HOSTS', 'localhost, *.contoso.example' );" );
		return "$hosts $proxy";
	}

	/**
	 * Names a server with its port.
	 *
	 * @param string $origin For example "https://graph.microsoft.com".
	 */
	private static function with_port( string $origin ): string {
		$port = wp_parse_url( $origin, PHP_URL_PORT ) ?? ( str_starts_with( $origin, 'https:' ) ? 443 : 80 );
		/* translators: 1: name of a server, 2: number of a port */
		return sprintf( __( '%1$s (port %2$d)', 'wpo365-user-sync' ), (string) wp_parse_url( $origin, PHP_URL_HOST ), $port );
	}
}
