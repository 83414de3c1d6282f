<?php
/**
 * What was done to an account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

/**
 * Closed set of kinds of entries.
 */
enum Entry_Kind: string {

	case Created     = 'created';
	case Core        = 'core';
	case Meta        = 'meta';
	case Role        = 'role';
	case Link        = 'link';
	case Unlink      = 'unlink';
	case Deactivated = 'deactivated';
	case Reactivated = 'reactivated';
	case Deleted     = 'deleted';
}
