<?php
/**
 * What has become of an account after a failure.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Sync\Plan\Decision;

/**
 * Reads accounts again and says what is changed although the writes have failed: where tables can't roll back, and where handlers write past the transaction. Each sentence is empty where nothing is.
 */
final class Read_Again {

	/**
	 * Says that an account is there although creating it has failed.
	 *
	 * @param int $user_id The account that is there although it could not be made, or 0.
	 */
	public static function created( int $user_id ): string {
		/* translators: %d: id of a WordPress user. */
		return $user_id ? sprintf( __( 'The account is there nevertheless, perhaps in part: WordPress user %d. Look at it under Users.', 'wpo365-user-sync' ), $user_id ) : '';
	}

	/**
	 * Says that an account is there although restoring it has failed.
	 */
	public static function restored( int $user_id ): string {
		return self::created( null === self::account( $user_id ) ? 0 : $user_id );
	}

	/**
	 * Says what of an account was changed although updating it has failed.
	 *
	 * @param Decision $decision What was to be written.
	 */
	public static function updated( Decision $decision ): string {
		$was = $decision->account;
		$now = self::account( $was->id );
		if ( null === $now ) {
			return __( 'The account no longer exists.', 'wpo365-user-sync' );
		}
		$values  = $was->core_fields() + array( 'roles' => $was->roles );
		$current = $now->core_fields() + array( 'roles' => $now->roles );
		$changed = array_keys( array_filter( $values, static fn( mixed $value, string $field ): bool => $value !== $current[ $field ], ARRAY_FILTER_USE_BOTH ) );
		foreach ( $decision->changes?->meta ?? array() as $change ) {
			$value = get_user_meta( $was->id, $change['field'], true );
			if ( is_scalar( $value ) && (string) $value !== $change['from'] ) {
				$changed[] = $change['field'];
			}
		}
		/* translators: %s: list of fields. */
		return $changed ? sprintf( __( 'These fields were changed nevertheless: %s.', 'wpo365-user-sync' ), implode( ', ', $changed ) ) : '';
	}

	/**
	 * Says what of an account is missing although removing it has failed.
	 *
	 * @param Account $was The account as it was read before it was to be removed.
	 */
	public static function removed( Account $was ): string {
		$now = self::account( $was->id );
		return match ( true ) {
			null === $now                 => __( 'The account was deleted nevertheless. Check who has its content.', 'wpo365-user-sync' ),
			(array) $now !== (array) $was => __( 'The account is there, but a part of it is missing. Look at it under Users.', 'wpo365-user-sync' ),
			default                       => '',
		};
	}

	/**
	 * Says that an account was changed although deactivating it has failed.
	 *
	 * @param Account $was The account as it was read before it was to be deactivated.
	 */
	public static function deactivated( Account $was ): string {
		$now = self::account( $was->id );
		return null === $now || (array) $now !== (array) $was ? __( 'A part of it was done nevertheless. Look at the account under Users.', 'wpo365-user-sync' ) : '';
	}

	private static function account( int $user_id ): ?Account {
		clean_user_cache( $user_id );
		return Account::load( array( $user_id ) )[ $user_id ] ?? null;
	}
}
