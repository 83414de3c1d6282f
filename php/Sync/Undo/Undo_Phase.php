<?php
/**
 * The work of a run of the kind undo.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Removal\Removal;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * Works backwards through the journal of a run, account by account. Whoever has a row was worked on; everything is read again inside the transaction in which it is written.
 */
final class Undo_Phase implements Phase_Work {

	/** Entries looked at in one part. */
	private const ENTRIES = 1000;

	/** Accounts worked on in one part, those aside who exchange names or addresses with them. */
	private const ACCOUNTS = 50;

	/** @var int[] Accounts of the part. */
	private array $ids = array();

	public function __construct(
		private readonly Undo_Reader $reader,
		private readonly Undoer $undoer,
		private readonly Repository $repository,
		private readonly Links $links,
	) {}

	public function work( Run $run, Part $part ): void {
		$order = Undo_Order::of( $run );
		$next  = $this->reader->next( $order, $run->memory->after, self::ENTRIES );
		$all   = $this->open( $run, $next['ids'] );
		$open  = array_slice( $all, 0, self::ACCOUNTS );
		if ( array() === $open ) {
			$part->commit(
				$run,
				static function () use ( $run, $next ): void {
					$run->memory->after = $next['last'];
					if ( 0 === $next['last'] ) {
						$run->enter( Phase::Done );
					}
				}
			);
			return;
		}
		$actors    = Removal::actors( $run );
		$touched   = Touched::nobody();
		$this->ids = $part->take( $run, $open );
		$part->commit(
			$run,
			function () use ( $run, $part, $order, $open, $actors, $all, $next ): void {
				$done = $this->do_part( $run, $part, $order, $open, $actors );
				if ( array() === array_diff( $all, $done ) ) {
					$run->memory->after = $next['last'];
				}
			},
			function () use ( $touched ): void {
				$touched->clear();
				$this->reader->release( $this->ids );
			},
			null,
			fn(): Touched => $this->look( $run, $order, $actors, $touched )
		);
	}

	/**
	 * Finds out whom the part is about.
	 *
	 * @param int[] $actors Users who run this.
	 */
	private function look( Run $run, Undo_Order $order, array $actors, Touched $touched ): Touched {
		$plans     = $this->reader->with_companions( $order, $this->ids, $actors, fn( array $ids ): array => $this->open( $run, $ids ) );
		$this->ids = array_keys( $plans );
		foreach ( $plans as $plan ) {
			$touched->users( $plan->user_id );
			$touched->name( $plan->image?->record['user_login'] ?? '' );
			$touched->email( $plan->image?->record['user_email'] ?? '' );
			array_map( $touched->email( ... ), array_values( array_intersect_key( $plan->claims(), array( 'core user_email' => true ) ) ) );
		}
		return $touched;
	}

	/**
	 * @param int[] $open   Accounts in their order.
	 * @param int[] $actors Users who run this.
	 * @return int[] Accounts that were worked on.
	 */
	private function do_part( Run $run, Part $part, Undo_Order $order, array $open, array $actors ): array {
		self::lock( $this->ids );
		list( 'plans' => $plans, 'units' => $units ) = $this->reader->settle( $this->reader->plans( $order, $this->ids, $actors ), $actors[0] ?? 0, $run->options );

		$this->undoer->begin( $plans );
		$rows = array();
		$part->each(
			$run,
			$this->in_turn( $units, $open ),
			function ( array $ids, bool $fatal ) use ( $order, $plans, $actors, &$rows ): void {
				if ( $fatal ) {
					// Nobody's code is asked about accounts on which the process has died more than once.
					$rows += array_map( static fn( int $id ): Result => Undo_Row::unknown( $id, Outcome::failed( Recorder::fatal() ) ), array_combine( $ids, $ids ) );
					return;
				}
				foreach ( $this->undoer->unit( $order, array_replace( array_flip( $ids ), array_intersect_key( $plans, array_flip( $ids ) ) ), $actors ) as list( $plan, $outcome ) ) {
					$rows[ $plan->user_id ] = Undo_Row::of( $plan, $outcome );
				}
			}
		);
		$this->links->follow( array_keys( $rows ) );
		$this->repository->save( $run->id, array_values( $rows ) );
		$run->received += count( $rows );
		return array_keys( $rows );
	}

	/**
	 * Adds those who are not looked up, since people go one by one: how many are left to go so is counted by them.
	 *
	 * @param list<list<int>> $units Units of the part.
	 * @param int[]           $open  Accounts in their order.
	 * @return list<list<int>>
	 */
	private function in_turn( array $units, array $open ): array {
		return array( ...$units, ...array_map( static fn( int $id ): array => array( $id ), array_values( array_diff( $open, $this->ids ) ) ) );
	}

	/**
	 * Leaves out who has a row in this run.
	 *
	 * @param int[] $ids Accounts.
	 * @return int[]
	 */
	private function open( Run $run, array $ids ): array {
		$known = $this->repository->known( $run->id, array_map( Undo_Row::subject( ... ), $ids ) );
		return array_values( array_filter( $ids, static fn( int $id ): bool => ! isset( $known[ Undo_Row::subject( $id ) ] ) ) );
	}

	/**
	 * Keeps others from changing the accounts until the part is committed: what is read from now on is what is written over.
	 *
	 * @param int[] $ids Accounts.
	 */
	private static function lock( array $ids ): void {
		global $wpdb;
		if ( array() === $ids || $wpdb instanceof \WP_SQLite_DB ) {
			return; // SQLite lets nobody else write meanwhile.
		}
		Database::rows( "SELECT ID FROM {$wpdb->users} WHERE ID IN ( %d ) FOR UPDATE", $ids );
		Database::rows( "SELECT umeta_id FROM {$wpdb->usermeta} WHERE user_id IN ( %d ) FOR UPDATE", $ids );
	}
}
