<?php
/**
 * By what a person was found.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Matching;

/**
 * The steps of matching by name, in their order.
 */
enum Match_Step: string {

	case Login      = 'login';
	case Upn_Email  = 'upn_email';
	case Mail_Email = 'mail_email';
	case Upn_Meta   = 'upn_meta';

	/**
	 * Says it in words.
	 */
	public function in_words(): string {
		return match ( $this ) {
			self::Login      => __( 'The user principal name is the account’s username.', 'wpo365-user-sync' ),
			self::Upn_Email  => __( 'The user principal name is the account’s e-mail address.', 'wpo365-user-sync' ),
			self::Mail_Email => __( 'The e-mail address is the account’s.', 'wpo365-user-sync' ),
			self::Upn_Meta   => __( 'The account is known by the user principal name already, from a sign-in with Microsoft.', 'wpo365-user-sync' ),
		};
	}
}
