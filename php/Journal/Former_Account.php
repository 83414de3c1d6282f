<?php
/**
 * An account that somebody had before.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Deactivation;

/**
 * What the journal knows of a deleted account whose person has none now.
 */
final class Former_Account {

	/**
	 * @param Entry  $deletion The entry of the deletion.
	 * @param string $refusal  Why the account can't be given back; an empty string where it can.
	 * @param string $gaps     What would not come back with it, in sentences; may be empty.
	 */
	public function __construct(
		public readonly Entry $deletion,
		public readonly string $refusal,
		public readonly string $gaps,
	) {}

	/**
	 * Gives the user name.
	 */
	public function login(): string {
		return $this->deletion->before['record']['user_login'] ?? '';
	}

	/**
	 * Gives the e-mail address; may be empty.
	 */
	public function email(): string {
		return $this->deletion->before['record']['user_email'] ?? '';
	}

	/**
	 * Tells whether nobody could sign in with it when it was deleted.
	 */
	public function is_deactivated(): bool {
		return in_array( Deactivation::DEACTIVATED, $this->deletion->before['meta'][ Deactivation::ACTIVE ] ?? array(), true );
	}

	/**
	 * Says that it is what the person gets, or would get.
	 */
	public function in_words(): string {
		/* translators: 1: id of a WordPress user, 2: user name, 3: date. */
		$words = sprintf( __( 'The account that this person had before is restored: WordPress user %1$d (%2$s), deleted on %3$s.', 'wpo365-user-sync' ), $this->deletion->user_id, $this->login(), wp_date( (string) get_option( 'date_format' ), $this->deletion->at ) );
		return trim( "$words {$this->gaps}" );
	}
}
