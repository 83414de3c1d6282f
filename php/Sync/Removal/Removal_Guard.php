<?php
/**
 * Who is never removed, and when removals wait for a person's word.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * The rules that keep people's accounts safe.
 */
final class Removal_Guard {

	/** Who may do one of these is privileged. */
	private const PRIVILEGES = array( 'manage_options', 'edit_users', 'promote_users', 'delete_users' );

	/** So many removals need no second look, unless a limit is 0. */
	private const FEW = 5;

	/** @var array<int, bool> Privileged or not, by user id, for the part being worked on. */
	private array $privileged = array();

	/** @var string[]|null Setting `removal.protected_roles`, read once. */
	private ?array $protected_roles = null;

	/** Setting `removal.candidates`, read once. */
	private ?string $candidates = null;

	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Whether an account may manage the site or its users, or has a protected role.
	 */
	public function is_privileged( int $user_id ): bool {
		return $this->privileged[ $user_id ] ??= $this->look_up_privilege( $user_id );
	}

	/**
	 * Whether nobody else is administrator.
	 */
	public function is_last_administrator( int $user_id ): bool {
		$administrators = get_users(
			array(
				'role'    => 'administrator',
				'exclude' => array( $user_id ), // phpcs:ignore WordPressVIPMinimum.Performance.WPQueryParams -- one id.
				'number'  => 1,
				'fields'  => 'ID',
			)
		);
		return array() === $administrators;
	}

	/**
	 * Forgets what was looked up, since roles may change between parts.
	 */
	public function reset(): void {
		$this->privileged = array();
	}

	/**
	 * Tells why an account must stay, whatever the options.
	 *
	 * @param Account $account          Account as it is now.
	 * @param string  $listed_object_id Its link when the list was made.
	 * @param int[]   $actors           Users who run this.
	 * @param int     $reassign_to      User who gets the content, or 0.
	 * @param Run     $run              Run whose list it is.
	 * @return string A sentence, or an empty string where it may be removed.
	 */
	public function why_it_stays( Account $account, string $listed_object_id, array $actors, int $reassign_to, Run $run ): string {
		if ( in_array( $account->id, $actors, true ) ) {
			return __( 'This is the account that runs the synchronization.', 'wpo365-user-sync' );
		}
		if ( $account->id === $reassign_to ) {
			return __( 'This account receives the content of removed users.', 'wpo365-user-sync' );
		}
		if ( $this->is_privileged( $account->id ) ) {
			return __( 'This account is protected: it may manage the site or its users, or has a protected role.', 'wpo365-user-sync' );
		}
		// The highest id tells who came later within the same second; the time tells who came with a lower id.
		if ( $account->id > $run->recall( 'last_user', 0 ) || strtotime( $account->registered . ' UTC' ) > $run->started_at ) {
			return __( 'This account was registered after the synchronization began.', 'wpo365-user-sync' );
		}
		if ( strtolower( $account->object_id ) !== strtolower( $listed_object_id ) ) {
			return __( 'This account’s link to the directory has changed since the synchronization began.', 'wpo365-user-sync' );
		}
		if ( $account->is_linked() && '' !== $account->tenant_id && strtolower( $account->tenant_id ) !== strtolower( $run->tenant_id ) ) {
			return __( 'This account is linked to a user of another tenant, which this connection can’t ask.', 'wpo365-user-sync' );
		}
		if ( ! $account->is_linked() && 'linked' === ( $this->candidates ??= $this->settings->get( 'removal.candidates' ) ) ) {
			return __( 'This account was never linked to the directory, and the settings allow removing linked accounts only.', 'wpo365-user-sync' );
		}
		/**
		 * Filters whether a user may be removed.
		 *
		 * @param bool $may     Whether the user may be removed.
		 * @param int  $user_id The user.
		 * @param int  $run_id  The run.
		 */
		if ( ! apply_filters( 'wpo365_user_sync_may_remove', true, $account->id, $run->id ) ) {
			return __( 'Another plugin or this site’s own code keeps this account.', 'wpo365-user-sync' );
		}
		return '';
	}

	/**
	 * Whether removals have to wait until a person has typed their number.
	 *
	 * @param int      $count        Removals.
	 * @param int      $never_linked How many of them were never linked to the directory.
	 * @param int      $users        WordPress users.
	 * @param bool     $new_tenant   Whether the last completed run read another tenant, or the links of this site name another one.
	 * @param int|null $percent      Limit in percent of the WordPress users; 0: always; null: none.
	 * @param int|null $limit        Limit as a number; 0: always; null: none.
	 */
	public static function must_hold( int $count, int $never_linked, int $users, bool $new_tenant, ?int $percent, ?int $limit ): bool {
		if ( 0 === $count ) {
			return false;
		}
		if ( $never_linked > 0 || $new_tenant || 0 === $percent || 0 === $limit ) {
			return true;
		}
		return $count > self::FEW && (
			( null !== $percent && $count * 100 > $percent * $users )
			|| ( null !== $limit && $count > $limit )
		);
	}

	private function look_up_privilege( int $user_id ): bool {
		if ( is_super_admin( $user_id ) ) {
			return true;
		}
		$user = get_userdata( $user_id );
		if ( ! $user ) {
			return false;
		}
		if ( array_intersect( $this->protected_roles ??= $this->settings->get( 'removal.protected_roles' ), $user->roles ) ) {
			return true;
		}
		foreach ( self::PRIVILEGES as $capability ) {
			if ( user_can( $user, $capability ) ) {
				return true;
			}
		}
		return false;
	}
}
