<?php
/**
 * The numbered errors of the sign-in service.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

/**
 * Explains the numbered errors (AADSTS…) of the sign-in service: in words, and by the line of the checklist on which they are shown.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
final class Aadsts {

	/**
	 * The one table: what is known of a number.
	 *
	 * @param int|null $number The number; null where there was none.
	 * @return array{string, string}|null The line of the checklist on which it belongs, and what it means and what to do; null where nothing special is known.
	 */
	private static function of( ?int $number ): ?array {
		return match ( $number ) {
			7000215             => array( 'secret', __( 'The client secret was not accepted. Copy the secret’s Value, not its Secret ID, from the Entra admin center; it is shown only once, so you may have to create a new secret.', 'wpo365-user-sync' ) ),
			7000222             => array( 'secret', __( 'The client secret has expired. Create a new client secret in the Entra admin center and enter its Value in the settings.', 'wpo365-user-sync' ) ),
			7000218             => array( 'secret', __( 'The sign-in service received no client secret. Enter the Value of a client secret in the settings.', 'wpo365-user-sync' ) ),
			700027              => array( 'secret', __( 'The certificate of the application was not accepted. Use a client secret instead.', 'wpo365-user-sync' ) ),
			700016              => array( 'application', __( 'The application was not found in this tenant. Check the Application (client) ID and the tenant in the settings.', 'wpo365-user-sync' ) ),
			7000112             => array( 'application', __( 'The application is disabled in this tenant. Enable it in the Entra admin center under Enterprise applications.', 'wpo365-user-sync' ) ),
			90002               => array( 'tenant', __( 'The tenant was not found in this cloud. Check the tenant (Directory ID or domain) and the cloud in the settings.', 'wpo365-user-sync' ) ),
			90038               => array( 'tenant', __( 'The tenant belongs to another cloud of Microsoft. Choose that cloud in the settings.', 'wpo365-user-sync' ) ),
			900023              => array( 'tenant', __( 'The tenant is neither a Directory (tenant) ID nor a domain. Copy the Directory (tenant) ID from the Entra admin center.', 'wpo365-user-sync' ) ),
			70011, 1002012      => array( 'token', __( 'The sign-in service refused the requested scope. Choose the cloud in which the application is registered.', 'wpo365-user-sync' ) ),
			65001               => array( 'consent', __( 'Nobody has consented to the permissions of the application yet. Press “Grant admin consent” in the Entra admin center, under API permissions.', 'wpo365-user-sync' ) ),
			65004               => array( 'consent', __( 'The consent was declined. Connect again and accept the permissions, or ask an administrator of the tenant to grant admin consent.', 'wpo365-user-sync' ) ),
			90094, 90095        => array( 'consent', __( 'The permissions of the application need the consent of an administrator of the tenant. Ask one to press “Grant admin consent” in the Entra admin center.', 'wpo365-user-sync' ) ),
			50074, 50076, 50079 => array( 'account', __( 'The tenant asks for multi-factor authentication. Press “Connect with Microsoft” and sign in again.', 'wpo365-user-sync' ) ),
			53003, 530032       => array( 'token', __( 'A Conditional Access policy of the tenant blocked the sign-in. Ask the administrator of the tenant to allow this application.', 'wpo365-user-sync' ) ),
			700082              => array( 'account', __( 'The sign-in has expired, because it was not used for 90 days. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ) ),
			70008, 700081       => array( 'account', __( 'The sign-in has expired. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ) ),
			700084              => array( 'account', __( 'The sign-in lasts 24 hours only, because the redirect address is registered as a single-page application. Register it as platform “Web” in the Entra admin center and connect again.', 'wpo365-user-sync' ) ),
			50173               => array( 'account', __( 'The sign-in was revoked, for example after a new password. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ) ),
			70043               => array( 'account', __( 'The tenant’s sign-in frequency policy ended the sign-in. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ) ),
			50057               => array( 'account', __( 'The account that was signed in is disabled. Connect with another account.', 'wpo365-user-sync' ) ),
			50034               => array( 'account', __( 'The account that was signed in does not exist in the tenant any more. Connect with another account.', 'wpo365-user-sync' ) ),
			50055               => array( 'account', __( 'The password of the account that was signed in has expired. Change it, then press “Connect with Microsoft”.', 'wpo365-user-sync' ) ),
			50058               => array( 'account', __( 'Nobody is signed in at Microsoft in this browser. Press “Connect with Microsoft” and sign in.', 'wpo365-user-sync' ) ),
			70000               => array( 'account', __( 'The sign-in was not accepted any more. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ) ),
			500112              => array( 'account', __( 'The address of this site changed while you were signing in. Press “Connect with Microsoft” to start again.', 'wpo365-user-sync' ) ),
			54005               => array( 'account', __( 'This sign-in was already used. Press “Connect with Microsoft” to start a new one.', 'wpo365-user-sync' ) ),
			501481              => array( 'account', __( 'The sign-in did not begin on this site. Press “Connect with Microsoft” to start a new one.', 'wpo365-user-sync' ) ),
			700005              => array( 'account', __( 'The sign-in came from another tenant. Connect with an account of the configured tenant.', 'wpo365-user-sync' ) ),
			50194, 9001023      => array( 'tenant', __( 'The application belongs to one tenant, but no tenant was named. Enter the Directory (tenant) ID in the settings instead of “common”.', 'wpo365-user-sync' ) ),
			50105               => array( 'account', __( 'The account is not assigned to the application. Assign it in the Entra admin center under Enterprise applications, or switch “Assignment required” off.', 'wpo365-user-sync' ) ),
			50011               => array( 'account', __( 'The redirect address is not registered. Copy it from this page into the app registration, under Authentication, platform “Web”.', 'wpo365-user-sync' ) ),
			50196               => array( 'throttling', __( 'The sign-in service saw too many sign-ins of this application in a row. Wait some minutes, then try again.', 'wpo365-user-sync' ) ),
			90055               => array( 'throttling', __( 'The sign-in service is busy for this tenant. Wait some minutes, then try again.', 'wpo365-user-sync' ) ),
			500011              => array( 'token', __( 'Microsoft Graph is not available to this tenant in this cloud. Choose the cloud in which the tenant lives.', 'wpo365-user-sync' ) ),
			default             => null,
		};
	}

	/**
	 * Says what a number means and what to do.
	 *
	 * @param int|null $number The number; null where there was none.
	 * @return string|null Null where nothing special is known.
	 */
	public static function sentence( ?int $number ): ?string {
		return self::of( $number )[1] ?? null;
	}

	/**
	 * Tells on which line of the checklist a number belongs.
	 *
	 * @param int|null $number The number; null where there was none.
	 * @return string|null A check's id; null where nothing special is known.
	 */
	public static function line( ?int $number ): ?string {
		return self::of( $number )[0] ?? null;
	}

	/**
	 * Tells whether a number asks for a pause: too many sign-ins in a row, a busy tenant.
	 */
	public static function is_busy( ?int $number ): bool {
		return 'throttling' === self::line( $number );
	}

	/**
	 * Says what a suberror means, where the number is unknown.
	 *
	 * @param string $suberror The suberror.
	 * @return string|null Null where nothing special is known.
	 */
	public static function by_suberror( string $suberror ): ?string {
		return match ( $suberror ) {
			'consent_required'      => self::sentence( 65001 ),
			'basic_action'          => self::sentence( 50076 ),
			'additional_action'     => __( 'The tenant asks for one more step at sign-in, such as another confirmation. Press “Connect with Microsoft” and follow Microsoft’s instructions.', 'wpo365-user-sync' ),
			'message_only'          => __( 'Microsoft has a message for the person who connected. Press “Connect with Microsoft” and read it.', 'wpo365-user-sync' ),
			'user_password_expired' => self::sentence( 50055 ),
			'bad_token'             => self::sentence( 70008 ),
			default                 => null,
		};
	}
}
