<?php
/**
 * Where the setup guide is read.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

/**
 * Knows where the setup guide lies: a page that ships with the plugin, so that it can be read where nothing else can be reached.
 */
final class Guide {

	/**
	 * The plugin's main file; empty until the plugin was started.
	 *
	 * @var string
	 */
	private static string $plugin_file = '';

	/**
	 * Says where the plugin lies.
	 *
	 * @param string $plugin_file The plugin's main file.
	 */
	public static function lies_beside( string $plugin_file ): void {
		self::$plugin_file = $plugin_file;
	}

	/**
	 * Gives the address of the guide.
	 *
	 * @param string $section Id of one of its headings: its words in lower case, joined by hyphens.
	 */
	public static function url( string $section = '' ): string {
		return plugins_url( 'setup.html', self::$plugin_file ) . ( '' === $section ? '' : "#$section" );
	}
}
