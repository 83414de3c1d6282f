<?php
/**
 * Who may sign in.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Gate;

use IXR_Error;
use WP_Error;
use WP_Session_Tokens;
use WP_User;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Privileges;

/**
 * Refuses deactivated accounts, on every way in that asks WordPress. Handlers are named after their hooks.
 *
 * People who do not know the password are told nothing: their sign-in fails as ever. It needs no table of the plugin, and no query where nobody is signed in, or somebody whose account is not deactivated.
 */
final class Sign_In_Guard {

	/** Code of the error, in whatever way it is told. */
	public const CODE = 'wpo365_user_sync_deactivated';

	/** Part of the address of the sign-in form that has the sentence shown there. */
	private const SHOW = 'wpo365_user_sync_deactivated';

	/** Whether this request came with something that would let a deactivated account in. */
	private bool $has_refused = false;

	/** Whether that was a cookie. */
	private bool $by_cookie = false;

	/**
	 * Refuses whoever was let in by the password or by another plugin; for the filter authenticate, after all others.
	 *
	 * @param WP_User|WP_Error|null $user Who is let in, or why nobody is.
	 */
	public function authenticate( mixed $user ): mixed {
		return $user instanceof WP_User && $this->is_refused( $user->ID ) ? self::refusal() : $user;
	}

	/**
	 * Refuses whoever another plugin lets in by its own form; for the filter wp_authenticate_user.
	 *
	 * @param WP_User|WP_Error|null $user     Whose account it is.
	 * @param mixed                 $password What was entered, where anything was.
	 */
	public function wp_authenticate_user( mixed $user, mixed $password = '' ): mixed {
		// WordPress asks before it has looked at the password, and asks authenticate() afterwards. A second look would take time that tells.
		if ( doing_filter( 'authenticate' ) || ! $user instanceof WP_User || ! $this->is_refused( $user->ID ) ) {
			return $user;
		}
		$is_wrong = is_string( $password ) && '' !== $password && ! wp_check_password( $password, $user->user_pass, $user->ID );
		return $is_wrong ? $user : self::refusal();
	}

	/**
	 * Adds the refusal to a right application password, over REST and XML-RPC; for the action wp_authenticate_application_password_errors.
	 *
	 * @param WP_Error $errors Reasons to refuse it.
	 * @param WP_User  $user   Whose password it is.
	 */
	public function wp_authenticate_application_password_errors( WP_Error $errors, WP_User $user ): void {
		$this->has_refused = $this->refuse( $errors, $user ) || $this->has_refused;
	}

	/**
	 * Counts a request as signed out, whatever it was signed in with; for the filter determine_current_user, after all others.
	 *
	 * @param mixed $user_id Who is signed in; false or 0: nobody.
	 */
	public function determine_current_user( mixed $user_id ): mixed {
		if ( ! $user_id || ! $this->is_refused( (int) $user_id ) ) {
			return $user_id;
		}
		$this->has_refused = true;
		return false;
	}

	/**
	 * Ends the session of a good cookie, so that WordPress refuses the cookie itself from now on; for the action auth_cookie_valid.
	 *
	 * @param array<string, string> $cookie Parts of the cookie.
	 * @param WP_User               $user   Whose it is.
	 */
	public function auth_cookie_valid( array $cookie, WP_User $user ): void {
		if ( $this->is_refused( $user->ID ) ) {
			$this->refuse_cookie();
			WP_Session_Tokens::get_instance( $user->ID )->destroy( $cookie['token'] );
		}
	}

	/**
	 * Takes note of a true cookie whose session has been ended; for the action auth_cookie_bad_session_token, which fires after the signature was seen to be right.
	 *
	 * @param array<string, string> $cookie Parts of the cookie.
	 */
	public function auth_cookie_bad_session_token( array $cookie ): void {
		$user = get_user_by( 'login', $cookie['username'] );
		if ( $user && $this->is_refused( $user->ID ) ) {
			$this->refuse_cookie();
		}
	}

	private function refuse_cookie(): void {
		$this->has_refused = true;
		if ( ! $this->by_cookie ) {
			$this->by_cookie = true;
			// Not at once: WordPress is just finding out who is signed in, and would ask that again in order to clear the cookies.
			add_action( 'set_current_user', array( $this, 'clear_cookies' ) );
		}
	}

	/**
	 * Has the browser forget a refused cookie, and caches the page, whose links say why; for the action set_current_user.
	 */
	public function clear_cookies(): void {
		remove_action( 'set_current_user', array( $this, 'clear_cookies' ) );
		if ( ! headers_sent() ) {
			wp_clear_auth_cookie();
			nocache_headers();
		}
	}

	/**
	 * Has the sign-in form say why, where somebody with a refused cookie is led there; for the filter login_url.
	 */
	public function login_url( string $url ): string {
		return $this->by_cookie ? add_query_arg( self::SHOW, '1', $url ) : $url;
	}

	/**
	 * Says on the sign-in form why somebody was led there; for the filter wp_login_errors.
	 *
	 * @param WP_Error $errors What the form says.
	 */
	public function wp_login_errors( WP_Error $errors ): WP_Error {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only shows a sentence of ours.
		if ( isset( $_GET[ self::SHOW ] ) && ! $errors->has_errors() ) {
			$errors->add( self::CODE, self::sentence() );
		}
		return $errors;
	}

	/**
	 * Says why over REST; for the filter rest_authentication_errors, after all others. Browsers send a cookie with every request: without a nonce it counts for nothing, and everybody may read what is public.
	 *
	 * @param WP_Error|true|null $result Whether the request is who it says.
	 */
	public function rest_authentication_errors( mixed $result ): mixed {
		return $this->has_refused && ( is_wp_error( $result ) || ! $this->by_cookie ) ? self::refusal() : $result;
	}

	/**
	 * Says why over XML-RPC; for the filter xmlrpc_login_error.
	 *
	 * @param IXR_Error $answer What is answered.
	 * @param WP_Error  $error  Why.
	 */
	public function xmlrpc_login_error( IXR_Error $answer, WP_Error $error ): IXR_Error {
		return self::CODE === $error->get_error_code() ? new IXR_Error( 403, self::sentence() ) : $answer;
	}

	/**
	 * Refuses to mail a key for a new password; for the filter allow_password_reset, after all others.
	 *
	 * @param mixed $allow   Whether it is allowed.
	 * @param int   $user_id Whose password it is.
	 */
	public function allow_password_reset( mixed $allow, int $user_id ): mixed {
		return true === $allow && $this->is_refused( $user_id ) ? self::refusal() : $allow;
	}

	/**
	 * Refuses a key that was mailed before; for the action validate_password_reset.
	 *
	 * @param WP_Error         $errors Reasons to refuse it.
	 * @param WP_User|WP_Error $user   Whose key it is, or why it is nobody's.
	 */
	public function validate_password_reset( WP_Error $errors, mixed $user ): void {
		if ( $user instanceof WP_User ) {
			$this->refuse( $errors, $user );
		}
	}

	/**
	 * Tells what anybody is told: no name and no address, since the sign-in form is public.
	 */
	public static function sentence(): string {
		return __( 'This account is deactivated. Ask the administrator of this site if you need it again.', 'wpo365-user-sync' );
	}

	private static function refusal(): WP_Error {
		return new WP_Error( self::CODE, self::sentence(), array( 'status' => 403 ) );
	}

	/**
	 * @return bool Whether the account is refused.
	 */
	private function refuse( WP_Error $errors, WP_User $user ): bool {
		$is_refused = $this->is_refused( $user->ID );
		if ( $is_refused ) {
			$errors->merge_from( self::refusal() );
		}
		return $is_refused;
	}

	/**
	 * Tells whether an account may not sign in. Whoever is the last to manage the site may: nobody else could take the mark off again.
	 */
	private function is_refused( int $user_id ): bool {
		return Deactivation::is_deactivated( $user_id ) && ! Privileges::is_last_manager( $user_id );
	}
}
