<?php
/**
 * What can be done with a row by hand.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

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
	 * @return list<self>
	 */
	public static function of( Result $row ): array {
		return match ( true ) {
			$row->pending->is_staged()        => array(),
			Table::Matched === $row->table    => array( ...( Status::Logged === $row->status ? array( self::Update ) : array() ), ...( $row->is_linked ? array( self::Unlink ) : array() ) ),
			Status::Logged === $row->status   => array( self::of_table( $row->table ) ),
			Status::Conflict === $row->status => Table::Directory_Only === $row->table && 0 !== $row->user_id ? array( self::Link ) : array(),
			default                           => array(),
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

	private static function of_table( Table $table ): self {
		return match ( $table ) {
			Table::Directory_Only => self::Create,
			Table::Wordpress_Only => self::Delete,
			Table::Matched        => self::Update,
		};
	}
}
