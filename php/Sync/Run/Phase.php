<?php
/**
 * The phases of a run, in their order.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Closed set of phases.
 */
enum Phase: string {

	case Groups   = 'groups';
	case Listing  = 'listing';
	case Matching = 'matching';
	case Absent   = 'absent';
	case Done     = 'done';
}
