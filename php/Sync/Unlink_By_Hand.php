<?php
/**
 * Links that a person takes off.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Parting;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * *Unlink selected*: parts an account and a directory user, and remembers it with the account. The person's row says from then on what a run that only looks would say.
 */
final class Unlink_By_Hand {

	public function __construct(
		private readonly Engine $engine,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Transaction $transaction,
	) {}

	/**
	 * Unlinks the account of one row. Works inside a transaction.
	 *
	 * @param Directory_User|null $person The person as read just now; null where nobody is there.
	 * @return Result The row as it is now.
	 */
	public function act( Result $row, ?Directory_User $person, Run $run ): Result {
		$account = Account::load( array( $row->user_id ) )[ $row->user_id ] ?? null;
		$refusal = match ( true ) {
			null === $person => __( 'This person is no longer in the directory. Synchronize again.', 'wpo365-user-sync' ),
			null === $account || ! Same_Name::equal( $account->object_id, $person->id ) => __( 'The WordPress user, or the link, has changed since the synchronization. Synchronize again.', 'wpo365-user-sync' ),
			default => $this->engine->actor()->why_not_edit( $account->id ),
		};
		if ( '' !== $refusal ) {
			$failed = $row->after( $row->outcome()->with( status: Status::Failed, reason: $refusal ) );
			$this->repository->save( $run->id, array( $failed ) );
			return $failed;
		}
		$this->engine->watch( $account->id );
		( new Links() )->unlink( $account->id );
		Parting::note( $account, $person->id );
		$this->look_again( $person, $account, $run );
		return $this->repository->find( array( $row->id ) )[ $row->id ];
	}

	/**
	 * Writes the person's row anew. What only a run could ask about is decided by the next one.
	 */
	private function look_again( Directory_User $person, Account $parted, Run $run ): void {
		list( $matcher, $planner, $recorder ) = $this->engine->directory_side( $run, new Boxes() );

		$found    = $matcher->match( array( $person ) )[ $person->id ];
		$decision = $planner->plan( $found );
		$decision = match ( $decision->verdict ) {
			Verdict::Claim   => $planner->first_link( $found, $decision->account, array() !== $this->work->contested( $run->id, array( $decision->account->id ) ) ),
			Verdict::Taken   => $planner->taken( $found, static fn(): bool => false ),
			default          => $decision,
		};
		/* translators: %s: a WordPress user: id, user name, e-mail address and roles. */
		$unlinked = $decision->account?->id === $parted->id ? '' : sprintf( __( 'Unlinked by hand from WordPress user %s.', 'wpo365-user-sync' ), $parted->in_words() );
		try {
			$recorder->record( $decision->as( Verdict::Waiting === $decision->verdict ? Verdict::Matched : $decision->verdict, $unlinked ), $found );
			$this->transaction->check();
			$recorder->flush( $run->id );
		} finally {
			$recorder->forget();
		}
	}
}
