<?php
/**
 * Starts the real WordPress of the test site in PHPUnit's process, with the plugin active.
 *
 * "npm run test:php" builds the site and names it in WPO365_TEST_SITE.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

// PHPUnit includes this file inside a function; WordPress wants these to be global.
global $wpdb, $table_prefix, $current_site, $current_blog, $wp_rewrite, $shortcode_tags, $wp, $wp_theme_directories, $phpmailer;

$wpo365_test_site = (string) getenv( 'WPO365_TEST_SITE' );
if ( ! is_file( $wpo365_test_site . '/wp-load.php' ) ) {
	fwrite( STDERR, "These tests need a WordPress: run them with \"npm run test:php\".\n" );
	exit( 1 );
}

spl_autoload_register(
	static function ( string $class_name ): void {
		$prefix = __NAMESPACE__ . '\\';
		if ( str_starts_with( $class_name, $prefix ) ) {
			$file = __DIR__ . '/' . strtr( substr( $class_name, strlen( $prefix ) ), '\\', '/' ) . '.php';
			if ( is_file( $file ) ) {
				require $file;
			}
		}
	}
);

Support\Clock::install();

$_SERVER['HTTP_HOST']       = '127.0.0.1';
$_SERVER['SERVER_NAME']     = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';

require_once $wpo365_test_site . '/wp-load.php';

Support\Site_State::remember();
