<?php
/**
 * Plugin Name: Control of a site under test
 *
 * A must-use plugin on sites of the browser tests alone: puts the site back to what it was
 * installed as, and makes users fast.
 */

declare( strict_types=1 );

add_action(
	'rest_api_init',
	static function (): void {
		register_rest_route(
			'wpo365-test/v1',
			'/reset',
			array(
				'methods'             => 'POST',
				'permission_callback' => static fn (): bool => current_user_can( 'manage_options' ),
				'callback'            => 'wpo365_test_reset',
				'args'                => array(
					'users' => array(
						'type'    => 'array',
						'default' => array(),
						'items'   => array( 'type' => 'object' ),
					),
				),
			)
		);
	}
);

/**
 * Removes everybody but the administrator, and all that the plugin stored; then adds users.
 *
 * @param WP_REST_Request $request users: arguments of wp_insert_user() and "meta".
 * @return list<int> The ids of the users, in their order.
 */
function wpo365_test_reset( WP_REST_Request $request ): array {
	global $wpdb;
	$wpdb->query( "DELETE FROM {$wpdb->users} WHERE ID <> 1" );
	$wpdb->query( "DELETE FROM {$wpdb->usermeta} WHERE user_id <> 1" );
	$wpdb->query( "DELETE FROM {$wpdb->posts}" );
	foreach ( $wpdb->get_col( "SHOW TABLES LIKE '{$wpdb->prefix}wpo365\\_user\\_sync\\_%'" ) as $table ) {
		$wpdb->query( "DELETE FROM {$table}" );
	}
	$wpdb->query(
		"DELETE FROM {$wpdb->options} WHERE option_name LIKE '%wpo365\\_user\\_sync\\_%' AND option_name <> 'wpo365_user_sync_schema'"
	);
	wp_cache_flush();
	add_filter( 'wp_hash_password_options', static fn (): array => array( 'cost' => 4 ) );
	return array_map( 'wpo365_test_user', $request['users'] );
}

/**
 * Makes one user.
 *
 * @param array<string, mixed> $user Arguments of wp_insert_user() and "meta".
 */
function wpo365_test_user( array $user ): int {
	$id = wp_insert_user(
		$user + array(
			'user_pass' => 'password',
			'role'      => 'subscriber',
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	foreach ( $user['meta'] ?? array() as $key => $value ) {
		update_user_meta( $id, $key, $value );
	}
	return $id;
}
