<?php
/**
 * The fields of WordPress itself that follow the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * The one table of core fields: what is asked of Microsoft Graph, what an account is read into and compared with, and the settings come from it.
 */
final class Core_Fields {

	/**
	 * Field of WordPress, which is the setting's name and the hooks', too => property of Graph, and the properties of Directory_User and Account that hold it.
	 * Whether WordPress has it as a column of users or as user meta is seen from the user.
	 */
	public const ALL = array(
		'first_name'   => array( 'graph' => 'givenName', 'person' => 'given_name', 'account' => 'first_name' ),
		'last_name'    => array( 'graph' => 'surname', 'person' => 'surname', 'account' => 'last_name' ),
		'user_email'   => array( 'graph' => 'mail', 'person' => 'mail', 'account' => 'email' ),
		'display_name' => array( 'graph' => 'displayName', 'person' => 'display_name', 'account' => 'display_name' ),
	);

	/**
	 * Gives the titles of a field's settings.
	 *
	 * @param string $field One of ALL.
	 * @return array{title: string, policy: string, when_empty: string} Of the field, of when it is written, and of what becomes of it when the directory has no value.
	 */
	public static function titles( string $field ): array {
		$titles = match ( $field ) {
			'first_name'   => array( __( 'First name', 'wpo365-user-sync' ), __( 'First name is written', 'wpo365-user-sync' ), __( 'First name is empty in the directory', 'wpo365-user-sync' ) ),
			'last_name'    => array( __( 'Last name', 'wpo365-user-sync' ), __( 'Last name is written', 'wpo365-user-sync' ), __( 'Last name is empty in the directory', 'wpo365-user-sync' ) ),
			'user_email'   => array( __( 'E-mail', 'wpo365-user-sync' ), __( 'E-mail is written', 'wpo365-user-sync' ), __( 'E-mail is empty in the directory', 'wpo365-user-sync' ) ),
			// A display name always has a value: the settings have its format instead.
			'display_name' => array( __( 'Display name', 'wpo365-user-sync' ), __( 'Display name is written', 'wpo365-user-sync' ), '' ),
		};
		return array_combine( array( 'title', 'policy', 'when_empty' ), $titles );
	}
}
