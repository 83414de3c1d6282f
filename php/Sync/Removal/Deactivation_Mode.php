<?php
/**
 * Removal by deactivation.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Write\Attempt;
use WPO365\User_Sync\Sync\Write\Read_Again;

/**
 * Deactivates accounts: nobody signs in with them any longer, and all else stays.
 */
final class Deactivation_Mode implements Removal_Mode {

	public function __construct(
		private readonly Deactivator $deactivator,
		private readonly Attempt $attempt,
		private readonly Journal $journal,
	) {}

	/**
	 * Needs nobody to receive content: it stays where it is.
	 */
	public function why_not( Heir $heir ): string {
		return '';
	}

	public function in_words( ?Heir $heir ): string {
		return __( 'The account is deactivated: roles, sessions and application passwords go; content and link stay.', 'wpo365-user-sync' );
	}

	public function remove( Account $account, Result $row, Heir $heir ): Outcome {
		if ( $account->is_deactivated ) {
			return new Outcome( Status::Unchanged, __( 'The account has been deactivated since the list was made.', 'wpo365-user-sync' ) );
		}
		$this->journal->watch( $account->id );
		$done = $this->attempt->run( fn(): int|\WP_Error => $this->deactivator->deactivate( $account->id, $this->journal->run_id(), $row->cause->in_words() ), static fn(): string => Read_Again::deactivated( $account ) );
		if ( $done instanceof Outcome ) {
			return $done;
		}
		return new Outcome(
			Status::Deactivated,
			trim( $row->cause->in_words() . ' ' . __( 'Deactivated; content and link stay.', 'wpo365-user-sync' ) ),
			// What an update has written stays told.
			array( ...( Pending::Deactivation_Besides === $row->pending ? $row->changes : array() ), ...self::lost( $account ) )
		);
	}

	/**
	 * @return list<array{field: string, from: mixed, to: mixed}> The roles that were taken.
	 */
	private static function lost( Account $account ): array {
		return array() === $account->roles ? array() : array(
			array(
				'field' => 'roles',
				'from'  => $account->roles,
				'to'    => array(),
			),
		);
	}
}
