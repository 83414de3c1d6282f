<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * The plugin's clock. Its classes ask for the time without naming the global function, so a function of the same name in their namespace answers instead; nothing else on the machine or in WordPress is moved.
 */
final class Clock {

	/** Seconds by which the plugin's clock is ahead. */
	private static int $ahead = 0;

	/**
	 * Puts the clock into every room of the plugin; before any of its code has run.
	 */
	public static function install(): void {
		self::$ahead = (int) getenv( 'WPO365_TEST_AHEAD' );
		$plugin      = __DIR__ . '/../../../php';
		$rooms       = array( '' );
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $plugin, \FilesystemIterator::SKIP_DOTS ), \RecursiveIteratorIterator::SELF_FIRST ) as $file ) {
			if ( $file->isDir() ) {
				$rooms[] = '\\' . strtr( substr( $file->getPathname(), strlen( $plugin ) + 1 ), '/', '\\' );
			}
		}
		foreach ( $rooms as $room ) {
			eval( // phpcs:ignore Squiz.PHP.Eval.Discouraged
				"namespace WPO365\\User_Sync{$room};
				function time(): int { return \\WPO365\\User_Sync\\Tests\\Support\\Clock::now(); }
				function microtime( bool \$as_float = false ): float { return \\microtime( true ) + \\WPO365\\User_Sync\\Tests\\Support\\Clock::ahead(); }"
			);
		}
	}

	public static function now(): int {
		return time() + self::$ahead;
	}

	public static function ahead(): int {
		return self::$ahead;
	}

	/**
	 * Moves the plugin's clock on, and that of the tenant; processes that are started from now on have it, too.
	 */
	public static function move( int $seconds ): void {
		self::set_ahead( self::$ahead + $seconds );
		Simulator::advance( $seconds );
	}

	/**
	 * Sets the plugin's clock alone.
	 *
	 * @param int $moment Unix time.
	 */
	public static function set( int $moment ): void {
		self::set_ahead( $moment - time() );
	}

	/**
	 * Puts the clock right.
	 */
	public static function reset(): void {
		self::set_ahead( 0 );
	}

	private static function set_ahead( int $seconds ): void {
		self::$ahead = $seconds;
		putenv( "WPO365_TEST_AHEAD={$seconds}" );
	}
}
