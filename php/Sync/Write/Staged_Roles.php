<?php
/**
 * Roles that are taken away later.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Plan\Decision;

/**
 * What a row says of somebody who is to lose roles: everything else is written at once, the loss is decided about when everybody was read.
 */
final class Staged_Roles {

	/** Key under which a staged row remembers what was written at once, beside the person's properties. */
	private const WRITTEN = '@written';

	/**
	 * Stages the loss.
	 *
	 * @param Decision $decision All that was decided.
	 * @param Decision $now      The part that takes no role away.
	 * @param Outcome  $done     What came of that part.
	 */
	public static function stage( Decision $decision, Decision $now, Outcome $done ): Outcome {
		if ( $done->is_failed() ) {
			return $done;
		}
		$loss = array(
			'field' => 'roles',
			'from'  => $now->roles->to,
			'to'    => $decision->roles->to,
		);
		return $done->with(
			status: Status::Logged,
			changes: array( $loss ),
			pending: Status::Updated === $done->status ? Pending::Roles_Besides : Pending::Roles,
			person: array( self::WRITTEN => $done->changes ) + $decision->person->to_array()
		)->adding( __( 'The loss of roles is not done yet: it waits until the whole directory has been read and, where many people would lose roles, until you have approved it.', 'wpo365-user-sync' ) );
	}

	/**
	 * Reads the person of a staged row.
	 */
	public static function person( Result $staged ): Directory_User {
		return Directory_User::from_array( array_diff_key( $staged->person, array( self::WRITTEN => true ) ) );
	}

	/**
	 * Says what came of it where the roles were to be taken.
	 *
	 * @param Outcome $done What came of the part that is about roles.
	 */
	public static function taken( Result $staged, Outcome $done ): Outcome {
		$written = self::written( $staged );
		$done    = Status::Updated === $done->status
			? $done->with( changes: self::together( $written, $done->changes[0] ) )
			: $done->with( changes: $written, pending: self::besides( $written ) );
		// All but the e-mail address, about which somebody has to decide.
		return Table::Directory_Only === $staged->table ? $done->with( table: $staged->table, status: Status::Conflict ) : $done;
	}

	/**
	 * Says that the roles stay.
	 */
	public static function left( Result $staged, string $reason ): Outcome {
		$written = self::written( $staged );
		$status  = match ( true ) {
			Table::Directory_Only === $staged->table => Status::Conflict,
			array() === $written                     => Status::Skipped,
			default                                  => Status::Updated,
		};
		return new Outcome( $status, $reason, $written );
	}

	/**
	 * Says that the person could not be worked on.
	 */
	public static function failed( Result $staged, string $reason ): Outcome {
		$written = self::written( $staged );
		return new Outcome( Status::Failed, $reason, $written, self::besides( $written ) );
	}

	/**
	 * @return list<array{field: string, from: mixed, to: mixed}> What was changed while the directory was read.
	 */
	private static function written( Result $staged ): array {
		return $staged->person[ self::WRITTEN ] ?? array();
	}

	/**
	 * @param list<array{field: string, from: mixed, to: mixed}> $written What was changed before.
	 */
	private static function besides( array $written ): Pending {
		return array() === $written ? Pending::Nothing : Pending::Written;
	}

	/**
	 * Tells all that was changed: roles that came at once and roles that went now are one change.
	 *
	 * @param list<array{field: string, from: mixed, to: mixed}> $written What was changed before.
	 * @param array{field: string, from: mixed, to: mixed}       $roles   What was changed now.
	 * @return list<array{field: string, from: mixed, to: mixed}>
	 */
	private static function together( array $written, array $roles ): array {
		$before  = array_column( $written, null, 'field' )['roles'] ?? $roles;
		$written = array_filter( $written, static fn( array $change ): bool => 'roles' !== $change['field'] );
		return array( ...$written, array_replace( $roles, array( 'from' => $before['from'] ) ) );
	}
}
