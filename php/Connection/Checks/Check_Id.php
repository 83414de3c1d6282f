<?php
/**
 * Which lines the checklist has.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

/**
 * Lists the checks, in the order in which things have to be right.
 */
enum Check_Id: string {

	case Results_Table   = 'results_table';
	case Https           = 'https';
	case Network         = 'network';
	case Tenant          = 'tenant';
	case Application     = 'application';
	case Secret          = 'secret';
	case Token           = 'token';
	case Consent         = 'consent';
	case List_Users      = 'list_users';
	case Full_Profiles   = 'full_profiles';
	case Group_Members   = 'group_members';
	case Permission_Type = 'permission_type';
	case Account         = 'account';
	case Throttling      = 'throttling';

	/**
	 * Names the check.
	 */
	public function label(): string {
		return match ( $this ) {
			self::Results_Table   => __( 'Tables of this plugin', 'wpo365-user-sync' ),
			self::Https           => __( 'Encrypted site address (https)', 'wpo365-user-sync' ),
			self::Network         => __( 'Microsoft can be reached', 'wpo365-user-sync' ),
			self::Tenant          => __( 'Tenant', 'wpo365-user-sync' ),
			self::Application     => __( 'Application', 'wpo365-user-sync' ),
			self::Secret          => __( 'Client secret', 'wpo365-user-sync' ),
			self::Token           => __( 'Access token', 'wpo365-user-sync' ),
			self::Consent         => __( 'Admin consent', 'wpo365-user-sync' ),
			self::List_Users      => __( 'May list users', 'wpo365-user-sync' ),
			self::Full_Profiles   => __( 'May read full profiles', 'wpo365-user-sync' ),
			self::Group_Members   => __( 'May read group members', 'wpo365-user-sync' ),
			self::Permission_Type => __( 'Kind of permissions', 'wpo365-user-sync' ),
			self::Account         => __( 'Connected account', 'wpo365-user-sync' ),
			self::Throttling      => __( 'Pauses asked for by Microsoft', 'wpo365-user-sync' ),
		};
	}

	/**
	 * Says that all is well.
	 */
	public function good(): string {
		return match ( $this ) {
			self::Results_Table   => __( 'All tables exist.', 'wpo365-user-sync' ),
			self::Https           => __( 'The address of this site begins with https.', 'wpo365-user-sync' ),
			self::Network         => __( 'The sign-in service answered.', 'wpo365-user-sync' ),
			self::Tenant          => __( 'The tenant was found in the chosen cloud.', 'wpo365-user-sync' ),
			self::Application     => __( 'The application was found in the tenant.', 'wpo365-user-sync' ),
			self::Secret          => __( 'The secret was accepted.', 'wpo365-user-sync' ),
			self::Token           => __( 'Microsoft issued a token, and Microsoft Graph accepted it.', 'wpo365-user-sync' ),
			self::Consent         => __( 'The permissions that were tried have been consented to.', 'wpo365-user-sync' ),
			self::List_Users      => __( 'The users of the tenant can be listed.', 'wpo365-user-sync' ),
			self::Full_Profiles   => __( 'All fields of a profile can be read.', 'wpo365-user-sync' ),
			self::Group_Members   => __( 'Groups and their members can be read.', 'wpo365-user-sync' ),
			self::Permission_Type => __( 'The permissions are of the kind that is chosen in the settings.', 'wpo365-user-sync' ),
			self::Account         => __( 'Application permissions need no connected account.', 'wpo365-user-sync' ),
			self::Throttling      => __( 'Microsoft asked for no pause.', 'wpo365-user-sync' ),
		};
	}
}
