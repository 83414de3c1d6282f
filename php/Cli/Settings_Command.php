<?php
/**
 * The settings on the command line.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Shows and saves the settings of the synchronization, as JSON.
 */
final class Settings_Command {

	public function __construct( private readonly Routes $routes = new Routes() ) {}

	/**
	 * Shows the settings, or one of them, as JSON. Secrets are never shown: only whether there is one.
	 *
	 * ## OPTIONS
	 *
	 * [<path>]
	 * : Path of a setting, for example removal.limit_percent. All of them where it is left out.
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp wpo365-user-sync settings get removal.limit_percent --user=admin
	 *     10
	 *
	 * @param string[] $args Path.
	 */
	public function get( array $args ): void {
		$value = $this->routes->call( 'GET', '/settings' )['settings'];
		foreach ( '' === ( $args[0] ?? '' ) ? array() : explode( '.', $args[0] ) as $key ) {
			if ( ! is_array( $value ) || ! array_key_exists( $key, $value ) ) {
				/* translators: %s: name of a setting */
				\WP_CLI::error( sprintf( __( 'There is no setting %s. Check its spelling.', 'wpo365-user-sync' ), $args[0] ) );
			}
			$value = $value[ $key ];
		}
		\WP_CLI::line( (string) wp_json_encode( $value, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
	}

	/**
	 * Saves a setting. Lists are replaced whole.
	 *
	 * ## OPTIONS
	 *
	 * <path>
	 * : Path of the setting, for example removal.limit_percent.
	 *
	 * <json>
	 * : Its value as JSON; a text needs its double quotes. A single - reads it from standard input, so that a secret does not stay in the history of the shell.
	 *
	 * ## EXAMPLES
	 *
	 *     $ wp wpo365-user-sync settings set removal.limit_percent 5 --user=admin
	 *     Success: Saved.
	 *
	 *     $ wp wpo365-user-sync settings set removal.candidates '"linked"' --user=admin
	 *     Success: Saved.
	 *
	 * @param string[] $args Path and value.
	 */
	public function set( array $args ): void {
		$value = json_decode( '-' === $args[1] ? (string) file_get_contents( 'php://stdin' ) : $args[1] );
		if ( JSON_ERROR_NONE !== json_last_error() ) {
			\WP_CLI::error( __( 'The value is no JSON. Put a text into double quotes, for example \'"linked"\'.', 'wpo365-user-sync' ) );
		}
		foreach ( array_reverse( explode( '.', $args[0] ) ) as $key ) {
			$value = array( $key => $value );
		}
		$this->routes->call( 'POST', '/settings', $value );
		\WP_CLI::success( __( 'Saved.', 'wpo365-user-sync' ) );
	}
}
