<?php
/**
 * Looks what an undo would do.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Sync\Run\Boxes;

/**
 * The twin of {@see Undo_Phase} that only looks: the same plans, of all accounts, a few hundred at a time.
 */
final class Undo_Preview {

	/** Accounts that are told one by one. */
	private const SHOWN = 100;

	/** Entries looked at together. */
	private const ENTRIES = 500;

	public function __construct(
		private readonly Undo_Reader $reader,
		private readonly Restorer $restorer,
	) {}

	/**
	 * Looks at all accounts.
	 *
	 * @param int[] $actors Users who would run it, the acting one first.
	 */
	public function look( Undo_Order $order, array $actors ): Undo_Summary {
		$seen    = array();
		$counts  = array_fill_keys( array_column( Undo_Action::cases(), 'value' ), 0 );
		$entries = array();
		$removes = false;
		$open    = static function ( array $ids ) use ( &$seen ): array {
			return array_values( array_filter( $ids, static fn( int $id ): bool => ! isset( $seen[ $id ] ) ) );
		};
		for ( $next = $this->reader->next( $order, 0, self::ENTRIES ); 0 !== $next['last']; $next = $this->reader->next( $order, $next['last'], self::ENTRIES ) ) {
			$plans = $this->reader->with_companions( $order, $open( $next['ids'] ), $actors, $open );
			foreach ( $this->reader->settle( $plans )['plans'] as $plan ) {
				$seen[ $plan->user_id ] = true;
				++$counts[ $plan->action->value ];
				$removes = $removes || $plan->removes();
				if ( count( $entries ) < self::SHOWN ) {
					$entries[] = Undo_Summary::entry( $plan, null === $plan->deletion || ! $plan->does_something() ? '' : $this->restorer->gaps( $plan->deletion ) );
				}
			}
			$this->reader->release( array_keys( $plans ) );
		}
		return new Undo_Summary(
			$order,
			array_sum( $counts ) - $counts[ Undo_Action::None->value ],
			$counts[ Undo_Action::None->value ],
			$entries,
			new Boxes( create: $counts[ Undo_Action::Restore->value ] > 0, update: true, delete: $removes )
		);
	}
}
