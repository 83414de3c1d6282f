<?php
/**
 * Plugin Name: Loads every class of the plugin
 *
 * A must-use plugin on the sites of the smoke test: a file that this version of PHP can't
 * read shows itself, although nothing uses it yet.
 */

declare( strict_types=1 );

add_action(
	'rest_api_init',
	static function (): void {
		register_rest_route(
			'wpo365-test/v1',
			'/load-all',
			array(
				'methods'             => 'POST',
				'permission_callback' => static fn (): bool => current_user_can( 'manage_options' ),
				'callback'            => 'wpo365_test_load_all',
			)
		);
	}
);

/**
 * Loads all files of php/.
 *
 * @return array{php: string, loaded: int, missing: list<string>} missing: files without the class of their name.
 */
function wpo365_test_load_all(): array {
	$root    = WP_PLUGIN_DIR . '/wpo365-user-sync/php/';
	$loaded  = 0;
	$missing = array();
	foreach ( new RecursiveIteratorIterator( new RecursiveDirectoryIterator( $root, FilesystemIterator::SKIP_DOTS ) ) as $file ) {
		$name = substr( $file->getPathname(), strlen( $root ), -4 );
		if ( 'php' !== $file->getExtension() || 'autoload' === $name ) {
			continue;
		}
		$class = 'WPO365\\User_Sync\\' . strtr( $name, '/', '\\' );
		if ( class_exists( $class ) || interface_exists( $class ) || trait_exists( $class ) || enum_exists( $class ) ) {
			++$loaded;
		} else {
			$missing[] = $name;
		}
	}
	return array(
		'php'     => PHP_VERSION,
		'loaded'  => $loaded,
		'missing' => $missing,
	);
}
