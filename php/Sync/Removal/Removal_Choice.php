<?php
/**
 * Deleted or deactivated.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;

/**
 * Chooses the way in which an account is removed that no guard keeps. A run fixes what the settings say when its list is begun; what a row says is what happens to it.
 */
final class Removal_Choice {

	private const DEACTIVATE = 'deactivate';

	public function __construct(
		private readonly Settings $settings,
		private readonly Removal_Guard $guard,
		private readonly Removal_Mode $deletion,
		private readonly Removal_Mode $deactivation,
	) {}

	/**
	 * Fixes the mode of a run whose list is begun.
	 */
	public static function fix( Run $run, Settings $settings ): void {
		$run->memory->removal_mode = $settings->get( 'removal.mode' );
	}

	/**
	 * Gives the way that waits for a row, or that a person asks for.
	 *
	 * @param string $what A value of {@see Pending}, or an action by hand.
	 */
	public function mode( string $what ): Removal_Mode {
		return in_array( $what, array( self::DEACTIVATE, Pending::Deactivation->value, Pending::Deactivation_Besides->value ), true ) ? $this->deactivation : $this->deletion;
	}

	/**
	 * Chooses for an account.
	 *
	 * @param int|null $orders Orders in the shop; null where they could not be counted.
	 * @return array{Pending, string} Removal, Deactivation, or Nothing for an account that stays deactivated; why, in sentences.
	 */
	public function of( Account $account, Cause $cause, ?int $orders, Run $run ): array {
		$deactivates = self::DEACTIVATE === ( $run->memory->removal_mode ?: $this->settings->get( 'removal.mode' ) );
		if ( Cause::Disabled === $cause || ( $deactivates && ! $account->is_deactivated ) ) {
			return array( $account->is_deactivated ? Pending::Nothing : Pending::Deactivation, '' );
		}
		if ( $deactivates && ! $this->is_due( $account, $cause, $run ) ) {
			return array( Pending::Nothing, self::since( $account ) );
		}
		$kept = $this->guard->why_not_delete( $account->id, $orders );
		return match ( true ) {
			'' === $kept             => array( Pending::Removal, $account->is_deactivated ? self::since( $account ) : '' ),
			$account->is_deactivated => array( Pending::Nothing, self::since( $account ) . ' ' . $kept ),
			default                  => array( Pending::Deactivation, $kept ),
		};
	}

	/**
	 * Tells whether an account was deactivated so long ago that it is deleted: only by a full run, and never where the person exists.
	 */
	private function is_due( Account $account, Cause $cause, Run $run ): bool {
		$days = $this->settings->get( 'removal.delete_after_days' );
		$at   = $account->deactivation['at'] ?? 0;
		return null !== $days && $at > 0 && Run_Kind::Full === $run->kind && Cause::Out_Of_Scope !== $cause && time() - $at >= $days * DAY_IN_SECONDS;
	}

	/**
	 * Says since when an account is deactivated.
	 */
	private static function since( Account $account ): string {
		$at = $account->deactivation['at'] ?? 0;
		return $at > 0
			/* translators: %s: date. */
			? sprintf( __( 'Deactivated since %s.', 'wpo365-user-sync' ), wp_date( (string) get_option( 'date_format' ), $at ) )
			: __( 'Deactivated, but not by a synchronization, so it is not known since when.', 'wpo365-user-sync' );
	}
}
