<?php
/**
 * What happens when somebody returns from Microsoft.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Check_Status;
use WPO365\User_Sync\Connection\Checks\Consent;
use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Connection\Sign_In\Pending_Sign_In;
use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Settings;

/**
 * Answers admin-post.php?action=wpo365_user_sync_connect: redeems the code once and leaves for an address without it.
 */
final class Callback {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Handles the request of the browser, signed in to WordPress or not.
	 */
	public function handle(): void {
		nocache_headers();
		header( 'Cache-Control: no-store' );
		header( 'Referrer-Policy: no-referrer' );
		$access = Access::check_manage();
		if ( is_wp_error( $access ) ) {
			wp_die( esc_html( $access->get_error_message() ), '', array( 'response' => absint( $access->get_error_data()['status'] ) ) );
		}
		// The state stands in for a nonce: it is bound to the login session and good once.
		$this->connect( get_current_user_id(), wp_unslash( $_GET ) ); // phpcs:ignore WordPress.Security.NonceVerification
		wp_safe_redirect( self::page(), 303 );
		exit;
	}

	/**
	 * Tells the address of the page, without any trace of the sign-in.
	 */
	public static function page(): string {
		return admin_url( 'users.php?page=wpo365-user-sync&tab=settings' );
	}

	/**
	 * Completes the sign-in, and notes on the checklist how it went.
	 *
	 * @param int                  $user_id The administrator.
	 * @param array<string, mixed> $query   Parameters of the address.
	 */
	public function connect( int $user_id, #[\SensitiveParameter] array $query ): void {
		if ( Consent::is_return( $query ) ) {
			Consent::note( $this->settings, $query );
			return;
		}
		$notes = new Notes( $this->settings );
		try {
			( new Sign_In( $this->settings ) )->complete( $user_id, $query );
			$notes->connected();
		} catch ( Graph_Exception $failure ) {
			// Anybody can send a browser here: what belongs to no sign-in that was begun says nothing about the connection.
			if ( Pending_Sign_In::NOT_OURS !== ( $failure->details['cause'] ?? '' ) ) {
				$notes->failed( $failure, proven: ! isset( $query['error'] ) );
			}
		} catch ( Secret_Refused $refused ) {
			$notes->note( Check_Id::Account, Check_Status::Error, $refused->getMessage() );
		}
	}
}
