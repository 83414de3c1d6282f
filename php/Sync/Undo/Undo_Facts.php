<?php
/**
 * What an account's undo depends on.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

/**
 * All that has to be looked up about an account beside its values, so that the plan can be made without database.
 */
final class Undo_Facts {

	/**
	 * @param string                $forbidden     Why nothing of this account may be changed; empty: it may.
	 * @param string                $stays         Why the account may not be removed, or deactivated.
	 * @param string                $gone          Why the account can't be restored.
	 * @param bool                  $is_privileged Whether the account may manage a site or its users.
	 * @param bool                  $is_locked     Whether roles and addresses of such accounts are left alone.
	 * @param bool                  $runs          Whether the acting user's account it is.
	 * @param bool                  $is_last       Whether it is the last administrator.
	 * @param string[]              $withheld      Roles and capabilities that are not given back.
	 * @param array<string, string> $since         Who has changed something since, in words, by part and field; under an empty key: anything.
	 */
	public function __construct(
		public readonly string $forbidden = '',
		public readonly string $stays = '',
		public readonly string $gone = '',
		public readonly bool $is_privileged = false,
		public readonly bool $is_locked = false,
		public readonly bool $runs = false,
		public readonly bool $is_last = false,
		public readonly array $withheld = array(),
		public readonly array $since = array(),
	) {}

	/**
	 * Says who stands against putting a value back.
	 *
	 * @param string $key Part and field; empty: the account as a whole.
	 */
	public function since( string $key = '' ): string {
		return $this->since[ $key ] ?? __( 'changed since by somebody else', 'wpo365-user-sync' );
	}
}
