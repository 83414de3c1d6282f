<?php
/**
 * What can be done with a row by hand.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Cause;

/**
 * Closed set of actions, and the one place that says which rows take which: rows of a ticked box are a log, but a link can be taken off whatever was done.
 */
enum Row_Action: string {

	case Create     = 'create';
	case Update     = 'update';
	case Delete     = 'delete';
	case Link       = 'link';
	case Deactivate = 'deactivate';
	case Reactivate = 'reactivate';
	case Unlink     = 'unlink';

	/**
	 * Lists what a row takes as it stands. Whoever does it reads everything again first.
	 *
	 * @param bool $deactivates Whether the settings have accounts deactivated rather than deleted.
	 * @return list<self>
	 */
	public static function of( Result $row, bool $deactivates = false ): array {
		return match ( true ) {
			$row->pending->is_staged()        => array(),
			Table::Matched === $row->table    => self::of_matched( $row ),
			Status::Logged === $row->status   => self::of_table( $row, $deactivates ),
			Status::Conflict === $row->status => Table::Directory_Only === $row->table && 0 !== $row->user_id ? array( self::Link ) : array(),
			Status::Held === $row->status     => array(),
			default                           => self::of_deactivated( $row ),
		};
	}

	/**
	 * Lists the names of all actions.
	 *
	 * @return string[]
	 */
	public static function values(): array {
		return array_column( self::cases(), 'value' );
	}

	/**
	 * @return list<self>
	 */
	private static function of_table( Result $row, bool $deactivates ): array {
		if ( Table::Directory_Only === $row->table ) {
			return array( self::Create );
		}
		// Whoever has orders is never deleted, unless other code says so.
		$closes = $deactivates || ( null !== $row->owns && 0 !== $row->owns['orders'] );
		return array( self::Delete, ...( $closes && ! $row->deactivated ? array( self::Deactivate ) : array() ), ...( $row->deactivated ? array( self::Reactivate ) : array() ) );
	}

	/**
	 * @return list<self>
	 */
	private static function of_matched( Result $row ): array {
		$logged = Status::Logged === $row->status;
		return array(
			...( $logged ? array( self::Update ) : array() ),
			...( $logged && Cause::Disabled === $row->cause && ! $row->deactivated ? array( self::Deactivate ) : array() ),
			...( $row->deactivated ? array( self::Reactivate ) : array() ),
			...( $row->is_linked ? array( self::Unlink ) : array() ),
		);
	}

	/**
	 * Lists what an account takes that is deactivated; nothing was to be done with one that had been before.
	 *
	 * @return list<self>
	 */
	private static function of_deactivated( Result $row ): array {
		return match ( true ) {
			! $row->deactivated || Status::Deleted === $row->status => array(),
			Status::Unchanged === $row->status                      => array( self::Reactivate, self::Delete ),
			default                                                 => array( self::Reactivate ),
		};
	}
}
