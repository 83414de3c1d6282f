<?php
/**
 * What an undo must not do.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Journal\Difference;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Image;

/**
 * Leaves what would open an account, or hand it over, although each value by itself still is as the run left it. Pure.
 */
final class Undo_Guard {

	/** What lets somebody in, or to something, beside a password. */
	private const OPENS = array( 'core user_activation_key', 'meta session_tokens', 'meta _application_passwords' );

	/**
	 * Tells whether it is another account by now, or another person's.
	 *
	 * @param list<Entry> $entries What the run did, in its order.
	 * @param Image       $image   The account as it is now.
	 * @return string A sentence, or an empty string.
	 */
	public static function why_another( array $entries, Image $image ): string {
		$at    = $entries[0]->at ?? 0;
		$owner = (string) array_reduce( $entries, static fn( string $known, Entry $entry ): string => '' === $entry->object_id ? $known : $entry->object_id, '' );
		return match ( true ) {
			$at > 0 && strtotime( ( $image->record['user_registered'] ?? '' ) . ' UTC' ) > $at
				=> __( 'This is another account: it has the ID of one that no longer exists.', 'wpo365-user-sync' ),
			'' !== $owner && '' !== $image->object_id() && ! Same_Name::equal( $owner, $image->object_id() )
				=> __( 'The account is linked to another directory user by now, so nothing is given back to it.', 'wpo365-user-sync' ),
			default => '',
		};
	}

	/**
	 * Keeps apart whom somebody has parted by hand since.
	 */
	public static function link( Undo_Plan $plan ): Undo_Plan {
		$key    = 'meta ' . Account::OBJECT_ID;
		$link   = $plan->claims()[ $key ] ?? '';
		$parted = isset( $plan->back[ 'meta ' . Account::PARTED ] ) ? $plan->back[ 'meta ' . Account::PARTED ]->before : ( $plan->image->meta[ Account::PARTED ] ?? null );
		return '' !== $link && array() !== array_filter( Account::parted_in( $parted[0] ?? '' ), static fn( string $id ): bool => Same_Name::equal( $id, $link ) )
			? $plan->without( $key, __( 'the two were unlinked by hand since', 'wpo365-user-sync' ) )
			: $plan;
	}

	/**
	 * Sees to it that an account is deactivated again only where it may be, and with its roles; and that nothing opens one that stays deactivated.
	 */
	public static function deactivation( Undo_Plan $plan, Undo_Facts $facts ): Undo_Plan {
		list( $capabilities ) = Difference::role_keys();

		$active = 'meta ' . Deactivation::ACTIVE;
		$notes  = 'meta ' . Deactivation::NOTES;
		if ( true === $plan->deactivates() ) {
			$why = '' !== $facts->stays ? rtrim( $facts->stays, '.' ) : ( $plan->left[ "meta $capabilities" ] ?? '' );
			return '' === $why ? $plan : self::leave( $plan, $why, $active, $notes, ...self::roles() );
		}
		// The notes tell which deactivation it is: a later one stands.
		if ( false === $plan->deactivates() && isset( $plan->left[ $notes ] ) ) {
			$plan = $plan->without( $active, $plan->left[ $notes ] );
		}
		return ! isset( $plan->back[ $active ] ) && in_array( Deactivation::DEACTIVATED, $plan->image->meta[ Deactivation::ACTIVE ] ?? array(), true )
			? self::leave( $plan, __( 'the account is deactivated', 'wpo365-user-sync' ), ...self::opens( $plan ) )
			: $plan;
	}

	/**
	 * Lists what would open the account, were it put back; what only goes again does not.
	 *
	 * @return list<string> Parts and fields.
	 */
	private static function opens( Undo_Plan $plan ): array {
		$change = $plan->back[ self::roles()[0] ] ?? null;
		$grants = array() !== array_diff( Stored_Roles::granted( $change?->before[0] ?? '' ), Stored_Roles::granted( $change?->after[0] ?? '' ) );
		$given  = array_filter( self::OPENS, static fn( string $key ): bool => isset( $plan->back[ $key ] ) && ! in_array( $plan->back[ $key ]->before, array( null, array( '' ) ), true ) );
		return array( ...( $grants ? self::roles() : array() ), ...array_values( $given ) );
	}

	/**
	 * @return list<string>
	 */
	private static function roles(): array {
		return array_map( static fn( string $key ): string => "meta $key", Difference::role_keys() );
	}

	private static function leave( Undo_Plan $plan, string $why, string ...$keys ): Undo_Plan {
		return array_reduce( $keys, static fn( Undo_Plan $left, string $key ): Undo_Plan => isset( $left->back[ $key ] ) ? $left->without( $key, $why ) : $left, $plan );
	}
}
