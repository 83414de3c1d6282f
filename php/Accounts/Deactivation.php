<?php
/**
 * Accounts that nobody may sign in with.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Names what marks a deactivated account.
 */
final class Deactivation {

	/** Key of user meta that the WPO365 | LOGIN plugin honours, too, and that it takes off again. */
	public const ACTIVE = 'wpo365_active';

	/** Its value where the account is deactivated. */
	public const DEACTIVATED = 'deactivated';

	/** Key of user meta that holds what the account had before, as JSON: at, run_id, roles, reason. */
	public const NOTES = 'wpo365_user_sync_deactivated';
}
