<?php
/**
 * Who receives the content of removed users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * What becomes of content. A run fixes it when its list of removals is begun: what was shown with the list is what happens.
 */
final class Heir {

	/**
	 * @param int  $user_id  Who receives the content; 0 for nobody.
	 * @param bool $keeps    Whether content is kept; else it is deleted with the account.
	 * @param bool $managers Whether managers receive it where they can: {@see Manager_Heirs}.
	 */
	public function __construct(
		public readonly int $user_id,
		public readonly bool $keeps,
		public readonly bool $managers = false,
	) {}

	/**
	 * Tells what the settings say now.
	 *
	 * @param int $actor Who removes: receives the content unless the settings name somebody.
	 */
	public static function by_settings( Settings $settings, int $actor ): self {
		return new self( (int) ( $settings->get( 'removal.reassign_to' ) ?: $actor ), 'delete' !== $settings->get( 'removal.content' ), 'manager' === $settings->get( 'removal.content' ) );
	}

	/**
	 * Tells what a run has fixed with its list.
	 */
	public static function of_list( Run $run, Settings $settings ): self {
		$fixed = $run->memory->heir;
		return null === $fixed ? self::by_settings( $settings, $run->started_by ) : new self( (int) $fixed['user_id'], (bool) $fixed['keeps'], (bool) ( $fixed['managers'] ?? false ) );
	}

	/**
	 * Tells what a run has fixed for a row of its list.
	 */
	public static function of_row( Result $row, Run $run, Settings $settings ): self {
		return 0 === $row->heir ? self::of_list( $run, $settings ) : new self( $row->heir, true );
	}

	/**
	 * Fixes it for a run whose list is begun.
	 */
	public function fix( Run $run ): void {
		$run->memory->heir = array(
			'user_id'  => $this->user_id,
			'keeps'    => $this->keeps,
			'managers' => $this->managers,
		);
	}

	/**
	 * Tells whether content has somewhere to go.
	 */
	public function is_there(): bool {
		return ! $this->keeps || ( $this->user_id > 0 && false !== get_userdata( $this->user_id ) );
	}

	/**
	 * Gives what wp_delete_user() wants to know.
	 *
	 * @return int|null Null: content is deleted.
	 */
	public function reassign(): ?int {
		return $this->keeps ? $this->user_id : null;
	}

	/**
	 * Says what will become of content.
	 *
	 * @return string A sentence; empty where that is said when the list is complete: {@see Manager_Heirs}.
	 */
	public function in_words(): string {
		$user = get_userdata( $this->user_id );
		return match ( true ) {
			$this->managers => '',
			! $this->keeps => __( 'The content is deleted with the account.', 'wpo365-user-sync' ),
			! $user        => __( 'There is no user to receive the content.', 'wpo365-user-sync' ),
			/* translators: %s: user name. */
			default        => sprintf( __( 'The content goes to %s.', 'wpo365-user-sync' ), $user->user_login ),
		};
	}
}
