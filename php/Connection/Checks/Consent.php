<?php
/**
 * What happens when somebody returns from the consent page of Microsoft.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Settings\Settings;

/**
 * Handles the return from Microsoft's consent page. Nothing in it is believed: the test of the connection finds out.
 */
final class Consent {

	/**
	 * The states of this flow begin with it.
	 */
	private const PREFIX = 'consent.';

	/**
	 * Gives the state for the link.
	 */
	public static function state(): string {
		return self::PREFIX . wp_create_nonce( 'wpo365_user_sync_consent' );
	}

	/**
	 * Tells whether a return belongs to a consent link of this user.
	 *
	 * @param array<string, mixed> $query Parameters of the address.
	 */
	public static function is_return( array $query ): bool {
		$state = $query['state'] ?? null;
		return is_string( $state ) && str_starts_with( $state, self::PREFIX ) && false !== wp_verify_nonce( substr( $state, strlen( self::PREFIX ) ), 'wpo365_user_sync_consent' );
	}

	/**
	 * Notes how it went. A refusal carries admin_consent=True as well, so the error counts.
	 *
	 * @param Settings             $settings The settings.
	 * @param array<string, mixed> $query    Parameters of the address.
	 */
	public static function note( Settings $settings, array $query ): void {
		$notes = new Notes( $settings );
		if ( isset( $query['error'] ) ) {
			$notes->failed( Sign_In::declined( $query ), Check_Id::Consent, proven: false );
			return;
		}
		$notes->clear();
	}
}
