<?php
/**
 * Decides about one person, and has it carried out.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Listing\Orphaned_Links;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Goes by the matcher, the planner and the appliers of a run. What only the whole listing can tell a run, who else points to an account, is asked of the directory about that account.
 */
final class Person_Case {

	/** @var list<Directory_User> Other people with a name of the account that was found. */
	private array $others = array();

	/** The account about which the directory was asked; 0: none. */
	private int $asked = 0;

	private readonly Orphaned_Links $orphaned;

	/**
	 * @param Run $run Stands for a run that has read this person.
	 */
	public function __construct(
		private readonly Engine $engine,
		private readonly Person_Reader $reader,
		private readonly Transaction $transaction,
		private readonly Directory_User $person,
		private readonly Run $run,
	) {
		$this->orphaned = $engine->orphaned( $run );
	}

	/**
	 * Asks the directory what has to be known; outside of any transaction.
	 *
	 * @return Touched Whom carrying it out may touch.
	 * @throws Graph_Exception Where it can't be asked.
	 */
	public function prepare(): Touched {
		$links = new Links();
		$links->learn( array( $this->person ) );
		list( $matcher, $planner, $recorder ) = $this->engine->directory_side( $this->run, new Boxes( create: true, update: true ) );

		$found    = $matcher->match( array( $this->person ) )[ $this->person->id ];
		$decision = $planner->plan( $found );
		if ( Verdict::Claim === $decision->verdict ) {
			$this->asked  = $decision->account->id;
			$this->others = array_values( array_filter( $this->reader->pointing_to( $decision->account ), fn( Directory_User $other ): bool => ! Same_Name::equal( $other->id, $this->person->id ) ) );
			$links->learn( $this->others );
		} elseif ( Verdict::Taken === $decision->verdict ) {
			$this->orphaned->ask( array_map( static fn( Account $account ): string => $account->object_id, $found->taken_by() ) );
		}
		return $recorder->may_touch( array( $found ) );
	}

	/**
	 * Decides, by the accounts as they are now. Works inside a transaction.
	 *
	 * @return array{Decision, Findings}
	 */
	public function decide(): array {
		list( $matcher, $planner ) = $this->engine->directory_side( $this->run, new Boxes() );

		$all      = $matcher->match( array( $this->person, ...$this->others ) );
		$found    = $all[ $this->person->id ];
		$decision = $planner->plan( $found );
		$decision = match ( $decision->verdict ) {
			Verdict::Claim => $planner->first_link( $found, $decision->account, $this->is_contested( $decision->account, $all, $planner ) ),
			Verdict::Taken => $planner->taken( $found, $this->orphaned->include( ... ) ),
			default        => $decision,
		};
		// As by hand: it is not known who else waits for the address, so all else is written, and the row says that the old one stays.
		return array( Verdict::Waiting === $decision->verdict ? $decision->as( Verdict::Matched ) : $decision, $found );
	}

	/**
	 * Tells whether others point to an account as well; people who are out of scope count, since that is the safe side, and so does an account that nobody was asked about.
	 *
	 * @param array<string, Findings> $all By object id.
	 */
	private function is_contested( Account $account, array $all, Planner $planner ): bool {
		if ( $account->id !== $this->asked ) {
			return true;
		}
		foreach ( $this->others as $other ) {
			if ( in_array( $account->id, $planner->plan( $all[ $other->id ] )->named, true ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Tells what carrying a decision out would do.
	 *
	 * @return string[] Any of create, link and update.
	 */
	public function actions( Decision $decision ): array {
		if ( Verdict::Create === $decision->verdict ) {
			return array( 'create' );
		}
		if ( Verdict::Matched !== $decision->verdict ) {
			return array();
		}
		$links   = ! Same_Name::equal( $decision->account->object_id, $this->person->id );
		$updates = $decision->writes() || null !== $decision->entry || array() !== $decision->carriers
			|| ! $links && ! $this->engine->links()->is_tagged( $decision->account, $this->person, $this->run->tenant_id );
		return array_keys( array_filter( array( 'link' => $links, 'update' => $updates ) ) );
	}

	/**
	 * Tells which boxes of a run stand for what a decision does.
	 */
	public function boxes( Decision $decision ): Boxes {
		$actions = $this->actions( $decision );
		return new Boxes(
			// Who is added to this site of a network is added by the box that creates.
			create: in_array( 'create', $actions, true ) || null !== $decision->entry,
			update: array() !== array_diff( $actions, array( 'create' ) )
		);
	}

	/**
	 * Carries a decision out, or says what would be done where no box is ticked. Works inside a transaction.
	 *
	 * @param int|null $run_id The run in which the person has a row; null: none, so none is written.
	 */
	public function carry_out( Decision $decision, Findings $found, Boxes $boxes, ?int $run_id ): Result {
		list( , , $recorder ) = $this->engine->directory_side( $this->run, $boxes );
		try {
			$row = $recorder->record( $decision, $found );
			$this->transaction->check();
			null === $run_id ? $recorder->flush_links() : $recorder->flush( $run_id );
			return $row;
		} finally {
			$recorder->forget();
		}
	}
}
