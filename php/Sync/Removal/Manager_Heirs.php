<?php
/**
 * Managers who receive the content of those who left.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Says, when the list of removals is complete, to whom the content of each goes: to the manager's account, unless that is on the list itself. What is not known of a manager is left to {@see Heir}.
 */
final class Manager_Heirs {

	/** Part of the phase `absent`. */
	public const STAGE = 'heirs';

	private const ROWS = 250;

	public function __construct(
		private readonly Links $links,
		private readonly Repository $repository,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Fixes the heirs of a part of the list.
	 *
	 * @param Heir               $others     Who receives the content of all others.
	 * @param \Closure(Run): void $afterwards Goes on when the whole list is done; within the transaction.
	 */
	public function work( Run $run, Part $part, Heir $others, \Closure $afterwards ): void {
		$rows = $this->pending_rows->find( $run->id, Pending::Removal, self::ROWS, $run->memory->after );
		if ( array() === $rows ) {
			$part->commit( $run, static fn() => $afterwards( $run ) );
			return;
		}
		$part->commit(
			$run,
			function () use ( $run, $rows, $others ): void {
				$heirs = $this->of( array_map( static fn( Result $row ): int => $row->user_id, $rows ), fn( array $user_ids ): array => $this->pending_rows->leaving( $run->id, $user_ids ) );
				$this->repository->save(
					$run->id,
					array_map(
						static function ( Result $row ) use ( $heirs, $others ): Result {
							$heir = new Heir( $heirs[ $row->user_id ] ?? $others->user_id, true );
							return $row->after( $row->outcome()->adding( $heir->in_words() ) )->inherited_by( $heirs[ $row->user_id ] ?? 0 );
						},
						$rows
					)
				);
				$run->memory->after = end( $rows )->id;
			}
		);
	}

	/**
	 * Finds the managers' accounts: those that one account is linked to, and that nobody has deactivated.
	 *
	 * @param int[]                    $user_ids Accounts of people who left.
	 * @param \Closure(int[]): int[]   $leaving  Tells which of some accounts are on the list themselves: they receive nothing.
	 * @param bool                     $anew     Whether links may have been made since the copy of the links.
	 * @return array<int, int> Heirs by user id; who has none is left out.
	 */
	public function of( array $user_ids, \Closure $leaving, bool $anew = false ): array {
		$managers = array_filter( array_map( static fn( Account $account ): string => $account->manager_id, Account::load( $user_ids ) ) );
		$anew && $this->links->refresh( array_values( array_unique( $managers ) ) );
		$linked   = $this->links->find( array_values( array_unique( $managers ) ) );
		$accounts = Account::load( array_merge( array(), ...array_values( $linked ) ) );
		$leaving  = array() === $accounts ? array() : $leaving( array_keys( $accounts ) );
		$heirs    = array();
		foreach ( $managers as $user_id => $manager ) {
			$own = array_filter( array_intersect_key( $accounts, array_flip( $linked[ Same_Name::key( $manager ) ] ?? array() ) ), static fn( Account $account ): bool => Same_Name::equal( $account->object_id, $manager ) );
			$id  = (int) key( $own );
			if ( 1 === count( $own ) && ! in_array( $id, $leaving, true ) && ! $own[ $id ]->is_deactivated ) {
				$heirs[ $user_id ] = $id;
			}
		}
		Account::release( array( ...$user_ids, ...array_keys( $accounts ) ) );
		return $heirs;
	}
}
