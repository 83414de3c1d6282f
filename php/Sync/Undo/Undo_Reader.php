<?php
/**
 * Reads what an undo is about.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Name_Search;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Journal\Run_Entries;
use WPO365\User_Sync\Sync\Run\Boxes;

/**
 * Makes the plans of many accounts together: some queries for all of them.
 */
final class Undo_Reader {

	/** Accounts that are looked at beside those of a part, since these wait for their names. */
	private const COMPANIONS = 500;

	public function __construct(
		private readonly Entries $entries,
		private readonly Facts_Finder $facts,
		private readonly Run_Entries $walk = new Run_Entries(),
	) {}

	/**
	 * Lists the next accounts, backwards: those about which the run wrote its last entries first.
	 *
	 * @param int $before Only entries with lower ids; 0: all.
	 * @param int $limit  How many entries are looked at.
	 * @return array{ids: list<int>, last: int} Accounts, some of which may have come before; and the lowest id, 0 where there is no entry.
	 */
	public function next( Undo_Order $order, int $before, int $limit ): array {
		$about = $this->walk->about( $order->run_id, $order->user_id, 0 === $before ? PHP_INT_MAX : $before, $limit );
		return array(
			'ids'  => array_values( array_unique( array_column( $about, 'user_id' ) ) ),
			'last' => array() === $about ? 0 : (int) end( $about )['id'],
		);
	}

	/**
	 * Plans what becomes of accounts, and of those that have to be worked on together with them, since they have what these get back.
	 *
	 * @param int[]                  $ids    Accounts.
	 * @param int[]                  $actors Users who run this, the acting one first.
	 * @param callable(int[]): int[] $open   Leaves out who was worked on before.
	 * @return array<int, Undo_Plan> By user id.
	 */
	public function with_companions( Undo_Order $order, array $ids, array $actors, callable $open ): array {
		$plans = array();
		$new   = $ids;
		while ( array() !== $new ) {
			$added  = $this->plans( $order, $new, $actors );
			$plans += $added;
			$by_key = 0 === $order->user_id && count( $plans ) < count( $ids ) + self::COMPANIONS ? self::holders( $added ) : array();
			$others = array_diff( array_merge( array(), ...array_merge( array(), ...array_values( array_map( array_values( ... ), $by_key ) ) ) ), array_keys( $plans ) );
			$new    = $open( $this->walk->among( $order->run_id, array_values( array_unique( $others ) ) ) );
		}
		return $plans;
	}

	/**
	 * Plans what becomes of accounts, each by itself.
	 *
	 * @param int[] $ids    Accounts.
	 * @param int[] $actors Users who run this, the acting one first.
	 * @return array<int, Undo_Plan> By user id.
	 */
	public function plans( Undo_Order $order, array $ids, array $actors ): array {
		$entries = array_fill_keys( $ids, array() );
		foreach ( array() === $ids ? array() : $this->entries->find( 'user_id IN ( %d ) AND run_id = %d ORDER BY id', $ids, $order->run_id ) as $entry ) {
			$entries[ $entry->user_id ][] = $entry;
		}
		$images = Image::read( $ids );
		$facts  = $this->facts->of( $order, $entries, $images, $actors );
		$plans  = array();
		foreach ( $ids as $id ) {
			$plan         = Undo_Planner::plan( $id, $entries[ $id ], $images[ $id ] ?? null, $facts[ $id ] );
			$plans[ $id ] = Undo_Action::Remove === $plan->action ? $plan->with( heir: $this->facts->heir( $id, $actors ) ) : $plan;
		}
		return $plans;
	}

	/**
	 * Settles who gets back what others have: {@see Exchange}.
	 *
	 * @param array<int, Undo_Plan> $plans  Plans by user id, each made by itself.
	 * @param int                   $actor  The acting user.
	 * @param Boxes|null            $boxes  What may be done; null: everything.
	 * @return array{plans: array<int, Undo_Plan>, units: list<list<int>>} Plans by user id; accounts that are worked on together, all or none of them.
	 */
	public function settle( array $plans, int $actor = 0, ?Boxes $boxes = null ): array {
		$plans = null === $boxes ? $plans : array_map( static fn( Undo_Plan $plan ): Undo_Plan => self::within( $plan, $boxes, $actor ), $plans );
		return Exchange::settle( $plans, self::holders( $plans ) );
	}

	/**
	 * Plans what is put back in an account that was restored just now: the run had changed it before it deleted it.
	 *
	 * @param int[] $actors Users who run this, the acting one first.
	 * @return Undo_Plan|null Null where the run had not changed it.
	 */
	public function before_deletion( Undo_Order $order, int $user_id, array $actors ): ?Undo_Plan {
		$entries = $this->entries->find( "user_id = %d AND run_id = %d AND kind <> 'deleted' ORDER BY id", $user_id, $order->run_id );
		if ( array() === $entries ) {
			return null;
		}
		$images = Image::read( array( $user_id ) );
		$plans  = array( $user_id => Undo_Planner::plan( $user_id, $entries, $images[ $user_id ] ?? null, $this->facts->of( $order, array( $user_id => $entries ), $images, $actors )[ $user_id ] ) );
		return $this->settle( $plans )['plans'][ $user_id ];
	}

	/**
	 * Keeps removals and restorations to what was asked for: whoever started the run was asked for what that needs.
	 */
	private static function within( Undo_Plan $plan, Boxes $boxes, int $actor ): Undo_Plan {
		return match ( true ) {
			$plan->removes() && ! ( $boxes->delete && user_can( $actor, 'delete_users' ) ) => $plan->alone( __( 'This account stays as it is: the user who started this undo may not delete users, or nobody was to be removed or deactivated when it was started. Start another undo.', 'wpo365-user-sync' ) ),
			Undo_Action::Restore === $plan->action && ! ( $boxes->create && user_can( $actor, 'create_users' ) ) => $plan->alone( __( 'This account is not restored: the user who started this undo may not create users, or none was to be restored when it was started. Start another undo.', 'wpo365-user-sync' ) ),
			default => $plan,
		};
	}

	/**
	 * Forgets what was read, so that memory stays flat.
	 *
	 * @param int[] $ids Accounts.
	 */
	public function release( array $ids ): void {
		Account::release( $ids );
	}

	/**
	 * Tells who has what is to be put back.
	 *
	 * @param array<int, Undo_Plan> $plans Plans.
	 * @return array<string, array<string, int[]>> Accounts by part and field, and by the key of the value: {@see Same_Name}.
	 */
	private static function holders( array $plans ): array {
		global $wpdb;
		$holders = array();
		foreach ( Undo_Plan::UNIQUE as $key ) {
			$values = array_values( array_filter( array_map( static fn( Undo_Plan $plan ): string => $plan->claims()[ $key ] ?? '', $plans ), static fn( string $value ): bool => '' !== $value ) );
			if ( array() === $values ) {
				continue;
			}
			list( $part, $field ) = explode( ' ', $key );

			$rows = Net_Change::CORE === $part
				? Database::rows( "SELECT ID AS user_id, %i AS value FROM {$wpdb->users} WHERE " . Name_Search::condition( $wpdb->users, $field ), $field, $values )
				: Database::rows( "SELECT user_id, meta_value AS value FROM {$wpdb->usermeta} WHERE meta_key = %s AND " . Name_Search::condition( $wpdb->usermeta, 'meta_value' ), $field, $values );
			foreach ( $rows as $row ) {
				$holders[ $key ][ Same_Name::key( $row->value ) ][] = (int) $row->user_id;
			}
		}
		return $holders;
	}
}
