<?php
/**
 * How a check came out.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

/**
 * Lists the results of a check.
 */
enum Check_Status: string {

	case Ok      = 'ok';
	case Warning = 'warning';
	case Error   = 'error';
	case Unknown = 'unknown';
}
