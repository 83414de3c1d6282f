<?php
/**
 * What an undo does to an account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

/**
 * Closed set.
 */
enum Undo_Action: string {

	/** Values are put back. */
	case Change = 'change';

	/** An account that the run has created is removed. */
	case Remove = 'remove';

	/** An account that the run has deleted is restored. */
	case Restore = 'restore';

	/** The account is left as it is. */
	case None = 'none';
}
