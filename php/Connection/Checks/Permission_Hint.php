<?php
/**
 * Why listing is forbidden.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Jwt;
use WPO365\User_Sync\Settings\Settings;

/**
 * Guesses, after listing users has failed, whether consent is missing or the two kinds of permissions were mixed up.
 *
 * Tokens for Graph are not ours to read: what is found in one is a hint on this page, and decides nothing.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens
 */
final class Permission_Hint {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Notes the guess.
	 *
	 * @param Notes  $notes   The notes; listing users has failed.
	 * @param int    $user_id The user.
	 * @param string $token   The token that was used.
	 */
	public function note( Notes $notes, int $user_id, #[\SensitiveParameter] string $token ): void {
		if ( Check_Status::Error->value !== ( $notes->all()[ Check_Id::List_Users->value ]['status'] ?? '' ) ) {
			return;
		}
		$notes->good( Check_Id::Token );
		$delegated = 'delegated' === $this->settings->get( 'connection.permission_type' );
		$granted   = $delegated ? $this->scopes( $user_id ) : self::roles( $token );
		if ( null === $granted ) {
			return;
		}
		$reads_users = array() !== preg_grep( '~(^|/)(User|Directory)\.Read~', $granted );
		if ( $reads_users ) {
			$notes->good( Check_Id::Permission_Type );
			return;
		}
		$notes->note( Check_Id::Consent, Check_Status::Error, __( 'It looks as if nobody has consented to the permission to read users. An administrator of the tenant has to grant admin consent.', 'wpo365-user-sync' ) );
		$notes->note(
			Check_Id::Permission_Type,
			Check_Status::Warning,
			$delegated
				? __( 'The sign-in carries no delegated permission to read users. If consent was granted, the permissions are probably of the kind Application: those do not count for a person who signs in. Add User.Read.All of the kind Delegated.', 'wpo365-user-sync' )
				: __( 'The token carries no application permission to read users. If consent was granted, the permissions are probably of the kind Delegated: those count only when a person signs in. Add User.Read.All of the kind Application.', 'wpo365-user-sync' )
		);
	}

	/**
	 * Gives the permissions that the sign-in service named with the token.
	 *
	 * @param int $user_id The user.
	 * @return list<string>|null
	 */
	private function scopes( int $user_id ): ?array {
		return ( new Grants( $this->settings ) )->of( $user_id )?->scopes;
	}

	/**
	 * Peeks at the application permissions in a token.
	 *
	 * @param string $token The token.
	 * @return list<string>|null Null where it can't be read, which is as good as any.
	 */
	private static function roles( string $token ): ?array {
		$jwt = Jwt::parse( $token );
		if ( null === $jwt ) {
			return null;
		}
		$roles = $jwt->claims['roles'] ?? array();
		return is_array( $roles ) ? array_values( array_filter( $roles, is_string( ... ) ) ) : null;
	}
}
