<?php
/**
 * Removal by deletion.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Write\Attempt;
use WPO365\User_Sync\Sync\Write\Read_Again;

/**
 * Deletes accounts; their content goes to the heir, or with them.
 */
final class Deletion_Mode implements Removal_Mode {

	public function __construct(
		private readonly Removal_Guard $guard,
		private readonly Attempt $attempt,
		private readonly Journal $journal,
	) {}

	public function why_not( Heir $heir ): string {
		return $heir->is_there() ? '' : __( 'There is no user to receive the content. Choose one in the settings, then synchronize again.', 'wpo365-user-sync' );
	}

	public function in_words( ?Heir $heir ): string {
		return (string) $heir?->in_words();
	}

	public function remove( Account $account, Result $row, Heir $heir ): Outcome {
		$kept = $this->guard->why_not_delete( $account->id, Belongings::orders( $account->id ) );
		if ( '' !== $kept ) {
			return Outcome::skipped( $kept );
		}
		$this->journal->deleting( $account->id, $heir->reassign() );
		$removed = $this->attempt->run( static fn(): int|\WP_Error => self::announce_and_delete( $account->id, $heir->reassign() ), static fn(): string => Read_Again::removed( $account ) );
		if ( $removed instanceof Outcome ) {
			return $removed;
		}
		return new Outcome(
			Status::Deleted,
			$heir->keeps
				/* translators: %d: id of a WordPress user. */
				? sprintf( __( 'Deleted; the content went to WordPress user %d.', 'wpo365-user-sync' ), $heir->user_id )
				: __( 'Deleted together with the content.', 'wpo365-user-sync' )
		);
	}

	private static function announce_and_delete( int $user_id, ?int $reassign_to ): int|\WP_Error {
		/**
		 * Fires before a WordPress user is removed because the directory user is gone.
		 *
		 * @param int      $user_id     The user.
		 * @param int|null $reassign_to Who receives the content; null: it is deleted.
		 */
		do_action( 'wpo365_user_sync_before_remove', $user_id, $reassign_to );
		return self::delete( $user_id, $reassign_to );
	}

	/**
	 * Deletes an account.
	 *
	 * @param int|null $reassign_to Who receives the content; null: it is deleted.
	 * @return int|\WP_Error The id.
	 */
	public static function delete( int $user_id, ?int $reassign_to ): int|\WP_Error {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$deleted = wp_delete_user( $user_id, $reassign_to );
		// wp_delete_user() does not notice that the database refused.
		clean_user_cache( $user_id );
		return $deleted && false === get_userdata( $user_id ) ? $user_id : new \WP_Error( 'not_deleted', __( 'WordPress did not delete this user: another plugin, or the database, may have prevented it. Delete the user under Users, or synchronize again.', 'wpo365-user-sync' ) );
	}
}
