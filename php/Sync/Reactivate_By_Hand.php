<?php
/**
 * Deactivated accounts that a person opens again.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Removal\Removal_Guard;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Write\Attempt;
use WPO365\User_Sync\Sync\Write\Read_Again;

/**
 * *Reactivate selected*, whoever has deactivated the account, and whatever the directory says: former roles come back; where the person is in the directory, the policy of roles comes on top.
 */
final class Reactivate_By_Hand {

	public function __construct(
		private readonly Engine $engine,
		private readonly Repository $repository,
		private readonly Transaction $transaction,
	) {}

	/**
	 * Reactivates one account. Works inside a transaction.
	 *
	 * @param Directory_User|null $person The person as read just now; null where nobody is there.
	 * @return Result The row as it is now.
	 */
	public function act( Result $row, ?Directory_User $person, Run $run ): Result {
		clean_user_cache( $row->user_id );
		$account = Account::load( array( $row->user_id ) )[ $row->user_id ] ?? null;
		$refusal = match ( true ) {
			null === $account => __( 'This account no longer exists.', 'wpo365-user-sync' ),
			! $account->is_deactivated && null === $account->deactivation => __( 'This account is not deactivated any longer.', 'wpo365-user-sync' ),
			! Same_Name::equal( $account->object_id, $row->object_id ) => Removal_Guard::link_changed(),
			default => $this->engine->actor()->why_not_edit( $account->id ),
		};
		if ( '' !== $refusal ) {
			return $this->kept( $row, $run, $row->outcome()->with( status: Status::Failed, reason: $refusal ) );
		}
		return Table::Wordpress_Only === $row->table ? $this->kept( $row, $run, $this->open( $account ) ) : $this->open_by_policy( $row, $person, $run );
	}

	private function open( Account $account ): Outcome {
		$this->engine->watch( $account->id );
		$done = ( new Attempt( $this->transaction ) )->run( fn(): int|\WP_Error => $this->engine->deactivator()->reactivate( $account->id ), static fn(): string => Read_Again::deactivated( $account ) );
		if ( $done instanceof Outcome ) {
			return $done;
		}
		$roles = Account::load( array( $account->id ) )[ $account->id ]->roles;
		return new Outcome(
			Status::Reactivated,
			__( 'Reactivated by hand. A synchronization deactivates the account again as long as its settings say so.', 'wpo365-user-sync' ),
			$roles === $account->roles ? array() : array(
				array(
					'field' => 'roles',
					'from'  => $account->roles,
					'to'    => $roles,
				),
			)
		);
	}

	/**
	 * Goes the way of an update, roles alone.
	 */
	private function open_by_policy( Result $row, ?Directory_User $person, Run $run ): Result {
		list( $matcher, $planner, $recorder ) = $this->engine->directory_side( $run, new Boxes( update: true ) );

		$found    = null === $person ? null : $matcher->match( array( $person ) )[ $person->id ];
		$decision = null === $found ? null : $planner->plan( $found );
		if ( null === $decision || ! in_array( $decision->verdict, array( Verdict::Matched, Verdict::Waiting ), true ) || $decision->account->id !== $row->user_id ) {
			return $this->kept( $row, $run, $row->outcome()->with( status: Status::Failed, reason: __( 'The WordPress user, the person or the match has changed since the synchronization. Synchronize again.', 'wpo365-user-sync' ) ) );
		}
		try {
			$recorder->record( $planner->reactivated( $decision, $found )->of_roles(), $found );
			$this->transaction->check();
			$recorder->flush( $run->id );
		} finally {
			$recorder->forget();
		}
		return $this->repository->find( array( $row->id ) )[ $row->id ];
	}

	private function kept( Result $row, Run $run, Outcome $outcome ): Result {
		$done = $row->after( $outcome );
		$this->repository->save( $run->id, array( $done ) );
		return $done;
	}
}
