<?php
/**
 * What has become of the person of a row.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

/**
 * Closed set of statuses.
 */
enum Status: string {

	case Logged      = 'logged';
	case Held        = 'held';
	case Created     = 'created';
	case Updated     = 'updated';
	case Unchanged   = 'unchanged';
	case Deleted     = 'deleted';
	case Deactivated = 'deactivated';
	case Reactivated = 'reactivated';
	case Skipped     = 'skipped';
	case Conflict    = 'conflict';
	case Failed      = 'failed';

	/**
	 * Lists the statuses as the contract names them.
	 *
	 * @return string[] All values.
	 */
	public static function values(): array {
		return array_column( self::cases(), 'value' );
	}
}
