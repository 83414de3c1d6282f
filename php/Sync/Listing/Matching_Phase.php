<?php
/**
 * Phase `matching`: decides about what was staged.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Matching\Namesakes;
use WPO365\User_Sync\Sync\Plan\Address_Order;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Address_Exchange;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Runs when the whole directory has been read, since only then it is known whether somebody else points to the same account.
 *
 * Matches by name come first, then e-mail addresses that change hands, then people whose names others had: so that each finds free what was given away.
 */
final class Matching_Phase implements Phase_Work {

	private const ROWS = 250;

	/** People whose names others have, in one part: each may need a question to Graph, which takes 15 ids. */
	private const TAKEN = 30;

	/**
	 * @param \Closure(Run): void $afterwards Decides how the run goes on when nobody is staged any longer; within the transaction.
	 */
	public function __construct(
		private readonly Matcher $matcher,
		private readonly Planner $planner,
		private readonly Recorder $recorder,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Links $links,
		private readonly Address_Exchange $addresses,
		private readonly Orphaned_Links $orphaned,
		private readonly \Closure $afterwards,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	public function work( Run $run, Part $part ): void {
		if ( $this->has( $run, Pending::Claim ) ) {
			$this->link_by_name( $run, $part );
		} elseif ( $this->has( $run, Pending::Address ) ) {
			$this->move_addresses( $run, $part );
		} elseif ( $this->has( $run, Pending::Taken ) ) {
			$this->settle_taken( $run, $part );
		} else {
			$part->commit( $run, fn() => ( $this->afterwards )( $run ) );
		}
		Account::release( $this->matcher->loaded() );
	}

	private function has( Run $run, Pending $pending ): bool {
		return array() !== $this->pending_rows->find( $run->id, $pending, 1 );
	}

	private function link_by_name( Run $run, Part $part ): void {
		$rows      = $this->pending_rows->find( $run->id, Pending::Claim, self::ROWS );
		$contested = array();
		$namesakes = new Namesakes();
		$this->each(
			$run,
			$part,
			$rows,
			$rows,
			function () use ( $run, $rows, &$contested ): void {
				$contested = $this->contested( $run, $rows );
			},
			function ( Result $row, bool $fatal, array $found ) use ( &$contested, $namesakes ): void {
				if ( array() === $row->person ) {
					$this->recorder->note( $row, self::left_out( false ) );
					return;
				}
				$person = Directory_User::from_array( $row->person );
				if ( $fatal ) {
					$this->recorder->leave_out( $person, Recorder::fatal() );
					return;
				}
				$matching = $namesakes->include( $found[ $row->object_id ] ) ? $this->look_up( $row ) : $found[ $row->object_id ];
				$this->recorder->record( $this->decide( $matching, $row, isset( $contested[ $row->user_id ] ) ), $matching );
			}
		);
	}

	private function move_addresses( Run $run, Part $part ): void {
		$units = array();
		$ids   = array();
		foreach ( Address_Order::of( $this->pending_rows->waiting_for_address( $run->id ) ) as $unit ) {
			if ( count( $ids ) >= self::ROWS ) {
				break;
			}
			$units[] = $unit;
			$ids     = array_merge( $ids, $unit );
		}
		$rows      = $this->repository->find( $ids );
		$units     = array_map( static fn( array $unit ): array => array_map( static fn( int $id ): Result => $rows[ $id ], $unit ), $units );
		$contested = array();
		$this->each(
			$run,
			$part,
			$rows,
			$units,
			function () use ( $run, $rows, &$contested ): void {
				$contested = $this->contested( $run, $rows );
			},
			function ( array $unit, bool $fatal ) use ( $run, &$contested ): void {
				$lost = array_filter( $unit, static fn( Result $row ): bool => array() === $row->person );
				if ( $fatal || $lost ) {
					array_map( fn( Result $row ) => $this->recorder->note( $row, self::left_out( $fatal ) ), $unit );
					return;
				}
				$this->addresses->settle( $run->id, $unit, fn( Findings $found, Result $row, array $leaving ): Decision => $this->decide( $found, $row, isset( $contested[ $row->user_id ] ), $leaving ) );
			}
		);
	}

	private function settle_taken( Run $run, Part $part ): void {
		$rows    = $this->pending_rows->find( $run->id, Pending::Taken, self::TAKEN );
		$holders = $this->work->holders( $run->id, array_map( static fn( Result $row ): string => $row->object_id, $rows ) );
		$this->orphaned->ask( $this->links->of( $holders ) );
		$this->each(
			$run,
			$part,
			$rows,
			$rows,
			static fn() => null,
			function ( Result $row, bool $fatal ) use ( $run ): void {
				if ( $fatal || array() === $row->person ) {
					$this->recorder->note( $row, self::left_out( $fatal ) );
					return;
				}
				$found    = $this->look_up( $row );
				$decision = $this->decide( $found, $row, true );
				if ( Verdict::Taken === $decision->verdict ) {
					$decision = $this->planner->taken( $found, $this->orphaned->include( ... ) );
				}
				$this->recorder->record( Verdict::Uncreatable === $decision->verdict && $this->would_move( $run, $found ) ? $decision->as( $decision->verdict, self::update_first() ) : $decision, $found );
			}
		);
	}

	/**
	 * Looks up whom items are about, works through them and commits.
	 *
	 * @template T of Result|Result[]
	 * @param Result[]                                        $rows    Rows as they were read.
	 * @param array<T>                                        $items   What goes one by one: rows, or rows that go together.
	 * @param \Closure(): void                                $prepare Reads, within the transaction, what concerns all of them.
	 * @param \Closure(T, bool, array<string, Findings>): void $work    Works on one; true where the process has died on it; what was found, by object id.
	 */
	private function each( Run $run, Part $part, array $rows, array $items, \Closure $prepare, \Closure $work ): void {
		$found = array();
		$part->commit(
			$run,
			function () use ( $run, $part, $items, $prepare, $work, &$found ): void {
				$prepare();
				$part->each( $run, $items, static fn( Result|array $item, bool $fatal ) => $work( $item, $fatal, $found ) );
				$this->recorder->flush( $run->id );
			},
			$this->recorder->forget( ... ),
			function () use ( $run, $rows ): void {
				$this->repository->save( $run->id, $rows );
			},
			function () use ( $run, $part, $items, &$found ): Touched {
				$taken    = array_merge( array(), ...array_map( static fn( Result|array $item ): array => is_array( $item ) ? $item : array( $item ), $part->take( $run, $items ) ) );
				$readable = array_filter( $taken, static fn( Result $row ): bool => array() !== $row->person );
				$found    = $this->matcher->match( array_map( static fn( Result $row ): Directory_User => Directory_User::from_array( $row->person ), $readable ) );
				return $this->recorder->may_touch( $found );
			}
		);
	}

	/**
	 * @param Result[] $rows Rows.
	 * @return array<int, int> Accounts that several people point to, as keys.
	 */
	private function contested( Run $run, array $rows ): array {
		return array_flip( $this->work->contested( $run->id, array_map( static fn( Result $row ): int => $row->user_id, $rows ) ) );
	}

	/**
	 * Tells whether whoever has the person's address would get another one, if accounts were updated.
	 */
	private function would_move( Run $run, Findings $found ): bool {
		return ! $run->options->update && array() !== $this->pending_rows->would_move( $run->id, $found->email_holders );
	}

	private static function update_first(): string {
		return __( 'That account gets another address when it is updated: synchronize with “Create users” and “Update users” ticked.', 'wpo365-user-sync' );
	}

	/**
	 * @param bool $fatal Whether the process has died on the person; else only the row is left.
	 */
	private static function left_out( bool $fatal ): Outcome {
		return Outcome::failed( $fatal ? Recorder::fatal() : Recorder::lost() );
	}

	private function look_up( Result $row ): Findings {
		return $this->matcher->match( array( Directory_User::from_array( $row->person ) ) )[ $row->object_id ];
	}

	/**
	 * Decides; whatever has changed since the page was read counts as it is now.
	 *
	 * @param bool  $contested Whether others point to the account, too.
	 * @param int[] $leaving   Accounts that give their e-mail address away at the same time.
	 */
	private function decide( Findings $found, Result $row, bool $contested, array $leaving = array() ): Decision {
		$decision = $this->planner->plan( $found, $leaving );
		return Verdict::Claim === $decision->verdict
			? $this->planner->first_link( $found, $decision->account, $contested || $decision->account->id !== $row->user_id, $leaving )
			: $decision;
	}
}
