<?php
/**
 * E-mail addresses that change hands among selected people.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Address_Order;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * *Update selected* does what the rows show: where selected people wait for each other's address, they are updated in order, or together.
 */
final class Update_By_Hand {

	public function __construct(
		private readonly Engine $engine,
		private readonly Repository $repository,
		private readonly Transaction $transaction,
	) {}

	/**
	 * Tells what is done together, and in which order.
	 *
	 * @param array<int, Result>            $rows   Rows by id.
	 * @param array<string, Directory_User> $people People by object id, as they are now.
	 * @return list<list<int>> Ids of rows.
	 */
	public function units( array $rows, array $people ): array {
		$accounts = Account::load( array_map( static fn( Result $row ): int => $row->user_id, $rows ) );
		return Address_Order::of(
			array_values(
				array_map(
					static fn( Result $row ): object => (object) array(
						'id'      => $row->id,
						'wanted'  => (string) ( $people[ $row->object_id ] ?? null )?->mail,
						'address' => (string) ( $accounts[ $row->user_id ] ?? null )?->email,
					),
					$rows
				)
			)
		);
	}

	/**
	 * Updates people who wait for each other in a circle. Works inside a transaction.
	 *
	 * @param array<int, Result>            $rows   Their rows by id.
	 * @param array<string, Directory_User> $people People by object id, as they are now.
	 * @return array<int, Result>|null The rows as they are now; null where the addresses can't be exchanged: nothing is done then.
	 */
	public function exchange( array $rows, array $people, Run $run ): ?array {
		$staged = array();
		foreach ( $rows as $row ) {
			if ( ! isset( $people[ $row->object_id ] ) ) {
				return null;
			}
			$staged[] = $row->after( $row->outcome()->with( person: $people[ $row->object_id ]->to_array() ) );
		}
		list( $matcher, $planner, $recorder ) = $this->engine->directory_side( $run, new Boxes( update: true ) );
		try {
			$refusal = $this->engine->exchange( $matcher, $recorder, true )->exchange( $staged, static fn( Findings $found, Result $row, array $leaving ): Decision => $planner->plan( $found, $leaving ) );
			if ( null !== $refusal ) {
				return null;
			}
			$this->transaction->check();
			$recorder->flush( $run->id );
		} finally {
			$recorder->forget();
		}
		return $this->repository->find( array_keys( $rows ) );
	}
}
