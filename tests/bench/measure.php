<?php
/**
 * Takes one measurement on the site of WPO365_TEST_SITE, and prints it as JSON.
 *
 * Usage: php measure.php plain|first|unwritten|raw|again|download|deactivate|reactivate|undo|delete|restore [users]
 */

declare( strict_types=1 );

$_SERVER['HTTP_HOST']      = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI']    = '/';
$_SERVER['REMOTE_ADDR']    = '127.0.0.1';

require getenv( 'WPO365_TEST_SITE' ) . '/wp-load.php';
require __DIR__ . '/measurements.php';

wp_set_current_user( 1 );
rest_get_server();

$wpo365_work = 'wpo365_bench_' . $argv[1];
$wpo365_base = memory_get_usage();
echo wp_json_encode( $wpo365_work( (int) ( $argv[2] ?? 0 ) ) + array( 'memory' => memory_get_peak_usage() - $wpo365_base ) );
