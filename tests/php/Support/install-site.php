<?php
/**
 * Installs WordPress and activates the plugin.
 *
 * Usage: php install-site.php <folder> <login> <password>
 */

declare( strict_types=1 );

[ , $wpo365_path, $wpo365_login, $wpo365_password ] = $argv;

define( 'WP_INSTALLING', true );

/** Mails nobody about the new site. */
function wp_new_blog_notification(): void {}

require $wpo365_path . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Contoso Intranet', $wpo365_login, $wpo365_login . '@example.org', true, '', $wpo365_password );
update_option( 'permalink_structure', '' );

$wpo365_result = activate_plugin( 'wpo365-user-sync/wpo365-user-sync.php' );
if ( is_wp_error( $wpo365_result ) ) {
	fwrite( STDERR, $wpo365_result->get_error_message() . "\n" );
	exit( 1 );
}
