<?php
/**
 * Decides what an undo does to an account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Journal\Difference;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;

/**
 * Compares what a run has left with what is there now, value by value: only what still is as the run left it is put back. Pure.
 */
final class Undo_Planner {

	/** What of a privileged account is a way into it. */
	private const WAYS_IN = array( 'core user_login', 'core user_email', 'core user_pass', 'core user_activation_key' );

	/**
	 * Decides about one account.
	 *
	 * @param list<Entry> $entries What the run did to it, in its order.
	 * @param Image|null  $image   The account as it is now; null: it does not exist.
	 */
	public static function plan( int $user_id, array $entries, ?Image $image, Undo_Facts $facts ): Undo_Plan {
		$deletion  = Entry::first( $entries, Entry_Kind::Deleted );
		$creation  = Entry::first( $entries, Entry_Kind::Created );
		$object_id = (string) array_reduce( $entries, static fn( string $known, Entry $entry ): string => '' === $entry->object_id ? $known : $entry->object_id, '' );
		$nothing   = new Undo_Plan( $user_id, Undo_Action::None, $image, $image?->object_id() ?: $object_id, login: $image?->record['user_login'] ?? $creation?->after[0] ?? '' );
		$another   = null === $image ? '' : Undo_Guard::why_another( $entries, $image );
		return match ( true ) {
			null !== $deletion && null !== $creation => self::of_both( $nothing ),
			null !== $deletion                       => self::restoration( $nothing, $deletion, $facts ),
			'' !== $another                          => $nothing->alone( $another ),
			null === $image                          => $nothing->alone( null === $creation || isset( $facts->since[''] ) ? self::not_there( $facts ) : __( 'The account that was created no longer exists.', 'wpo365-user-sync' ) ),
			null !== $creation                       => self::removal( $nothing, $creation, Net_Change::of( $entries ), $facts ),
			default                                  => self::changes( $nothing, Net_Change::of( $entries ), $facts ),
		};
	}

	/**
	 * Accounts that the run has both created and deleted, or deleted and restored.
	 */
	private static function of_both( Undo_Plan $nothing ): Undo_Plan {
		return $nothing->alone( __( 'The account was both created and deleted then, so nothing is undone for it.', 'wpo365-user-sync' ) );
	}

	private static function not_there( Undo_Facts $facts ): string {
		return isset( $facts->since[''] )
			/* translators: %s: for example "changed since by synchronization 12". */
			? sprintf( __( 'The account no longer exists (%s).', 'wpo365-user-sync' ), $facts->since[''] )
			: __( 'The account no longer exists.', 'wpo365-user-sync' );
	}

	private static function restoration( Undo_Plan $nothing, Entry $deletion, Undo_Facts $facts ): Undo_Plan {
		if ( null !== $nothing->image ) {
			return $nothing->alone( __( 'There is an account with this ID again, so nobody is restored.', 'wpo365-user-sync' ) );
		}
		$image = $deletion->is_lost ? null : new Image( $deletion->before['record'], $deletion->before['meta'] );
		$plan  = $nothing->with( action: Undo_Action::Restore, image: $image, deletion: $deletion, login: $image?->record['user_login'] ?? '' );
		return '' === $facts->gone ? $plan : $plan->alone( $facts->gone );
	}

	/**
	 * @param array<string, Net_Change> $changes What the run has changed in the account after it was created.
	 */
	private static function removal( Undo_Plan $nothing, Entry $creation, array $changes, Undo_Facts $facts ): Undo_Plan {
		$touched = ( $creation->after[1] ?? '' ) !== Net_Change::rewound( $nothing->image, $changes )->sum();
		return match ( true ) {
			/* translators: %s: for example "changed since by synchronization 12". */
			$touched && isset( $facts->since[''] ) => $nothing->alone( sprintf( __( 'The account stays: it is no longer as it was created (%s).', 'wpo365-user-sync' ), $facts->since[''] ) ),
			$touched                               => $nothing->alone( __( 'The account stays: somebody has signed in with it or changed it since it was created.', 'wpo365-user-sync' ) ),
			'' !== $facts->stays                   => $nothing->alone( $facts->stays ),
			default                                => $nothing->with( action: Undo_Action::Remove ),
		};
	}

	/**
	 * @param array<string, Net_Change> $changes What the run has changed.
	 */
	private static function changes( Undo_Plan $nothing, array $changes, Undo_Facts $facts ): Undo_Plan {
		$open = array_filter( $changes, static fn( Net_Change $change ): bool => $change->is_lost || $change->present( $nothing->image ) !== $change->before );
		if ( array() === $open ) {
			return $nothing->alone( __( 'Everything is as it was before already.', 'wpo365-user-sync' ) );
		}
		if ( '' !== $facts->forbidden ) {
			return $nothing->alone( $facts->forbidden );
		}
		$left = array_filter( array_map( static fn( string $key ): string => self::why_left( $key, $open[ $key ], $nothing->image, $facts ), array_combine( array_keys( $open ), array_keys( $open ) ) ) );
		$plan = $nothing->with( action: Undo_Action::Change, back: $open );
		foreach ( $left as $key => $why ) {
			$plan = isset( $plan->back[ $key ] ) ? $plan->without( $key, $why ) : $plan;
		}
		return Undo_Guard::deactivation( self::roles( Undo_Guard::link( $plan ), $facts ), $facts );
	}

	/**
	 * Tells why a value is left as it is.
	 *
	 * @return string Words in brackets; empty: it is put back.
	 */
	private static function why_left( string $key, Net_Change $change, Image $image, Undo_Facts $facts ): string {
		list( $capabilities ) = Difference::role_keys();

		$is_link = in_array( $key, array( 'meta ' . Account::OBJECT_ID, 'meta ' . Account::TENANT_ID ), true );
		return match ( true ) {
			$change->is_lost                                  => __( 'the former value was not kept, since there was no key to encrypt it with', 'wpo365-user-sync' ),
			$change->present( $image ) !== $change->after     => $facts->since( $key ),
			$facts->is_locked && in_array( $key, array( ...self::WAYS_IN, "meta $capabilities" ), true ) => __( 'roles, e-mail address and password of administrators are not touched', 'wpo365-user-sync' ),
			$facts->is_privileged && $is_link && ! in_array( $change->before ?? array( '' ), array( array( '' ) ), true ) => __( 'links are not given back to accounts that may manage the site or its users', 'wpo365-user-sync' ),
			"meta $capabilities" !== $key && Net_Change::META === $change->part && null !== Stored_Roles::prefix( $change->field ) => __( 'roles on other sites are not given back', 'wpo365-user-sync' ),
			default                                           => '',
		};
	}

	/**
	 * Decides about roles. Level and ledger follow them.
	 */
	private static function roles( Undo_Plan $plan, Undo_Facts $facts ): Undo_Plan {
		list( $capabilities, $level, $ledger ) = array_map( static fn( string $key ): string => "meta $key", Difference::role_keys() );

		$change = $plan->back[ $capabilities ] ?? null;
		if ( null === $change ) {
			// Roles that are left keep what the plugin has noted about them.
			return isset( $plan->left[ $capabilities ] ) ? $plan->dropping( $level, $ledger ) : $plan;
		}
		$granted  = Stored_Roles::granted( $change->before[0] ?? '' );
		$present  = Stored_Roles::granted( $change->after[0] ?? '' );
		$removed  = array_diff( $present, $granted );
		$withheld = array_values( array_diff( array_intersect( $facts->withheld, $granted ), $present ) );
		$why      = match ( true ) {
			array() !== $removed && $facts->runs => __( 'this account runs the undo, so it loses no role', 'wpo365-user-sync' ),
			in_array( 'administrator', $removed, true ) && $facts->is_last => __( 'the last administrator of this site stays administrator', 'wpo365-user-sync' ),
			default => '',
		};
		if ( '' !== $why ) {
			return $plan->without( $capabilities, $why )->dropping( $level, $ledger );
		}
		if ( array() === $withheld ) {
			return $plan;
		}
		/* translators: %s: list of roles. */
		$why = sprintf( __( 'roles that may manage the site or its users are never given back: %s', 'wpo365-user-sync' ), implode( ', ', $withheld ) );
		if ( array() === $removed && array() === array_diff( $granted, $withheld, $present ) ) {
			return $plan->without( $capabilities, $why )->dropping( $level, $ledger );
		}
		$back = array_diff_key( $plan->back, array( $level => true ) );
		foreach ( array_intersect( array( $capabilities, $ledger ), array_keys( $back ) ) as $key ) {
			$back[ $key ] = $back[ $key ]->putting( null === $back[ $key ]->before ? null : array( Stored_Roles::without( $back[ $key ]->before[0], $withheld ) ) );
		}
		return $plan->with( back: $back, left: $plan->left + array( $capabilities => $why ), levels: true );
	}
}
