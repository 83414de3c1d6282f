<?php
/**
 * What is said about one person now.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Puts into sentences what was found, decided and done.
 */
final class Person_Words {

	/**
	 * Says who was read, and which groups count as not read.
	 */
	public static function read( Directory_User $person, Run $run ): string {
		$parts = array(
			/* translators: 1: display name, 2: user principal name. */
			sprintf( __( 'Read from the directory: %1$s (%2$s).', 'wpo365-user-sync' ), $person->display_name ?? __( 'no display name', 'wpo365-user-sync' ), $person->user_principal_name ),
		);
		if ( false === $person->account_enabled ) {
			$parts[] = __( 'The account is disabled there.', 'wpo365-user-sync' );
		}
		foreach ( $run->memory->unread_groups as $group => $reason ) {
			/* translators: 1: a group, 2: sentences that say why. */
			$parts[] = sprintf( __( 'The group %1$s counts as not read. %2$s', 'wpo365-user-sync' ), Group_Names::in_words( Group_Names::all(), $group ), $reason );
		}
		return implode( ' ', $parts );
	}

	/**
	 * Says which accounts were found, and by what.
	 */
	public static function matched( Findings $found ): string {
		$parts = array();
		foreach ( $found->linked as $account ) {
			/* translators: %s: a WordPress user: id, username, e-mail address and roles. */
			$parts[] = sprintf( __( 'WordPress user %s is linked to the person by the object ID.', 'wpo365-user-sync' ), $account->in_words() );
		}
		foreach ( array() === $found->linked ? $found->candidates : array() as $id => $account ) {
			/* translators: 1: a WordPress user: id, username, e-mail address and roles, 2: a sentence that says what it was found by. */
			$parts[] = sprintf( __( 'WordPress user %1$s was found. %2$s', 'wpo365-user-sync' ), $account->in_words(), $found->steps[ $id ]->in_words() );
		}
		if ( array() === $parts ) {
			$parts[] = __( 'No WordPress user was found: none is linked to the person, and none without a link has the person’s user principal name or e-mail address.', 'wpo365-user-sync' );
			foreach ( $found->taken_by() as $account ) {
				/* translators: %s: a WordPress user: id, username, e-mail address and roles. */
				$parts[] = sprintf( __( 'WordPress user %s has these names, but is linked to another directory user.', 'wpo365-user-sync' ), $account->in_words() );
			}
		}
		return implode( ' ', $parts );
	}

	/**
	 * Tells whether a decision ends the way of the person.
	 */
	public static function is_stopped( Decision $decision ): bool {
		return ! in_array( $decision->verdict, array( Verdict::Create, Verdict::Matched ), true );
	}

	/**
	 * Says what is to be done.
	 *
	 * @param string[] $actions What writing would do.
	 */
	public static function decided( Decision $decision, array $actions ): string {
		$parts = array();
		if ( in_array( 'create', $actions, true ) && null === $decision->former ) {
			$email = (string) $decision->person->email();
			$roles = array() === $decision->roles->to ? __( 'none', 'wpo365-user-sync' ) : implode( ', ', $decision->roles->to );
			/* translators: 1: username, 2: list of roles. */
			$parts[] = sprintf( __( 'A WordPress user is to be created. Username: %1$s. Roles: %2$s.', 'wpo365-user-sync' ), New_Account::login( $decision->person ), $roles );
			/* translators: %s: e-mail address. */
			$parts[] = '' === $email ? __( 'No e-mail address.', 'wpo365-user-sync' ) : sprintf( __( 'E-mail address: %s.', 'wpo365-user-sync' ), $email );
		}
		if ( in_array( 'link', $actions, true ) ) {
			$parts[] = __( 'The WordPress user is to be linked to the person.', 'wpo365-user-sync' );
		}
		if ( in_array( 'update', $actions, true ) ) {
			$fields  = array_column( $decision->all_changes(), 'field' );
			$parts[] = match ( true ) {
				/* translators: %s: list of fields. */
				array() !== $fields    => sprintf( __( 'These fields differ and are to be updated: %s.', 'wpo365-user-sync' ), implode( ', ', $fields ) ),
				$decision->reactivates => __( 'The WordPress user is to be reactivated; no field differs.', 'wpo365-user-sync' ),
				default                => __( 'The notes about link and roles are to be brought up to date; no field differs.', 'wpo365-user-sync' ),
			};
		}
		if ( array() === $actions ) {
			$parts[] = __( 'The WordPress user is as the directory says.', 'wpo365-user-sync' );
		}
		return trim( implode( ' ', $parts ) . ' ' . $decision->explanation() );
	}

	/**
	 * Tells whether a row says that what was decided is done.
	 */
	public static function is_written( Result $row ): bool {
		return in_array( $row->status->value, array( 'created', 'updated', 'unchanged', 'reactivated' ), true );
	}

	/**
	 * Says what was done.
	 *
	 * @param string[] $actions  What was to be done.
	 * @param bool     $restored Whether it is the account that the person had before.
	 */
	public static function written( Result $row, array $actions, bool $restored ): string {
		$user = "{$row->user_id} ({$row->login})";
		return match ( true ) {
			/* translators: %s: id and username of a WordPress user. */
			$restored                            => sprintf( __( 'WordPress user %s was restored.', 'wpo365-user-sync' ), $user ),
			/* translators: %s: id and username of a WordPress user. */
			in_array( 'create', $actions, true ) => sprintf( __( 'WordPress user %s was created.', 'wpo365-user-sync' ), $user ),
			/* translators: %s: id and username of a WordPress user. */
			array( 'link' ) === $actions         => sprintf( __( 'WordPress user %s was linked.', 'wpo365-user-sync' ), $user ),
			/* translators: %s: id and username of a WordPress user. */
			in_array( 'link', $actions, true )   => sprintf( __( 'WordPress user %s was linked and updated.', 'wpo365-user-sync' ), $user ),
			/* translators: %s: id and username of a WordPress user. */
			Status::Reactivated === $row->status => sprintf( __( 'WordPress user %s was reactivated.', 'wpo365-user-sync' ), $user ),
			/* translators: %s: id and username of a WordPress user. */
			default                              => sprintf( __( 'WordPress user %s was updated.', 'wpo365-user-sync' ), $user ),
		};
	}
}
