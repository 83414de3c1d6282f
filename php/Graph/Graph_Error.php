<?php
/**
 * What can go wrong with Microsoft Graph.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Lists every way in which a call to Microsoft Graph or to the sign-in service can fail.
 */
enum Graph_Error: string {

	case Throttled          = 'throttled';
	case Unreachable        = 'unreachable';
	case Server_Error       = 'server_error';
	case Unauthorized       = 'unauthorized';
	case Forbidden          = 'forbidden';
	case Not_Found          = 'not_found';
	case Bad_Request        = 'bad_request';
	case Not_Supported      = 'not_supported';
	case Expired_Page_Token = 'expired_page_token';
	case Bad_Response       = 'bad_response';
	case Link_Refused       = 'link_refused';
	case Sign_In_Needed     = 'sign_in_needed';
	case Not_Configured     = 'not_configured';

	/**
	 * Says in one translated sentence or two what happened and what to do, where nothing more specific is known.
	 */
	public function sentence(): string {
		return match ( $this ) {
			self::Throttled          => __( 'Microsoft Graph asked for a pause, because it received too many requests. Wait a little and try again.', 'wpo365-user-sync' ),
			self::Unreachable        => __( 'Microsoft could not be reached. Check that this server may open connections to Microsoft, and try again.', 'wpo365-user-sync' ),
			self::Server_Error       => __( 'Microsoft answered with a temporary error of its own. Try again in a few minutes.', 'wpo365-user-sync' ),
			self::Unauthorized       => __( 'Microsoft Graph did not accept the sign-in of the application. Check tenant, application and secret with “Test connection”.', 'wpo365-user-sync' ),
			self::Forbidden          => __( 'Microsoft Graph refused: the application lacks a permission, or an administrator has not consented to it. Grant it in the Entra admin center, then use “Test connection”.', 'wpo365-user-sync' ),
			self::Not_Found          => __( 'Microsoft Graph does not know what was asked for. It may have been deleted, or it belongs to another tenant.', 'wpo365-user-sync' ),
			self::Bad_Request        => __( 'Microsoft Graph did not understand the request. Check the filter and the extra fields in the settings.', 'wpo365-user-sync' ),
			self::Not_Supported      => __( 'Microsoft Graph can’t deliver one of the selected properties. Remove it from the extra fields in the settings.', 'wpo365-user-sync' ),
			self::Expired_Page_Token => __( 'The page that Microsoft Graph had promised has expired, or its link is not accepted any longer. The listing has to start again.', 'wpo365-user-sync' ),
			self::Bad_Response       => __( 'The answer did not come from Microsoft Graph. A proxy, a firewall or a maintenance page may stand in between: ask your host, and try again.', 'wpo365-user-sync' ),
			self::Link_Refused       => __( 'The answer of Microsoft Graph pointed to another address than Microsoft Graph itself. Nothing was sent there. Try again, and tell your host if it happens again.', 'wpo365-user-sync' ),
			self::Sign_In_Needed     => __( 'The connection with Microsoft has ended. Press “Connect with Microsoft” to sign in again.', 'wpo365-user-sync' ),
			self::Not_Configured     => __( 'The connection with Microsoft is not set up yet. Enter tenant, application and secret in the settings.', 'wpo365-user-sync' ),
		};
	}
}
