<?php
/**
 * How commands end.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Closed set of exit codes, for scripts.
 */
enum Exit_Code: int {

	case Done    = 0;
	case Error   = 1;
	case Held    = 2;
	case Failed  = 3;
	case Nothing = 4;

	/**
	 * Ends the command; one that is done ends by itself.
	 */
	public function end(): void {
		if ( self::Done !== $this ) {
			\WP_CLI::halt( $this->value );
		}
	}
}
