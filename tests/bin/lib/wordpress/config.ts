import { createHash } from 'node:crypto';

export type Constants = Record< string, string | number | boolean >;

/** What every test site has: errors shown, and nothing that leaves the machine. */
const FOR_TESTS: Constants = {
	WP_DEBUG: true,
	WP_DEBUG_DISPLAY: true,
	WP_DEBUG_LOG: false,
	WP_ENVIRONMENT_TYPE: 'local',
	DISABLE_WP_CRON: true,
	AUTOMATIC_UPDATER_DISABLED: true,
	WP_HTTP_BLOCK_EXTERNAL: true,
	WP_ACCESSIBLE_HOSTS: '127.0.0.1,localhost',
};

const SALTS = [
	'AUTH_KEY',
	'SECURE_AUTH_KEY',
	'LOGGED_IN_KEY',
	'NONCE_KEY',
	'AUTH_SALT',
	'SECURE_AUTH_SALT',
	'LOGGED_IN_SALT',
	'NONCE_SALT',
];

/**
 * Writes the source of a wp-config.php.
 *
 * A process may bring other values: a JSON object in the environment variable
 * WPO365_TEST_CONSTANTS wins over those given here.
 */
export function wpConfig( constants: Constants ): string {
	const salts = Object.fromEntries(
		SALTS.map( ( name ) => [
			name,
			createHash( 'sha256' ).update( `test ${ name }` ).digest( 'hex' ),
		] )
	);
	const json = JSON.stringify( { ...FOR_TESTS, ...salts, ...constants } );
	return `<?php
$wpo365_constants = json_decode( (string) getenv( 'WPO365_TEST_CONSTANTS' ), true ) ?: array();
$wpo365_constants += json_decode( ${ phpString( json ) }, true );
foreach ( $wpo365_constants as $wpo365_name => $wpo365_value ) {
	if ( null !== $wpo365_value && ! defined( $wpo365_name ) ) {
		define( $wpo365_name, $wpo365_value );
	}
}
unset( $wpo365_constants, $wpo365_name, $wpo365_value );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
`;
}

/** Quotes a text as PHP source. */
export function phpString( text: string ): string {
	return `'${ text.replace( /[\\']/g, '\\$&' ) }'`;
}
