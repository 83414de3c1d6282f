<?php
/**
 * Routes for PHP's own web server: files as they are, everything else to WordPress.
 */

declare( strict_types=1 );

$wpo365_path = (string) parse_url( (string) $_SERVER['REQUEST_URI'], PHP_URL_PATH );
$wpo365_file = $_SERVER['DOCUMENT_ROOT'] . $wpo365_path;

if ( is_dir( $wpo365_file ) && is_file( rtrim( $wpo365_file, '/' ) . '/index.php' ) ) {
	if ( ! str_ends_with( $wpo365_path, '/' ) ) {
		header( 'Location: ' . $wpo365_path . '/', true, 301 );
		return true;
	}
	$wpo365_file .= 'index.php';
	$wpo365_path .= 'index.php';
}
if ( is_file( $wpo365_file ) && str_ends_with( $wpo365_file, '.php' ) ) {
	$_SERVER['SCRIPT_NAME']     = $wpo365_path;
	$_SERVER['PHP_SELF']        = $wpo365_path;
	$_SERVER['SCRIPT_FILENAME'] = $wpo365_file;
	chdir( dirname( $wpo365_file ) );
	require $wpo365_file;
	return true;
}
if ( is_file( $wpo365_file ) ) {
	return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['PHP_SELF']    = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
return true;
