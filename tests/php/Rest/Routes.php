<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

/**
 * Every route of the plugin, with arguments that it takes; and what the site looks like, to see that nothing has changed.
 */
trait Routes {

	/**
	 * @return array<string, array{string, string, array<string, mixed>}> Method, route with {id} for a run's id, and valid arguments.
	 */
	public static function routes(): array {
		$routes = array(
			array( 'GET', '/runs', array() ),
			array( 'POST', '/runs', array( 'create' => true ) ),
			array( 'GET', '/runs/current', array() ),
			array( 'GET', '/runs/{id}', array() ),
			array( 'GET', '/runs/{id}/journal', array( 'search' => 'a' ) ),
			array( 'POST', '/runs/{id}/step', array( 'sequence' => 0 ) ),
			array( 'POST', '/runs/{id}/pause', array() ),
			array( 'POST', '/runs/{id}/resume', array() ),
			array( 'POST', '/runs/{id}/cancel', array() ),
			array( 'GET', '/runs/{id}/held', array() ),
			array( 'POST', '/runs/{id}/approve', array( 'action' => 'approve', 'count' => 1 ) ),
			array( 'POST', '/runs/{id}/undo', array( 'preview' => true ) ),
			array( 'GET', '/results', array( 'table' => 'directory_only' ) ),
			array( 'DELETE', '/results', array() ),
			array( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( 1 ) ) ),
			array( 'POST', '/people', array( 'who' => '1' ) ),
			array( 'GET', '/schedule', array() ),
			array( 'GET', '/settings', array() ),
			array( 'POST', '/settings', array( 'scope' => array( 'ignore_guests' => true ) ) ),
			array( 'GET', '/connection', array() ),
			array( 'POST', '/connection/test', array() ),
			array( 'POST', '/connection/authorize', array() ),
			array( 'DELETE', '/connection/tokens', array() ),
			array( 'GET', '/connection/account', array() ),
			array( 'GET', '/site-health/connection', array() ),
			array( 'POST', '/notifications/test', array() ),
			array( 'GET', '/site', array() ),
			array( 'POST', '/site', array( 'is' => 'copy' ) ),
			array( 'GET', '/directory/groups', array( 'search' => 'a' ) ),
			array( 'POST', '/directory/filter', array( 'filter' => 'accountEnabled eq true' ) ),
			array( 'POST', '/directory/preview', array( 'user' => '' ) ),
		);
		return array_combine( array_map( static fn( array $route ): string => "{$route[0]} {$route[1]}", $routes ), $routes );
	}

	/**
	 * Reads what a refused request must leave alone.
	 *
	 * @return array<string, mixed>
	 */
	private function everything(): array {
		global $wpdb;
		$all = array(
			'users'   => $wpdb->get_results( "SELECT * FROM {$wpdb->users} ORDER BY ID" ),
			'meta'    => $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE meta_key <> 'session_tokens' ORDER BY umeta_id" ),
			'options' => $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE '%wpo365%' ORDER BY option_name" ),
		);
		foreach ( array( 'results', 'runs', 'links', 'work' ) as $table ) {
			$all[ $table ] = $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_{$table} ORDER BY 1, 2, 3" );
		}
		return $all;
	}

	/**
	 * Makes somebody with some capabilities and no others.
	 */
	private function somebody_who_may( string ...$capabilities ): int {
		$role = 'role_' . md5( implode( ',', $capabilities ) );
		add_role( $role, 'Somebody', array_fill_keys( array( 'read', ...$capabilities ), true ) );
		return $this->create_user( array( 'role' => $role ) );
	}
}
