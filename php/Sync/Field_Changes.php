<?php
/**
 * What of an account differs from the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Directory\Directory_User;

/**
 * Compares values in the form in which WordPress would store them: otherwise a name with an ampersand would differ for ever.
 */
final class Field_Changes {

	/** Limits of the database, in characters. */
	public const MAX_LOGIN        = 60;
	public const MAX_EMAIL        = 100;
	public const MAX_DISPLAY_NAME = 250;

	/**
	 * @param list<array{field: string, from: string, to: string}> $changes What to write.
	 * @param string                                               $reason  What is not written, and why; empty: nothing.
	 */
	public function __construct(
		public readonly array $changes,
		public readonly string $reason = '',
	) {}

	/**
	 * Compares an account with its directory user. Values that the directory does not have stay as they are.
	 *
	 * @param bool $email_locked Whether the e-mail address must not be touched: privileged accounts.
	 * @param int  $email_holder Another account that has the new e-mail address, or 0.
	 */
	public static function between( Directory_User $person, Account $account, bool $email_locked, int $email_holder ): self {
		$changes = array();
		$reasons = array();
		foreach ( array(
			'first_name'   => array( $account->first_name, (string) $person->given_name ),
			'last_name'    => array( $account->last_name, (string) $person->surname ),
			'display_name' => array( $account->display_name, (string) $person->display_name ),
		) as $field => list( $from, $to ) ) {
			$to = self::stored( $field, $to );
			if ( '' === $to || $from === $to ) {
				continue;
			}
			if ( 'display_name' === $field && mb_strlen( $to ) > self::MAX_DISPLAY_NAME ) {
				$reasons[] = __( 'The display name is too long for WordPress (250 characters) and stays as it is.', 'wpo365-user-sync' );
				continue;
			}
			$changes[] = compact( 'field', 'from', 'to' );
		}

		$email = (string) $person->mail;
		if ( '' !== $email && mb_strtolower( $email ) !== mb_strtolower( $account->email ) ) {
			$problem = self::email_problem( $email, $email_locked, $email_holder );
			if ( '' === $problem ) {
				$changes[] = array(
					'field' => 'user_email',
					'from'  => $account->email,
					'to'    => $email,
				);
			} else {
				$reasons[] = $problem;
			}
		}
		return new self( $changes, implode( ' ', $reasons ) );
	}

	/**
	 * Tells the form in which WordPress would store a value.
	 *
	 * @param string $field first_name, last_name, display_name or user_email.
	 */
	public static function stored( string $field, string $value ): string {
		return '' === $value ? '' : trim( wp_unslash( (string) apply_filters( "pre_user_{$field}", wp_slash( $value ) ) ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own filters.
	}

	/**
	 * Tells why an e-mail address can't be stored.
	 */
	public static function email_unfit( string $email ): string {
		if ( mb_strlen( $email ) > self::MAX_EMAIL ) {
			return __( 'The e-mail address is too long for WordPress (100 characters).', 'wpo365-user-sync' );
		}
		if ( self::stored( 'user_email', $email ) !== $email ) {
			return __( 'WordPress would change this e-mail address, perhaps into somebody else’s.', 'wpo365-user-sync' );
		}
		return '';
	}

	private static function email_problem( string $email, bool $locked, int $holder ): string {
		if ( $locked ) {
			return __( 'The e-mail address of an administrator is not touched; change it by hand if it should follow the directory.', 'wpo365-user-sync' );
		}
		if ( $holder ) {
			/* translators: %d: id of a WordPress user. */
			return sprintf( __( 'The new e-mail address belongs to WordPress user %d already, so the old one stays.', 'wpo365-user-sync' ), $holder );
		}
		$unfit = self::email_unfit( $email );
		return '' === $unfit ? '' : $unfit . ' ' . __( 'The old one stays.', 'wpo365-user-sync' );
	}
}
