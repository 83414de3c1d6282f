<?php
/**
 * Who is never removed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Actor;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Says why an account stays, whatever the options: the rules that keep people's accounts safe.
 */
final class Removal_Guard {

	/** Setting `removal.candidates`, read once. */
	private ?string $candidates = null;

	/** Setting `removal.reassign_to`, read once; 0: nobody. */
	private ?int $reassign_to = null;

	public function __construct(
		private readonly Settings $settings,
		private readonly Privileges $privileges,
	) {}

	/**
	 * Forgets what was looked up, since roles may change between parts.
	 */
	public function reset(): void {
		$this->privileges->reset();
	}

	/**
	 * Tells why an account must stay, whatever the options.
	 *
	 * @param Account $account          Account as it is now.
	 * @param string  $listed_object_id Its link when the list was made.
	 * @param int[]   $actors           Users who run this, the acting one first.
	 * @param int     $heir             User who gets the content, or 0.
	 * @param Run     $run              Run whose list it is.
	 * @return string A sentence, or an empty string where it may be removed.
	 */
	public function why_it_stays( Account $account, string $listed_object_id, array $actors, int $heir, Run $run ): string {
		$protected = $this->why_protected( $account, $actors, $heir );
		if ( '' !== $protected ) {
			return $protected;
		}
		// The highest id tells who came later within the same second; the time tells who came with a lower id.
		if ( $account->id > $run->memory->last_user || strtotime( $account->registered . ' UTC' ) > $run->started_at ) {
			return __( 'This account was registered after the synchronization began.', 'wpo365-user-sync' );
		}
		if ( strtolower( $account->object_id ) !== strtolower( $listed_object_id ) ) {
			return self::link_changed();
		}
		$forbidden = ( new Actor( $actors[0] ?? 0 ) )->why_not_delete( $account->id );
		if ( '' !== $forbidden ) {
			return $forbidden;
		}
		$cause = $account->why_absent( $run->tenant_id );
		if ( Cause::Other_Tenant === $cause ) {
			return $cause->in_words();
		}
		if ( ! $cause->is_proved() && 'linked' === ( $this->candidates ??= $this->settings->get( 'removal.candidates' ) ) ) {
			return Cause::Never_Linked === $cause
				? __( 'This account was never linked to the directory, and the settings allow removing linked accounts only.', 'wpo365-user-sync' )
				: __( 'This account’s link names no tenant, so it counts as never linked to the directory, and the settings allow removing linked accounts only.', 'wpo365-user-sync' );
		}
		return $this->kept_by_others( $account->id, $run->id );
	}

	/**
	 * Tells whom nothing and nobody removes or deactivates: whoever runs this, the heir, and people who may manage the site.
	 *
	 * @param Account $account Account as it is now.
	 * @param int[]   $actors  Users who run this.
	 * @param int     $heir    User who gets content, or 0.
	 * @return string A sentence, or an empty string.
	 */
	public function why_protected( Account $account, array $actors, int $heir ): string {
		if ( in_array( $account->id, $actors, true ) ) {
			return __( 'This is the account that runs the synchronization.', 'wpo365-user-sync' );
		}
		if ( $account->id === $heir || $account->id === ( $this->reassign_to ??= (int) $this->settings->get( 'removal.reassign_to' ) ) ) {
			return __( 'This account receives the content of removed users.', 'wpo365-user-sync' );
		}
		// Who is deactivated has no role; one that the account had may have become privileged since.
		if ( $this->privileges->has( $account->id ) || array_filter( $account->deactivation['roles'] ?? array(), $this->privileges->come_with( ... ) ) ) {
			return __( 'This account is protected: it may manage the site or its users, or has a protected role.', 'wpo365-user-sync' );
		}
		return '';
	}

	/**
	 * Tells whether others keep an account.
	 *
	 * @param int $run_id The run.
	 * @return string A sentence, or an empty string.
	 */
	public function kept_by_others( int $user_id, int $run_id ): string {
		/**
		 * Filters whether a user may be removed.
		 *
		 * @param bool $may     Whether the user may be removed.
		 * @param int  $user_id The user.
		 * @param int  $run_id  The run.
		 */
		if ( ! apply_filters( 'wpo365_user_sync_may_remove', true, $user_id, $run_id ) ) {
			return __( 'Another plugin or this site’s own code keeps this account.', 'wpo365-user-sync' );
		}
		return '';
	}

	/**
	 * Says that an account belongs to somebody else by now, or to nobody.
	 */
	public static function link_changed(): string {
		return __( 'This account’s link to the directory has changed since the synchronization began.', 'wpo365-user-sync' );
	}

	/**
	 * Tells why an account is not deleted although it may be removed: its customer has orders.
	 *
	 * @param int|null $orders Orders in the shop; null where they could not be counted.
	 * @return string A sentence, or an empty string where it may be deleted.
	 */
	public function why_not_delete( int $user_id, ?int $orders ): string {
		/**
		 * Filters whether a user may be deleted.
		 *
		 * @param bool $may     Whether the user may be deleted: false for customers with WooCommerce orders.
		 * @param int  $user_id The user.
		 */
		if ( apply_filters( 'wpo365_user_sync_may_delete', 0 === $orders, $user_id ) ) {
			return '';
		}
		return match ( true ) {
			null === $orders => __( 'WooCommerce could not tell whether this account has orders, so the account is not deleted.', 'wpo365-user-sync' ),
			/* translators: %d: number of orders. */
			$orders > 0      => sprintf( _n( 'This account has %d order in the shop, so it is not deleted.', 'This account has %d orders in the shop, so it is not deleted.', $orders, 'wpo365-user-sync' ), $orders ),
			default          => __( 'Another plugin or this site’s own code keeps this account from being deleted.', 'wpo365-user-sync' ),
		};
	}
}
