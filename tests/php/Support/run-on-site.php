<?php
/**
 * Runs the code of WPO365_TEST_CODE on the test site. See Php_Process.
 */

declare( strict_types=1 );

$_SERVER['HTTP_HOST']      = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI']    = '/';
$_SERVER['REMOTE_ADDR']    = '127.0.0.1';

require __DIR__ . '/Clock.php';
WPO365\User_Sync\Tests\Support\Clock::install();

require getenv( 'WPO365_TEST_SITE' ) . '/wp-load.php';

wp_set_current_user( (int) getenv( 'WPO365_TEST_USER' ) );

// phpcs:ignore Squiz.PHP.Eval.Discouraged
eval( (string) getenv( 'WPO365_TEST_CODE' ) );
