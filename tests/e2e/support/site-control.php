<?php
/**
 * Plugin Name: Control of a site under test
 *
 * A must-use plugin on sites of the browser tests alone: puts the site back to what it was
 * installed as, makes users fast, and plays a wp-config.php, a plugin with roles of its own, another
 * address and a mail server that refuses, which each test writes anew.
 */

declare( strict_types=1 );

/** To whom e-mails were sent since the reset. */
const WPO365_TEST_MAILS = 'wpo365_test_mails';

/** What the test wants the site to be: "constants", "rtl", "roles", "home" and "mail". */
const WPO365_TEST_OPTION = 'wpo365_test_site';

// Must-use plugins come before the plugin, which therefore finds these as if wp-config.php had set them.
foreach ( get_option( WPO365_TEST_OPTION, array() )['constants'] ?? array() as $wpo365_name => $wpo365_value ) {
	define( $wpo365_name, $wpo365_value );
}

if ( get_option( WPO365_TEST_OPTION, array() )['rtl'] ?? false ) {
	// As a translation into Arabic or Hebrew says it, for PHP and for scripts.
	add_filter(
		'gettext_with_context',
		static fn ( string $translation, string $text, string $context ): string => 'ltr' === $text && 'text direction' === $context ? 'rtl' : $translation,
		10,
		3
	);
}

// As on a copy under another address; after WP_HOME, which wp-config.php defines here.
add_filter( 'option_home', static fn ( string $home ): string => get_option( WPO365_TEST_OPTION, array() )['home'] ?? $home, 11 );

// No test asks another host: where a font lacks an emoji WordPress would take a picture of it from one, and pictures of people from another.
add_filter( 'pre_option_show_avatars', '__return_zero' );
add_action(
	'admin_init',
	static function (): void {
		remove_action( 'admin_print_scripts', 'print_emoji_detection_script' );
	}
);

add_filter(
	'pre_wp_mail',
	static function ( ?bool $answer, array $mail ): bool {
		if ( ! ( get_option( WPO365_TEST_OPTION, array() )['mail'] ?? true ) ) {
			return false;
		}
		update_option( WPO365_TEST_MAILS, array_merge( get_option( WPO365_TEST_MAILS, array() ), (array) $mail['to'] ) );
		return true;
	},
	10,
	2
);

// Roles of a plugin: gone when it is.
add_action(
	'wp_roles_init',
	static function ( WP_Roles $roles ): void {
		foreach ( get_option( WPO365_TEST_OPTION, array() )['roles'] ?? array() as $role => $name ) {
			$roles->roles[ $role ]        = array(
				'name'         => $name,
				'capabilities' => array( 'read' => true ),
			);
			$roles->role_objects[ $role ] = new WP_Role( $role, array( 'read' => true ) );
			$roles->role_names[ $role ]   = $name;
		}
	}
);

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
					'users'     => array(
						'type'    => 'array',
						'default' => array(),
						'items'   => array( 'type' => 'object' ),
					),
					'constants' => array(
						'type'    => 'object',
						'default' => array(),
					),
					'rtl'       => array(
						'type'    => 'boolean',
						'default' => false,
					),
				),
			)
		);
		register_rest_route(
			'wpo365-test/v1',
			'/change',
			array(
				'methods'             => 'POST',
				'permission_callback' => static fn (): bool => current_user_can( 'manage_options' ),
				'callback'            => static fn ( WP_REST_Request $request ): bool => update_option( WPO365_TEST_OPTION, $request['to'] + get_option( WPO365_TEST_OPTION ) ),
				'args'                => array(
					'to' => array(
						'type'     => 'object',
						'required' => true,
					),
				),
			)
		);
		register_rest_route(
			'wpo365-test/v1',
			'/mails',
			array(
				'methods'             => 'GET',
				'permission_callback' => static fn (): bool => current_user_can( 'manage_options' ),
				'callback'            => static fn (): array => get_option( WPO365_TEST_MAILS, array() ),
			)
		);
		register_rest_route(
			'wpo365-test/v1',
			'/abandon',
			array(
				'methods'             => 'POST',
				'permission_callback' => static fn (): bool => current_user_can( 'manage_options' ),
				'callback'            => 'wpo365_test_abandon',
			)
		);
	}
);

/**
 * Removes everybody but the administrator, and all that the plugin stored; then adds users.
 *
 * @param WP_REST_Request $request users: arguments of wp_insert_user() and "meta"; constants; rtl.
 * @return list<int> The ids of the users, in their order.
 */
function wpo365_test_reset( WP_REST_Request $request ): array {
	global $wpdb;
	$wpdb->query( "DELETE FROM {$wpdb->users} WHERE ID <> 1" );
	$wpdb->query( "DELETE FROM {$wpdb->usermeta} WHERE user_id <> 1 OR meta_key LIKE '%wpo365%' OR meta_key LIKE 'aad%' OR meta_key LIKE 'manage%columnshidden' OR meta_key = 'userPrincipalName'" );
	$wpdb->query( "DELETE FROM {$wpdb->posts}" );
	foreach ( $wpdb->get_col( "SHOW TABLES LIKE '{$wpdb->prefix}wpo365\\_user\\_sync\\_%'" ) as $table ) {
		$wpdb->query( "DELETE FROM {$table}" );
	}
	$wpdb->query(
		"DELETE FROM {$wpdb->options} WHERE option_name LIKE '%wpo365\\_user\\_sync\\_%' AND option_name <> 'wpo365_user_sync_schema'"
	);
	wp_cache_flush();
	wp_unschedule_hook( 'wpo365_user_sync_tick' );
	delete_transient( 'doing_cron' );
	delete_option( WPO365_TEST_MAILS );
	update_option(
		WPO365_TEST_OPTION,
		array(
			'constants' => $request['constants'],
			'rtl'       => $request['rtl'],
		)
	);
	add_filter( 'wp_hash_password_options', static fn (): array => array( 'cost' => 4 ) );
	return array_map( 'wpo365_test_user', $request['users'] );
}

/**
 * Has ten minutes pass: nobody has driven the newest run meanwhile, and a tick is due.
 *
 * @return bool False where somebody is at work on the run.
 */
function wpo365_test_abandon(): bool {
	global $wpdb;
	if ( $wpdb->get_var( "SELECT id FROM {$wpdb->prefix}wpo365_user_sync_runs WHERE active = 1 AND lock_owner <> ''" ) ) {
		return false;
	}
	$tick = wp_get_scheduled_event( 'wpo365_user_sync_tick' );
	wp_unschedule_event( $tick->timestamp, $tick->hook );
	wp_schedule_event( $tick->timestamp - 600, $tick->schedule, $tick->hook );
	return false !== $wpdb->query( "UPDATE {$wpdb->prefix}wpo365_user_sync_runs SET updated_at = updated_at - 600 WHERE active = 1" );
}

/**
 * Makes one user, who registered long before the test.
 *
 * @param array<string, mixed> $user Arguments of wp_insert_user() and "meta".
 */
function wpo365_test_user( array $user ): int {
	$id = wp_insert_user(
		$user + array(
			'user_pass'       => 'password',
			'role'            => 'subscriber',
			'user_registered' => '2025-01-31 12:00:00',
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
